"""Runs told of before and after, written straight into the tables: insights need many, and no page in between."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from journal.models import CheckIn, Reflection
from runners.models import User

HOUR = timedelta(hours=1)


def told(runner: User, *, at: datetime, came: int = 0, left: int = 1, **more: Any) -> Reflection:
    """A check-in and the reflection on it; `before_…` goes to the check-in, everything else to the reflection."""
    before = {name.removeprefix("before_"): value for name, value in more.items() if name.startswith("before_")}
    after = {name: value for name, value in more.items() if not name.startswith("before_")}
    start = {"valence": came, "activation": 0, "needs": ["clear_my_head"], **before}
    check_in = CheckIn.objects.create(runner=runner, **when(runner, at), **start)
    end = {"valence": left, "activation": 0, **after}
    return Reflection.objects.create(runner=runner, check_in=check_in, **when(runner, at + HOUR), **end)


def when(runner: User, at: datetime) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(), "made_at": at, "time_zone": runner.time_zone, "local_day": runner.day(at), "entered_at": at
    }  # fmt: skip


def habit(runner: User, *, until: datetime, days: int, **more: Any) -> None:
    """A run every other day in the park, the others on the road; those in the park end two steps better."""
    for back in range(days):
        park, came = back % 2 == 0, (back * 7) % 5 - 2
        place, left = ("park", came + 2) if park else ("road", came)
        told(runner, at=until - timedelta(days=back), came=came, left=left, place=place, **more)
