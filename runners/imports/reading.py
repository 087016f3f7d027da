"""The worker's part: open what was received, read what waits, one file after the other, several workers at once."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError
from django.db.models import F, Q

from runners import files
from runners.importers import RefusalKind, Refused, archives
from runners.importers.child import ServerGone, read_safely
from runners.importers.parsed import ParsedRun
from runners.imports import copies, keeping, turns, words
from runners.imports.opening import LONE, LOST, end, end_if_read, end_what_is_read, limits, open_unit, refuse
from runners.models import Import, Original, Run, Stale
from runners.models.people import keys_remembered
from runners.models.runs import LONGEST_S

AHEAD = timedelta(days=1)  # a watch may be a little ahead, not more
MOST_ATTEMPTS = 3  # of a file that fails by a fault of ours
MOST_DEATHS = 10  # of a file whose reader never comes back
SOON = timedelta(seconds=3)
COULD_NOT = "We could not read this file. It is our fault rather than yours; the run can be typed in."
UNDATED = "The clock of the watch was not set. Say when it began, and it is imported."
NO_LENGTH = "This line says no date or no duration, so there is nothing to keep."
BACK = "You had deleted this run. It is back."
Clock = Callable[[], datetime]
Status = Original.Status
log = logging.getLogger(__name__)


def work(*, clock: Clock, seconds: float) -> bool:
    """Open and read until nothing is due or the time is over; whether something may be left.

    No more than IMPORT_READERS work at a time; one too many goes without having done anything.
    """
    with turns.one_of_the_readers() as welcome:
        return welcome and _work(clock, clock() + timedelta(seconds=seconds))


def _work(clock: Clock, until: datetime) -> bool:
    while (now := clock()) < until:
        unit = Import.objects.claim(now=now)
        row = try_to_open(unit, now=now) if unit is not None else Original.objects.claim(now=now)
        if row is not None:
            read_one(row, now=now)
        elif unit is None:
            end_what_is_read(now=now)
            return False
    return True


def read_unit(unit: Import, *, clock: Clock) -> bool:
    """Open one unit and read all of it, here and now; False where another reader is at work on the rest."""
    mine = Import.objects.filter(pk=unit.pk).claim(now=clock())
    row = None if mine is None else try_to_open(mine, now=clock())
    while row := row or Original.objects.filter(unit=unit).claim(now=clock()):
        read_one(row, now=clock())
        row = None
    end_if_read(unit.pk, now=clock())
    return not Import.objects.unfinished().filter(pk=unit.pk).exists()


def try_to_open(unit: Import, *, now: datetime) -> Original | None:
    """What is to be read at once, claimed; everything else waits for its turn."""
    if unit.attempts > MOST_DEATHS:  # whoever opened it never came back
        refuse(unit, COULD_NOT, now=now)
        return None
    try:
        return open_unit(unit, now=now)
    except Exception as error:  # a fault of ours: it waits for another try, and is given up in words
        log.error("an archive could not be opened: %s", type(error).__name__)
        if unit.attempts >= MOST_ATTEMPTS:
            refuse(unit, COULD_NOT, now=now)
        return None


def read_one(row: Original, *, now: datetime) -> None:
    """Read one row that was claimed. Whoever finds that somebody else has finished it meanwhile leaves it alone."""
    with keys_remembered():
        _read_one(row, now=now)


def _read_one(row: Original, *, now: datetime) -> None:
    try:
        if row.attempts > MOST_DEATHS:
            raise Refused(RefusalKind.UNREADABLE, COULD_NOT)
        if row.is_line:
            _read_line(row, now=now)
        else:
            _read_file(row, now=now)
    except Refused as refusal:
        _refuse(row, refusal.sentence, now=now)
    except FileNotFoundError:
        _refuse(row, LOST, now=now)
    except (OperationalError, ServerGone) as error:  # no fault of the file, which waits until its lease is over
        log.warning("a file has to wait: %s", type(error).__name__)
    except Exception as error:  # a fault of ours: the file waits for another try, and is given up in words
        log.error("a file could not be imported: %s", type(error).__name__)
        if row.attempts >= MOST_ATTEMPTS:
            _refuse(row, COULD_NOT, now=now)


def _read_file(row: Original, *, now: datetime) -> None:
    content = _bytes_of(row)
    row.sha256 = hashlib.sha256(content).hexdigest()
    if _is_first_look(row) and _kept_already(row, now=now):
        return
    try:
        found = read_safely(content, row.name, started_at=row.told_at)
        if row.told_at is None and any(parsed.started_at > now + AHEAD for parsed in found):
            raise Refused(RefusalKind.CLOCK_UNSET)
    except Refused as refusal:
        if refusal.asks != "date":
            raise
        with _turn_of(row, now=now) as still_mine:
            if still_mine:
                row.content = content
                keeping.close(row, Status.UNDATED, reason=UNDATED, now=now)
        return
    with _turn_of(row, *map(copies.of_file, found), now=now) as still_mine:
        if still_mine and not (_is_first_look(row) and _known(row, now=now)):
            if row.whole_id is None:
                row.content = content
            _settle(row, found, now=now)


def _settle(row: Original, found: tuple[ParsedRun, ...], *, now: datetime) -> None:
    """A file of several activities gets a row for each, the first time it is read; later each row is its own."""
    if row.whole_id is None and len(found) > 1 and not Original.objects.filter(whole=row).exists():
        rows = [row, *(_part(row, number) for number in range(1, len(found)))]
    else:
        rows = [row]
    besides = _runs_of_this_file(row) if len(found) > 1 else []
    for one in rows:
        keeping.settle_file(one, found[min(one.part, len(found) - 1)], besides=besides, now=now)
        if one.run_id is not None and one.status in Original.READ:
            besides.append(one.run_id)
    if row.status not in Original.KEEPS_BYTES:
        keeping.drop_bytes(Original.objects.filter(pk=row.whole_id or row.pk))


def _runs_of_this_file(row: Original) -> list[int]:
    first = row.whole_id or row.pk
    parts = Original.objects.read().filter(Q(pk=first) | Q(whole=first), run__isnull=False)
    return list(parts.values_list("run_id", flat=True))


def _part(first: Original, number: int) -> Original:
    return Original(
        runner=first.runner,
        unit=first.unit,
        position=first.position,
        part=number,
        whole=first,
        name=first.name,
        time_zone=first.time_zone,
        received_at=first.received_at,
    )


def _bytes_of(row: Original) -> bytes:
    kept = row.whole.content if row.whole else row.content if row.sha256 else None
    if kept is not None:
        return bytes(kept)
    if row.unit is None:
        raise FileNotFoundError
    path = files.file_of(row.unit.token)
    if not row.place:
        return path.read_bytes()
    workspace = files.workspace_of(row.unit.token)
    return archives.read_at(path, workspace=workspace, place=row.place, limits=limits())


def _is_first_look(row: Original) -> bool:
    return row.part == 0 and not row.answer and row.told_at is None


def _kept_already(row: Original, *, now: datetime) -> bool:
    """The same bytes again: nothing to read."""
    if not Original.objects.read().filter(runner=row.runner_id, sha256=row.sha256).exists():
        return False
    with _turn_of(row, now=now) as still_mine:
        return not still_mine or _known(row, now=now)


def _known(row: Original, *, now: datetime) -> bool:
    """Close the row if these very bytes are a run, or all of them runs, already. A run deleted lately comes back."""
    same = Original.objects.read().filter(runner=row.runner_id, sha256=row.sha256, run__isnull=False)
    earlier = same.exclude(pk=row.pk).order_by("pk").values_list("pk", "run_id").first()
    if earlier is None or row.details:
        return False
    rest = Original.objects.filter(whole=earlier[0]).exclude(status__in=Original.READ)
    run, reason = Run.objects.filter(pk=earlier[1]).first(), keeping.HERE
    if run is None or rest.exists():
        return False
    if run.deleted_at is not None:
        other = copies.twin_of(run.runner_id, copies.of_run(run))
        if other is None:
            run.restore()
            Stale.objects.mark(run.runner_id, run.local_day - timedelta(days=1))
            reason = BACK
        run = other or run
    keeping.close(row, Status.DUPLICATE, reason=reason, run=run, now=now)
    return True


def _read_line(row: Original, *, now: datetime) -> None:
    """Lines come after the files, so that words find their run."""
    waiting = Original.objects.filter(unit=row.unit_id, status=Status.WAITING).exclude(place=Original.LINE)
    if waiting.exists():
        # Waiting is no attempt: a line may wait as long as a file's lease lasts.
        again = Original.objects.filter(pk=row.pk, attempts=row.attempts)
        again.update(leased_until=now + SOON, attempts=F("attempts") - 1)
        return
    details = words.from_text(row.details)
    started_at = None if details is None else words.start_of(details, row.time_zone)
    lasted = None if details is None else details.timer_s or details.moving_s or details.elapsed_s
    if details is None or started_at is None or not lasted or lasted > LONGEST_S or started_at > now + AHEAD:
        raise Refused(RefusalKind.NOT_ACTIVITY, NO_LENGTH)
    record = copies.of_line(details, started_at, lasted, words.shift_of(details))
    with _turn_of(row, record, now=now) as still_mine:
        if still_mine:
            keeping.settle_line(row, details, started_at=started_at, timer_s=lasted, now=now)


def _refuse(row: Original, sentence: str, *, now: datetime) -> None:
    with _turn_of(row, now=now) as still_mine:
        if still_mine:
            keeping.close(row, Status.REFUSED, reason=sentence[:300], now=now)
            keeping.drop_bytes(Original.objects.filter(pk=row.whole_id or row.pk))


@contextmanager
def _turn_of(row: Original, *records: copies.Record, now: datetime) -> Iterator[bool]:
    """The turn of this row among others of the same days; whether it is still ours to close."""
    with turns.among_records(row.runner_id, records):
        mine = Original.objects.filter(pk=row.pk, status=Status.WAITING, attempts=row.attempts)
        still_mine = mine.select_for_update().exists()
        yield still_mine
        lone = still_mine and row.unit is not None and row.unit.source == LONE and not row.part
        if lone and row.unit_id is not None:
            end(row.unit_id, now=now)  # nobody has to wait here for others who close rows of it
    if still_mine and not lone and row.unit_id is not None:
        end_if_read(row.unit_id, now=now)
