"""What is left over goes: uploads cut short, files of units that have ended, and what an undo can no longer need."""

from datetime import datetime, timedelta

from django.db.models import Q

from runners import files
from runners.models import Import, Original
from runners.models.imports import UNDO_FOR

LEFT_OVER_AFTER = timedelta(hours=6)  # longer than any upload takes


def sweep(*, now: datetime) -> int:
    """Returns how many files and folders went."""
    needed = set(Import.objects.unfinished().values_list("token", flat=True))
    over = Original.objects.filter(unit__received_at__lt=now - UNDO_FOR).exclude(status__in=Original.OPEN)
    over.filter(~Q(before="")).update(before="")
    return files.sweep(needed=needed, before=now - LEFT_OVER_AFTER)
