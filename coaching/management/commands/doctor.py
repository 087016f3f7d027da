"""Look at every part the site stands on: one line each, and exit 1 if any fails."""

import os
import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand

from coaching.pages.health import Fact, facts
from runners import crypto
from runners.clock import database_now
from runners.models import DataKey, Helpline


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        found = facts()
        if found[0].ok:
            now = database_now()
            found += [clock(now), keys(), helplines(now)]
        found += [mail(), storage()]
        for fact in found:
            self.stdout.write(f"{'ok  ' if fact.ok else 'FAIL'} {fact.name:10} {fact.said}")
        if not all(fact.ok for fact in found):
            sys.exit(1)


def clock(now: datetime) -> Fact:
    off = abs((datetime.now(now.tzinfo) - now).total_seconds())
    return Fact("clock", off < 5, f"{off:.1f} s from the database's")


def keys() -> Fact:
    """Every data key must be wrapped by a key we have."""
    known = set(crypto.ring())
    strange = sum(row.split(":", 1)[0] not in known for row in DataKey.objects.values_list("wrapped", flat=True))
    return Fact("keys", not strange, f"{len(known)} in the ring, {strange} runners' keys cannot be opened")


def helplines(now: datetime) -> Fact:
    """A warning, not a failure: the page itself says which numbers nobody has confirmed."""
    stale = Helpline.objects.stale(now.date()).count()
    return Fact("helplines", True, f"{stale} of {Helpline.objects.count()} not confirmed within 180 days")


def mail() -> Fact:
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as error:
        return Fact("mail", False, type(error).__name__)
    where = settings.EMAIL_FILE_PATH if "filebased" in settings.EMAIL_BACKEND else "SMTP"
    return Fact("mail", True, str(where))


def storage() -> Fact:
    ok = settings.VAR.is_dir() and os.access(settings.VAR, os.W_OK)
    return Fact("storage", ok, "writable" if ok else "cannot be written")
