"""The reader below GPX and TCX, without the refusals above it: each lock holds by itself."""

from __future__ import annotations

from math import isnan

import pytest

from runners.importers.markup import instant, number, open_events


def test_an_entity_stays_unexpanded_it_is_no_text() -> None:
    content = b'<!DOCTYPE a [<!ENTITY e "expanded">]><a><b>&e;</b></a>'
    assert ["expanded" in (element.text or "") for _, element in open_events(content)] == [False] * 4


def test_nesting_stops_early_it_is_not_followed() -> None:
    assert sum(1 for _ in open_events(b"<d>" * 5000)) < 600


@pytest.mark.parametrize("text", [None, "", "x", "nan", "inf", "-1e400", "1,5"])
def test_what_is_no_finite_number_is_a_gap_it_is_nan(text: str | None) -> None:
    assert isnan(number(text))


@pytest.mark.parametrize(
    "text", ["2026-03-01T07:30:00Z", "2026-03-01T07:30:00", " 2026-03-01T08:30:00.000+01:00\n", "20260301T073000Z"]
)
def test_times_are_unix_seconds_and_utc_where_it_says_no_zone(text: str) -> None:
    assert instant(text) == 1772350200.0


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-02-30T00:00:00Z", "2026-03-01T07:30:60Z"])
def test_what_is_no_time_is_a_gap_it_is_nan(text: str | None) -> None:
    assert isnan(instant(text))


def test_the_end_of_the_calendar_does_not_break_it() -> None:
    assert isnan(instant("0001-01-01T00:00:00+23:59")) or instant("0001-01-01T00:00:00+23:59") < 0
