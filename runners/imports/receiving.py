"""A file has arrived: it lies on the disk, and a row says so. Nobody has looked into it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from runners import files
from runners.files import Incoming
from runners.models import Import, User


class NoRoom(Exception):
    """The file cannot be taken now; the sentence is for whoever sent it."""


WAITING_ALREADY = "Files you sent before are still being read. Send this one when they are done."
NO_ROOM = "There is no room for a file of this size right now. Try again later."


def receive(runner: User, *, incoming: Incoming, name: str, key: uuid.UUID, now: datetime) -> Import:
    """One unit for this file. Sent twice, by a second tap or from a second page, it is the unit we already have.

    Raises NoRoom. The file is ours from here on: kept under the unit's name, or gone.
    """
    known = _known(runner, key, incoming.digest.hexdigest())
    if known is not None:
        incoming.drop()
        return known
    if _waiting_bytes(runner) + incoming.size > 2 * settings.UPLOAD_MAX_BYTES:
        incoming.drop()
        raise NoRoom(WAITING_ALREADY)
    token = uuid.uuid4()
    incoming.keep_as(token)
    with transaction.atomic():
        # One sending of a runner at a time, so that two taps at once are one.
        User.objects.select_for_update(no_key=True).get(pk=runner.pk)
        unit = _known(runner, key, incoming.digest.hexdigest()) or _unit(runner, incoming, name, key, token, now)
    if unit.token != token:
        files.remove(token)
    return unit


def _known(runner: User, key: uuid.UUID, sha256: str) -> Import | None:
    mine = Import.objects.of(runner)
    return mine.filter(key=key).first() or mine.unfinished().filter(sha256=sha256).first()


def _waiting_bytes(runner: User) -> int:
    return Import.objects.of(runner).unfinished().aggregate(total=Sum("size"))["total"] or 0


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
