"""What a runner's earlier entries say about today's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.defaults import Defaults, Planned, learned
from journal.models import CheckIn, Reflection
from journal.usual import Moment, moment_of
from runners.models import Run, User

WEEKS = timedelta(weeks=10)
NEAR_MINUTES = 120  # how far from now an hour is still the same one
WEEKEND = (5, 6)


@dataclass(frozen=True)
class Around:
    """Where a run led and who came along; "" where that is not known."""

    place: str = ""
    company: str = ""


def usual_week(runner: User, *, now: datetime) -> tuple[Defaults, ...]:
    """What the form begins with on each day of the week, Monday first: a phone shows it on a day without a network."""
    said = CheckIn.objects.of(runner).filter(made_at__gt=now - WEEKS).exclude(kind="")
    rows = said.values_list("local_day", "kind", "planned_minutes")
    before = [Planned(day.weekday(), kind, minutes) for day, kind, minutes in rows]
    return tuple(learned(before, weekday=weekday) for weekday in range(7))


def around_last_time(runner: User, *, at: datetime, run: Run | None) -> Around:
    """As it was said the last time at about that hour, in the week or at a weekend; indoors it was a treadmill."""
    said = Reflection.objects.of(runner).filter(made_at__range=(at - WEEKS, at)).exclude(place="", company="")
    rows = said.values_list("local_day", "made_at", "time_zone", "place", "company")
    now = moment_of(at, zone=runner.time_zone, day=runner.day(at))
    same = [row[3:] for row in rows if _alike(moment_of(row[1], zone=row[2], day=row[0]), now)]
    place = next((place for place, _ in same if place), "")
    indoors = Reflection.Place.TREADMILL if run is not None and run.indoor else ""
    return Around(indoors or place, next((company for _, company in same if company), ""))


def _alike(then: Moment, now: Moment) -> bool:
    same_sort = (then.weekday in WEEKEND) == (now.weekday in WEEKEND)
    return same_sort and abs(then.minute - now.minute) <= NEAR_MINUTES
