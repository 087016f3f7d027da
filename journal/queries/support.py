"""Whether the answer to a save shows where help can be reached. Worked out from entries each time; kept nowhere."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from journal.models import CheckIn, DailyCheck, Entry, Reflection
from runners.helplines import DIRECTORIES, Directory
from runners.models import Helpline, User
from runners.queries import support_lines
from runners.support import matches, very_low

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
    return isinstance(entry, CheckIn | Reflection) and bool(entry.note) and matches(entry.note)


def low_stretch(runner: User, *, today: date) -> bool:
    """A very low stretch up to today: the panel is shown once a day."""
    return very_low(_taps(runner, today), _days(runner, today))


def _taps(runner: User, today: date) -> list[int | None]:
    """The last points tapped, newest last."""
    newest: list[tuple[object, int]] = []
    for model in (CheckIn, Reflection):
        tapped = model.objects.of(runner).filter(local_day__lte=today, valence__isnull=False)
        newest += tapped.values_list("made_at", "valence")[:TAPS]
    return [valence for _, valence in sorted(newest, key=lambda tap: str(tap[0]))[-TAPS:]]


def _days(runner: User, today: date) -> list[tuple[int | None, int | None]]:
    """(stress, lowest valence) of the last days, today last."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    checks = DailyCheck.objects.on_days([runner.pk], days[0], today)
    stress: dict[date, int | None] = dict(checks.values_list("local_day", "stress"))
    lowest: dict[date, int] = {}
    for model in (CheckIn, Reflection):
        felt = model.objects.on_days([runner.pk], days[0], today).filter(valence__isnull=False)
        for day, valence in felt.values("local_day").annotate(low=Min("valence")).values_list("local_day", "low"):
            lowest[day] = min(valence, lowest.get(day, valence))
    return [(stress.get(day), lowest.get(day)) for day in days]
