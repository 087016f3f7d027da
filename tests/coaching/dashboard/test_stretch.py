"""Which days the chart of an athlete shows, and how one gets to others: by key, by finger, by address."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from coaching.dashboard.comparing import comparison
from coaching.dashboard.drawing import apart_sentence, chart_of
from coaching.dashboard.stretch import Asked, Stretch, moves, reaches, stretch_of
from journal.sharing import Half, SharedHistory, Standing
from runners.models import Coachship, Run, User
from runners.models.people import Shares
from tests import making

SignedIn = Callable[[User], Client]
FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(400)]


def asked(**said: str) -> Stretch:
    return stretch_of(DAYS, Asked.read({name.strip("_"): value for name, value in said.items()}))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, (316, 400, "12w")),
        ({"range": "1y"}, (35, 400, "1y")),
        ({"range": "all"}, (0, 400, "all")),
        ({"from_": "2025-01-11", "to": "2025-01-20"}, (10, 20, "")),
        ({"from_": "2025-01-11"}, (10, 400, "")),
        ({"to": "2025-01-20"}, (0, 20, "")),
        ({"from_": "2024-01-01", "to": "2030-01-01"}, (0, 400, "")),
        ({"from_": "2025-01-11", "to": "2025-01-12"}, (10, 17, "")),
        ({"from_": "2024-12-20", "to": "2025-01-02"}, (0, 7, "")),
        ({"from_": "2026-02-03", "to": "2026-03-09"}, (393, 400, "")),
        ({"from_": "2025-02-01", "to": "2025-01-01"}, (316, 400, "12w")),
        ({"from_": "yesterday", "to": "\0", "range": "x"}, (316, 400, "12w")),
    ],
)
def test_it_shows_the_days_of_its_address(said: dict[str, str], shown: tuple[int, int, str]) -> None:
    assert asked(**said) == Stretch(*shown)


def test_a_short_history_is_shown_whole() -> None:
    assert stretch_of(DAYS[:3], Asked.read({"from": "2025-01-02"})).days == 3
    assert stretch_of([], Asked()).days == 0


def test_it_leads_to_other_days() -> None:
    found = {move.words: move.address for move in moves(DAYS, Stretch(100, 140, ""))}
    assert found == {
        "Earlier": "?from=2025-03-22&to=2025-04-30#loads",
        "Later": "?from=2025-05-01&to=2025-06-09#loads",
        "Closer": "?from=2025-05-01&to=2025-05-20#loads",
        "Wider": "?from=2025-03-02&to=2025-05-20#loads",
    }


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Stretch(0, 400, "all"), ["Closer"]),
        (Stretch(393, 400, ""), ["Earlier", "Wider"]),
        (Stretch(0, 84, ""), ["Later", "Closer", "Wider"]),
    ],
)
def test_it_offers_only_what_leads_on(shown: Stretch, words: list[str]) -> None:
    assert [move.words for move in moves(DAYS, shown)] == words


def test_every_move_stays_within_the_history() -> None:
    for first in range(0, 390, 13):
        for length in (7, 20, 84, 300):
            now = Stretch(first, min(400, first + length), "")
            for move in moves(DAYS, now):
                since, until = (part.split("=")[1] for part in move.address[1:].removesuffix("#loads").split("&"))
                assert DAYS[0] <= date.fromisoformat(since) <= date.fromisoformat(until) <= DAYS[-1]


def test_the_chosen_reach_is_marked() -> None:
    assert [reach.words for reach in reaches(asked(range="1y")) if reach.current] == ["1 y"]
    assert not any(reach.current for reach in reaches(asked(to="2025-01-20")))


def history(days: int, **lines: float) -> SharedHistory:
    """Both lines within their usual, but for the last days as `head` and `legs` say."""
    level = np.full(days, 30.0)
    known = {name: level.copy() for name in ("emotional_acute", "training_acute")}
    bands = {f"{half}_high": level + 5 for half in ("emotional", "training")}
    for name, key in (("head", "emotional_acute"), ("legs", "training_acute")):
        if over := int(lines.get(name, 0)):
            known[key][-over:] = 50.0
    values = {"training": level, "emotional": level}
    return SharedHistory(DAYS[:days], values, {**known, **bands, "observed": np.ones(days)})


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, ""),
        ({"head": 2}, ""),
        (
            {"head": 9},
            "For 9 days Mia’s head has been over its usual while the legs have not. Worth asking what else is on.",
        ),
        ({"legs": 4}, "For 4 days Mia’s legs have been over their usual while the head has not."),
        ({"head": 9, "legs": 9}, ""),
    ],
)
def test_head_and_legs_apart_are_said_in_words(over: dict[str, float], words: str) -> None:
    assert apart_sentence(history(40, **over), "Mia") == words


def test_days_in_a_row_are_counted_in_whole_points_as_the_figures_are_shown() -> None:
    one = history(40, head=9)
    one.lines["emotional_high"][:] = 35.0
    one.lines["emotional_acute"][-9:] = 35.4
    assert apart_sentence(one, "Mia") == ""


@pytest.mark.parametrize(
    ("until", "observed", "sentence"),
    [
        (40, 1.0, "Legs at 12 points a day over about a week, within the usual 10–14."),
        (30, 1.0, "On 30 January 2025: legs at 30 points a day over about a week, within the usual 25–35; "),
        (30, 0.2, "On 30 January 2025: legs at 30 points a day over about a week, within the usual 25–35."),
    ],
)
def test_the_sentence_speaks_of_the_last_day_that_is_drawn(until: int, observed: float, sentence: str) -> None:
    one = history(40, head=9)
    rest = ("training_low", "emotional_low", "training_chronic", "emotional_chronic")
    lines = one.lines | dict.fromkeys(rest, np.full(40, 25.0)) | {"observed": np.full(40, observed)}
    whole = SharedHistory(one.days, one.values, lines)
    standing = Standing(1, "Mia", Shares(), training=Half(12.0, 10.0, 14.0))
    drawn = chart_of(whole, standing, [], Asked(until=DAYS[until - 1]))
    assert drawn is not None
    assert drawn.sentence.startswith(sentence)
    assert bool(drawn.apart) == (until == 40 and observed == 1.0)


def test_nothing_is_apart_where_a_half_is_unknown() -> None:
    one = history(40, head=9)
    hidden = {**one.lines, "training_acute": np.full(40, np.nan)}
    assert apart_sentence(SharedHistory(one.days, one.values, hidden), "Mia") == ""


@pytest.mark.parametrize(("days", "blocks"), [(55, 0), (56, 2), (391, 2), (392, 3)])
def test_somebody_is_held_beside_themselves_alone(days: int, blocks: int) -> None:
    found = comparison(history(days), set()) if days <= 400 else None
    assert (len(found.heads) if found else 0) == blocks


def test_a_block_counts_its_own_days() -> None:
    one = history(60)
    training, emotional = np.zeros(60), np.full(60, np.nan)
    training[-10:], emotional[-4:] = 70.0, 40.0
    whole = SharedHistory(one.days, {"training": training, "emotional": emotional}, one.lines)
    found = comparison(whole, {*one.days[:6], *one.days[-12:]})
    assert found is not None
    assert [(line.words, line.cells) for line in found.lines] == [
        ("Days with a run", ("12 of 28", "2 of 28")),
        ("Legs, points a day", ("25", "0")),
        ("Head, mean of a day", ("40, from 4 days", "–")),
    ]


@pytest.mark.usefixtures("clock_at_now")
def test_a_day_with_a_run_is_one_whatever_its_effort_and_a_day_with_a_ride_is_none(
    coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    making.daily_check(runner, at=now - timedelta(days=70))
    for back, fields in enumerate([{"effort": 0}, {"effort": 5}, {"sport": "other", "activity": "cycling"}]):
        for hours in (1, 3):
            run = making.run(runner, at=now - timedelta(days=back, hours=hours), minutes=25)
            Run.objects.filter(pk=run.pk).update(**fields)
    making.refreshed(now)
    page = signed_in(coach).get(reverse("athlete", args=[runner.pk])).context["page"]
    assert page.compared.lines[0].cells == ("2 of 28", "0 of 28")


@pytest.mark.usefixtures("clock_at_now")
def test_the_page_keeps_to_its_days(coach: User, runner: User, signed_in: SignedIn, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)
    html = (
        signed_in(coach).get(f"{reverse('athlete', args=[runner.pk])}?from=2026-02-01&to=2026-02-20").content.decode()
    )
    assert "over 20 days" in html
    assert 'data-since="2026-02-01"' in html
    assert 'aria-current="page">12 w' not in html


@pytest.mark.usefixtures("clock_at_now")
def test_needs_take_both_switches(coach: User, runner: User, signed_in: SignedIn, now: datetime) -> None:
    for back in range(1, 4):
        at = now - timedelta(days=back)
        entry = making.check_in(runner, at=at, needs=["nature"])
        making.reflection(runner, at=at + timedelta(hours=1), check_in=entry, need_met=8)
    making.refreshed(now)
    client, address = signed_in(coach), reverse("athlete", args=[runner.pk])
    assert "8.0 of 10, from 3 answers" in client.get(address).content.decode()
    for switch in ("shares_emotional", "shares_reflections"):
        runner_tie = Coachship.objects.filter(runner=runner)
        runner_tie.update(**{switch: False})
        assert "how far runs gave it" not in client.get(address).content.decode()
        runner_tie.update(**{switch: True})
