"""History worked out again: rows ask for it, the worker works them off, and each says what moved."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from runners import samples
from runners.importers import ParsedRun, Refused
from runners.importers.child import read_safely
from runners.importers.packing import Unpackable
from runners.models import Original, Reread, Run, Samples, Stale, User
from runners.models.samples import MOST_ATTEMPTS

AT_ONCE = 5
TURN = timedelta(seconds=5)  # then whatever else waits for a worker has its turn
KEPT_FOR = timedelta(days=30)  # how long it is known what moved
# Of two floats that differ by less than this share, neither has moved.
SAME = 1e-9
# A file says these again; what sort of activity it was, and when, may have been put right by its runner since.
RIGHTED = ("sport", "activity", "indoor")
log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@transaction.atomic
def ask(*, now: datetime, runner: User | None = None, from_file: bool = False) -> uuid.UUID:
    """One row for each kept run of a file. A run that waits already joins the new batch."""
    batch = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO runners_reread (batch, run_id, from_file, token, attempts, asked_at, failed, moved)
            SELECT %(batch)s, id, %(from_file)s, gen_random_uuid(), 0, %(now)s, false, '{}' FROM runners_run
            WHERE deleted_at IS NULL AND elapsed_s IS NOT NULL AND (%(runner)s IS NULL OR runner_id = %(runner)s)
            ORDER BY id
            ON CONFLICT (run_id) WHERE done_at IS NULL DO UPDATE SET batch = excluded.batch, attempts = 0,
                from_file = excluded.from_file OR runners_reread.from_file, asked_at = excluded.asked_at
            """,
            {"batch": batch, "now": now, "from_file": from_file, "runner": runner.pk if runner else None},
        )
    return batch


def work_off(*, now: datetime, clock: Clock | None = None, limit: int = 500) -> int:
    """Work off rows that wait, a few at a time and no longer than a turn; returns how many were looked at."""
    done, moment = 0, now
    while done < limit and moment - now < TURN:
        with transaction.atomic():
            rows = Reread.objects.claim(now=moment, limit=min(AT_ONCE, limit - done))
        for row in rows:
            _work_off(row, now=now)
        if not rows:
            return done
        done, moment = done + len(rows), clock() if clock else now
    return done


def _work_off(row: Reread, *, now: datetime) -> None:
    """One run. What it had stays where it cannot be read, and its row says so."""
    try:
        parsed = _parsed(row)
        with transaction.atomic():
            _again(row, parsed, now=now)
    except (Refused, Unpackable):
        row.finish(now=now, failed=True)
    except Exception as error:  # a fault of ours: the row waits for another try, and is given up after a few
        log.error("a run could not be worked out again: %s", type(error).__name__)
        if row.attempts >= MOST_ATTEMPTS:
            row.finish(now=now, failed=True)


def _parsed(row: Reread) -> ParsedRun | None:
    """The run's file read again, if that was asked for or nothing else is kept of it; None for its samples."""
    if not row.from_file and Samples.objects.filter(run=row.run).exists():
        return None
    files = list(Original.objects.read().exclude(place=Original.LINE).filter(run=row.run).select_related("whole"))
    if len(files) != 1:
        return None  # a run brought together from two copies is not what either file says
    whole = files[0].whole or files[0]
    if not whole.content:
        return None
    activities = read_safely(bytes(whole.content), whole.name, started_at=whole.told_at)
    return activities[files[0].part] if files[0].part < len(activities) else None


def _again(row: Reread, parsed: ParsedRun | None, *, now: datetime) -> None:
    run = Run.objects.select_for_update(no_key=True).get(pk=row.run_id)
    before = _values(run)
    if parsed is None and samples.of(run) is not None:
        samples.work_out_again(run)
    if parsed is not None:
        said = {name: value for name, value in samples.measured(parsed).items() if name not in RIGHTED}
        for name, value in said.items():
            setattr(run, name, value)
        run.save(update_fields=list(said))
        samples.keep(run, parsed)
    run.refresh_from_db()
    moved = moves(before, _values(run))
    if not row.finish(now=now, moved=moved):
        transaction.set_rollback(True)  # somebody else took it over, and does the same
    elif moved:
        Stale.objects.mark(run.runner_id, run.local_day)


def _values(run: Run) -> dict[str, Any]:
    names = (*samples.WORKED_OUT, *samples.MEASURED)
    return {name: getattr(run, name) for name in names if name not in RIGHTED}


def moves(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What changed, by column: before and after; of a list its mean, for the report."""
    return {name: [_one(before[name]), _one(after[name])] for name in before if not _same(before[name], after[name])}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return abs(one - other) <= SAME * max(1.0, abs(one))
    return bool(one == other)


def _one(value: Any) -> Any:
    return sum(value) / len(value) if isinstance(value, list) and value else value


@dataclass(frozen=True)
class Shift:
    """One column: how many runs moved in it, and the run that moved most."""

    column: str
    runs: int
    run_id: int
    before: Any
    after: Any


@dataclass(frozen=True)
class Report:
    asked: int
    done: int
    failed: int
    moved: int
    shifts: tuple[Shift, ...]

    @property
    def waiting(self) -> int:
        return self.asked - self.done


def progress(batch: uuid.UUID) -> Report:
    """How far a batch is, without what moved in it."""
    rows = Reread.objects.filter(batch=batch)
    ended = rows.exclude(done_at=None)
    moved = ended.exclude(moved={}).count()
    return Report(rows.count(), ended.count(), rows.filter(failed=True).count(), moved, ())


def report(batch: uuid.UUID) -> Report:
    far = progress(batch)
    largest: dict[str, Shift] = {}
    changed = Reread.objects.filter(batch=batch).exclude(moved={}).order_by("pk")
    for run_id, moved in changed.values_list("run_id", "moved").iterator():
        for column, (before, after) in moved.items():
            known = largest.get(column)
            runs = known.runs + 1 if known else 1
            if known is None or _size(before, after) > _size(known.before, known.after):
                largest[column] = Shift(column, runs, run_id, before, after)
            else:
                largest[column] = Shift(column, runs, known.run_id, known.before, known.after)
    shifts = tuple(sorted(largest.values(), key=lambda shift: (-shift.runs, shift.column)))
    return Report(far.asked, far.done, far.failed, far.moved, shifts)


def _size(before: Any, after: Any) -> float:
    """A value that came or went counts for more than any that changed."""
    if isinstance(before, float | int) and isinstance(after, float | int):
        return abs(float(after) - float(before))
    return float("inf")


def latest() -> uuid.UUID | None:
    """The batch asked for last."""
    newest: uuid.UUID | None = Reread.objects.order_by("-asked_at", "-pk").values_list("batch", flat=True).first()
    return newest


def purge(*, now: datetime) -> int:
    """Forget what moved a month ago."""
    return Reread.objects.filter(Q(done_at__lt=now - KEPT_FOR)).delete()[0]
