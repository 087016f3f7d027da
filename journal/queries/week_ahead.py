"""The page on which a runner says how their next week looks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from journal.queries.shared import given
from journal.week_asking import next_week
from runners.models import User, WeekAhead, WeekAsk
from runners.queries import coaches_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekAheadPage:
    """`over`: the page was opened about a week that has ended since; `shared`: a coach of today reads what was said."""

    week_on: date
    over: bool
    said: WeekAhead | None
    shared: bool
    coached: bool
    ask: WeekAsk | None


def week_ahead_page(runner: User, *, asked: date | None, now: datetime) -> WeekAheadPage:
    """The next week, or the one that was next when the page was opened: it may have begun since."""
    coming = next_week(runner, today=runner.day(now))
    week_on, coaches = asked if asked == coming - WEEK else coming, coaches_of(runner)
    said = WeekAhead.objects.filter(runner=runner, week_on=week_on).first()
    return WeekAheadPage(
        week_on=week_on,
        over=asked is not None and asked != week_on,
        said=said,
        shared=said is not None and said.shared and bool(given(said, coaches).to),
        coached=bool(coaches),
        ask=WeekAsk.objects.filter(runner=runner).first(),
    )
