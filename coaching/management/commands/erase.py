"""Erase one person for good: the account, every entry, the key of their private text. There is no way back."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coaching import backups
from coaching.articles.models import Comment
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
        number = person.pk
        backups.erase(person, erased=settings.ERASED, now=database_now())
        Comment.objects.from_address(person.email).delete()  # written without signing in, too
        self.stdout.write(f"Person {number} is erased, and {settings.ERASED} says so for later restores.")
