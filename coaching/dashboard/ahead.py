"""The next run a coach has planned for somebody: when and what, in their row and in the sheet."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from journal.planned import closed_from, run_said
from journal.sharing import Glance
from runners.models import Coachship, PlanReach
from runners.templatetags.stencil import filled

NAMED_DAYS = 7  # "Sunday", then the date
_WORDS = {0: "Today", 1: "Tomorrow"}
_PLANNED = Glance._fields.index("next_on")  # from there on a glance is the run


class Next(NamedTuple):
    """What the template has places for."""

    when: str
    what: str


class Ahead:
    """Made once for a page: many of a squad have the same run ahead of them, which is drawn once."""

    def __init__(self, now: datetime, *, units: str) -> None:
        self._today, self._units = timezone.localdate(now), units
        self._drawn: dict[tuple[object, ...], str] = {}

    def __call__(self, glance: Glance) -> str:
        planned = glance[_PLANNED:]
        drawn = self._drawn.get(planned)
        if drawn is None:
            drawn = self._drawn[planned] = self._draw(glance)
        return drawn

    def _draw(self, glance: Glance) -> str:
        if glance.next_on is None:
            return ""
        return filled("coach/_next.html", [Next(when(glance.next_on, self._today), what(glance, units=self._units))])


def when(day: date, today: date) -> str:
    days = (day - today).days
    if days < NAMED_DAYS:
        return _WORDS.get(days) or f"{day:%A}"
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def what(glance: Glance, *, units: str) -> str:
    """ "Steady, 40 minutes"; "" where nothing lies ahead."""
    if glance.next_on is None:
        return ""
    return run_said(glance.next_kind or "", glance.next_minutes, glance.next_m, None, units=units)


def open_to_the_runner(glance: Glance, tie: Coachship, *, now: datetime) -> Glance:
    """Without a run in a week that its coach has not opened to the runner yet."""
    weeks = PlanReach.objects.filter(coachship=tie).values_list("weeks", flat=True).first()
    if weeks is None or glance.next_on is None:
        return glance
    closed = closed_from(weeks, today=tie.runner.day(now), first_weekday=tie.runner.first_weekday)
    return glance if glance.next_on < closed else glance._replace(next_on=None)
