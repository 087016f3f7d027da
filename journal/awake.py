"""When something that can wait may reach somebody: at once, or when the quiet hours on their wall are over."""

from collections.abc import Collection
from datetime import datetime

from journal import usual
from journal.models import QuietHours
from runners.models import User

DAYS = 3


def quiet_of_all(people: Collection[User]) -> dict[int, usual.Quiet]:
    """The quiet hours of each of them, in one look."""
    rows = {row.runner_id: row for row in QuietHours.objects.filter(runner__in=people)}
    hours = {person.pk: rows.get(person.pk) or QuietHours() for person in people}
    return {pk: usual.Quiet(row.starts, row.ends) for pk, row in hours.items()}


def awake_at(person: User, at: datetime, quiet: usual.Quiet) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in."""
    zone, day = person.time_zone, person.day(at)
    if not quiet.holds(usual.moment_of(at, zone=zone, day=day).minute):
        return at
    ends = usual.minute_at(quiet.ends)
    return next(end for each in usual.days_from(day, DAYS) if (end := usual.instant(each, ends, zone)) > at)
