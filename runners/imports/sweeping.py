"""What is left over goes: uploads cut short, files of units that have ended, and what an undo can no longer need."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from runners import files
from runners.imports import keeping
from runners.models import Arrival, Import, Original, Run
from runners.models.imports import UNDO_FOR

LEFT_OVER_AFTER = timedelta(hours=6)  # longer than any upload takes


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Really delete runs that were deleted more than a day ago, with their files; returns how many runs.

    A file of several activities stays for as long as one of them does.
    """
    gone = set(Run.objects.purgeable(now).values_list("pk", flat=True))
    keeping.ask_no_more(gone)
    others = Original.objects.filter(whole__isnull=False).exclude(run__in=gone)
    Original.objects.filter(run__in=gone, pk__in=others.values("whole")).update(run=None)
    done = Run.objects.purge(now=now)
    nobodys = Original.objects.filter(run=None, whole=None, status__in=Original.READ, content__isnull=False)
    parts = Original.objects.filter(whole=OuterRef("pk"))
    nobodys.filter(~Exists(parts)).update(content=None)
    return done


def sweep(*, now: datetime) -> int:
    """Returns how many files and folders went."""
    needed = set(Import.objects.unfinished().values_list("token", flat=True))
    needed |= set(Arrival.objects.waiting().values_list("token", flat=True))
    over = Original.objects.filter(unit__received_at__lt=now - UNDO_FOR).exclude(status__in=Original.OPEN)
    over.filter(~Q(before="")).update(before="")
    return files.sweep(needed=needed, before=now - LEFT_OVER_AFTER)
