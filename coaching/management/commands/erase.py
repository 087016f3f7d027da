"""Erase one person for good: the account, every entry, the key of their private text. There is no way back."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coaching.alerts.emails import WRITERS
from coaching.privacy import erasing
from runners import mail
from runners.clock import database_now
from runners.models import User


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # must work when little else does

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="without it, nothing happens")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("There is no account with that address.")
        if not yes:
            raise CommandError(f"This erases person {person.pk} and everything of theirs for good. Add --yes.")
        number, now = person.pk, database_now()
        self._call_off(person, now)
        erasing.erase(person, erased=settings.ERASED, now=now)
        self.stdout.write(f"Person {number} is erased, and {settings.ERASED} says so for later restores.")

    def _call_off(self, person: User, now: datetime) -> None:
        """Whoever was to talk with them hears of it while there is still a call to speak of."""
        User.objects.filter(pk=person.pk).update(leaving_at=now)
        if erasing.call_off_calls(now=now):
            mail.drain(now=now, writers=WRITERS, clock=database_now)
