"""Whether the answer to a save shows where help can be reached. Worked out from entries each time; kept nowhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from django.db import connection

from journal.models import CheckIn, Entry, Practice, Reflection
from runners.helplines import DIRECTORIES, Directory
from runners.models import Helpline, User
from runners.queries import support_lines
from runners.support import LOWEST, matches, very_low

TAPS, DAYS = 4, 5


@dataclass(frozen=True)
class Panel:
    """What the panel shows. `remember` is what this device keeps for a day, "" when it keeps nothing."""

    lines: list[Helpline]
    directories: tuple[Directory, ...]
    country: str
    remember: str


def panel_for(runner: User, entry: Entry, *, today: date, remembered: str) -> Panel | None:
    """For what was written: always. For a low stretch: once a day, on the page of the entry that was saved then."""
    remember = ""
    if not speaks_of_it(entry):
        remember = f"{today}.{type(entry).__name__}.{entry.pk}"
        shown_elsewhere = remembered.startswith(f"{today}.") and remembered != remember
        if entry.local_day != today or shown_elsewhere or not low_stretch(runner, today=today):
            return None
    country = runner.help_country
    return Panel(support_lines(country), DIRECTORIES, country, remember)


def speaks_of_it(entry: Entry) -> bool:
    """What was written speaks of suicide or self-harm: the panel is shown every time this entry's page is."""
    return any(matches(text) for text in _written(entry) if text)


def _written(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Practice):
        return entry.note, entry.trigger_word, entry.next_step
    return (entry.note,) if isinstance(entry, CheckIn | Reflection) else ()


def panel_of(runner: User, texts: list[str]) -> Panel | None:
    """For what was written elsewhere than in an entry: always."""
    if not any(matches(text) for text in texts if text):
        return None
    return Panel(support_lines(runner.help_country), DIRECTORIES, runner.help_country, "")


# The newest points tapped on each side of a run, and the stress of the last days, in one look at the diary.
LATELY = """
(SELECT made_at, NULL::date, valence FROM journal_checkin WHERE runner_id = %(runner)s AND deleted_at IS NULL
    AND local_day <= %(today)s AND valence IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT %(taps)s)
UNION ALL
(SELECT made_at, NULL, valence FROM journal_reflection WHERE runner_id = %(runner)s AND deleted_at IS NULL
    AND local_day <= %(today)s AND valence IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT %(taps)s)
UNION ALL
SELECT made_at, local_day, stress FROM journal_dailycheck WHERE runner_id = %(runner)s AND deleted_at IS NULL
    AND local_day BETWEEN %(since)s AND %(today)s AND stress IS NOT NULL
"""


def low_stretch(runner: User, *, today: date) -> bool:
    """A very low stretch up to today: the panel is shown once a day."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    with connection.cursor() as cursor:
        cursor.execute(LATELY, {"runner": runner.pk, "today": today, "since": days[0], "taps": TAPS})
        rows = cursor.fetchall()
    taps = [valence for _, day, valence in sorted(rows, key=itemgetter(0)) if day is None]
    stress: dict[date, int] = {day: value for _, day, value in rows if day is not None}
    # Whatever was felt on those days: mostly the answer is no already, and nothing more needs to be read.
    if not very_low(taps, [(stress.get(day), LOWEST) for day in days]):
        return False
    lowest = _lowest(runner, days)
    return very_low(taps, [(stress.get(day), lowest.get(day)) for day in days])


def _lowest(runner: User, days: list[date]) -> dict[date, int]:
    """The lowest valence of each of these days."""
    lowest: dict[date, int] = {}
    for model in (CheckIn, Reflection):
        felt = model.objects.on_days([runner.pk], days[0], days[-1]).filter(valence__isnull=False)
        for day, valence in felt.values_list("local_day", "valence"):
            lowest[day] = min(valence, lowest.get(day, valence))
    return lowest
