"""How useful alerts were, by a coach's own taps: kind by kind, and whether fewer would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from coaching.alerts.models import AlertStep, Kind, Preset, Useful
from runners.models import User

LOOKED_BACK = timedelta(days=90)
JUDGED = 30  # so many answers before anything is proposed (science: section 5)
ENOUGH = 1 / 3


@dataclass(frozen=True)
class Precision:
    """Of the alerts of one kind that were judged lately, how many were of use."""

    kind: Kind
    useful: int
    judged: int

    @property
    def words(self) -> str:
        return f"useful {self.useful} of {self.judged} in the last {LOOKED_BACK.days} days"


def precision_of(coach: User, *, now: datetime) -> tuple[Precision, ...]:
    """Only kinds that this coach has judged at all."""
    rows = _judged(coach).filter(at__gt=now - LOOKED_BACK).values_list("alert__kind", "useful")
    judged = Counter(kind for kind, _ in rows)
    useful = Counter(kind for kind, said in rows if said == Useful.YES)
    return tuple(Precision(kind, useful[kind], judged[kind]) for kind in Kind if judged[kind])


def calmer(coach: User, preset: Preset, *, chosen_at: datetime | None, now: datetime) -> Preset | None:
    """The next calmer preset, once fewer than one in three of the last alerts were of use: of those judged lately, and
    since this preset was chosen."""
    since = max(filter(None, [now - LOOKED_BACK, chosen_at]))
    lately = _judged(coach).filter(at__gt=since).order_by("-at", "-pk")
    last = list(lately.values_list("useful", flat=True)[:JUDGED])
    if preset is Preset.CALM or len(last) < JUDGED or not _too_few(last):
        return None
    return Preset(preset - 1)


def _too_few(said: Sequence[str]) -> bool:
    return sum(word == Useful.YES for word in said) < ENOUGH * len(said)


def _judged(coach: User) -> QuerySet[AlertStep]:
    return AlertStep.objects.filter(by=coach).exclude(useful="")
