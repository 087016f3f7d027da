"""Two keys: what was agreed in calm times, the countdown, and "hold, I am fine"."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from coaching.alerts import agreed
from coaching.alerts.delivery_queries import agreed_page, asked_for, countdowns, in_hours
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Agreement, Telling
from journal.sharing import Sign
from runners import mail
from runners.actions import leave_coach
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making

SignedIn = Callable[[User], Client]
HOURS = 12


@pytest.fixture
def agreement(runner: User, tie: Coachship, now: datetime) -> Agreement:
    return agreed.agree(runner, tie_id=tie.pk, sign=Sign.LOW, hours=HOURS, now=now - timedelta(days=2))


def low(runner: User, *, at: datetime, times: int = 3) -> None:
    for number in range(times):
        making.check_in(runner, at=at - timedelta(hours=number), valence=-4, activation=0)


def drain(now: datetime) -> mail.Drained:
    return mail.drain(now=now, writers=WRITERS, clock=lambda: now)


@pytest.fixture
def counting(agreement: Agreement, runner: User, now: datetime) -> Telling:
    low(runner, at=now)
    agreed.look(now=now)
    return Telling.objects.get()


def test_three_very_low_feelings_begin_a_countdown_the_runner_sees(
    counting: Telling, runner: User, now: datetime
) -> None:
    (line,) = countdowns(runner, now=now)

    assert (line.sentence, line.when) == ("Jo is told in 12 hours.", "Wednesday 20:30")
    assert (drain(now).sent, sent.outbox[0].to, sent.outbox[0].subject) == (
        1, ["mia@example.org"], "Something you agreed on begins",
    )  # fmt: skip


def test_two_do_not(agreement: Agreement, runner: User, now: datetime) -> None:
    low(runner, at=now, times=2)

    assert agreed.look(now=now) == 0


def test_what_was_logged_before_the_agreement_does_not_count(agreement: Agreement, runner: User, now: datetime) -> None:
    low(runner, at=now - timedelta(days=2, hours=1))

    assert agreed.look(now=now) == 0


def test_only_what_came_within_the_days_of_the_sign_counts(tie: Coachship, runner: User, now: datetime) -> None:
    agreed.agree(runner, tie_id=tie.pk, sign=Sign.LOW, hours=1, now=now - timedelta(days=30))
    for days in (0, 1, 7):
        making.check_in(runner, at=now - timedelta(days=days), valence=-4)

    assert agreed.look(now=now) == 0


@pytest.mark.parametrize("sign", [Sign.HEAVY, Sign.RAN_ME])
def test_the_other_signs_count_too(tie: Coachship, runner: User, now: datetime, sign: Sign) -> None:
    agreed.agree(runner, tie_id=tie.pk, sign=sign, hours=1, now=now - timedelta(days=9))
    for day in range(3):
        at = now - timedelta(days=day)
        making.daily_check(runner, at=at, stress=9)
        entry = making.check_in(runner, at=at)
        type(entry).objects.filter(pk=entry.pk).update(ran_me="yes", ran_me_at=at)

    assert agreed.look(now=now) == 1


def test_the_coach_is_told_when_it_is_over_and_reads_nothing_of_why(
    counting: Telling, coach: User, now: datetime
) -> None:
    over = now + timedelta(hours=HOURS)
    drain(now)
    assert (agreed.look(now=over - timedelta(seconds=1)), agreed.look(now=over)) == (0, 1)
    drain(over)

    letter = sent.outbox[-1]
    assert (letter.to, letter.subject) == (["jo@example.org"], "As agreed: somebody asked you to be there")
    assert "Mia" in str(letter.body)
    assert not any(word in str(letter.body).lower() for word in ("three", "low", "feeling", "stress", "thorne"))


def test_it_passes_quiet_hours(counting: Telling, now: datetime) -> None:
    Telling.objects.update(due_at=datetime(2026, 3, 19, 1, tzinfo=UTC))
    night = datetime(2026, 3, 19, 1, 1, tzinfo=UTC)
    agreed.look(now=night)

    assert drain(night).sent == 1


def test_held_it_is_told_to_nobody_and_counting_begins_anew(counting: Telling, runner: User, now: datetime) -> None:
    agreed.hold(runner, telling_id=counting.pk, now=now)
    over = now + timedelta(hours=HOURS)
    assert (agreed.look(now=over), countdowns(runner, now=over), drain(now).cancelled) == (0, (), 1)

    low(runner, at=over + timedelta(hours=20))
    assert agreed.look(now=over + timedelta(hours=20)) == 1


def test_only_what_is_logged_after_the_hold_counts_and_begins_at_once(
    counting: Telling, runner: User, now: datetime
) -> None:
    low(runner, at=now + timedelta(hours=2), times=2)
    held = now + timedelta(hours=3)
    agreed.hold(runner, telling_id=counting.pk, now=held)
    low(runner, at=held + timedelta(hours=2), times=2)
    midnight = held + timedelta(hours=13)
    assert [agreed.look(now=held + timedelta(hours=3)), agreed.look(now=midnight)] == [0, 0]

    low(runner, at=held + timedelta(hours=4), times=1)
    assert agreed.look(now=held + timedelta(hours=4)) == 1


def test_what_is_logged_before_the_coach_is_told_does_not_count_again(
    counting: Telling, runner: User, now: datetime
) -> None:
    over = now + timedelta(hours=HOURS)
    low(runner, at=over - timedelta(minutes=1))
    assert [agreed.look(now=over), agreed.look(now=over + timedelta(days=1))] == [1, 0]

    low(runner, at=over + timedelta(hours=3))
    assert agreed.look(now=over + timedelta(hours=3)) == 1


@pytest.mark.parametrize("end", [None, "held_at", "told_at"])
def test_who_counted_before_somebody_else_began_begins_none(
    counting: Telling, agreement: Agreement, now: datetime, end: str | None
) -> None:
    if end:
        Telling.objects.update(**{end: now})

    assert agreed._count_down(agreement, since=agreement.made_at, now=now) is False
    assert Telling.objects.count() == 1


def test_the_database_refuses_two_countdowns_at_once(counting: Telling, agreement: Agreement, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.create(agreement=agreement, met_on=now + timedelta(days=1), made_at=now, due_at=now)


def test_what_was_told_cannot_be_held(counting: Telling, runner: User, now: datetime) -> None:
    agreed.look(now=now + timedelta(hours=HOURS))

    with pytest.raises(agreed.TooLate):
        agreed.hold(runner, telling_id=counting.pk, now=now)


def test_two_beats_tell_once(counting: Telling, now: datetime) -> None:
    over = now + timedelta(hours=HOURS)

    assert [agreed.look(now=over), agreed.look(now=over)] == [1, 0]
    assert agreed._tell(counting.pk, now=over) is False


def test_taken_back_nobody_is_told_and_the_coach_reads_nothing(
    counting: Telling, agreement: Agreement, runner: User, coach: User, now: datetime
) -> None:
    over = now + timedelta(hours=HOURS)
    agreed.look(now=over)
    assert len(asked_for(coach, now=over)) == 1
    agreed.take_back(runner, agreement_id=agreement.pk, now=over)

    assert (asked_for(coach, now=over), drain(over).sent) == ((), 0)


def test_leaving_the_coach_ends_it(counting: Telling, runner: User, tie: Coachship, now: datetime) -> None:
    leave_coach(runner, coachship=tie, now=now)

    assert agreed.look(now=now + timedelta(hours=HOURS)) == 0


def test_nobody_is_said_to_be_told_while_the_coach_is_not_here(
    counting: Telling, runner: User, coach: User, now: datetime
) -> None:
    User.objects.filter(pk=coach.pk).update(leaving_at=now + timedelta(days=7))

    assert agreed.look(now=now + timedelta(hours=HOURS)) == 0
    page = agreed_page(runner, now=now)
    assert page.agreements[0].sentence.endswith("Just now Jo is not here, and nobody is told.")
    assert (page.countdowns, page.ties) == ((), ())


def test_agreeing_again_sets_the_hours_of_the_one_there_is(agreement: Agreement, tie: Coachship, now: datetime) -> None:
    again = agreed.agree(tie.runner, tie_id=tie.pk, sign=Sign.LOW, hours=2, now=now)

    assert (again, again.hours, again.made_at) == (agreement, 2, now - timedelta(days=2))


def test_the_page_writes_holds_and_takes_back(runner: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    client = signed_in(runner)
    written = client.post("/alerts/agreed/", {"sign": "low", "tie": tie.pk, "hours": 6}, follow=True)
    assert "If I log three very low feelings within seven days, Jo is told 6 hours later." in written.content.decode()
    agreement = Agreement.objects.get()
    telling = Telling.objects.create(agreement=agreement, met_on=now, made_at=now, due_at=now + timedelta(days=3650))

    assert "Hold, I am fine" in client.get("/today/").content.decode() + client.get("/alerts/").content.decode()
    assert "Held." in client.post(f"/alerts/agreed/{telling.pk}/hold/", follow=True).content.decode()
    assert "Taken back." in client.post(f"/alerts/agreed/{agreement.pk}/end/", follow=True).content.decode()


def test_taking_it_back_a_second_time_says_that_it_is_over(
    agreement: Agreement, runner: User, stranger: User, signed_in: SignedIn
) -> None:
    address = f"/alerts/agreed/{agreement.pk}/end/"
    signed_in(runner).post(address)

    assert "It was over already." in signed_in(runner).post(address, follow=True).content.decode()
    assert signed_in(stranger).post(address).status_code == 404


def test_who_only_reads_is_told_of_nothing(
    counting: Telling, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    Coachship.objects.update(role=Role.READER)
    page = agreed_page(runner, now=now)

    assert page.agreements[0].sentence.endswith("Jo only reads now, and nobody is told.")
    assert (page.ties, page.countdowns, agreed.look(now=now + timedelta(hours=HOURS))) == ((), (), 0)
    with pytest.raises(Coachship.DoesNotExist):
        agreed.agree(runner, tie_id=counting.agreement.tie_id, sign=Sign.HEAVY, hours=1, now=now)


def test_a_word_to_somebody_who_only_reads_by_now_is_not_sent(counting: Telling, coach: User, now: datetime) -> None:
    over = now + timedelta(hours=HOURS)
    agreed.look(now=over)
    Coachship.objects.update(role=Role.READER)

    assert (drain(over).sent, asked_for(coach, now=over)) == (0, ())


def test_the_panel_says_that_what_was_agreed_on_still_holds(
    agreement: Agreement, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    entry = making.check_in(runner, at=now, note="I want to die")
    client, address = signed_in(runner), reverse("journal-checked-in", args=[entry.pk])
    page = " ".join(client.get(address).content.decode().split())
    assert "Nobody else is shown this. What you agreed on still holds; you see it and can hold it under" in page

    agreed.take_back(runner, agreement_id=agreement.pk, now=now)
    assert "Nobody else is shown this, and nobody is told." in client.get(address).content.decode()


def test_an_answer_that_is_not_on_the_page_changes_nothing(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    stranger = making.coachship(making.person("x@example.org", is_coach=True), making.person("y@example.org"))
    page = signed_in(runner).post("/alerts/agreed/", {"sign": "panel", "tie": stranger.pk, "hours": 500})

    assert "Choose one of your coaches." in page.content.decode()
    assert not Agreement.objects.exists()


def test_the_coach_says_that_they_have_it_and_the_runner_reads_so(
    counting: Telling, runner: User, coach: User, signed_in: SignedIn, clock_at_now: object, now: datetime
) -> None:
    Telling.objects.update(told_at=now)
    client = signed_in(coach)
    assert "asked you to be there" in client.get("/coach/alerts/").content.decode()
    client.post(f"/coach/agreed/{counting.pk}/heard/")

    assert "and has it since Wednesday 08:30" in signed_in(runner).get("/alerts/agreed/").content.decode()


@pytest.mark.parametrize(("minutes", "words"), [(1, "1 minute"), (59, "59 minutes"), (61, "1 hour"), (720, "12 hours")])
def test_spans_are_said_as_a_person_would(minutes: int, words: str) -> None:
    assert in_hours(timedelta(minutes=minutes)) == words
