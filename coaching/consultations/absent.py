"""Which coaches are away just now, by the days they keep free of calls."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from coaching.consultations.models import Away
from runners.models import User

DAY = timedelta(days=1)


def away_until(coaches: Collection[User], now: datetime) -> dict[int, date]:
    """The last day of it, for those who are away today on their own clock. Absences without a day between are one."""
    today = {coach.pk: coach.day(now, "run") for coach in coaches}
    there = Away.objects.filter(coach__in=today, last_on__gte=min(today.values(), default=date.max))
    until: dict[int, date] = {}
    for coach, first, last in there.order_by("first_on", "last_on").values_list("coach_id", "first_on", "last_on"):
        reached = until.get(coach, today[coach] - DAY)
        if first <= reached + DAY and last > reached:
            until[coach] = last
    return until
