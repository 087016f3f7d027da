"""Entries as their runner reads them: one by one after a save, and all of them in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import F, Value
from django.http import Http404
from django.shortcuts import get_object_or_404

from journal.models import CheckIn, DailyCheck, Entry, EntrySet, Practice, Reflection
from journal.queries.shared import NOBODY, Given, note_given
from journal.tools.catalogue import name_of
from journal.tools.cues import CUES
from journal.tools.writing import prompts
from journal.words import EFFORT_WORDS, FeelingWord, Kind, Need, word_at
from runners.models import Run, User
from runners.queries import Began, coaches_of

ENTRIES_A_PAGE = 30
UNDO = timedelta(minutes=10)  # how long a deleted entry can be brought back
UNDO_MOST = 5
KINDS: dict[str, type[Entry]] = {
    "check-in": CheckIn, "reflection": Reflection, "daily-check": DailyCheck, "practice": Practice
}  # fmt: skip
Ref: TypeAlias = tuple[str, int, datetime]


def entry_of(runner: User, kind: str, pk: int) -> Entry:
    """One kept entry of this runner; anything else does not exist."""
    if kind not in KINDS:
        raise Http404
    entry: Entry = get_object_or_404(KINDS[kind].objects.of(runner), pk=pk)
    return entry


def check_in_of(runner: User, pk: int) -> CheckIn:
    entry: CheckIn = get_object_or_404(CheckIn.objects.of(runner).select_related("run"), pk=pk)
    return entry


def reflection_of(runner: User, pk: int) -> Reflection:
    entries = Reflection.objects.of(runner).select_related("run", "check_in")
    entry: Reflection = get_object_or_404(entries, pk=pk)
    return entry


def kept_run(entry: CheckIn | Reflection) -> Run | None:
    """The run an entry belongs to, unless it was deleted."""
    run: Run | None = entry.run
    return run if run is not None and run.deleted_at is None else None


def daily_check_on(runner: User, day: date) -> DailyCheck | None:
    check: DailyCheck | None = DailyCheck.objects.of(runner).filter(local_day=day).first()
    return check


def noted_entry_of(runner: User, kind: str, pk: int) -> CheckIn | Reflection:
    """An entry that can have a note; a daily check has none."""
    entry = entry_of(runner, kind, pk)
    if not isinstance(entry, CheckIn | Reflection) or not entry.note:
        raise Http404
    return entry


@dataclass(frozen=True)
class Said:
    """A label with its answer, as in "Effort 6, working"."""

    label: str
    answer: str


@dataclass(frozen=True)
class Line:
    """One entry of the journal in the words of its page."""

    kind: str
    pk: int
    title: str
    day: date
    at: datetime
    late: str
    feeling: str
    needs: tuple[Need, ...]
    answers: tuple[Said, ...]
    note: str
    run_id: int | None
    edit: str
    given: Given = NOBODY

    @property
    def at_night(self) -> bool:
        """After midnight, and still of the day before: a day lasts until four."""
        return self.at.date() != self.day


def wall_clock(entry: Entry) -> datetime:
    """When it was made, on the clock of the place it was made in."""
    return entry.made_at.astimezone(ZoneInfo(entry.time_zone)).replace(tzinfo=None)


def feeling_of(entry: CheckIn | Reflection) -> str:
    """The word that was chosen, else the caption of the point that was tapped."""
    if entry.word:
        return FeelingWord(entry.word).label
    return word_at(*entry.feeling) if entry.feeling else ""


def late_words(days: int) -> str:
    """ "" for an entry of its own day."""
    return "" if not days else f"added {'a day' if days == 1 else f'{days} days'} later"


def needs_of(entry: CheckIn) -> tuple[Need, ...]:
    return tuple(need for need in Need if need in entry.needs)


def line_of(entry: Entry, coaches: Sequence[Began] = ()) -> Line:
    line = _line_of(entry)
    return replace(line, given=note_given(entry, coaches)) if isinstance(entry, CheckIn | Reflection) else line


def _line_of(entry: Entry) -> Line:
    if isinstance(entry, CheckIn):
        return _line(entry, "check-in", "Before a run", "journal-check-in-edit", plan_of(entry), needs=needs_of(entry))
    if isinstance(entry, Reflection):
        return _line(entry, "reflection", "After a run", "journal-reflection-edit", _got(entry), run_id=_run_id(entry))
    if isinstance(entry, Practice):
        return _line(entry, "practice", Practice.Kind(entry.kind).label, "practice-edit", _practised(entry))
    assert isinstance(entry, DailyCheck)
    return _line(entry, "daily-check", "Daily check", "", checked(entry))


def _run_id(entry: Reflection) -> int | None:
    """For a link to the run; none where a list says that it was deleted."""
    return entry.run_id if getattr(entry, "run_deleted_at", None) is None else None


def _line(
    entry: Entry,
    kind: str,
    title: str,
    edit: str,
    answers: tuple[Said, ...],
    *,
    needs: tuple[Need, ...] = (),
    run_id: int | None = None,
) -> Line:
    felt = entry if isinstance(entry, CheckIn | Reflection) else None
    noted = entry if isinstance(entry, CheckIn | Reflection | Practice) else None
    return Line(
        kind=kind,
        pk=entry.pk,
        title=title,
        day=entry.local_day,
        at=wall_clock(entry),
        late=late_words(entry.days_late),
        feeling=feeling_of(felt) if felt else "",
        needs=needs,
        answers=answers,
        note=noted.note if noted else "",
        run_id=run_id,
        edit=edit,
    )


def plan_of(entry: CheckIn) -> tuple[Said, ...]:
    """The plan in numbers."""
    effort, cap, minutes = entry.planned_effort, entry.effort_cap, entry.planned_minutes
    return _given(
        ("Planned effort", None if effort is None else f"{effort}, {EFFORT_WORDS[effort]}"),
        ("To stay at", None if cap is None else f"{cap}, {EFFORT_WORDS[cap]}"),
        ("Kind", Kind(entry.kind).label if entry.kind else None),
        ("Minutes", minutes),
        ("Along", CUES[entry.cue].name if entry.cue in CUES else None),
    )


def _got(entry: Reflection) -> tuple[Said, ...]:
    effort = entry.effort
    return _given(
        ("Effort", None if effort is None else f"{effort}, {EFFORT_WORDS[effort]}"),
        ("Enjoyed it", _of_ten(entry.enjoyment)),
        ("Gave what was needed", _of_ten(entry.need_met)),
        ("Place", Reflection.Place(entry.place).label if entry.place else None),
        ("Company", Reflection.Company(entry.company).label if entry.company else None),
    )


def _practised(entry: Practice) -> tuple[Said, ...]:
    about = entry.trigger_word or (Practice.Trigger(entry.trigger).label if entry.trigger else None)
    beginning = prompts().get(entry.which)
    return _given(
        ("Which", name_of(entry) or None),
        ("Began with", beginning.words if beginning and entry.kind == Practice.Kind.WRITING else None),
        ("Minutes", entry.minutes),
        ("Came", word_at(*entry.before).lower() if entry.before else None),
        ("Left", word_at(*entry.after).lower() if entry.after else None),
        ("About", about),
        ("Next step", entry.next_step or None),
    )


def checked(entry: DailyCheck) -> tuple[Said, ...]:
    enough = {True: "enough", False: "not quite", None: None}
    return _given(
        ("Sleep", _of_ten(entry.sleep)),
        ("Tiredness", _of_ten(entry.tiredness)),
        ("Stress", _of_ten(entry.stress)),
        ("Soreness", _of_ten(entry.soreness)),
        ("Food", enough[entry.food]),
        ("Water", enough[entry.water]),
    )


def _of_ten(answer: int | None) -> str | None:
    return None if answer is None else f"{answer} of 10"


def _given(*pairs: tuple[str, object]) -> tuple[Said, ...]:
    return tuple(Said(label, str(answer)) for label, answer in pairs if answer is not None)


@dataclass(frozen=True)
class Day:
    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Journal:
    """`day` is set where only one day was asked for; `deleted` can still be brought back."""

    days: tuple[Day, ...]
    page: Page[Ref]
    has_coach: bool
    day: date | None
    deleted: tuple[Line, ...]


def journal_page(runner: User, *, number: str | None, day: str | None, now: datetime) -> Journal:
    """All kinds of entries in one order, newest first. The same number of queries for one entry and for thousands."""
    asked = _day_asked(day)
    page: Page[Ref] = Paginator(_refs(runner, asked), ENTRIES_A_PAGE).get_page(number)
    refs = list(page)
    found = {
        (kind, pk): entry
        for kind, model in KINDS.items()
        for pk, entry in _with_run(model.objects.kept()).in_bulk([pk for k, pk, _ in refs if k == kind]).items()
    }
    coaches = coaches_of(runner)
    lines = [line_of(found[kind, pk], coaches) for kind, pk, _ in refs if (kind, pk) in found]
    return Journal(
        days=_by_day(lines),
        page=page,
        has_coach=bool(coaches),
        day=asked,
        deleted=tuple(line_of(entry) for entry in _just_deleted(runner, now=now)),
    )


def _with_run(entries: EntrySet) -> EntrySet:
    return entries.annotate(run_deleted_at=F("run__deleted_at")) if entries.model is Reflection else entries


def _day_asked(typed: str | None) -> date | None:
    """A day as its links write it; anything else asks for no day."""
    try:
        return date.fromisoformat(typed) if typed and typed.isascii() else None
    except ValueError:
        return None


def _just_deleted(runner: User, *, now: datetime) -> list[Entry]:
    """What can still be brought back, the last one first."""
    found: list[Entry] = []
    for model in KINDS.values():
        found += model.objects.filter(runner=runner, deleted_at__gt=now - UNDO).order_by("-deleted_at")[:UNDO_MOST]
    return sorted(found, key=lambda entry: str(entry.deleted_at), reverse=True)[:UNDO_MOST]


def deleted_entry_of(runner: User, kind: str, pk: int, *, now: datetime) -> Entry:
    """An entry of this runner that can still be brought back; anything else does not exist."""
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].objects.filter(runner=runner, deleted_at__gt=now - UNDO)
    entry: Entry = get_object_or_404(found, pk=pk)
    return entry


def _refs(runner: User, day: date | None) -> "Sequence[Ref]":
    """(kind, pk, made_at) of every kept entry, newest first."""
    on_day = {} if day is None else {"local_day": day}
    each = [
        model.objects.of(runner)
        .filter(**on_day)
        .order_by()
        .annotate(entry_kind=Value(kind))
        .values_list("entry_kind", "pk", "made_at")
        for kind, model in KINDS.items()
    ]
    merged: Sequence[Ref] = each[0].union(*each[1:], all=True).order_by("-made_at", "-pk")
    return merged


def _by_day(lines: Sequence[Line]) -> tuple[Day, ...]:
    """Lines under their days. A day stands where its newest line stands."""
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.day, []).append(line)
    return tuple(Day(day, tuple(on_day)) for day, on_day in days.items())
