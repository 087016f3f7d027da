"""Rows of the squad page that this process keeps: the same while nothing changes, another once anything does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.dashboard import drawn
from coaching.dashboard.drawn import Rows
from coaching.dashboard.rows import Row
from journal import sharing
from journal.models import RunnerState
from runners.models import Coachship, User
from runners.templatetags.stencil import filled
from tests import making
from tests.coaching.alerts import raised

Change = Callable[[User, datetime], object]


@pytest.fixture
def squad(coach: User, runner: User, now: datetime) -> User:
    raised.standing(runner, now=now, last_check_in_at=now - timedelta(hours=2), **raised.HALVES, **raised.spark())
    return coach


def draw(rows: Rows, coach: User, now: datetime) -> tuple[str, int]:
    """The rows, and how often the diary was asked for them."""
    people = sharing.squad(coach)
    with CaptureQueriesContext(connection) as asked:
        html = rows.draw(people, now, known={}, units="km")
    return html, len(asked)


def test_it_asks_once(squad: User, now: datetime) -> None:
    rows = Rows()
    first, asked = draw(rows, squad, now)
    assert (asked, draw(rows, squad, now)) == (1, (first, 0))


def test_only_how_long_ago_changes_by_itself(squad: User, now: datetime) -> None:
    rows = Rows()
    early, _ = draw(rows, squad, now)
    late, asked = draw(rows, squad, now + timedelta(hours=3))
    assert asked == 0
    assert late == early.replace("2 h ago", "5 h ago")


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (lambda runner, now: Coachship.objects.update(shares_training=False), "<b>331</b>"),
        (lambda runner, now: Coachship.objects.update(shares_emotional=False), "<b>71</b>"),
        (lambda runner, now: Coachship.objects.update(shares_balance=False), "Steady"),
        (lambda runner, now: User.objects.filter(pk=runner.pk).update(name="Mia Fern"), "Mia Thorne"),
        (lambda runner, now: RunnerState.objects.update(training_acute=12.0), "<b>331</b>"),
        (lambda runner, now: RunnerState.objects.all().delete(), "<b>331</b>"),
    ],
)
def test_it_draws_anew_what_changed(squad: User, runner: User, now: datetime, change: Change, gone: str) -> None:
    rows = Rows()
    assert gone in draw(rows, squad, now)[0]
    change(runner, now)
    html, asked = draw(rows, squad, now)
    assert (gone in html, asked) == (False, 1)


def test_a_switch_turned_back_brings_back_the_same_row(squad: User, now: datetime) -> None:
    rows = Rows()
    before, _ = draw(rows, squad, now)
    for on in (False, True):
        Coachship.objects.update(shares_training=on)
        after, _ = draw(rows, squad, now)
    assert after == before


def test_two_coaches_with_other_switches_have_rows_of_their_own(
    squad: User, stranger: User, runner: User, now: datetime
) -> None:
    rows = Rows()
    making.coachship(stranger, runner, shares=False)
    assert "<b>331</b>" in draw(rows, squad, now)[0]
    html, asked = draw(rows, stranger, now)
    assert ("<b>331</b>" in html, asked) == (False, 1)


def test_it_keeps_no_more_than_it_may(squad: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "KEPT_ROWS", 2)
    for n in range(3):
        making.coachship(squad, making.person(f"r{n}@example.org", name=f"R{n}"))
    rows = Rows()
    html, _ = draw(rows, squad, now)
    assert html.count("<tr>") == 4
    assert len(rows._kept) == 2
    assert draw(rows, squad, now) == (html, 1)


WORDS = Row(*(f"<{name}>" for name in Row._fields))
# What stands inside something else goes with it.
INSIDE = {
    "state": {"reading", "areas"},
    "up": {"up_beside_usual", "up_without_usual"},
    "down": {"down_beside_usual", "down_without_usual"},
    "training": {"training_usual", "training_place", "training_said"},
    "emotional": {"emotional_usual", "emotional_place", "emotional_said"},
    "ago": {"last_icon", "last_word"},
}


@pytest.mark.parametrize("left_out", ["", *Row._fields])
def test_a_row_shows_what_there_is_and_nothing_else(left_out: str) -> None:
    row = WORDS._replace(**{left_out: ""}) if left_out else WORDS
    html = filled("coach/_row.html", [row])
    missing = {name for name in Row._fields if escape(f"<{name}>") not in html}
    assert missing == {left_out, *INSIDE.get(left_out, ())} - {""}


def test_it_says_when_in_the_zone_of_the_reader(now: datetime) -> None:
    ago = drawn.Ago(now)
    assert ago((now - timedelta(days=13, hours=2)).timestamp()) == "13 days ago"
    assert ago((now - timedelta(days=14, hours=12)).timestamp()) == "3 Mar"
    assert ago((now + timedelta(minutes=3)).timestamp()) == "Just now"
