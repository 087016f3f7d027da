"""The worker's part of a copy: one piece after the other, in turns, until everything somebody owns is in it."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from coaching.privacy import lines, plans, readable
from coaching.privacy.plans import Plan
from coaching.privacy.registry import BY_KIND, OWNED
from runners import mail, pieces
from runners.models import Arrival, Export, History
from runners.models.own import KEPT_FOR, MOST_ATTEMPTS
from runners.models.people import keys_remembered
from runners.owned import Owned
from runners.zip_writing import directory, member

LETTER = "copy-ready"
FORMAT = 1
PIECE_BYTES = 4_000_000
FEW_BYTES = 100_000  # lines cost more time than files
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


def work(*, clock: Clock, seconds: float) -> bool:
    """Write until nothing waits or the time is over; whether something may be left."""
    until = clock() + timedelta(seconds=seconds)
    while (now := clock()) < until:
        row = Export.objects.claim(now=now)
        if row is None:
            return False
        try_turn(row, clock=clock, until=until)
    return True


def try_turn(row: Export, *, clock: Clock, until: datetime) -> None:
    try:
        with keys_remembered():
            take_turn(row, clock=clock, until=until)
    except Exception as error:  # a fault of ours, or a disk that is full: it waits for its lease, then another try
        log.error("a copy could not be written: %s", type(error).__name__)
        if row.attempts >= MOST_ATTEMPTS:
            _end(row, Export.State.FAILED, now=clock())


def take_turn(row: Export, *, clock: Clock, until: datetime) -> None:
    plan = plans.load(row.token, owner_id=row.runner_id)
    began = plan.pieces
    while not _is_whole(plan):
        if plan.pieces > began and clock() >= until:
            # It got somewhere: the next turn begins at once, and is a first attempt again.
            Export.objects.filter(pk=row.pk).update(leased_until=None, attempts=0)
            return
        _next_piece(row, plan)
        step, steps = plan.kinds + plan.parts_done, len(OWNED) + len(plan.parts)
        Export.objects.filter(pk=row.pk).update(state=Export.State.WRITING, step=step, steps=steps)
    _close(row, plan, now=clock())


def _is_whole(plan: Plan) -> bool:
    return plan.kinds >= len(OWNED) and plan.parts_done == len(plan.parts)


class Piece:
    """Members on their way to the disk as one piece."""

    def __init__(self, row: Export, plan: Plan) -> None:
        self.row, self.plan = row, plan
        self.content = bytearray()

    def add(self, name: str, content: bytes) -> None:
        packed, line = member(name, content, offset=self.plan.offset + len(self.content), at=self.row.asked_at)
        self.content += packed
        self.plan.members.append(line)

    def keep(self) -> None:
        """The piece first, then the plan that counts it: killed in between, it is written once more."""
        owner = self.row.runner_id
        pieces.write(self.row.token, str(self.plan.pieces), bytes(self.content), owner_id=owner)
        self.plan.pieces, self.plan.offset = self.plan.pieces + 1, self.plan.offset + len(self.content)
        plans.save(self.plan, self.row.token, owner_id=owner)


def _next_piece(row: Export, plan: Plan) -> None:
    piece = Piece(row, plan)
    while plan.kinds < len(OWNED) and len(piece.content) < FEW_BYTES:
        _add_kind(piece, OWNED[plan.kinds])
        plan.kinds += 1
    while plan.kinds >= len(OWNED) and plan.parts_done < len(plan.parts) and len(piece.content) < PIECE_BYTES:
        _add_part(piece, *plan.parts[plan.parts_done])
        plan.parts_done += 1
    piece.keep()


def _add_kind(piece: Piece, owned: Owned) -> None:
    runner, plan = piece.row.runner, piece.plan
    rows = owned.of(runner.pk)
    if owned.part is not None:
        rows = rows.defer(owned.part.bytes_of)
    found: list[Model] = list(rows)
    before = kept_from_before(runner.pk, owned)
    start = before.count(b"\n") + 1
    plan.numbers[owned.kind], plan.starts[owned.kind] = [row.pk for row in found], start
    numbers = plan.numbered()
    told = [lines.said(row, number, owned=owned, numbers=numbers) for number, row in enumerate(found, start)]
    if owned.part is not None:
        plan.parts += _parts(owned, found, start)
    if told or before:
        content = before + b"".join(map(lines.written, told))
        piece.add(f"data/{owned.kind}.jsonl", content)
        piece.add(f"{owned.kind}.html", readable.page(owned, content, runner=runner, parts=plan.parts))


def kept_from_before(runner_id: int, owned: Owned) -> bytes:
    """Lines an earlier copy brought of what cannot live on here, or could not when it was brought."""
    kept = History.objects.filter(runner=runner_id, kind=owned.kind).first()
    return b"" if kept is None else kept.lines.encode("utf-8", "surrogatepass")


def _parts(owned: Owned, found: list[Model], start: int) -> list[tuple[str, int, str]]:
    part = owned.part
    assert part is not None
    rows = owned.model._default_manager.filter(part.there, pk__in=[row.pk for row in found])
    there = set(rows.values_list("pk", flat=True))
    return [
        (owned.kind, row.pk, f"{part.folder}/{number}{part.suffix(row)}")
        for number, row in enumerate(found, start)
        if row.pk in there
    ]


def _add_part(piece: Piece, kind: str, pk: int, name: str) -> None:
    """One file; what was deleted since its line was written is left out."""
    part = BY_KIND[kind].part
    assert part is not None
    row = BY_KIND[kind].of(piece.row.runner_id).filter(part.there, pk=pk).first()
    if row is not None:
        piece.add(name, part.read(row))


def _close(row: Export, plan: Plan, *, now: datetime) -> None:
    """The last piece, once, and then the row that says so."""
    if not plan.closed:
        _add_last_piece(row, plan)
    with transaction.atomic():
        Export.objects.filter(pk=row.pk).update(size=plan.offset, expires_at=now + KEPT_FOR)
        _end(row, Export.State.READY, now=now)
        key = f"{LETTER}-{row.pk}"
        mail.post(kind=LETTER, subject_id=row.pk, recipient=row.runner, dedup_key=key, due_at=now)


def _add_last_piece(row: Export, plan: Plan) -> None:
    piece = Piece(row, plan)
    counts = {kind: len(rows) + plan.starts[kind] - 1 for kind, rows in plan.numbers.items()}
    piece.add("index.html", readable.index(counts, runner=row.runner, at=row.asked_at))
    about = {"made_by": settings.PUBLIC_URL, "made_at": row.asked_at.isoformat(), "format": FORMAT, "lines": counts}
    piece.add("manifest.json", json.dumps(about, indent=1).encode())
    piece.content += directory(plan.members, offset=plan.offset + len(piece.content))
    plan.closed = True
    piece.keep()


def _end(row: Export, state: str, *, now: datetime) -> None:
    Export.objects.filter(pk=row.pk).update(state=state, ended_at=now, leased_until=None)
    if state == Export.State.FAILED:
        pieces.remove(row.token)


def sweep(*, now: datetime) -> int:
    """Copies nobody may fetch any more go; so do folders whose row is gone. Returns how many."""
    gone = 0
    for row in Export.objects.over(now):
        Export.objects.filter(pk=row.pk).update(state=Export.State.OVER)
        pieces.remove(row.token)
        gone += 1
    return gone + _remove_strays()


def _remove_strays() -> int:
    strays = pieces.folders()  # looked at first: a folder is younger than its row
    wanted = set(Export.objects.exclude(state=Export.State.OVER).values_list("token", flat=True))
    wanted |= set(Arrival.objects.waiting().values_list("token", flat=True))
    strays = [folder for folder in strays if folder.name not in {token.hex for token in wanted}]
    for folder in strays:
        pieces.remove_folder(folder)
    return len(strays)
