"""Assess who is due: raise one alert an episode, tell whoever wants to hear of it, and let it end by itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeAlias

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet

from coaching.alerts import climbing, delivering, ending
from coaching.alerts.figures import figures_of
from coaching.alerts.kinds import Calling, due, since
from coaching.alerts.models import USUAL, Alert, Assessment, Delivery, Kind, Preset, State, shared_for
from coaching.alerts.moving import move_all
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
    return _raise_safely([(reading, called[reading.runner.pk]) for reading in readings], parties, now=now)


def _fresh(reading: ReadingToday, *, now: datetime) -> bool:
    """Alerts are raised for today or yesterday, never for days gone by."""
    return reading.day >= reading.runner.day(now) - timedelta(days=1)


Called: TypeAlias = tuple[ReadingToday, Sequence[Calling]]


def _raise_safely(called: Sequence[Called], parties: Parties, *, now: datetime) -> int:
    """All in one go. A reading that cannot be assessed is named by runner number and stops no other: halves find it."""
    try:
        with transaction.atomic():
            return _raise(called, parties, now=now)
    except Exception as error:  # the next standing of this runner is assessed again
        if len(called) == 1:
            log.error("runner %s could not be assessed: %s", called[0][0].runner.pk, type(error).__name__)
            return 0
    half = len(called) // 2
    return sum(_raise_safely(some, parties, now=now) for some in (called[:half], called[half:]))


@dataclass(frozen=True)
class Due:
    """Somebody is to hear of one kind about one runner."""

    reading: ReadingToday
    calling: Calling
    hearing: Sequence[Party]
    own: bool

    @property
    def about(self) -> tuple[int, Kind]:
        return self.reading.runner.pk, self.calling.kind

    @property
    def began(self) -> date:
        return date.fromordinal(int(self.calling.since[self.calling.level]))

    @property
    def day(self) -> date:
        on = "spike_on" if self.calling.kind is Kind.SPIKE else "day"
        return date.fromordinal(int(self.calling.figures[on]))


def _raise(called: Sequence[Called], parties: Parties, *, now: datetime) -> int:
    """Everybody who is due hears of the alert there is, or of a new one, and once more where the one there is climbs:
    as many statements for all as for one."""
    dues = [one for reading, callings in called for calling in callings if (one := _due(reading, calling, parties))]
    balance = _balance(called, parties)
    rising = {(pk, Kind.BALANCE): alert for pk, alert in climbing.rising(balance).items()}
    standing = _standing(dues, rising, now=now) if dues else {}
    fresh = {one.about: _new(one, now=now) for one in dues if one.about not in standing}
    Alert.objects.bulk_create(fresh.values())
    Delivery.objects.bulk_create([_for_the_runner(alert, now=now) for alert in fresh.values()])
    alerts = rising | standing | fresh
    climbing.climb([one for about, one in rising.items() if alerts[about] == one], balance, parties, now=now)
    _make_plainer([(standing[one.about], one.calling.level) for one in dues if one.about in standing])
    delivering.tell_all([(party.tie, alerts[one.about]) for one in dues for party in one.hearing], now=now)
    return len(fresh)


def _balance(called: Sequence[Called], parties: Parties) -> climbing.Called:
    """Whoever is heard of for their balance, and does not hold that by their own word."""
    return {
        reading.runner.pk: (reading, calling)
        for reading, callings in called
        for calling in callings
        if calling.kind is Kind.BALANCE and not parties.holds(reading.runner.pk, calling.kind, on=reading.day)
    }


def _due(reading: ReadingToday, calling: Calling, parties: Parties) -> Due | None:
    if parties.holds(reading.runner.pk, calling.kind, on=reading.day):
        return None
    hearing = [party for party in parties.of(reading.runner, calling.kind) if _is_due(party, calling)]
    own = _own_due(reading, calling, parties)
    return Due(reading, calling, hearing, own) if hearing or own else None


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


Alerts: TypeAlias = Mapping[tuple[int, Kind], Alert]


def _standing(dues: Sequence[Due], rising: Alerts, *, now: datetime) -> dict[tuple[int, Kind], Alert]:
    """The alerts there are of these episodes. One from an episode before makes room for the new one, or stands beside
    it as long as a talk is waited for."""
    unfinished = _newest(Alert.objects.unfinished().select_for_update(), dues)
    told = set(Delivery.objects.filter(alert__in=unfinished.values()).values_list("alert", "recipient"))
    kept, over = {}, []
    for one in dues:
        alert = unfinished.get(one.about)
        if alert is None:
            continue
        heard = any((alert.pk, party.tie.coach_id) in told for party in one.hearing)
        if heard or (one.own and one.about not in rising):
            if not alert.asks_for_a_talk:
                over.append(alert)
        else:
            kept[one.about] = alert
    move_all(over, State.RESOLVED, by=None, now=now)
    return _same(dues) | {about: alert for about, alert in rising.items() if alert not in over} | kept


def _newest(alerts: QuerySet[Alert], dues: Sequence[Due]) -> dict[tuple[int, Kind], Alert]:
    """Of each runner and kind that somebody is to hear of."""
    asked = {one.about for one in dues}
    found = alerts.filter(runner__in={runner for runner, _ in asked}).order_by("raised_at", "pk")
    return {about: alert for alert in found if (about := (alert.runner_id, Kind(alert.kind))) in asked}


def _same(dues: Sequence[Due]) -> dict[tuple[int, Kind], Alert]:
    """Those of the very episode or day, open or not."""
    began, days = {one.about: one.began for one in dues}, {one.about: one.day for one in dues}
    near = Alert.objects.filter(Q(episode_on__in=began.values()) | Q(local_day__in=days.values()))
    near = near.filter(runner__in={one.reading.runner.pk for one in dues}).order_by("raised_at", "pk")
    return {
        about: alert
        for alert in near
        if (about := (alert.runner_id, Kind(alert.kind))) in began
        and (alert.episode_on == began[about] or alert.local_day == days[about])
    }


def _make_plainer(calls: Sequence[tuple[Alert, int]]) -> None:
    """A calmer preset hears of these now too."""
    for level in Preset.values:
        plainer = [alert.pk for alert, called in calls if called == level < alert.level]
        if plainer:
            Alert.objects.filter(pk__in=plainer).update(level=level)


def _new(one: Due, *, now: datetime) -> Alert:
    balance, reading = one.calling.kind is Kind.BALANCE, one.reading
    return Alert(
        runner=reading.runner,
        kind=one.calling.kind,
        level=one.calling.level,
        local_day=one.day,
        episode_on=one.began,
        reading=reading.reading,
        score=(reading.score or 0.0) if balance else 0.0,
        contributions=reading.contributions if balance else {},
        facts=reading.facts if balance else {},
        figures=figures_of(one.calling.kind, one.calling.figures, reading),
        raised_at=now,
    )


def _for_the_runner(alert: Alert, *, now: datetime) -> Delivery:
    """They have it from this moment on."""
    return Delivery(alert=alert, recipient=alert.runner, channel=Delivery.Channel.IN_APP, created_at=now)
