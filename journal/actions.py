"""Writing the diary. Each action stores one entry and marks the runner's days as stale in the same transaction."""

import uuid
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from journal.models import CheckIn, DailyCheck, Entry, Reflection
from runners.models import Run, Stale, User


@dataclass(frozen=True)
class CheckInAnswers:
    valence: int | None = None
    activation: int | None = None
    word: str = ""
    needs: list[str] = field(default_factory=list)
    planned_effort: int | None = None
    kind: str = ""
    planned_minutes: int | None = None
    note: str = ""
    note_shared: bool = False


@dataclass(frozen=True)
class ReflectionAnswers:
    effort: int | None = None
    valence: int | None = None
    activation: int | None = None
    word: str = ""
    enjoyment: int | None = None
    need_met: int | None = None
    note: str = ""
    note_shared: bool = False


@dataclass(frozen=True)
class DailyAnswers:
    sleep: int | None = None
    tiredness: int | None = None
    stress: int | None = None
    soreness: int | None = None
    food: bool | None = None
    water: bool | None = None


Answers = CheckInAnswers | ReflectionAnswers | DailyAnswers
E = TypeVar("E", bound=Entry)


def _values(answers: Answers) -> dict[str, Any]:
    return {f.name: getattr(answers, f.name) for f in fields(answers)}


def _when(runner: User, *, made_at: datetime, now: datetime) -> dict[str, Any]:
    day = runner.day(made_at)
    return {
        "made_at": made_at,
        "time_zone": runner.time_zone,
        "local_day": day,
        "days_late": max(0, (runner.day(now) - day).days),
        "entered_at": now,
    }


def _write(
    model: type[E], runner: User, *, key: uuid.UUID, values: dict[str, Any], made_at: datetime, now: datetime
) -> E:
    """The same key twice is the same entry: it comes back as it was first written."""
    defaults = {**values, **_when(runner, made_at=made_at, now=now)}
    entry, created = model.objects.get_or_create(runner=runner, key=key, defaults=defaults)
    if created:
        Stale.objects.mark(runner.pk, entry.local_day)
    return entry


@transaction.atomic
def check_in(
    runner: User, *, answers: CheckInAnswers, key: uuid.UUID, now: datetime, made_at: datetime | None = None
) -> CheckIn:
    return _write(CheckIn, runner, key=key, values=_values(answers), made_at=made_at or now, now=now)


@transaction.atomic
def reflect(
    runner: User,
    *,
    answers: ReflectionAnswers,
    key: uuid.UUID,
    now: datetime,
    made_at: datetime | None = None,
    run: Run | None = None,
    check_in: CheckIn | None = None,
) -> Reflection:
    values = {**_values(answers), "run": run, "check_in": check_in}
    reflection = _write(Reflection, runner, key=key, values=values, made_at=made_at or now, now=now)
    if run is not None:
        _belongs(run, check_in=check_in, effort=reflection.effort)
        Stale.objects.mark(runner.pk, run.local_day)
    return reflection


def _belongs(run: Run, *, check_in: CheckIn | None, effort: int | None) -> None:
    """What was said about a run joins it: its check-in, and how hard it was."""
    if check_in is not None and check_in.run_id is None:
        check_in.run = run
        check_in.save(update_fields=["run"])
    if effort is not None:
        run.effort = effort
        run.save(update_fields=["effort"])


@transaction.atomic
def daily_check(
    runner: User, *, answers: DailyAnswers, key: uuid.UUID, now: datetime, made_at: datetime | None = None
) -> DailyCheck:
    """One a day: a second save on the same day corrects the first."""
    when = _when(runner, made_at=made_at or now, now=now)
    values = _values(answers)
    check: DailyCheck
    check, created = DailyCheck.objects.kept().get_or_create(
        runner=runner, local_day=when["local_day"], defaults={**values, **when, "key": key}
    )
    if not created:
        change(runner, entry=check, answers=answers)
    Stale.objects.mark(runner.pk, check.local_day)
    return check


@transaction.atomic
def change(runner: User, *, entry: Entry, answers: Answers) -> None:
    """Correct an entry. Its moment, zone and day stay as they were."""
    values = _values(answers)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))
    if isinstance(entry, Reflection) and entry.run is not None:
        _belongs(entry.run, check_in=None, effort=entry.effort)
    _mark(runner, entry)


@transaction.atomic
def delete(runner: User, *, entry: Entry, now: datetime) -> None:
    entry.delete_softly(now=now)
    _mark(runner, entry)


@transaction.atomic
def share_note(runner: User, *, entry: CheckIn | Reflection, shared: bool) -> None:
    entry.note_shared = shared
    entry.save(update_fields=["note_shared"])


def _mark(runner: User, entry: Entry) -> None:
    days = [entry.local_day]
    if isinstance(entry, Reflection) and entry.run is not None:
        days.append(entry.run.local_day)
    Stale.objects.mark(runner.pk, min(days))
