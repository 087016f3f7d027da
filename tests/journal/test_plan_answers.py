"""What a runner has said of a planned run can be taken back, and what they have run is in no offer any more."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from coaching.conversations.eased import tell
from coaching.planning import actions as planning
from journal import plan_answers
from journal.queries import plan as plans
from runners.models import Coachship, EasedRun, PlannedRun, User
from tests import making
from tests.coaching.planning import making as planned

DAY = timedelta(days=1)
WEDNESDAY = date(2026, 3, 18)
AGAIN = "chosen; press again to take it back"


def test_the_answer_that_was_given_is_pressed_again_to_take_it_back(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = runner.joined_at, signed_in(runner)
    plan = planned.run(tie, day=runner.day(at), now=at)
    address = f"/plan/{plan.pk}/went/"
    page = client.post(address, {"went": "harder"}, follow=True).content.decode()
    assert 'name="back" value="went" aria-pressed="true">Harder<span class="vh">, ' + AGAIN in page
    assert "Press what you said again to take it back." in page
    page = client.post(address, {"back": "went"}, follow=True).content.decode()
    assert (AGAIN in page, "You said" in page) == (False, False)


def test_after_a_run_what_was_said_can_be_taken_back_too(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = runner.joined_at, signed_in(runner)
    plan, entry = planned.run(tie, day=runner.day(at), now=at), making.reflection(runner, at=at)
    sent = {"felt": "no", "reflection": entry.pk}
    page = client.post(f"/plan/{plan.pk}/went/", sent, follow=True).content.decode()
    assert all(words in page for words in ("You can change it here, or press it again to take it back.", AGAIN))


def test_a_run_nobody_says_anything_of_any_more_can_be_moved_again(
    tie: Coachship, coach: User, runner: User, now: datetime
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="no", now=now)
    for back, left in (("felt", "harder"), ("went", "")):
        said = plan_answers.say_how_it_went(runner, pk=plan.pk, went="", felt="", back=back, now=now)
        assert (said.went, said.answered_at) == (left, now if left else None)
    planning.move(coach, what="runs", pk=plan.pk, to=WEDNESDAY + DAY, now=now)


def test_what_was_run_is_not_made_lighter_and_the_rest_is(tie: Coachship, runner: User, now: datetime) -> None:
    ran, ahead = (planned.run(tie, day=WEDNESDAY + days * DAY, now=now) for days in (0, 1))
    offer = planned.easing(tie, ran, now=now)
    EasedRun.objects.create(easing=offer, planned=ahead, kind="steady", minutes=20)
    making.run(runner, at=now)
    assert [change.day for change in plans.easing_page(runner, offer.pk, now=now).changes] == [WEDNESDAY + DAY]
    said = plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="", tell=tell, now=now)
    assert (said.changed, said.passed_over) == (1, 1)
    assert list(PlannedRun.objects.order_by("local_day").values_list("minutes", flat=True)) == [40, 20]


@pytest.mark.parametrize(("kind", "waits"), [("steady", 0), ("race", 1)])
def test_an_offer_about_a_run_that_was_run_waits_no_more(
    tie: Coachship, runner: User, now: datetime, kind: str, waits: int
) -> None:
    offer = planned.easing(tie, planned.run(tie, day=WEDNESDAY, now=now), now=now)
    ran = making.run(runner, at=now)
    ran.kind = kind
    ran.save(update_fields=["kind"])
    assert len(plans.offers_to(runner, now=now)) == waits
    assert plans.easing_page(runner, offer.pk, now=now).open is bool(waits)
