"""The chart of the first page, drawn when somebody first looks at it and kept beside their standing until it changes.

It is kept in the database and nowhere in a process: one runner's weeks are never in reach of another's page.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.templatetags.static import static

from journal import charts
from journal.models import SixWeeks
from runners.models import User

TEMPLATE, ROW = "_waterline.html", "_waterline_row.html"


def drawn_from(*, version: str, sentence: str) -> str:
    """The name of a drawing: the rows behind it, the sentence beside it, and everything that draws it."""
    sources = [Engine.get_default().get_template(name).source for name in (TEMPLATE, ROW)]
    parts = (version, sentence, *sources, static("icons.svg"), _drawing_code())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _drawing_code() -> str:
    """A release that draws differently draws everything again."""
    sources = sorted(Path(charts.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def draw(runner: User, chart: charts.Waterline, *, sentence: str, name: str) -> str:
    html = Engine.get_default().get_template(TEMPLATE).render(Context({"chart": chart, "sentence": sentence}))
    SixWeeks.objects.bulk_create(
        [SixWeeks(runner=runner, drawn_from=name, html=html)],
        update_conflicts=True,
        unique_fields=["runner"],
        update_fields=["drawn_from", "html"],
    )
    return html
