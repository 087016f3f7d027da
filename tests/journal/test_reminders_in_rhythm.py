"""Before a run the weekly rhythm says on which days a reminder comes, and near which hour on the runner's own wall."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal import reminders, rhythm
from journal.models import Pause, Reminder
from journal.rhythm import Plan
from journal.usual import Quiet
from runners.models import Outbox, User
from tests import making

NIGHT = Quiet(time(21, 30), time(7))
CHECK_IN, REFLECT = Reminder.Kind.CHECK_IN, Reminder.Kind.REFLECT
MORNING = datetime(2026, 3, 18, 6, 0, tzinfo=UTC)  # a Wednesday, six in Dublin
TUESDAY, WEDNESDAY, FRIDAY = 1, 2, 4
AT_SIX = time(18)


def due(runner: User, *plans: Plan, kind: str = CHECK_IN, quiet: Quiet = NIGHT) -> datetime:
    rhythm.keep(runner, plans={plan.weekday: plan for plan in plans}, on=runner.day(MORNING))
    reminders.choose(runner, channels={kind: Reminder.Channel.MAIL}, quiet=quiet, now=MORNING)
    return Reminder.objects.get(runner=runner).due_at


def used_to(runner: User, *, weekdays_ago: range) -> None:
    """A check-in at noon on each of those days before."""
    for back in weekdays_ago:
        making.check_in(runner, at=MORNING + timedelta(hours=6) - timedelta(days=back))


def test_it_comes_half_an_hour_before_the_hour_of_the_rhythm(runner: User) -> None:
    assert due(runner, Plan(FRIDAY, usual_at=AT_SIX)) == datetime(2026, 3, 20, 17, 30, tzinfo=UTC)


def test_it_does_not_come_on_other_days_however_usual_they_are(runner: User) -> None:
    used_to(runner, weekdays_ago=range(7, 36, 7))
    assert due(runner) == datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
    assert due(runner, Plan(FRIDAY, usual_at=AT_SIX)).weekday() == FRIDAY


def test_a_day_of_rest_is_left_alone_and_says_nothing_about_the_others(runner: User) -> None:
    used_to(runner, weekdays_ago=range(7, 36, 7))
    used_to(runner, weekdays_ago=range(5, 34, 7))
    assert due(runner, Plan(WEDNESDAY, rest=True)) == datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def test_a_day_without_an_hour_goes_by_when_they_check_in(runner: User) -> None:
    assert due(runner, Plan(FRIDAY)) == datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
    used_to(runner, weekdays_ago=range(1, 4))
    assert due(runner, Plan(FRIDAY)) == datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Dublin", datetime(2026, 3, 31, 16, 30, tzinfo=UTC)),  # after the clocks went forward
        ("America/New_York", datetime(2026, 3, 31, 21, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 31, 4, 30, tzinfo=UTC)),
    ],
)
def test_the_hour_is_that_of_their_own_wall(runner: User, zone: str, at: datetime) -> None:
    runner.time_zone = zone
    runner.save()
    due(runner, Plan(TUESDAY, usual_at=AT_SIX))
    habit = reminders.habit_of(runner, CHECK_IN, now=MORNING)
    assert reminders.next_due(runner, habit, after=datetime(2026, 3, 30, 12, tzinfo=UTC)) == at


@pytest.mark.parametrize(
    ("sets_out", "told"), [(time(6), time(7, 15)), (time(22), time(21, 15)), (time(4, 10), time(7, 15))]
)
def test_quiet_hours_stay_quiet(runner: User, sets_out: time, told: time) -> None:
    assert due(runner, Plan(FRIDAY, usual_at=sets_out)).time() == told


def test_a_pause_stays_a_pause(runner: User) -> None:
    at = due(runner, Plan(FRIDAY, usual_at=AT_SIX))
    Pause.objects.create(runner=runner, kind="ill", from_on=MORNING.date())
    assert reminders.remind_due(now=at) == 0
    Pause.objects.all().delete()
    Reminder.objects.update(due_at=at)
    assert reminders.remind_due(now=at) == 1
    assert Outbox.objects.filter(kind="reminder").count() == 1


def test_after_a_run_the_rhythm_says_nothing(runner: User) -> None:
    assert due(runner, Plan(FRIDAY, usual_at=AT_SIX), kind=REFLECT) == datetime(2026, 3, 18, 20, 0, tzinfo=UTC)


def test_another_rhythm_moves_the_next_look(runner: User, signed_in: Callable[[User], Client]) -> None:
    due(runner, Plan(FRIDAY, usual_at=AT_SIX))
    signed_in(runner).post(reverse("goal-rhythm"), {"what_1": "run", "at_1": "12:00"})
    (plan,) = reminders.rhythm_of(runner).values()
    assert Reminder.objects.get().due_at.weekday() == plan.weekday == TUESDAY


def test_a_weekday_taken_as_proposed_moves_it_too(runner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    due(runner, Plan(FRIDAY, usual_at=AT_SIX))
    rhythm.keep_also(runner, plan=Plan(WEDNESDAY, usual_at=AT_SIX), on=MORNING.date())
    reminders.look_again(runner, now=MORNING)
    assert Reminder.objects.get().due_at == datetime(2026, 3, 18, 17, 30, tzinfo=UTC)
