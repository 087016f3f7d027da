"""Lighter days are proposed, changed, sent, and taken back; for one runner or several."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.planning import actions, ease_queries, lately
from coaching.planning.ease_forms import EaseForm
from coaching.planning.easing import Lighter
from journal import plan_answers
from runners.actions import set_shares
from runners.models import Coachship, EasedRun, Easing, PlannedRun, User
from runners.models.people import Role, Shares
from tests import making
from tests.coaching.planning import making as planned

DAY = timedelta(days=1)


@pytest.fixture
def hard(tie: Coachship) -> PlannedRun:
    """Intervals tomorrow, by the clock pages read."""
    at = tie.runner.joined_at
    return planned.run(tie, day=tie.runner.day(at) + DAY, now=at, kind="intervals", minutes=50, effort=8)


def offered(tie: Coachship, plan: PlannedRun, now: datetime, key: uuid.UUID | None = None) -> Easing | None:
    lighter = [Lighter(plan.pk, minutes=30)]
    return actions.offer_easing(tie, lighter=lighter, note="", key=key or uuid.uuid4(), shown_at=now, now=now)


def test_somebody_without_a_name_is_never_called_you(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=tie.runner_id).update(name="")
    client = signed_in(coach)
    page = client.get(f"/coach/runners/{tie.runner_id}/ease/").content.decode()
    assert "No run you planned for them lies ahead in the coming seven days." in page
    days = client.get(f"/coach/runners/{tie.runner_id}/days/").content.decode()
    assert "<title>Somebody without a name yet, day by day" in days


def test_the_form_begins_with_a_proposal_and_sends_what_the_coach_made_of_it(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(coach), f"/coach/runners/{tie.runner_id}/ease/"
    page = client.get(address).content.decode()
    assert '<option value="lighter" selected>Becomes</option>' in page
    assert "I would make this week lighter. Does it suit you?" in page
    pk = hard.pk
    sent = {f"how_{pk}": "lighter", f"kind_{pk}": "free", f"minutes_{pk}": "35", f"effort_{pk}": "2", "note": "Rest"}
    client.post(address, sent)
    one = EasedRun.objects.select_related("easing__coachship").get()
    assert (one.kind, one.minutes, one.effort, one.easing.note) == ("free", 35, 2, "Rest")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM runners_easing")
        assert "Rest" not in cursor.fetchone()[0]
    hard.refresh_from_db()
    assert hard.minutes == 50


def test_what_met_an_ended_session_is_brought_back_to_both_who_make_days_lighter(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(coach).get(f"/coach/runners/{tie.runner_id}/ease/").content.decode()
    assert all(words in page for words in ('method="post" data-draft', "data-draft-back"))
    offer = planned.easing(tie, hard, now=tie.runner.joined_at)
    assert "data-draft-back" in signed_in(tie.runner).get(f"/plan/ease/{offer.pk}/").content.decode()


def test_whose_weeks_another_coach_plans_is_said(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    other = making.coachship(coach, making.person("ben@example.org", name="Ben Ash"))
    Coachship.objects.filter(pk=other.pk).update(role=Role.ASSISTANT)
    asked = {"runner": [tie.runner_id, other.runner_id]}
    client, address = signed_in(coach), "/coach/ease/"
    assert "Not for Ben Ash: you do not plan for them." in client.post(address, asked).content.decode()
    Coachship.objects.update(role=Role.READER)
    html = client.post(address, asked).content.decode()
    assert "<h1>You do not plan for them.</h1>" in html
    assert "Nobody is chosen yet" not in html


@pytest.mark.parametrize(("how", "minutes", "said"), [
    ("keep", "50", "Every run stays as it is."),
    ("lighter", "", "Say how long or how far."),
    ("never", "50", "Choose one of these."),
])  # fmt: skip
def test_an_offer_of_nothing_is_not_sent(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client],
    how: str, minutes: str, said: str,
) -> None:  # fmt: skip
    sent = {f"how_{hard.pk}": how, f"minutes_{hard.pk}": minutes}
    assert said in signed_in(coach).post(f"/coach/runners/{tie.runner_id}/ease/", sent).content.decode()
    assert not Easing.objects.exists()


def test_a_distance_no_run_can_have_is_told_and_nothing_is_cut(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at = tie.runner.joined_at
    far = planned.run(tie, day=tie.runner.day(at) + DAY, now=at, minutes=None, distance_m=10_000)
    sent = {f"how_{far.pk}": "lighter", f"distance_{far.pk}": "1000.1"}
    page = signed_in(coach).post(f"/coach/runners/{tie.runner_id}/ease/", sent).content.decode()
    assert "That is further than a run can be. Check the distance." in page
    assert not Easing.objects.exists()


def test_one_offer_waits_at_a_time_and_the_same_form_is_one(tie: Coachship, hard: PlannedRun) -> None:
    key, now = uuid.uuid4(), tie.runner.joined_at
    first, again, another = offered(tie, hard, now, key), offered(tie, hard, now, key), offered(tie, hard, now)
    assert first == again
    assert another is None


def test_an_offer_that_waits_can_be_taken_back(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    offer = offered(tie, hard, tie.runner.joined_at)
    assert offer is not None
    client = signed_in(coach)
    assert "Take it back" in client.get(f"/coach/runners/{tie.runner_id}/ease/").content.decode()
    client.post(f"/coach/ease/{offer.key}/take-back/")
    assert not Easing.objects.exists()


@pytest.mark.parametrize(("reach", "seen"), [(None, 2), (1, 2), (0, 1)])
def test_an_offer_opens_no_week_the_runner_does_not_see_yet(
    tie: Coachship, coach: User, now: datetime, reach: int | None, seen: int
) -> None:
    for days in (0, 6):  # a Wednesday, and the Tuesday after
        planned.run(tie, day=tie.runner.day(now) + days * DAY, now=now, effort=8)
    actions.set_reach(tie, weeks=reach)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    assert (len(page.plans), page.hidden) == (seen, 2 - seen)
    assert all(one.planned in page.plans for one in page.proposals)


@pytest.mark.parametrize(("typed", "said"), [
    ({"minutes": "51"}, "That is longer than it was."),
    ({"effort": "9"}, "That is harder than it was. Choose a lower number."),
])  # fmt: skip
def test_what_is_longer_or_harder_is_no_lighter_day(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client],
    typed: dict[str, str], said: str,
) -> None:  # fmt: skip
    sent = {"how": "lighter", "kind": "steady", "minutes": "40", "effort": "3"} | typed
    address = f"/coach/runners/{tie.runner_id}/ease/"
    page = signed_in(coach).post(address, {f"{name}_{hard.pk}": value for name, value in sent.items()})
    assert said in page.content.decode()
    assert not Easing.objects.exists()


@pytest.mark.parametrize(("typed", "said"), [
    ({"distance": "3.12"}, "That is further than it was."),
    ({"distance": "3", "kind": "race"}, "Choose an easier kind."),
])  # fmt: skip
def test_a_distance_in_miles_may_stay_as_it_stands_on_the_page_and_no_further(
    tie: Coachship, coach: User, now: datetime, typed: dict[str, str], said: str
) -> None:
    far = planned.run(tie, day=tie.runner.day(now), now=now, minutes=None, distance_m=5000)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    sent = {f"how_{far.pk}": "lighter"} | {f"{name}_{far.pk}": value for name, value in typed.items()}
    assert said in str(EaseForm(sent, page=page, units="mi").errors)
    form = EaseForm({f"how_{far.pk}": "lighter", f"distance_{far.pk}": "3.11"}, page=page, units="mi")  # 5005 metres
    assert form.is_valid()
    assert form.lighter()[0].distance_m == 5000


@pytest.mark.parametrize(("typed", "dropped"), [({"minutes": "20"}, True), ({"effort": "8"}, False), ({}, False)])
def test_what_was_typed_into_a_run_that_stays_is_not_dropped_without_a_word(
    tie: Coachship, coach: User, hard: PlannedRun, typed: dict[str, str], dropped: bool
) -> None:
    at = tie.runner.joined_at
    easy = planned.run(tie, day=tie.runner.day(at) + DAY, now=at)
    (page,) = ease_queries.ease_pages(coach, [tie], now=at)
    began = {"kind": "steady", "minutes": "50", "effort": "3"} | typed  # as proposed: effort 3; as planned: effort 8
    sent = {f"how_{hard.pk}": "keep", f"how_{easy.pk}": "rest"}
    form = EaseForm(sent | {f"{name}_{hard.pk}": value for name, value in began.items()}, page=page, units="km")
    assert ("it says that it stays" in str(form.errors.get(f"how_{hard.pk}"))) is dropped


def test_an_offer_whose_runs_are_over_or_gone_makes_room_for_another(
    tie: Coachship, coach: User, now: datetime
) -> None:
    today = tie.runner.day(now)
    plan = planned.run(tie, day=today, now=now)
    first = planned.easing(tie, plan, now=now)
    later = now + DAY
    (page,) = ease_queries.ease_pages(coach, [tie], now=later)
    assert (page.waits, lately.offers(tie, now=later)[0].state) == (None, "Over without an answer")
    second = offered(tie, planned.run(tie, day=today + DAY, now=later), later)
    assert (Easing.objects.get(), first == second) == (second, False)


def test_that_a_run_was_answered_for_is_not_told_by_an_offer(tie: Coachship, coach: User, now: datetime) -> None:
    plan = planned.run(tie, day=tie.runner.day(now), now=now)
    planned.easing(tie, plan, now=now)
    PlannedRun.objects.update(went="harder", answered_at=now)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    assert page.waits is not None


@pytest.mark.parametrize("what", ["run", "answered"])
def test_what_is_over_is_not_offered_as_far_as_the_coach_may_read_that(
    tie: Coachship, coach: User, runner: User, now: datetime, what: str
) -> None:
    plan = planned.run(tie, day=runner.day(now), now=now, minutes=75)
    if what == "run":
        making.run(runner, at=now)
    else:
        plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="", now=now)
    for shares, offered_are in ((Shares(training=True), 0), (Shares(emotional=True), 1)):
        set_shares(runner, coachship=tie, shares=shares, now=now)
        ties = list(Coachship.objects.select_related("runner"))
        (page,) = ease_queries.ease_pages(coach, ties, now=now)
        assert (len(page.plans), len(page.proposals)) == (offered_are, offered_are)


def test_a_run_that_is_over_since_the_page_was_opened_is_told(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    sent = {f"how_{hard.pk}": "rest", f"how_{hard.pk + 1}": "rest"}
    page = signed_in(coach).post(f"/coach/runners/{tie.runner_id}/ease/", sent).content.decode()
    assert "A run is over, or out of the plan, since you looked." in page
    assert not Easing.objects.exists()


def test_that_the_last_run_is_gone_is_told_and_what_was_written_stays_to_copy(
    tie: Coachship, coach: User, hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    sent = {f"how_{hard.pk}": "rest", "note": "Sleep well <on Monday>"}
    hard.delete()
    client, address = signed_in(coach), f"/coach/runners/{tie.runner_id}/ease/"
    page = client.post(address, sent).content.decode()
    assert "A run is over, or out of the plan, since you looked." in page
    assert "Sleep well &lt;on Monday&gt;" in page
    assert "here to copy" not in client.get(address).content.decode()


def test_nobody_elses_offer_is_taken_back(tie: Coachship, stranger: User, hard: PlannedRun, now: datetime) -> None:
    offer = offered(tie, hard, now)
    assert offer is not None
    assert actions.take_back(stranger, key=offer.key) == 0
    assert Easing.objects.exists()


@pytest.fixture
def squad(tie: Coachship, coach: User, stranger: User, hard: PlannedRun) -> list[int]:
    """Mia with a hard run, Ann with nothing planned, and somebody who runs with another coach."""
    ann, other = (making.person(f"{name}@example.org", name=name) for name in ("Ann", "Other"))
    making.coachship(coach, ann)
    making.coachship(stranger, other)
    return [tie.runner_id, ann.pk, other.pk]


def preview(client: Client, ids: list[int]) -> str:
    return client.post("/coach/ease/", {"ids": ids}).content.decode()


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_several_are_previewed_before_anything_is_sent(
    coach: User, squad: list[int], signed_in: Callable[[User], Client]
) -> None:
    page = preview(signed_in(coach), squad)
    assert "Lighter days for 1 person?" in page
    assert "becomes Steady, 50 minutes, effort 3." in page
    assert "No run you planned lies ahead in the coming seven days." in page
    assert "Other" not in page
    assert not Easing.objects.exists()


def test_what_is_sent_is_read_ten_minutes_later_and_can_be_taken_back_unseen(
    coach: User, squad: list[int], signed_in: Callable[[User], Client]
) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    seen = seen_in(preview(client, squad))
    answer = client.post("/coach/ease/", {"ids": squad, "seen": seen, "send": "yes", "key": key})
    offer = Easing.objects.get()
    assert offer.shown_at - offer.made_at == timedelta(minutes=10)
    assert "Take it back, unseen" in client.get(answer["Location"]).content.decode()
    client.post(f"/coach/ease/{key}/take-back/")
    assert not Easing.objects.exists()


def test_the_same_form_sent_twice_leads_to_what_was_sent(
    coach: User, squad: list[int], signed_in: Callable[[User], Client]
) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    sent = {"ids": squad, "seen": seen_in(preview(client, squad)), "send": "yes", "key": key}
    answers = [client.post("/coach/ease/", sent) for _ in range(2)]
    assert [answer.get("Location") for answer in answers] == [f"/coach/ease/{key}/"] * 2
    assert Easing.objects.count() == 1


def test_nothing_is_sent_that_was_not_seen(
    coach: User, squad: list[int], hard: PlannedRun, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(coach)
    seen = seen_in(preview(client, squad))
    PlannedRun.objects.filter(pk=hard.pk).update(minutes=90)
    page = client.post("/coach/ease/", {"ids": squad, "seen": seen, "send": "yes"}).content.decode()
    assert "Something has changed since you looked." in page
    assert not Easing.objects.exists()


def test_more_people_ask_no_more_of_the_database(tie: Coachship, coach: User, now: datetime) -> None:
    def asked(ties: list[Coachship]) -> int:
        with CaptureQueriesContext(connection) as found:
            ease_queries.ease_pages(coach, ties, now=now)
        return len(found)

    ties = [tie, *(making.coachship(coach, making.person(f"{n}@example.org")) for n in range(3))]
    for one in ties:
        planned.run(one, day=one.runner.day(now), now=now, effort=9, note="a word")
    assert asked(ties) == asked(ties[:1])


def test_the_loads_are_named_as_far_as_they_are_shared(
    tie: Coachship, coach: User, runner: User, now: datetime
) -> None:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    assert "Head:" in page.loads
    Coachship.objects.update(shares_training=False, shares_emotional=False)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    assert page.loads == ""
