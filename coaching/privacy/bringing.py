"""The worker's part of a copy on its way back: all entries at once or none, then the files one after the other."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, transaction

from coaching.privacy import lines
from coaching.privacy.registry import BY_KIND, LIVING, OWNED
from runners import files, pieces
from runners.importers import zips
from runners.importers.archives import RATIO_FROM
from runners.importers.limits import Limits
from runners.importers.refusals import RefusalKind, Refused
from runners.models import Arrival, History, Original, Stale, User
from runners.models.own import MOST_ATTEMPTS
from runners.models.people import keys_remembered
from runners.owned import Back, Owned

NAME = re.compile(r"(data/[a-z-]{1,40}\.jsonl|(samples|files)/\d{1,7}(\.[a-z]{1,5}){1,2}|manifest\.json)")
LONGEST_LINE = 4_000_000
AT_ONCE = 500
PLAN = "plan"
HAS_ENTRIES = "This account has entries already. A copy can be brought only into an account without any."
NOT_OURS = "This is not a copy from Evenpace, or it was changed since. Nothing was brought in."
LOST = "The file is no longer on our disk. Send it again."
COULD_NOT = "We could not bring this copy in. It is our fault rather than yours. Nothing was changed."
State = Arrival.State
Clock = Callable[[], datetime]
Rows = dict[str, dict[int, int]]
log = logging.getLogger(__name__)


def work(*, clock: Clock, seconds: float) -> bool:
    """Bring in until nothing waits or the time is over; whether something may be left."""
    until = clock() + timedelta(seconds=seconds)
    while (now := clock()) < until:
        row = Arrival.objects.claim(now=now)
        if row is None:
            return False
        try_turn(row, clock=clock, until=until)
    return True


def try_turn(row: Arrival, *, clock: Clock, until: datetime) -> None:
    try:
        with keys_remembered():
            take_turn(row, clock=clock, until=until)
    except Refused as refusal:
        _end(row, State.REFUSED, refusal.sentence, now=clock())
    except FileNotFoundError:
        _give_up(row, LOST, now=clock())
    except Exception as error:  # a fault of ours: it waits for its lease, then another try
        log.error("a copy could not be brought in: %s", type(error).__name__)
        if row.attempts >= MOST_ATTEMPTS:
            _give_up(row, COULD_NOT, now=clock())


def _give_up(row: Arrival, reason: str, *, now: datetime) -> None:
    """Entries that are here stay; the files that are not are counted."""
    row.refresh_from_db()
    if row.state == State.FILLING:
        Arrival.objects.filter(pk=row.pk).update(lost=row.lost + row.steps - row.step)
        _end(row, State.DONE, now=now)
    else:
        _end(row, State.REFUSED, reason, now=now)


def _end(row: Arrival, state: str, reason: str = "", *, now: datetime) -> None:
    Arrival.objects.filter(pk=row.pk).update(state=state, reason=reason[:300], ended_at=now, leased_until=None)
    files.remove(row.token)
    pieces.remove(row.token)


def take_turn(row: Arrival, *, clock: Clock, until: datetime) -> None:
    path = files.file_of(row.token)
    with path.open("rb") as file:
        members = members_of(file, path)
        if row.state == State.RECEIVED:
            _bring_entries(row, file, members, now=clock())
        if _bring_files(row, file, members, clock=clock, until=until):
            _end(row, State.DONE, now=clock())


# --- the zip ----------------------------------------------------------------------------------------------------------


def limits() -> Limits:
    return Limits(**settings.ARCHIVE_LIMITS)


def members_of(file: BinaryIO, path: Path) -> dict[str, zips.Entry]:
    """What we would have written, by name; anything else in it is passed over. Raises Refused for a trick."""
    most, total = limits(), 0
    found: dict[str, zips.Entry] = {}
    for entry in zips.entries(file, zips.Span(0, path.stat().st_size), most=most.entries, shown_most=most.entries):
        if NAME.fullmatch(entry.name):
            _refuse_tricks(entry, most)
            total += entry.unpacked
            if entry.name in found or total > most.unpacked_bytes:
                raise Refused(RefusalKind.BOMB)
            found[entry.name] = entry
    if "manifest.json" not in found:
        raise Refused(RefusalKind.NOTHING_INSIDE, NOT_OURS)
    return found


def _refuse_tricks(entry: zips.Entry, most: Limits) -> None:
    if entry.locked:
        raise Refused(RefusalKind.LOCKED)
    if entry.link:
        raise Refused(RefusalKind.LINK)
    if entry.unpacked > max(RATIO_FROM, entry.packed * most.ratio):
        raise Refused(RefusalKind.SWELLS)
    if entry.unpacked > most.member_bytes:
        raise Refused(RefusalKind.MEMBER_TOO_BIG)


def lines_in(file: BinaryIO, entry: zips.Entry) -> Iterator[bytes]:
    """One line after the other, however large the member. Raises Refused for a line that has no end."""
    rest = b""
    for piece in zips.pieces(file, entry):
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in whole)
        if len(rest) > LONGEST_LINE:
            raise Refused(RefusalKind.MEMBER_TOO_BIG, NOT_OURS)
    if rest:
        raise Refused(RefusalKind.DAMAGED, NOT_OURS)


# --- entries ----------------------------------------------------------------------------------------------------------


def is_empty(runner: User) -> bool:
    """Settings are no entries; everything else that lives, and what an earlier copy told, is."""
    living = any(owned.of(runner.pk).exists() for owned in LIVING if not owned.only)
    return not living and not History.objects.filter(runner=runner).exists()


def _bring_entries(row: Arrival, file: BinaryIO, members: dict[str, zips.Entry], *, now: datetime) -> None:
    """All of them or none. Raises Refused."""
    try:
        with transaction.atomic():
            runner = User.objects.select_for_update(no_key=True).get(pk=row.runner_id)
            if not is_empty(runner):
                raise Refused(RefusalKind.NOT_ACTIVITY, HAS_ENTRIES)
            arriving = Arriving(runner, now)
            for owned in OWNED:
                if f"data/{owned.kind}.jsonl" in members:
                    arriving.take(owned, lines_in(file, members[f"data/{owned.kind}.jsonl"]))
            arriving.mark()
            _remember(row, arriving.rows, members)
    except (lines.BadLine, IntegrityError, DataError, UnicodeEncodeError) as error:
        raise Refused(RefusalKind.DAMAGED, NOT_OURS) from error


def _remember(row: Arrival, rows: Rows, members: dict[str, zips.Entry]) -> None:
    """Which files come next, and whose each is."""
    todo = []
    for owned in LIVING:
        if owned.part is not None:
            number = re.compile(rf"{owned.part.folder}/(\d+)\.")
            numbered = [(int(match[1]), name) for name in members if (match := number.match(name))]
            todo += [
                (owned.kind, rows[owned.kind][at], name) for at, name in sorted(numbered) if at in rows[owned.kind]
            ]
    pieces.write(row.token, PLAN, json.dumps(todo).encode(), owner_id=row.runner_id)
    row.state, row.step, row.steps = State.FILLING, 0, len(todo)
    row.save(update_fields=["state", "step", "steps"])


@dataclass
class Arriving:
    """One copy on its way into one account. `rows`: which row each number of each kind has become."""

    runner: User
    now: datetime

    def __post_init__(self) -> None:
        self.rows: Rows = {owned.kind: {} for owned in OWNED}
        self.since: date | None = None

    def take(self, owned: Owned, raw_lines: Iterator[bytes]) -> None:
        if owned.back is Back.HISTORY:
            self._keep(owned, raw_lines)
        elif owned.only and owned.back is Back.LIVES:
            self._take_settings(owned, raw_lines)
        elif owned.back is Back.LIVES:
            self._take_rows(owned, raw_lines)

    def _keep(self, owned: Owned, raw_lines: Iterator[bytes]) -> None:
        told = []
        for raw in raw_lines:
            told.append(raw)
            if lines.read(raw).get("id") != len(told):
                raise lines.BadLine("not counted from one")
        try:
            text = b"".join(told).decode()
        except UnicodeDecodeError as error:
            raise lines.BadLine("not text") from error
        if text:
            History.objects.create(runner=self.runner, kind=owned.kind, lines=text)

    def _take_settings(self, owned: Owned, raw_lines: Iterator[bytes]) -> None:
        for raw in raw_lines:
            told = lines.row_of(lines.read(raw), owned=owned, rows=self.rows, known={"id", *owned.only})
            User.objects.filter(pk=self.runner.pk).update(**{name: getattr(told, name) for name in owned.only})

    def _take_rows(self, owned: Owned, raw_lines: Iterator[bytes]) -> None:
        """A few hundred at a time; those that point to their own kind find the ones before them."""
        known = {"id", *(field.name for field in lines.columns_of(owned)), *owned.told}
        waiting: dict[int, Any] = {}
        own = owned.model in {field.related_model for field in owned.model._meta.concrete_fields}
        for raw in raw_lines:
            line = lines.read(raw)
            number = line.get("id")
            if not isinstance(number, int) or number in waiting or number in self.rows[owned.kind]:
                raise lines.BadLine("a number that is not one, or twice")
            if len(waiting) == AT_ONCE or (own and any(line.get(name) in waiting for name in _own_links(owned))):
                self._save(owned, waiting)
                waiting = {}
            waiting[number] = self._row(line, owned, known)
        self._save(owned, waiting)

    def _row(self, line: lines.Line, owned: Owned, known: set[str]) -> Any:
        row = lines.row_of(line, owned=owned, rows=self.rows, known=known)
        if owned.owner:
            setattr(row, f"{owned.owner}_id", self.runner.pk)
        if getattr(row, "local_day", None) is not None:
            if row.local_day > self.runner.day(self.now) + timedelta(days=2):
                raise lines.BadLine("a day that has not come")
            self.since = min(self.since or row.local_day, row.local_day)
        return row

    def _save(self, owned: Owned, waiting: dict[int, Any]) -> None:
        made = owned.model._default_manager.bulk_create(waiting.values())
        self.rows[owned.kind] |= {number: row.pk for number, row in zip(waiting, made, strict=True)}

    def mark(self) -> None:
        if self.since is not None:
            Stale.objects.mark(self.runner.pk, self.since)


def _own_links(owned: Owned) -> list[str]:
    return [field.name for field in owned.model._meta.concrete_fields if field.related_model is owned.model]


# --- files ------------------------------------------------------------------------------------------------------------


def _bring_files(
    row: Arrival, file: BinaryIO, members: dict[str, zips.Entry], *, clock: Clock, until: datetime
) -> bool:
    """Whether all of them are done. One that cannot be read is counted, and holds up no other."""
    todo = json.loads(pieces.read(row.token, PLAN, owner_id=row.runner_id))
    mine = Arrival.objects.filter(pk=row.pk)
    for step in range(row.step, len(todo)):
        if step > row.step and clock() >= until:
            mine.update(leased_until=None, attempts=0)
            return False
        kind, pk, name = todo[step]
        row.lost += not _taken(BY_KIND[kind], pk, members[name], file)
        mine.update(step=step + 1, lost=row.lost)
    return True


def _taken(owned: Owned, pk: int, entry: zips.Entry, file: BinaryIO) -> bool:
    target = owned.model._default_manager.filter(pk=pk).first()
    if target is None or owned.part is None:
        return True  # deleted meanwhile
    with suppress(Refused, ValueError, TypeError, KeyError, AttributeError, RecursionError, DatabaseError):
        with transaction.atomic():
            content = b"".join(zips.pieces(file, entry))
            if isinstance(target, Original) and files.digest_of(content) != target.sha256:
                return False
            owned.part.take(target, content)
        return True
    return False
