"""What is shared of a view of the squad, as a sheet for other programs."""

import csv
import io
from collections.abc import Iterable

from django.utils import timezone

from coaching.dashboard.ahead import what
from coaching.dashboard.rows import areas_words, reading_words
from journal.sharing import Glance, Half, Standing
from runners.ties import NAMELESS

HEADS = (
    "Runner", "Reading", "Stands out",
    "Legs, about a week", "Legs, usual from", "Legs, usual to",
    "Head, about a week", "Head, usual from", "Head, usual to",
    "Last check-in", "Arrived",
    "Next run", "Planned as",
)  # fmt: skip
# A cell that begins like this is worked out by programs that open sheets, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(people: Iterable[tuple[Glance, Standing]], *, units: str) -> str:
    """One line a runner. What is not shared is empty, like what is not there."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)  # where a semicolon parts cells, one within a name does not
    writer.writerow(HEADS)
    for glance, standing in people:
        cells = [*_cells(standing), str(glance.next_on or ""), what(glance, units=units)]
        writer.writerow([harmless(cell) for cell in cells])
    return sheet.getvalue()


def harmless(cell: str) -> str:
    """The same words, never a formula."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def _cells(standing: Standing) -> list[str]:
    at = standing.last_check_in_at
    return [
        standing.name or NAMELESS,
        reading_words(standing),
        areas_words(standing),
        *_half(standing.training),
        *_half(standing.emotional),
        f"{timezone.localtime(at):%Y-%m-%d}" if at else "",
        standing.last_feeling,
    ]


def _half(half: Half | None) -> list[str]:
    values = (half.acute, half.low, half.high) if half else (None, None, None)
    return ["" if value is None else f"{max(0.0, value):.0f}" for value in values]
