"""Assess who is due: raise one alert an episode, tell whoever wants to hear of it, and let it end by itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np
from django.db import transaction
from django.db.models import Q

from coaching.alerts import delivering, ending
from coaching.alerts.figures import figures_of
from coaching.alerts.kinds import due, since
from coaching.alerts.models import USUAL, Alert, Assessment, Delivery, Kind, Preset, State, shared_for
from coaching.alerts.moving import move
from coaching.alerts.parties import Parties, Party, parties_of
from journal import sharing
from journal.sharing import ReadingToday, Taken
from runners import columns
from runners.science.balance import FORMULA
from runners.side_by_side import Spread

log = logging.getLogger(__name__)
BATCH = 2000


@dataclass(frozen=True)
class Assessed:
    assessed: int = 0
    alerts: int = 0
    resolved: int = 0

    def __add__(self, other: "Assessed") -> "Assessed":
        return Assessed(self.assessed + other.assessed, self.alerts + other.alerts, self.resolved + other.resolved)


def assess_due(*, now: datetime, spread: Spread = map) -> Assessed:
    """Assess everybody whose standing is new. Safe to run twice, at once or after a crash; `spread` as in loads."""
    batches = range(-(-sharing.readings_waiting() // BATCH))
    done = sum(spread(partial(_assess_batch, now=now), batches), start=Assessed())
    _tell_new_readers(now=now)
    return done


@transaction.atomic
def _tell_new_readers(*, now: datetime) -> None:
    """A coach who was let in, or wants to hear more, in mid-episode hears of it once, like the others before."""
    waiting = Alert.objects.unfinished().untold().values_list("runner", flat=True).distinct()
    _raise_all(sharing.readings_at(sorted(waiting)), now=now)


@transaction.atomic
def _assess_batch(_: int, *, now: datetime) -> Assessed:
    """The next ones that nobody else has taken."""
    taken = sharing.take_readings(BATCH)
    if not taken:
        return Assessed()
    _keep(taken, now=now)
    resolved = ending.resolve_ended(taken, now=now)
    ending.mark_changed(taken, now=now)
    return Assessed(len(taken), _raise_all(taken, now=now), resolved)


def _keep(taken: Sequence[Taken], *, now: datetime) -> None:
    columns.upsert(
        Assessment._meta.db_table,
        {
            "runner_id": columns.integers([r.runner_id for r in taken]),
            "local_day": columns.dates([r.day for r in taken]),
            "reading": columns.texts([r.reading for r in taken]),
            "score": columns.floats(np.array([r.score for r in taken], dtype=np.float64)),
            "confidence": columns.floats(np.array([r.confidence for r in taken])),
            "contributions": columns.documents([r.contributions.encode() for r in taken]),
            "formula": columns.small([FORMULA] * len(taken)),
            "assessed_at": columns.moments([now] * len(taken)),
        },
        key=("runner_id", "local_day"),
    )


@dataclass(frozen=True)
class Calling:
    """One kind that calls for an alert about one runner: since when (an ordinal), for each preset that would hear."""

    kind: Kind
    since: Mapping[int, float]
    figures: Mapping[str, float]  # the columns of their day

    @property
    def level(self) -> int:
        """The calmest of these presets."""
        return min(self.since)

    @property
    def day(self) -> float:
        return self.figures["day"]


def callings(taken: Sequence[Taken]) -> dict[int, list[Calling]]:
    """Whoever some preset would hear of, by runner; the presets hear of all that calmer ones hear of."""
    seen = sharing.seen_now(taken)
    found: dict[int, list[Calling]] = {}
    for kind in Kind:
        began = {preset.value: since(kind, preset, seen) for preset in Preset}
        for row in np.flatnonzero(~np.isnan(began[Preset.WATCHFUL])).tolist():
            calls = {level: float(days[row]) for level, days in began.items() if not np.isnan(days[row])}
            figures = {name: float(column[row]) for name, column in seen.columns.items()}
            found.setdefault(int(seen.runner_ids[row]), []).append(Calling(kind, calls, figures))
    return found


def _raise_all(taken: Sequence[Taken], *, now: datetime) -> int:
    """How many alerts these readings raised."""
    called = callings(taken)
    if not called:
        return 0
    parties = parties_of(list(called))
    readings = [reading for reading in sharing.readings_of(list(called)) if _fresh(reading, now=now)]
    return sum(_raise_one(reading, called[reading.runner.pk], parties, now=now) for reading in readings)


def _fresh(reading: ReadingToday, *, now: datetime) -> bool:
    """Alerts are raised for today or yesterday, never for days gone by."""
    return reading.day >= reading.runner.day(now) - timedelta(days=1)


def _raise_one(reading: ReadingToday, called: Sequence[Calling], parties: Parties, *, now: datetime) -> int:
    """How many this raised. A reading that cannot be assessed is named by runner number and stops no other."""
    try:
        with transaction.atomic():
            return sum(_raise_kind(reading, calling, parties, now=now) for calling in called)
    except Exception as error:  # the next standing of this runner is assessed again
        log.error("runner %s could not be assessed: %s", reading.runner.pk, type(error).__name__)
    return 0


def _raise_kind(reading: ReadingToday, calling: Calling, parties: Parties, *, now: datetime) -> int:
    """1 if there is a new alert. Everybody who is due hears of the one there is, or of the new one."""
    if parties.holds(reading.runner.pk, calling.kind, on=reading.day):
        return 0
    hearing = [party for party in parties.of(reading.runner, calling.kind) if _is_due(party, calling)]
    own = _own_due(reading, calling, parties)
    if not hearing and not own:
        return 0
    alert, new = _one_for(reading, calling, hearing, own=own, now=now)
    for party in hearing:
        delivering.tell(party.tie, alert, now=now)
    return int(new)


def _is_due(party: Party, calling: Calling) -> bool:
    began = calling.since.get(party.watch)
    if began is None or not shared_for(calling.kind, party.tie.shares):
        return False
    return due(calling.kind, since=began, day=calling.day, told_on=party.told_on)


def _own_due(reading: ReadingToday, calling: Calling, parties: Parties) -> bool:
    """The runner hears of their own balance as a balanced coach would, whoever else does."""
    began = calling.since.get(USUAL)
    if calling.kind is not Kind.BALANCE or began is None:
        return False
    return due(calling.kind, since=began, day=calling.day, told_on=parties.raised_on(reading.runner.pk, calling.kind))


def _one_for(
    reading: ReadingToday, calling: Calling, hearing: Sequence[Party], *, own: bool, now: datetime
) -> tuple[Alert, bool]:
    """The alert there is of this episode, or a new one. One from an episode before makes room for it."""
    about = Alert.objects.filter(runner=reading.runner, kind=calling.kind).order_by("-raised_at")
    unfinished = about.unfinished().select_for_update().first()
    if unfinished is not None:
        told = unfinished.deliveries.filter(recipient__in=[party.tie.coach_id for party in hearing])
        if not own and not told.exists():
            return _plainer(unfinished, calling), False
        move(unfinished, State.RESOLVED, by=None, now=now)
    began, day = date.fromordinal(int(calling.since[calling.level])), _day_of(calling)
    same = about.filter(Q(episode_on=began) | Q(local_day=day)).first()
    if same is not None:
        return _plainer(same, calling), False
    return _new(reading, calling, began, day, now=now), True


def _day_of(calling: Calling) -> date:
    on = "spike_on" if calling.kind is Kind.SPIKE else "day"
    return date.fromordinal(int(calling.figures[on]))


def _plainer(alert: Alert, calling: Calling) -> Alert:
    """A calmer preset hears of it now too."""
    if calling.level < alert.level:
        alert.level = calling.level
        alert.save(update_fields=["level"])
    return alert


def _new(reading: ReadingToday, calling: Calling, began: date, day: date, *, now: datetime) -> Alert:
    """The alert; the runner has it from this moment on."""
    balance = calling.kind is Kind.BALANCE
    alert = Alert.objects.create(
        runner=reading.runner,
        kind=calling.kind,
        level=calling.level,
        local_day=day,
        episode_on=began,
        reading=reading.reading,
        score=(reading.score or 0.0) if balance else 0.0,
        contributions=reading.contributions if balance else {},
        facts=reading.facts if balance else {},
        figures=figures_of(calling.kind, calling.figures, reading),
        raised_at=now,
    )
    Delivery.objects.create(alert=alert, recipient=reading.runner, channel=Delivery.Channel.IN_APP, created_at=now)
    return alert
