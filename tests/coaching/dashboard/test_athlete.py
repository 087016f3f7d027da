"""/coach/runners/<id>/: one athlete in sentences, numbers and a chart, as far as they share."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.alerts.models import Alert, AlertStep, State
from coaching.dashboard.athletes import against_plan, confidence_words
from coaching.dashboard.drawing import loads_sentence
from coaching.dashboard.rows import Figure
from journal.models import Pause
from runners.actions import Shares
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
CANARY = "the kitchen argument with T."
NOTHING = Shares()


def page_of(client: Client, runner: User, query: str = "") -> str:
    answer = client.get(f"/coach/runners/{runner.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def shares(runner: User, **switches: bool) -> None:
    Coachship.objects.filter(runner=runner).update(**{f"shares_{name}": on for name, on in switches.items()})


@pytest.fixture
def drifting(runner: User, coach: User, now: datetime) -> User:
    """Eight usual weeks and two heavy ones, with a charged run two days ago."""
    making.drifting_month(runner, until=runner.day(now) - timedelta(days=1))
    at = now - timedelta(days=2)
    arrived = making.check_in(
        runner, at=at, needs=["let_energy_out"], valence=-4, activation=2, planned_effort=3, note=CANARY
    )
    ran = making.run(runner, at=at + timedelta(minutes=5), effort=None)
    making.reflection(
        runner, at=at + timedelta(hours=1), run=ran, check_in=arrived, effort=6, valence=-4, activation=-4, note=CANARY
    )
    making.refreshed(now)
    raised.assess(now=now)
    return runner


def test_it_tells_the_whole_story_when_everything_is_shared(drifting: User, coach: User, signed_in: SignedIn) -> None:
    html = page_of(signed_in(coach), drifting)

    for words in (
        "Mia Thorne",
        "With you since January 2026",
        "energy is below its usual",
        "More tired than usual",
    ):
        assert words in html
    for words in ("Legs at", "head at", "data-waterline", "Read it as a table", "data-readout", "12 w", "Ways in"):
        assert words in html
    for words in ("Tense", "Let energy out", "Effort 3", "3 harder", "Empty", "Enjoyed it 7 of 10"):
        assert words in html
    assert "A prompt for a conversation, not a diagnosis." in html
    assert "· shares" not in html


def test_it_shows_parts_that_add_up_to_the_score(drifting: User, coach: User, signed_in: SignedIn) -> None:
    table = page_of(signed_in(coach), drifting).split('small working">')[1].split("</table>")[0]

    points = [int(cell.split("</td>")[0].replace("<b>", "").replace("</b>", "")) for cell in table.split('"num">')[1:]]
    assert sum(points[:-1]) == points[-1] >= 50


def test_it_never_shows_a_note_that_is_not_shared(drifting: User, coach: User, signed_in: SignedIn) -> None:
    assert CANARY not in page_of(signed_in(coach), drifting)


def test_an_alert_stays_on_the_day_it_was_noticed(
    drifting: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    Alert.objects.update(reading="strained")
    raised.climbed(Alert.objects.get(), to="talk_today", now=now + timedelta(days=3))

    assert f"<b>Alert: Strained</b>{now:%a} {now.day} {now:%b}" in page_of(signed_in(coach), drifting)


def test_it_shows_the_very_note_that_is_shared(drifting: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(drifting, at=now - timedelta(hours=3))
    making.reflection(drifting, at=now - timedelta(hours=2), run=run, note="Slow on <purpose>.", note_shared=True)

    html = page_of(signed_in(coach), drifting)

    assert "“Slow on &lt;purpose&gt;.”" in html
    assert CANARY not in html


@pytest.mark.parametrize(
    ("switch", "hidden"),
    [
        ("training", ("Legs at", "45 min", "Effort 3", "3 harder", '"training_acute":', "% above", "legs")),
        ("emotional", ("head at", "Tense", "Let energy out", "Empty", "usual 3.", "More tired", "left ")),
        (
            "balance",
            ("below its usual", "points</b>", "Ways in", "Together, of 100", "/acknowledge/", "ev-alert", "Strained"),
        ),
        (
            "reflections",
            ("Enjoyed it", "got what they came for", "enjoying runs", "meet their needs less than usual ("),
        ),
    ],
)
def test_it_shows_nothing_of_what_is_switched_off(
    drifting: User, coach: User, signed_in: SignedIn, switch: str, hidden: tuple[str, ...]
) -> None:
    shares(drifting, **{switch: False})

    html = page_of(signed_in(coach), drifting).split("<footer")[0]

    assert not [words for words in hidden if words in html]
    assert "withheld" not in html
    assert "not shared" not in html


@pytest.mark.parametrize(("switch", "lists"), [("training", "training acute low high"), ("emotional", "emotional")])
def test_it_gives_the_chart_no_number_of_a_hidden_half(
    drifting: User, coach: User, signed_in: SignedIn, switch: str, lists: str
) -> None:
    shares(drifting, **{switch: False})

    answer = signed_in(coach).get(f"/coach/runners/{drifting.pk}/")

    readout = answer.context["page"].chart.drawing.readout
    hidden = [name for name in readout if name.split("_")[0] in lists.split()]
    assert hidden
    assert all(value is None for name in hidden for value in readout[name])


def test_nothing_shared_looks_like_nothing_logged(
    drifting: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    shares(drifting, **dict.fromkeys(NOTHING.__dict__, False))
    new = making.person("new@example.org", name="Mia Thorne")
    making.coachship(coach, new)
    client = signed_in(coach)

    # The coach's own notes have an address of their own, and so has what lies day by day.
    pages = (page_of(client, person).split('aria-labelledby="notes"')[0] for person in (drifting, new))
    hidden, empty = (re.sub(r"/runners/\d+/|=runner-\d+|after=\d+", "#", page) for page in pages)

    assert "Nothing here yet." in hidden
    assert hidden == empty


def test_it_says_of_how_many_days_its_answers_are(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now, days_answered=53)
    assert "Answers on 53 of the last 56 days: " in page_of(signed_in(coach), runner)


def test_it_keeps_quiet_and_learning_free_of_scores(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(coach)
    raised.standing(runner, now=now, reading="quiet", quiet_days=12)
    quiet = page_of(client, runner)
    raised.standing(runner, now=now, reading="learning", score=None, contributions={}, days_answered=12)
    learning = page_of(client, runner)

    assert "Quiet for 12 days. That says nothing about how Mia is." in quiet
    assert "12 of about 24 days with an answer." in learning
    for html in (quiet, learning):
        assert "Together, of 100" not in html
        assert "Ways in" not in html


def test_where_notes_alone_are_shared_it_has_no_empty_columns(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    shares(runner, **asdict(NOTHING))
    making.reflection(runner, at=now - timedelta(days=1), note="One good hour.", note_shared=True)
    client = signed_in(coach)
    html = page_of(client, runner)
    assert "“One good hour.”" in html
    assert "Against" not in html
    assert "Nothing shared" not in client.get("/coach/").content.decode()


@pytest.mark.parametrize(("reading", "ways_in"), [("steady", False), ("worth_a_look", True), ("talk_today", True)])
def test_it_offers_ways_in_from_worth_a_look_on(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, reading: str, ways_in: bool
) -> None:
    raised.standing(runner, now=now, reading=reading)

    assert ("Ways in" in page_of(signed_in(coach), runner)) == ways_in


def test_it_marks_the_alert_as_seen_and_offers_its_steps(drifting: User, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)

    html = page_of(client, drifting)
    page_of(client, drifting)

    assert f"/coach/alerts/{Alert.objects.get().pk}/acknowledge/" in html
    assert [(step.by, step.after) for step in AlertStep.objects.all()] == [(coach, State.SEEN)]


def test_it_does_not_mark_anything_for_a_coach_who_may_not_see_it(
    drifting: User, coach: User, signed_in: SignedIn
) -> None:
    shares(drifting, balance=False)

    page_of(signed_in(coach), drifting)

    assert Alert.objects.get().state == State.OPEN


@pytest.mark.parametrize(
    ("query", "current", "unit"),
    [("", "12 w", "84 days"), ("?range=1y", "1 y", "days"), ("?range=all", "All", "weeks")],
)
def test_it_draws_the_range_that_was_asked_for(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, query: str, current: str, unit: str
) -> None:
    for back in range(0, 400, 4):
        making.run(runner, at=now - timedelta(days=back, hours=2))
    making.refreshed(now)

    html = page_of(signed_in(coach), runner, query)

    assert f'aria-current="page">{current}</a>' in html
    assert f"{unit}: two lines" in html


def test_it_falls_back_to_twelve_weeks(drifting: User, coach: User, signed_in: SignedIn) -> None:
    assert 'aria-current="page">12 w</a>' in page_of(signed_in(coach), drifting, "?range=%00<b>")


def test_who_only_reads_is_offered_nothing_they_may_not_do(drifting: User, coach: User, signed_in: SignedIn) -> None:
    client, offered = signed_in(coach), ("/acknowledge/", "Keep it to myself")
    html = page_of(client, drifting)
    assert all(words in html for words in offered)
    Coachship.objects.update(role="reader")
    html = page_of(client, drifting)
    assert not [words for words in offered if words in html]
    assert "You read along here." in html


def test_it_is_404_for_everybody_else(
    drifting: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    address = reverse("athlete", args=[drifting.pk])
    Coachship.objects.filter(coach=coach).update(ended_at=now)

    for person in (stranger, drifting, coach):
        assert signed_in(person).get(address).status_code == 404
    assert signed_in(stranger).get("/coach/runners/987654/").status_code == 404
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_it_asks_the_database_as_often_for_a_long_history(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(coach)
    counts = []
    for days in (range(5), range(5, 60)):
        for back in days:
            at = now - timedelta(days=back, hours=2)
            making.reflection(runner, at=at, run=making.run(runner, at=at), note="n", note_shared=True)
        making.refreshed(now)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, runner)
        counts.append(len(queries))

    # One of them the key of the words that were shared, one what helps, one what was planned, one what was offered, one
    # whether they asked this coach to be there.
    assert counts[0] == counts[1] <= 17


def test_it_lays_a_pause_over_its_days_for_whoever_reads_the_balance(
    drifting: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    today = drifting.day(now)
    Pause.objects.create(
        runner=drifting, kind="ill", from_on=today - timedelta(days=20), until_on=today - timedelta(days=18)
    )
    client = signed_in(coach)

    html = page_of(client, drifting)

    assert html.count('<rect class="apart" data-from="50" data-to="53"') == 1
    assert "<b>Ill</b>From 26 Feb until 28 Feb" in html
    assert html.count("<td>Ill</td>") == 2  # and "Ill from 26 February until 28 February" on its first day
    shares(drifting, balance=False)
    html = page_of(client, drifting)
    assert not [words for words in ("apart", "Ill from", "<td>Ill</td>", "paused") if words in html]


@pytest.mark.parametrize(
    ("effort", "planned", "words"),
    [(6, 3, ("3 harder", "up")), (3.4, 3, ("As planned", "")), (2, 4, ("2 easier", "down")), (None, 4, ("", ""))],
)
def test_it_puts_effort_beside_the_plan(effort: float | None, planned: int, words: tuple[str, str]) -> None:
    assert against_plan(effort, planned) == words


def test_it_says_the_chart_in_one_sentence() -> None:
    legs, head = Figure("31", "24–40", "usual"), Figure("70", "", "unknown")

    assert loads_sentence(legs, head) == (
        "Legs at 31 points a day over about a week, within the usual 24–40; "
        "head at 70 points a day over about a week, the usual is not known yet."
    )
    assert loads_sentence(None, head).startswith("Head at 70")
    assert loads_sentence(None, None) == ""


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.39, "little to go on"), (0.4, "fairly well known"), (0.74, "fairly well known"), (0.75, "well known")],
)
def test_it_says_how_well_it_is_known(confidence: float, words: str) -> None:
    assert confidence_words(confidence, "little to go on") == words
