"""What was told about runs and practices, before and after, as insights read it: one look at the diary for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.functions import Least

from journal.models import Practice, Reflection
from journal.models.entries import EntrySet
from journal.words import Need
from runners.models import User

DAYS = 365  # how far insights look back
# To get rid of something, or to get away from it, and not towards anything.
ESCAPE = frozenset({Need.LET_ENERGY_OUT, Need.CLEAR_MY_HEAD, Need.GET_AWAY})
# A tap remembered later than the next day is about the memory.
LATE = 1
Tap = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """One outing: the check-in, the reflection on it, and as much of the run as insights ask for."""

    reflection_id: int
    day: date
    started: datetime
    came: Tap | None
    left: Tap | None
    needs: frozenset[str]
    need_met: int | None
    planned: int | None
    effort: float | None
    kind: str
    minutes: float | None
    place: str
    company: str
    ran_me: str

    @property
    def escape(self) -> bool:
        return bool(self.needs & ESCAPE)


def in_time(entries: EntrySet) -> EntrySet:
    """Of these, what was said no later than the next day, and of no run that was deleted since."""
    said = entries.filter(days_late__lte=LATE)
    return said.filter(run__deleted_at=None) if entries.model is Reflection else said


def on_check_ins(runner: User) -> EntrySet:
    """Somebody's reflections on a check-in that is still there; both said in time."""
    there = {"check_in__isnull": False, "check_in__deleted_at": None, "check_in__days_late__lte": LATE}
    return in_time(Reflection.objects.of(runner)).filter(**there)


_FIELDS = (
    "pk", "local_day", "check_in__local_day", "check_in__made_at", "check_in__time_zone", "check_in__valence",
    "check_in__activation", "valence", "activation", "check_in__needs", "need_met", "meant_effort",
    "effort", "check_in__kind", "check_in__planned_minutes", "place", "company", "check_in__ran_me", "timer_s",
    "run_kind",
)  # fmt: skip


def outings_told(runner: User, *, today: date, days: int = DAYS) -> list[Told]:
    """Reflections of these days on a check-in, oldest first; both said in time."""
    there = on_check_ins(runner).filter(local_day__range=(today - timedelta(days=days - 1), today))
    meant = Least("check_in__planned_effort", "check_in__effort_cap")
    rows = there.annotate(timer_s=F("run__timer_s"), run_kind=F("run__kind"), meant_effort=meant)
    found = rows.order_by("check_in__made_at", "pk").values(*_FIELDS)
    return [_told(row) for row in found]


def _told(row: dict[str, Any]) -> Told:
    zone = ZoneInfo(row["check_in__time_zone"])
    minutes = row["check_in__planned_minutes"] if row["timer_s"] is None else row["timer_s"] / 60
    return Told(
        reflection_id=row["pk"],
        day=row["check_in__local_day"],
        started=row["check_in__made_at"].astimezone(zone).replace(tzinfo=None),
        came=tap(row["check_in__valence"], row["check_in__activation"]),
        left=tap(row["valence"], row["activation"]),
        needs=frozenset(row["check_in__needs"]),
        need_met=row["need_met"],
        planned=row["meant_effort"],
        effort=row["effort"],
        kind=row["run_kind"] or row["check_in__kind"],
        minutes=minutes,
        place=row["place"],
        company=row["company"],
        ran_me=row["check_in__ran_me"],
    )


def tap(valence: int | None, activation: int | None) -> Tap | None:
    return None if valence is None or activation is None else (valence, activation)


@dataclass(frozen=True)
class Practised:
    """A practice with both taps."""

    day: date
    kind: str
    came: Tap
    left: Tap


def practices_told(runner: User, *, today: date, days: int = DAYS) -> list[Practised]:
    """Practices of these days with both taps, oldest first."""
    done = in_time(Practice.objects.of(runner)).filter(
        local_day__range=(today - timedelta(days=days - 1), today),
        valence__isnull=False, activation__isnull=False, after_valence__isnull=False, after_activation__isnull=False,
    )  # fmt: skip
    columns = ("local_day", "kind", "valence", "activation", "after_valence", "after_activation")
    rows = done.order_by("made_at", "pk").values_list(*columns)
    return [Practised(day, kind, (v, a), (later_v, later_a)) for day, kind, v, a, later_v, later_a in rows]


def felt_both(outings: Sequence[Told]) -> list[Told]:
    """Those with a tap on both sides."""
    return [outing for outing in outings if outing.came is not None and outing.left is not None]
