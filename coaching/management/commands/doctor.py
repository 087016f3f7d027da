"""Look at every part the site stands on: one line each, and exit 1 if any fails."""

import os
import shutil
import sys
from argparse import ArgumentParser
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from coaching.pages.health import Fact, facts
from runners import crypto
from runners.clock import database_now
from runners.models import DataKey, Helpline, PushKey, Subscription
from runners.push.keys import fault_of_the_key

LEAST_FREE_BYTES = 1_000_000_000


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # its own lines say what is wrong

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", metavar="PART", help="for a health check of one part")

    def handle(self, *args: Any, only: list[str] | None = None, **options: Any) -> None:
        found = facts()
        if found[0].ok:
            found += [tables(), *_of_the_database(database_now())]
        if not only or "mail" in only:  # a health check every minute need not call on the mail server
            found.append(mail())
        found.append(storage())
        if only:
            found = [fact for fact in found if fact.name in only]
        for fact in found:
            self.stdout.write(f"{'ok  ' if fact.ok else 'FAIL'} {fact.name:10} {fact.said}")
        if not found or not all(fact.ok for fact in found):
            sys.exit(1)


def _of_the_database(now: datetime) -> list[Fact]:
    return [clock(now), keys(), push_key(), helplines(now)] if tables().ok else [clock(now)]


def tables() -> Fact:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Fact("tables", False, f"{missing} migrations to apply")
    gone = lost_rules()
    return Fact("tables", not gone, f"without {', '.join(gone)}" if gone else "all migrations applied")


def lost_rules() -> list[str]:
    """Constraints that should be there and are not: a backup put back by other means may have come without them."""
    with connection.cursor() as cursor:
        return [
            constraint.name
            for model in apps.get_models()
            if model._meta.constraints
            for there in [connection.introspection.get_constraints(cursor, model._meta.db_table)]
            for constraint in model._meta.constraints
            if constraint.name not in there
        ]


def clock(now: datetime) -> Fact:
    off = abs((datetime.now(now.tzinfo) - now).total_seconds())
    return Fact("clock", off < 5, f"{off:.1f} s from the database's")


def keys() -> Fact:
    """What is sealed with the first key opens again, and every data key is wrapped by a key we have."""
    known = set(crypto.ring())
    try:
        crypto.unwrap(crypto.new_data_key(0), 0)
    except crypto.CannotOpen:
        return Fact("keys", False, "what is sealed with the first key does not open again")
    strange = sum(row.split(":", 1)[0] not in known for row in DataKey.objects.values_list("wrapped", flat=True))
    return Fact("keys", not strange, f"{len(known)} in the ring, {strange} runners' keys cannot be opened")


def push_key() -> Fact:
    """The pair by which push services know the site; browsers that are told are bound to it."""
    told = Subscription.objects.live().count()
    fault = fault_of_the_key() or ("missing" if told and not PushKey.objects.exists() else "")
    return Fact("push", not fault, f"{fault or 'the key is well or not needed yet'}, browsers that are told: {told}")


def helplines(now: datetime) -> Fact:
    """A warning, not a failure: the page itself says which numbers nobody has confirmed."""
    stale = Helpline.objects.stale(now.date()).count()
    return Fact("helplines", True, f"{stale} of {Helpline.objects.count()} not confirmed within 180 days")


def mail() -> Fact:
    try:
        sender = get_connection()
        sender.open()
        sender.close()
    except (OSError, SMTPException) as error:
        return Fact("mail", False, type(error).__name__)
    where = settings.EMAIL_FILE_PATH if "filebased" in settings.EMAIL_BACKEND else "SMTP"
    return Fact("mail", True, str(where))


def storage() -> Fact:
    if not (settings.VAR.is_dir() and os.access(settings.VAR, os.W_OK)):
        return Fact("storage", False, "cannot be written")
    free = shutil.disk_usage(settings.VAR).free
    return Fact("storage", free > LEAST_FREE_BYTES, f"writable, {free / 1e9:.1f} GB free")
