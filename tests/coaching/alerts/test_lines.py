"""Alerts in words: figures of a day that has passed are said with that day, and today's in their place if known."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from coaching.alerts.lines import line_of, openers_of, own_basis, own_sentence, todays_line
from coaching.alerts.models import Alert, Kind
from journal.findings import Shown
from journal.sharing import standing_of
from runners.models import User
from runners.models.people import Shares
from tests.coaching.alerts import raised

DAY = date(2026, 3, 12)
EVERYTHING = Shares(training=True, emotional=True, balance=True, reflections=True)
FIGURES: dict[str, dict[str, Any]] = {
    "charged": {"runs": 3},
    "divergence": {"over": "head", "days": 7, "head": 71.2, "head_usual": [29, 46], "legs": 30, "legs_usual": [22, 31]},
    "quiet": {"days": 15},
    "spike": {"metres": 23_100.0, "longest": 15_000.0},
    "good_week": {"head": 18, "head_usual": 38, "answers": 6, "gave": 8.2, "gave_usual": 6.1, "runs": 3},
}
WORDS = {
    "balance": ("from 7 answers in 7 days);", "from 7 answers in 7 days to 12 March);"),
    "charged": ("3 runs of the last 28 days were", "3 runs of the 28 days to 12 March were"),
    "divergence": ("for 7 days (71 points", "for 7 days to 12 March (71 points"),
    "quiet": ("Quiet for 15 days. That", "Quiet for 15 days to 12 March. That"),
    "spike": ("23.1 km in one run, 15.0 km", "23.1 km in one run on 12 March, 15.0 km"),
    "good_week": ("from 6 answers in 7 days)", "from 6 answers in 7 days to 12 March)"),
}
OWN = {
    "charged": ("of 3 runs in the last 28 days", "of 3 runs in the 28 days to 12 March"),
    "divergence": (
        "has been over its usual for 7 days, while",
        "had been over its usual for 7 days to 12 March, while",
    ),
    "quiet": ("Quiet here for 15 days. Nothing", "Quiet here for 15 days to 12 March. Nothing"),
}


def about(kind: str) -> Alert:
    why = {"contributions": raised.CONTRIBUTIONS, "facts": raised.FACTS, "score": 54.4, "reading": "strained"}
    return Alert(kind=kind, figures=FIGURES.get(kind, {}), local_day=DAY, **why)


@pytest.mark.parametrize("kind", WORDS)
def test_figures_of_a_day_that_has_passed_have_their_day(kind: str) -> None:
    shown = Shown(training=True, emotional=True, reflections=True)
    lines = [line_of(about(kind), shown, today=DAY + timedelta(days=later)) for later in (0, 6)]
    assert [words in line for words, line in zip(WORDS[kind], lines, strict=True)] == [True, True]


@pytest.mark.parametrize("kind", OWN)
def test_the_runner_reads_the_day_too(kind: str) -> None:
    said = [own_sentence(about(kind), today=DAY + timedelta(days=later)) for later in (0, 6)]
    assert [words in line for words, line in zip(OWN[kind], said, strict=True)] == [True, True]
    assert all("12 March" in basis.sentence for basis in own_basis(about(kind), today=date(2026, 3, 18), units="km"))


@pytest.mark.parametrize(
    ("kind", "today", "line"),
    [
        ("charged", {"runs_ran_them": 5}, "5 runs of the last 28 days"),
        ("quiet", {"reading": "quiet", "quiet_days": 18}, "Quiet for 18 days."),
        ("divergence", {"noticed": {"head_over": 12.0}}, "Head over its usual for 12 days (71 points, usual 29 to 46)"),
        ("divergence", {"noticed": {"legs_over": 3.0}}, ""),
        ("charged", {"runs_ran_them": 2}, ""),
        ("spike", {}, ""),
    ],
)
def test_todays_count_is_said_where_it_is_known(
    runner: User, now: datetime, kind: str, today: dict[str, Any], line: str
) -> None:
    if "noticed" in today:
        kept = {"reading": "steady", "episode_on": None, "confidence": 0.8}
        today = {"noticed": raised.noticed(kept, **today["noticed"])}
    state = raised.standing(runner, now=now, **{**raised.HALVES, **today})
    said = todays_line(about(kind), standing_of(runner, state, EVERYTHING))
    assert said.startswith(line) if kind != "charged" else line in said
    assert bool(said) == bool(line)


def test_days_apart_need_both_halves(runner: User, now: datetime) -> None:
    state = raised.looked(runner, now=now, kind="divergence")
    shares = Shares(training=False, emotional=True, balance=True, reflections=True)
    seen = standing_of(runner, state, shares)
    assert (todays_line(about("divergence"), seen), seen.days_over) == ("", {})


@pytest.mark.usefixtures("clock_at_now")
def test_the_list_and_the_alerts_say_the_day(
    runner: User, coach: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    raised.standing(runner, now=now)
    raised.alert(runner, now=now - timedelta(days=6), kind="divergence", figures=FIGURES["divergence"])
    for page in ("/coach/", "/coach/alerts/"):
        assert "for 7 days to 12 March" in signed_in(coach).get(page).content.decode()


@pytest.mark.usefixtures("clock_at_now")
@pytest.mark.parametrize("kind", Kind.values)
def test_a_message_about_it_begins_with_its_own_way_in(
    runner: User, coach: User, signed_in: Callable[[User], Client], now: datetime, kind: str
) -> None:
    alert = raised.alert(runner, now=now, kind=kind, figures=FIGURES.get(kind, {}))
    answer = signed_in(coach).get(f"/coach/runners/{runner.pk}/messages/?about=alert-{alert.pk}")
    assert openers_of(alert)[0] in answer.content.decode().replace("&#x27;", "'")
