"""A unit is opened: one row for each file in it, written all at once, before the first of them is read."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from runners import files
from runners.importers import archives, lists, takeouts
from runners.importers.limits import Limits
from runners.importers.lists import BadLine, Details
from runners.importers.refusals import RefusalKind, Refused
from runners.imports import words
from runners.models import Import, Original
from runners.models.imports import READING_LEASE
from runners.models.people import keys_remembered

LOST = "The file is no longer on our disk. Send it again; what was read before is kept."
NOTHING = "There is no activity in this archive."
LONE = "file"  # where a file came from that came by itself
HEAD_BYTES = 4096
AT_ONCE = 500


# The unit whose last row is closed is done, or has a question.
END = """
UPDATE runners_import unit SET ended_at = %(now)s, state = CASE WHEN EXISTS (
    SELECT FROM runners_original WHERE unit_id = unit.id AND status = ANY(%(open)s)) THEN %(asking)s ELSE %(done)s END
WHERE id = %(unit)s AND state IN (%(reading)s, %(asking)s)
    AND NOT EXISTS (SELECT FROM runners_original WHERE unit_id = unit.id AND status = %(waiting)s)
RETURNING token
"""


def open_unit(unit: Import, *, now: datetime) -> Original | None:
    """The row of a lone file, claimed already: whoever opened it reads on. None for a list or an archive.

    Raises nothing for a bad file: that is a unit that ends in words.
    """
    try:
        rows, source, passed = _contents(unit, now)
        if not rows:
            raise Refused(RefusalKind.NOT_ACTIVITY, NOTHING)
    except Refused as refusal:
        refuse(unit, refusal.sentence, now=now)
    except FileNotFoundError:
        refuse(unit, LOST, now=now)
    else:
        if source == LONE:
            rows[0].leased_until, rows[0].attempts = now + READING_LEASE, 1
        if _begin(unit, rows, source=source, passed=passed) and source == LONE:
            return rows[0]
    return None


def limits() -> Limits:
    return Limits(**settings.ARCHIVE_LIMITS)


def _contents(unit: Import, now: datetime) -> tuple[list[Original], str, int]:
    """A row for everything in it, where it came from, and how many things were passed over."""
    path = files.file_of(unit.token)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if archives.is_zip(head):
        return _archive(unit, path, now)
    if lists.looks_like_list(unit.name, head):
        return _list(unit, path, now)
    if unit.size > limits().member_bytes:
        raise Refused(RefusalKind.TOO_BIG)
    return [_row(unit, now, position=0, name=unit.name)], LONE, 0


def _archive(unit: Import, path: Path, now: datetime) -> tuple[list[Original], str, int]:
    archive = archives.open_archive(path, workspace=files.workspace_of(unit.token), limits=limits())
    found = takeouts.contents(archive)
    rows = []
    for member in archive.members:
        row = _row(unit, now, position=member.index, name=member.name, place=member.place)
        details = found.details.get(member.index)
        row.details = "" if details is None else words.to_text(details)
        rows.append(row)
    rows += _lines(unit, now, (*found.typed, *found.loose), found.bad, after=len(rows))
    return rows, found.source, sum(archive.passed.values())


def _list(unit: Import, path: Path, now: datetime) -> tuple[list[Original], str, int]:
    if unit.size > limits().list_bytes:
        raise Refused(RefusalKind.TOO_BIG)
    found = lists.read_list(path.read_bytes(), limits=limits())
    return _lines(unit, now, found.details, found.bad, after=0), found.source, 0


def _lines(
    unit: Import, now: datetime, told: Iterable[Details], bad: Iterable[BadLine], *, after: int
) -> list[Original]:
    rows: list[Original] = []
    for details in told:
        row = _row(unit, now, position=after + len(rows), name=f"Line {details.line}", place=Original.LINE)
        row.details = words.to_text(details)
        rows.append(row)
    for line in bad:
        named = f"Line {line.line}" if line.line else takeouts.STRAVA_LIST
        row = _row(unit, now, position=after + len(rows), name=named, place=Original.LINE)
        row.status, row.reason, row.closed_at = Original.Status.REFUSED, line.refusal.sentence, now
        rows.append(row)
    return rows


def _row(unit: Import, now: datetime, *, position: int, name: str, place: str = "") -> Original:
    return Original(
        runner_id=unit.runner_id,
        unit=unit,
        position=position,
        name=name[:200],
        place=place,
        time_zone=unit.time_zone,
        received_at=now,
    )


@transaction.atomic
def _begin(unit: Import, rows: list[Original], *, source: str, passed: int) -> bool:
    """Whoever opened it too late, because somebody else has, or because it was cancelled meanwhile, changes nothing."""
    mine = Import.objects.filter(pk=unit.pk, state=Import.State.RECEIVED, attempts=unit.attempts)
    if not mine.update(state=Import.State.READING, source=source, passed_over=passed, leased_until=None):
        return False
    unit.source = source
    with keys_remembered():
        Original.objects.bulk_create(rows, batch_size=AT_ONCE)
    return True


@transaction.atomic
def refuse(unit: Import, sentence: str, *, now: datetime) -> None:
    mine = Import.objects.filter(pk=unit.pk, state=Import.State.RECEIVED, attempts=unit.attempts)
    if mine.update(state=Import.State.REFUSED, reason=sentence[:300], ended_at=now, leased_until=None):
        transaction.on_commit(lambda: files.remove(unit.token))


def end_if_read(unit_id: int, *, now: datetime) -> None:
    """The last row that was closed ends its unit, and the file is needed no longer.

    After the transaction that closed the row: of two that close the last two at once, the later one sees both.
    """
    if Original.objects.filter(unit=unit_id, status=Original.Status.WAITING).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM runners_import WHERE id = %s FOR UPDATE", [unit_id])  # and then the look
        end(unit_id, now=now)


def end(unit_id: int, *, now: datetime) -> None:
    """End the unit unless a row of it waits. In a transaction that keeps others from giving it new ones."""
    states, statuses = Import.State, Original.Status
    said = {"reading": states.READING, "asking": states.ASKING, "done": states.DONE, "waiting": statuses.WAITING}
    with connection.cursor() as cursor:
        cursor.execute(END, {"unit": unit_id, "now": now, "open": list(Original.OPEN), **said})
        ended = cursor.fetchone()
    if ended is not None:
        transaction.on_commit(lambda: files.remove(ended[0]))


def end_what_is_read(*, now: datetime) -> None:
    """Units whose last reader died before it could end them, and questions about runs that are gone meanwhile."""
    rows = Original.objects.filter(unit=OuterRef("pk"))
    waiting, asking = rows.filter(status=Original.Status.WAITING), rows.filter(status__in=Original.OPEN)
    nothing_left = (Q(state=Import.State.READING) & ~Exists(waiting)) | (Q(state=Import.State.ASKING) & ~Exists(asking))
    read = Import.objects.filter(nothing_left, state__in=(Import.State.READING, Import.State.ASKING))
    for pk in read.values_list("pk", flat=True):
        end_if_read(pk, now=now)
