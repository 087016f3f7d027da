"""What can wait waits until the quiet hours of its reader are over, on the clock of their wall."""

from datetime import UTC, datetime, time

import pytest

from journal.awake import awake_at, quiet_of_all
from journal.models import QuietHours
from runners.models import User


def reached(person: User, at: datetime) -> datetime:
    return awake_at(person, at, quiet_of_all([person])[person.pk])


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        (datetime(2026, 3, 18, 12, tzinfo=UTC), datetime(2026, 3, 18, 12, tzinfo=UTC)),
        (datetime(2026, 3, 18, 23, tzinfo=UTC), datetime(2026, 3, 19, 7, tzinfo=UTC)),
        (datetime(2026, 3, 19, 2, tzinfo=UTC), datetime(2026, 3, 19, 7, tzinfo=UTC)),
        (datetime(2026, 3, 19, 5, tzinfo=UTC), datetime(2026, 3, 19, 7, tzinfo=UTC)),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),  # clocks go forward
    ],
)
def test_it_waits_for_the_end_of_the_night(runner: User, at: datetime, comes: datetime) -> None:
    assert reached(runner, at) == comes


def test_the_hours_are_their_own_and_the_same_time_twice_means_none(runner: User) -> None:
    lunch = datetime(2026, 3, 18, 12, 30, tzinfo=UTC)
    hours = QuietHours.objects.create(runner=runner, starts=time(12), ends=time(14))
    assert reached(runner, lunch) == datetime(2026, 3, 18, 14, tzinfo=UTC)
    QuietHours.objects.filter(pk=hours.pk).update(starts=time(12), ends=time(12))
    assert reached(runner, lunch) == lunch
