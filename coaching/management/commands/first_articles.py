"""Give a coach our two first articles as drafts, to publish as they are or to make their own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.articles import first
from runners.models import CoachProfile


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        author = CoachProfile.objects.select_related("person").filter(person__email__iexact=email).first()
        if author is None:
            raise CommandError(f"No coach has an account with {email}.")
        made = first.publish(author, at=None, now=timezone.now())
        for article in made:
            self.stdout.write(f"A draft: {article.title}")
        if not made:
            self.stdout.write("Both articles are here already.")
