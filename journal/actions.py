"""Writing the diary. Each action stores one entry and marks the runner's days as stale in the same transaction."""

import uuid
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from journal import once
from journal.charged import CAP
from journal.models import CheckIn, DailyCheck, Entry, Felt, Pause, Practice, Reflection
from journal.queries.shared import still_shared
from runners.models import Run, Stale, User
from runners.science.series import day_of


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
    place: str = ""
    company: str = ""
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


@dataclass(frozen=True)
class PracticeAnswers:
    kind: str
    which: str = ""
    minutes: int | None = None
    valence: int | None = None
    activation: int | None = None
    after_valence: int | None = None
    after_activation: int | None = None


GONE_AFTER = timedelta(days=1)  # when a deleted entry is really gone

Answers = CheckInAnswers | ReflectionAnswers | DailyAnswers | PracticeAnswers
E = TypeVar("E", bound=Entry)


def _values(answers: Answers) -> dict[str, Any]:
    return {f.name: getattr(answers, f.name) for f in fields(answers)}


def _when(runner: User, *, made_at: datetime, now: datetime, zone: str | None = None) -> dict[str, Any]:
    """In the zone it was made in: the runner's, unless the phone it was written on was elsewhere."""
    zone = zone or runner.time_zone
    day = day_of(made_at, zone, "checkin")
    return {
        "made_at": made_at,
        "time_zone": zone,
        "local_day": day,
        "days_late": max(0, (day_of(now, zone, "checkin") - day).days),
        "entered_at": now,
    }


def _write(
    model: type[E],
    runner: User,
    *,
    key: uuid.UUID,
    values: dict[str, Any],
    made_at: datetime,
    now: datetime,
    zone: str | None,
) -> E:
    """The same key twice is the same entry: it comes back as it was first written."""
    entry = model(runner=runner, key=key, **values, **_when(runner, made_at=made_at, now=now, zone=zone))
    return entry if once.keep(entry) else model.objects.get(runner=runner, key=key)


def check_in(
    runner: User,
    *,
    answers: CheckInAnswers,
    key: uuid.UUID,
    now: datetime,
    made_at: datetime | None = None,
    zone: str | None = None,
    typed_at: datetime | None = None,
) -> CheckIn:
    values = {**_values(answers), "note_shared_at": (typed_at or now) if answers.note_shared else None}
    return _write(CheckIn, runner, key=key, values=values, made_at=made_at or now, now=now, zone=zone)


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
    zone: str | None = None,
    typed_at: datetime | None = None,
) -> Reflection:
    """One about an outing: a second one, from another page or from a phone, is added to the one that is there."""
    there = _reflection_on(check_in or run, key=key)
    if there is not None:
        there.note_shared = still_shared(runner, there)  # words an earlier coach was given are not shared once more
        change(runner, entry=there, answers=_both(there, answers, typed_at or now), typed_at=typed_at or now)
        return there
    given = {"note_shared_at": (typed_at or now) if answers.note_shared else None}
    values = {**_values(answers), **given, "run": run, "check_in": check_in}
    reflection = _write(Reflection, runner, key=key, values=values, made_at=made_at or now, now=now, zone=zone)
    if run is not None:
        _belongs(run, check_in)
        Stale.objects.mark(runner.pk, run.local_day)
    return reflection


def _reflection_on(outing: CheckIn | Run | None, *, key: uuid.UUID) -> Reflection | None:
    """What another page said about this outing before; of two at once the second waits here."""
    if outing is None:
        return None
    type(outing)._default_manager.select_for_update(no_key=True).filter(pk=outing.pk).first()
    about = {"check_in" if isinstance(outing, CheckIn) else "run": outing}
    there: Reflection | None = Reflection.objects.kept().filter(**about).order_by("-made_at").first()
    return None if there is None or there.key == key else there


FEELING = ("valence", "activation", "word")  # one answer: a word of one page never stands on a point of another


def _both(there: Reflection, answers: ReflectionAnswers, typed_at: datetime) -> ReflectionAnswers:
    """Of two answers to a question the one typed later; of two notes both, shared only if each of them was."""
    old = ReflectionAnswers(**{field.name: getattr(there, field.name) for field in fields(ReflectionAnswers)})
    first, other = (old, answers) if there.entered_at > typed_at else (answers, old)
    values = {name: getattr(other, name) if value in (None, "") else value for name, value in _values(first).items()}
    felt = other if first.valence is None and not first.word else first
    values |= {name: getattr(felt, name) for name in FEELING}
    noted = [one for one in (old, answers) if one.note]
    values["note"] = old.note if answers.note in old.note else "\n\n".join(one.note for one in noted)
    values["note_shared"] = bool(noted) and all(one.note_shared for one in noted)
    return ReflectionAnswers(**values)


def _belongs(run: Run, check_in: CheckIn | None) -> None:
    """The check-in that was reflected on together with a run is that run's."""
    if check_in is not None and check_in.run_id is None:
        check_in.run = run
        check_in.save(update_fields=["run"])


@transaction.atomic
def daily_check(
    runner: User,
    *,
    answers: DailyAnswers,
    key: uuid.UUID,
    now: datetime,
    made_at: datetime | None = None,
    zone: str | None = None,
    typed_at: datetime | None = None,
) -> DailyCheck:
    """One a day: a second save on the same day corrects the first. `typed_at` is earlier than now where it waited."""
    sent_before: DailyCheck | None = DailyCheck.objects.filter(runner=runner, key=key).first()
    when = _when(runner, made_at=made_at or now, now=now, zone=zone)
    another_day = sent_before is not None and sent_before.local_day != when["local_day"]
    if sent_before is not None and (another_day or sent_before.deleted_at is not None):
        return sent_before  # an old page sent again answers as it first did
    values = {**_values(answers), **when, "entered_at": typed_at or now, "key": key}
    check: DailyCheck
    check, created = DailyCheck.objects.kept().get_or_create(
        runner=runner, local_day=when["local_day"], defaults=values
    )
    if not created:
        change(runner, entry=check, answers=answers, typed_at=typed_at or now)
    Stale.objects.mark(runner.pk, check.local_day)
    return check


def practise(
    runner: User,
    *,
    answers: PracticeAnswers,
    key: uuid.UUID,
    now: datetime,
    made_at: datetime | None = None,
    zone: str | None = None,
) -> Practice:
    return _write(Practice, runner, key=key, values=_values(answers), made_at=made_at or now, now=now, zone=zone)


@transaction.atomic
def change(runner: User, *, entry: Entry, answers: Answers, typed_at: datetime) -> None:
    """Correct an entry. Its moment, zone and day stay as they were; what was typed before it gives way."""
    values = {**_values(answers), "entered_at": max(entry.entered_at, typed_at)}
    if isinstance(entry, Felt):
        values["note_shared_at"] = _given_at(runner, entry, typed_at) if values["note_shared"] else None
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))
    _mark(runner, entry)


def _given_at(runner: User, entry: Felt, typed_at: datetime) -> datetime:
    """A tick that stayed is no new one: a coach who came since does not read it by that."""
    return entry.given_at if still_shared(runner, entry) else typed_at


@transaction.atomic
def delete(runner: User, *, entry: Entry, now: datetime) -> None:
    entry.delete_softly(now=now)
    _mark(runner, entry)


def restore(runner: User, *, entry: Entry) -> bool:
    """Bring a deleted entry back; False where another daily check has taken its day."""
    entry.deleted_at = None
    try:
        with transaction.atomic():
            entry.save(update_fields=["deleted_at"])
            _mark(runner, entry)
    except IntegrityError:
        return False
    return True


def purge_deleted(*, now: datetime) -> int:
    """Really delete what was deleted more than a day ago; returns how many entries."""
    gone = 0
    for model in (CheckIn, Reflection, DailyCheck, Practice):
        gone += model.objects.filter(deleted_at__lt=now - GONE_AFTER).delete()[0]
    return gone


@transaction.atomic
def choose(runner: User, *, entry: CheckIn, offer: str, now: datetime, cap: int = CAP) -> None:
    """What was chosen at a charged start; the last one counts. A ceiling leaves the plan there, to go back to."""
    entry.offer_choice, entry.offer_chosen_at = CheckIn.Offer(offer), now
    entry.effort_cap = cap if offer == CheckIn.Offer.CAP else None
    entry.save(update_fields=["offer_choice", "offer_chosen_at", "effort_cap"])


@transaction.atomic
def write_out(runner: User, *, entry: CheckIn, note: str, now: datetime) -> None:
    """A note written before going is the runner's alone, whatever the note before it was."""
    entry.note, entry.note_shared, entry.note_shared_at = note, False, None
    entry.offer_choice, entry.offer_chosen_at, entry.effort_cap = CheckIn.Offer.WRITE, now, None
    written = ["note", "note_shared", "note_shared_at"]
    entry.save(update_fields=[*written, "offer_choice", "offer_chosen_at", "effort_cap"])


@transaction.atomic
def answer_ran_me(runner: User, *, entry: CheckIn, answer: str, now: datetime, score: float | None = None) -> None:
    """Did this run run you? The last answer counts; with the points it rested on it moves when to ask again."""
    entry.ran_me, entry.ran_me_at, entry.ran_me_score = CheckIn.RanMe(answer), now, score
    entry.save(update_fields=["ran_me", "ran_me_at", "ran_me_score"])
    Stale.objects.mark(runner.pk, entry.local_day)


@transaction.atomic
def pause(runner: User, *, kind: str, on: date) -> Pause:
    """One pause at a time: a second one while the first is open gives it another name."""
    row, _ = Pause.objects.update_or_create(
        runner=runner, until_on=None, defaults={"kind": kind}, create_defaults={"kind": kind, "from_on": on}
    )
    Stale.objects.mark(runner.pk, row.from_on)
    return row


@transaction.atomic
def end_pause(runner: User, *, on: date) -> bool:
    """The pause ended the day before; begun today, it was none."""
    row = Pause.objects.select_for_update().filter(runner=runner, until_on=None).first()
    if row is None:
        return False
    Stale.objects.mark(runner.pk, row.from_on)
    if row.from_on >= on:
        row.delete()
    else:
        row.until_on = on - timedelta(days=1)
        row.save(update_fields=["until_on"])
    return True


@transaction.atomic
def share_note(runner: User, *, entry: CheckIn | Reflection, shared: bool, now: datetime) -> None:
    """With the coaches of today, or with nobody: one who comes later reads it only if it is shared again."""
    entry.note_shared, entry.note_shared_at = shared, now if shared else None
    entry.save(update_fields=["note_shared", "note_shared_at"])


def _mark(runner: User, entry: Entry) -> None:
    days = [entry.local_day]
    if isinstance(entry, Reflection) and entry.run is not None:
        days.append(entry.run.local_day)
    Stale.objects.mark(runner.pk, min(days))
