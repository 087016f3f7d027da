"""A file has arrived: it lies on the disk, and a row says so. Nobody has looked into it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from runners import files
from runners.files import Incoming
from runners.imports import turns
from runners.models import Import, User


class NoRoom(Exception):
    """The file cannot be taken now; the sentence is for whoever sent it."""


WAITING_ALREADY = "Files you sent before are still being read. Send this one when they are done."
NO_ROOM = "There is no room for a file of this size right now. Try again later."


def receive(runner: User, *, incoming: Incoming, name: str, key: uuid.UUID, now: datetime) -> Import:
    """One unit for this file. Sent twice, by a second tap or from a second page, it is the unit we already have.

    Raises NoRoom. The file is ours from here on: kept under the unit's name, or gone.
    """
    token = uuid.uuid4()
    incoming.keep_as(token)
    with transaction.atomic():
        turns.sending(runner.pk)
        sent = list(Import.objects.of(runner).filter(Q(key=key) | Q(state__in=Import.UNFINISHED)))
        unit = _same(sent, key, incoming.digest.hexdigest())
        if unit is None and _has_room(sent, incoming.size):
            return _unit(runner, incoming, name, key, token, now)
    files.remove(token)
    if unit is None:
        raise NoRoom(WAITING_ALREADY)
    return unit


def _same(sent: list[Import], key: uuid.UUID, sha256: str) -> Import | None:
    found = [unit for unit in sent if unit.key == key]
    found += [unit for unit in sent if unit.sha256 == sha256 and unit.state in Import.UNFINISHED]
    return next(iter(found), None)


def _has_room(sent: list[Import], size: int) -> bool:
    waiting = sum(unit.size for unit in sent if unit.state in Import.UNFINISHED)
    return waiting + size <= 2 * settings.UPLOAD_MAX_BYTES


def _unit(runner: User, incoming: Incoming, name: str, key: uuid.UUID, token: uuid.UUID, now: datetime) -> Import:
    return Import.objects.create(
        runner=runner,
        key=key,
        name=name[:200],
        sha256=incoming.digest.hexdigest(),
        size=incoming.size,
        token=token,
        time_zone=runner.time_zone,
        received_at=now,
    )
