"""Whether alerts were of use is counted kind by kind; too few of them propose a calmer preset."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coaching.alerts import presets
from coaching.alerts.models import Alert, AlertStep, Kind, Preset, State, Useful
from coaching.alerts.preset_queries import presets_page
from coaching.alerts.usefulness import JUDGED, calmer, precision_of
from runners.models import User
from tests.coaching.alerts import raised


def judged(runner: User, coach: User, *, useful: int, of: int, now: datetime, kind: Kind = Kind.BALANCE) -> None:
    for number in range(of):
        at = now - timedelta(days=2 * number)
        alert = raised.alert(runner, now=at, kind=kind, state=State.RESOLVED, figures={"days": 12})
        said = Useful.YES if number < useful else Useful.KNEW
        AlertStep.objects.create(alert=alert, by=coach, before=State.OPEN, after=State.RESOLVED, at=at, useful=said)


def test_it_counts_kind_by_kind_over_ninety_days(runner: User, coach: User, now: datetime) -> None:
    judged(runner, coach, useful=4, of=9, now=now)
    judged(runner, coach, useful=1, of=2, now=now, kind=Kind.QUIET)
    judged(runner, coach, useful=2, of=2, now=now - timedelta(days=91), kind=Kind.CHARGED)

    found = precision_of(coach, now=now)

    assert [(one.kind, one.words) for one in found] == [
        (Kind.BALANCE, "useful 4 of 9 in the last 90 days"),
        (Kind.QUIET, "useful 1 of 2 in the last 90 days"),
    ]


def test_it_counts_nobody_else_s_answers(runner: User, coach: User, stranger: User, now: datetime) -> None:
    judged(runner, stranger, useful=1, of=3, now=now)
    assert precision_of(coach, now=now) == ()


@pytest.mark.parametrize(
    ("useful", "of", "preset", "proposed"),
    [
        (9, JUDGED, Preset.WATCHFUL, Preset.BALANCED),
        (9, JUDGED, Preset.BALANCED, Preset.CALM),
        (9, JUDGED, Preset.CALM, None),
        (10, JUDGED, Preset.BALANCED, None),
        (0, JUDGED - 1, Preset.BALANCED, None),
    ],
)
def test_fewer_than_one_in_three_of_thirty_propose_a_calmer_preset(
    runner: User, coach: User, now: datetime, useful: int, of: int, preset: Preset, proposed: Preset | None
) -> None:
    judged(runner, coach, useful=useful, of=of, now=now)
    assert calmer(coach, preset, chosen_at=None, now=now) is proposed


@pytest.mark.parametrize(("chosen", "judged_at"), [(timedelta(minutes=-1), timedelta()), (None, timedelta(days=-91))])
def test_it_is_proposed_on_fresh_answers_to_the_preset_that_counts(
    runner: User, coach: User, now: datetime, chosen: timedelta | None, judged_at: timedelta
) -> None:
    judged(runner, coach, useful=0, of=JUDGED, now=now + judged_at)
    chosen_at = now + chosen if chosen else None
    assert calmer(coach, Preset.BALANCED, chosen_at=chosen_at, now=now) is None


def test_whoever_follows_the_proposal_is_left_in_peace(runner: User, coach: User, now: datetime) -> None:
    judged(runner, coach, useful=2, of=JUDGED, now=now)
    presets.choose(coach, place=None, preset=Preset.WATCHFUL, now=now - timedelta(days=80))
    assert presets_page(coach, now=now).calmer == "Balanced"
    presets.choose(coach, place=None, preset=Preset.BALANCED, now=now)
    assert presets_page(coach, now=now).calmer == ""


def test_the_page_says_so(runner: User, coach: User, signed_in: Callable[[User], Client]) -> None:
    judged(runner, coach, useful=2, of=JUDGED, now=timezone.now())
    page = signed_in(coach).get("/coach/alerts/presets/").content.decode()
    assert "useful 2 of 30 in the last 90 days" in page
    assert "Fewer than one in three" in page
    assert "Calm would send fewer" in page
    assert Alert.objects.count() == JUDGED
