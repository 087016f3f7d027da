"""What the runner decides about a unit: an answer, a date, stop, undo."""

from datetime import datetime, timedelta

from django.db import transaction

from runners import files
from runners.imports import keeping, turns
from runners.imports.opening import end_if_read
from runners.models import Import, Original, Run, Stale, User

State, Status, Answer = Import.State, Original.Status, Import.Answer


@transaction.atomic
def answer(runner: User, *, row: Original, to: str, always: bool, now: datetime) -> None:
    """Settle the question about one copy, or about all that are left of its unit. The worker then does it.

    An answer to a question that is settled changes nothing.
    """
    turns.alone(runner.pk)
    asked = Original.objects.select_for_update(of=("self",)).filter(pk=row.pk, runner=runner, status=Status.ASKING)
    unit = row.unit
    if unit is None or not asked.exists():
        return
    if always:
        Import.objects.filter(pk=unit.pk).update(always=to)
        asked = Original.objects.filter(unit=unit, status=Status.ASKING)
    if to == Answer.SKIP:
        asked.update(status=Status.SKIPPED, closed_at=now, copy=None, details="")
        keeping.drop_bytes(Original.objects.filter(unit=unit))
    else:
        asked.update(status=Status.WAITING, answer=to, attempts=0, copy=None)
        Import.objects.filter(pk=unit.pk).update(state=State.READING)
    end_if_read(unit.pk, now=now)


@transaction.atomic
def tell_date(runner: User, *, row: Original, started_at: datetime) -> None:
    """When an activity of a watch without a date began. The worker reads it again."""
    turns.alone(runner.pk)
    undated = Original.objects.filter(pk=row.pk, runner=runner, status=Status.UNDATED)
    if undated.update(status=Status.WAITING, told_at=started_at, attempts=0) and row.unit_id is not None:
        Import.objects.filter(pk=row.unit_id).update(state=State.READING)


@transaction.atomic
def leave_out(runner: User, *, row: Original, now: datetime) -> None:
    """A file whose date nobody knows any more."""
    turns.alone(runner.pk)
    undated = Original.objects.filter(pk=row.pk, runner=runner, status=Status.UNDATED)
    if undated.update(status=Status.SKIPPED, closed_at=now, reason="", details="") and row.unit_id is not None:
        keeping.drop_bytes(Original.objects.filter(unit=row.unit_id))
        end_if_read(row.unit_id, now=now)


@transaction.atomic
def all_ran(runner: User, *, unit: Import) -> bool:
    """What this unit's files do not say: they were runs. False when all of it is said by now."""
    turns.alone(runner.pk)
    unsaid = Original.objects.runs_of(unit).unsaid().filter(runner=runner)
    earliest = unsaid.order_by("local_day").values_list("local_day", flat=True).first()
    if earliest is None:
        return False
    unsaid.update(sport=Run.Sport.RUNNING, activity=Run.Activity.RUNNING)
    Stale.objects.mark(runner.pk, earliest)
    return True


@transaction.atomic
def cancel(runner: User, *, unit: Import, now: datetime) -> bool:
    """Stop: what is imported stays, what waits or is asked about does not come. False when there is nothing to stop."""
    turns.alone(runner.pk)
    stopped = Import.objects.filter(pk=unit.pk, runner=runner, state__in=(*Import.UNFINISHED, State.ASKING))
    if not stopped.update(state=State.CANCELLED, ended_at=now, leased_until=None):
        return False
    rows = Original.objects.filter(unit=unit, status__in=(Status.WAITING, *Original.OPEN))
    rows.update(status=Status.CANCELLED, run=None, leased_until=None, closed_at=now, reason="", copy=None, details="")
    keeping.drop_bytes(Original.objects.filter(unit=unit))
    transaction.on_commit(lambda: files.remove(unit.token))
    return True


@transaction.atomic
def undo(runner: User, *, unit: Import, now: datetime) -> bool:
    """Take a whole unit back: the runs it made go, those it added to are what they were. False when it is too late."""
    turns.alone(runner.pk)
    mine = Import.objects.select_for_update().filter(pk=unit.pk, runner=runner).first()
    if mine is None or not mine.may_undo(now):
        return False
    rows = Original.objects.filter(unit=unit)
    for row in rows.filter(status=Status.MERGED, run__isnull=False).select_related("run").order_by("-closed_at", "-pk"):
        _part_again(row)
    made = set(rows.filter(status=Status.IMPORTED, run__isnull=False).values_list("run_id", flat=True))
    gone = made - _handed_on(made, unit)
    rows.filter(status__in=Original.READ).update(status=Status.UNDONE, reason="", closed_at=now)
    rows.filter(status__in=Original.OPEN).update(status=Status.CANCELLED, reason="", closed_at=now)
    rows.update(run=None, content=None, copy=None, before="", details="", leased_until=None)
    _delete_runs(runner, gone)
    Import.objects.filter(pk=unit.pk).update(state=State.UNDONE, ended_at=now, leased_until=None)
    transaction.on_commit(lambda: files.remove(unit.token))
    return True


def _part_again(row: Original) -> None:
    """A record that was joined later to the same run takes over what the run was before this one."""
    assert row.run is not None
    later = Original.objects.filter(run=row.run, status=Status.MERGED, closed_at__gt=row.closed_at)
    heir = later.exclude(unit=row.unit_id).order_by("closed_at").first()
    if heir is None:
        keeping.take_back(row, row.run)
    else:
        keeping.hand_down(row, heir)


def _handed_on(made: set[int], unit: Import) -> set[int]:
    """Runs of this unit to which another sending was joined: that other file is theirs from now on."""
    others = Original.objects.filter(run__in=made, status=Status.MERGED).exclude(unit=unit).exclude(place=Original.LINE)
    kept: set[int] = set()
    for row in others.order_by("closed_at").defer("content"):
        if row.run_id is not None and row.run_id not in kept:
            kept.add(row.run_id)
            row.status, row.before, row.reason = Status.IMPORTED, "", ""
            row.save(update_fields=["status", "before", "reason"])
    return kept


def _delete_runs(runner: User, gone: set[int]) -> None:
    keeping.ask_no_more(gone)
    # What another sending found to be here already says so no longer, but stays in that sending's list.
    Original.objects.filter(run__in=gone).update(run=None)
    earliest = Run.objects.filter(pk__in=gone).order_by("local_day").values_list("local_day", flat=True).first()
    if earliest is not None:
        # What was said about a run falls back to the day it was said on, which may be the evening before.
        Stale.objects.mark(runner.pk, earliest - timedelta(days=1))
        Run.objects.filter(pk__in=gone).delete()
