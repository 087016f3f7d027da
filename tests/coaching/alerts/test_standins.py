"""Somebody stands in: for what nobody has looked at, and at once for who is away; never beyond the runner's consent."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent

from coaching.alerts import actions, delivering, standins
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Alert, Answer, State, Wishes
from coaching.consultations.models import Away
from runners import mail
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

LATER = timedelta(hours=24)


@pytest.fixture
def colleague(runner: User) -> User:
    person = making.person("ana@example.org", name="Ana Silva", is_coach=True)
    making.coachship(person, runner)
    return person


@pytest.fixture
def alert(runner: User, coach: User, colleague: User, now: datetime) -> Alert:
    """Raised and told; the coach has asked the colleague to stand in."""
    delivering.choose(coach, wishes={"stand_in_id": colleague.pk}, paces={})
    return raised.alert(runner, now=now)


def drain(now: datetime) -> mail.Drained:
    return mail.drain(now=now, writers=WRITERS, clock=lambda: now)


def test_what_nobody_has_looked_at_for_a_day_goes_to_the_stand_in_once(
    alert: Alert, colleague: User, now: datetime
) -> None:
    looks = [standins.escalate(now=now + hours) for hours in (LATER - timedelta(minutes=1), LATER, LATER)]

    assert looks == [0, 1, 0]
    assert drain(now + LATER).sent == 1
    assert sent.outbox[0].to == ["ana@example.org"]
    assert sent.outbox[0].subject == "You stand in: someone could use a word"
    assert "Mia’s last days are unlike their usual. Nobody has looked at it yet" in str(sent.outbox[0].body)


def test_on_a_day_away_it_goes_there_at_once(alert: Alert, coach: User, now: datetime) -> None:
    Away.objects.create(coach_id=coach.pk, first_on=coach.day(now), last_on=coach.day(now))

    assert standins.escalate(now=now) == 1


def test_the_days_before_and_after_are_no_days_away(alert: Alert, coach: User, now: datetime) -> None:
    for day in (-1, 1):
        Away.objects.create(
            coach_id=coach.pk, first_on=coach.day(now) + timedelta(day), last_on=coach.day(now) + timedelta(day)
        )

    assert standins.escalate(now=now) == 0


def test_it_stays_with_those_whom_the_runner_shares_the_balance_with(
    alert: Alert, colleague: User, now: datetime
) -> None:
    Coachship.objects.filter(coach=colleague).update(shares_balance=False)

    assert standins.escalate(now=now + LATER) == 0


def test_a_consent_withdrawn_before_the_letter_goes_holds_it(alert: Alert, colleague: User, now: datetime) -> None:
    standins.escalate(now=now + LATER)
    Coachship.objects.filter(coach=colleague).update(shares_balance=False)

    assert (drain(now + LATER).cancelled, sent.outbox) == (1, [])


def test_what_somebody_has_seen_is_left_with_them(alert: Alert, coach: User, now: datetime) -> None:
    actions.mark_seen(coach, alert_ids=[alert.pk], now=now)

    assert standins.escalate(now=now + LATER) == 0


def test_seen_before_the_letter_goes_it_is_not_sent(alert: Alert, coach: User, now: datetime) -> None:
    standins.escalate(now=now + LATER)
    actions.mark_seen(coach, alert_ids=[alert.pk], now=now + LATER)

    assert drain(now + LATER).cancelled == 1


@pytest.mark.parametrize("change", [{"reading": "worth_a_look"}, {"kind": "good_week"}, {"state": State.SNOOZED}])
def test_only_red_alerts_that_wait_are_passed_on(alert: Alert, now: datetime, change: dict[str, str]) -> None:
    Alert.objects.filter(pk=alert.pk).update(**change)

    assert standins.escalate(now=now + LATER) == 0


def test_who_only_reads_does_not_stand_in(alert: Alert, coach: User, colleague: User, now: datetime) -> None:
    Coachship.objects.filter(coach=colleague).update(role=Role.READER)

    assert (standins.escalate(now=now + LATER), standins.colleagues_of(coach)) == (0, [])


@pytest.mark.parametrize("gone", [{"is_active": False}, {"leaving_at": datetime(2026, 3, 25, tzinfo=UTC)}])
def test_who_is_not_here_does_not_stand_in(
    alert: Alert, coach: User, colleague: User, now: datetime, gone: dict[str, object]
) -> None:
    User.objects.filter(pk=colleague.pk).update(**gone)

    assert (standins.escalate(now=now + LATER), standins.colleagues_of(coach)) == (0, [])


def test_called_up_again_it_waits_its_hours_anew_and_says_so(
    alert: Alert, runner: User, coach: User, now: datetime
) -> None:
    delivering.choose(coach, wishes={"by_mail": False}, paces={})
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now + timedelta(hours=1))
    asked = now + timedelta(hours=30)
    actions.answer(runner, alert_id=alert.pk, answer=Answer.TALK, now=asked)

    assert [standins.escalate(now=asked), standins.escalate(now=asked + LATER)] == [0, 1]
    drain(asked + LATER)
    assert "It was called up again, and nobody has looked at it since." in str(sent.outbox[-1].body)


def test_the_hours_are_the_coachs_own(alert: Alert, coach: User, now: datetime) -> None:
    Wishes.objects.filter(coach=coach).update(stand_in_hours=4)

    assert standins.escalate(now=now + timedelta(hours=4)) == 1


def test_only_those_can_be_chosen_whom_a_runner_shares_with_too(coach: User, colleague: User, stranger: User) -> None:
    making.coachship(stranger, making.person("other@example.org"))

    assert standins.colleagues_of(coach) == [colleague]
