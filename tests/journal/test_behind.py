"""The days behind each area: as they were answered, and plainly empty where they were not."""

import re
from datetime import date

from django.template.loader import render_to_string

from journal.queries.behind import DayRow, Working, _row


def shown(*rows: DayRow) -> str:
    area = Working("Energy", 12, ("Tiredness", "Sleep", "Harder by"), rows)
    page = render_to_string("journal/_entries_behind.html", {"page": {"working": (area,)}})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_day_shows_its_answers_and_where_there_is_none() -> None:
    words = shown(_row(date(2026, 3, 9), (7.0, None, 0.25)))
    assert "Mon 9 Mar 7 – no answer 0.3 " in words


def test_an_area_of_one_column_has_one_cell_a_day() -> None:
    page = render_to_string(
        "journal/_entries_behind.html",
        {"page": {"working": (Working("Head", 1, ("Head, points",), (_row(date(2026, 3, 9), (41.5,)),)),)}},
    )
    assert page.count("<td") == 1
    assert 'href="/journal/?day=2026-03-09"' in page
