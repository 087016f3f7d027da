"""From a record that was read to a run: new, joined to the run that was here, or a question. Inside a transaction."""

import base64
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Field, OuterRef, QuerySet

from runners import samples
from runners.importers.lists import Details
from runners.importers.parsed import ParsedRun
from runners.imports import copies, words
from runners.models import Import, Original, Run, Stale

Status, Answer = Original.Status, Import.Answer

HERE = "This run is already here."
HERE_WORDS = "This run is already here; what your list said about it was added."
JOINED = "Joined to the run that was here."
OWN_IDENTITY = frozenset({"id", "runner", "key", "entered_at", "deleted_at"})
# The runner's own words: a file never replaces them, and an undo never takes back what was changed since.
WORDS = ("title", "note", "gear", "effort", "kind")
OWN = (*WORDS, "sport", "activity")  # what the runner can still change once a file has measured the rest


def settle_file(row: Original, parsed: ParsedRun, *, besides: list[int], now: datetime) -> None:
    """What becomes of one activity of a file."""
    new, details = copies.of_file(parsed), words.from_text(row.details)
    twin = copies.twin_of(row.runner_id, new, besides=besides)
    if twin is None or row.answer == Answer.KEEP:
        close(row, Status.IMPORTED, run=_new_run(row, parsed, details, now=now), now=now)
        return
    here = copies.of_run(twin)
    more = copies.gains(here, new)
    answer = row.answer or (row.unit.always if row.unit else "")
    if not more:
        _already_here(row, twin, details, now=now)
    elif answer == Answer.MERGE:
        _join(row, twin, parsed, here=here, new=new, details=details)
        close(row, Status.MERGED, reason=JOINED, run=twin, now=now)
    elif answer == Answer.KEEP:
        close(row, Status.IMPORTED, run=_new_run(row, parsed, details, now=now), now=now)
    elif answer == Answer.SKIP:
        close(row, Status.SKIPPED, run=twin, now=now)
    else:
        row.copy = new.to_json()
        close(row, Status.ASKING, run=twin, now=now)


def settle_line(row: Original, details: Details, *, started_at: datetime, timer_s: float, now: datetime) -> None:
    """What becomes of an activity that has no file: words for the run that is here, or a typed run."""
    new = copies.of_line(details, started_at, timer_s, words.shift_of(details))
    twin = copies.twin_of(row.runner_id, new)
    if twin is not None:
        _already_here(row, twin, details, now=now)
        return
    run = _run_at(row, started_at, now=now)
    run.sport, run.activity = details.sport, details.activity
    run.timer_s, run.distance_m, run.ascent_m = max(1, round(timer_s)), details.distance_m or None, details.ascent_m
    run.avg_hr, run.max_hr = details.avg_hr, details.max_hr
    words.fill(run, details)
    run.save()
    Stale.objects.mark(run.runner_id, run.local_day)
    close(row, Status.IMPORTED, run=run, now=now)


def _already_here(row: Original, twin: Run, details: Details | None, *, now: datetime) -> None:
    """Nothing new was measured. What the list said about it is still worth having."""
    if not words.offers(twin, details):
        close(row, Status.DUPLICATE, reason=HERE, run=twin, now=now)
        return
    before = _photograph(twin)
    words.fill(twin, details)
    twin.save()
    _remember(row, twin, before)
    Stale.objects.mark(twin.runner_id, twin.local_day)
    close(row, Status.MERGED, reason=HERE_WORDS, run=twin, now=now)


def _run_at(row: Original, started_at: datetime, *, now: datetime) -> Run:
    runner = row.runner
    day = runner.day(started_at, "run")
    return Run(
        runner=runner,
        started_at=started_at,
        time_zone=row.time_zone,
        local_day=day,
        entered_at=now,
        days_late=max(0, (runner.day(now, "run") - day).days),
    )


def _new_run(row: Original, parsed: ParsedRun, details: Details | None, *, now: datetime) -> Run:
    run = _run_at(row, parsed.started_at, now=now)
    for name, value in _measured(parsed, details).items():
        setattr(run, name, value)
    words.fill(run, details)
    samples.keep(run, parsed)
    Stale.objects.mark(run.runner_id, run.local_day)
    return run


def _measured(parsed: ParsedRun, details: Details | None) -> dict[str, Any]:
    """Where the file does not say which sport it was, the list may."""
    measured = samples.measured(parsed)
    if details is not None and not parsed.sport_stated and _says_sport(parsed, details):
        measured |= {"sport": details.sport, "activity": details.activity}
    return measured


def _says_sport(parsed: ParsedRun, details: Details | None) -> bool:
    return parsed.sport_stated or (details is not None and details.activity != "other")


# --- two records, one run ---------------------------------------------------------------------------------------------


def _join(
    row: Original, run: Run, parsed: ParsedRun, *, here: copies.Record, new: copies.Record, details: Details | None
) -> None:
    """The fuller record gives its measures, the other fills the gaps; the runner's words, effort and kind stay."""
    before, earlier = _photograph(run), run.local_day
    theirs = {"started_at": parsed.started_at, **_measured(parsed, details)}
    builds_on_new = copies.is_fuller(new, here)
    for name, value in theirs.items():
        if (builds_on_new and value not in (None, "")) or getattr(run, name) in (None, ""):
            setattr(run, name, value)
    if not _says_sport(parsed, details):
        run.sport, run.activity = before["sport"], before["activity"]
    words.fill(run, details)
    run.local_day = row.runner.day(run.started_at, "run")
    if builds_on_new or not here.points:
        samples.keep(run, parsed)
    else:
        run.save()
    _remember(row, run, before)
    Stale.objects.mark(run.runner_id, min(earlier, run.local_day))


def _photograph(run: Run) -> dict[str, Any]:
    fields = [field.name for field in Run._meta.concrete_fields if field.name not in OWN_IDENTITY]
    return {**{name: getattr(run, name) for name in fields}, "samples": samples.snapshot(run)}


def _remember(row: Original, run: Run, before: dict[str, Any]) -> None:
    """What the run was, and what it became by this: enough to take it back, and no more than changed."""
    after = _photograph(run)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    row.before = json.dumps(changed, default=_to_json, ensure_ascii=False)


def take_back(row: Original, run: Run) -> None:
    """Undo what joining this record did. What the runner has changed since stays as it is now."""
    if not row.before:
        return
    changed, now = json.loads(row.before), _photograph(run)
    days = [run.local_day]
    for name, (before, after) in changed.items():
        if name == "samples":
            samples.put_back(run, _from_json(before))
        elif json.dumps(now[name], default=_to_json) == json.dumps(after) or name not in OWN:
            setattr(run, name, _field(name).to_python(before))
    run.save()
    Stale.objects.mark(run.runner_id, min([*days, run.local_day]))


def hand_down(row: Original, heir: Original) -> None:
    """Two joinings become one: from what the run was before this one, to what it became by the later one."""
    early, late = (json.loads(one.before or "{}") for one in (row, heir))
    both = {name: [early.get(name, late.get(name))[0], late.get(name, early.get(name))[1]] for name in early | late}
    heir.before = json.dumps(both, ensure_ascii=False)
    heir.save(update_fields=["before"])


def _field(name: str) -> "Field[Any, Any]":
    field = Run._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _to_json(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    raise TypeError(type(value).__name__)


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"base64"}:
            return base64.b64decode(value["base64"])
        return {name: _from_json(one) for name, one in value.items()}
    return value


# --- the row ----------------------------------------------------------------------------------------------------------


def close(row: Original, status: str, *, reason: str = "", run: Run | None = None, now: datetime) -> None:
    """What became of the record."""
    row.status, row.reason, row.run = status, reason, run
    row.leased_until, row.answer, row.closed_at = None, "", now
    if status != Status.ASKING:
        row.copy = None
    if status not in Original.OPEN:
        row.details = ""
    row.save()


def ask_no_more(gone: Collection[int]) -> None:
    """A question about a run that goes answers itself: the copy is read once more, as the only record there is."""
    asking = Original.objects.filter(run__in=gone, status__in=(Status.ASKING, Status.WAITING))
    Import.objects.filter(pk__in=asking.values("unit")).update(state=Import.State.READING)
    asking.update(run=None, status=Status.WAITING, copy=None, attempts=0)


def drop_bytes(rows: QuerySet[Original]) -> None:
    """Only what became a run, or may yet, is kept byte for byte; a file of several goes with the last of them."""
    parts = Original.objects.filter(whole=OuterRef("pk"), status__in=Original.KEEPS_BYTES)
    first = rows.filter(whole=None, content__isnull=False).exclude(status__in=Original.KEEPS_BYTES)
    first.filter(~Exists(parts)).update(content=None)
