"""Rows that know when to look next: looked at one after the other, each alone."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

log = logging.getLogger(__name__)


def look_at_each(due: "QuerySet[Any]", look: Callable[[Any], bool], *, limit: int) -> int:
    """Returns how many looks told somebody. Two workers never take the same row. One that cannot be looked at is named
    by its number, holds up nobody, and stays for the next tick."""
    told, failed = 0, set[Any]()
    for _ in range(limit):
        with transaction.atomic():
            row = due.exclude(pk__in=failed).select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                break
            try:
                with transaction.atomic():
                    told += look(row)
            except Exception as error:  # a fault of this row's own
                failed.add(row.pk)
                log.error("%s %s could not be looked at: %s", type(row).__name__, row.pk, type(error).__name__)
    return told
