"""What a preset says it would have sent is what is sent when the same days are lived through."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from coaching.alerts import backtest, raising
from coaching.alerts.backtest import LookedBack, Sent
from coaching.alerts.models import Delivery, Kind, Preset, Watch
from coaching.alerts.preset_queries import sentence_of
from journal import loads
from journal.demo import people, squad
from runners.models import Coachship, User
from tests import making

END = date(2026, 3, 18)


def evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 30), tzinfo=UTC)


def lived(coach: User, *, preset: Preset, days: int) -> list[tuple[date, int, str]]:
    """Evening by evening, what the coach heard of in the last of these days."""
    Watch.objects.create(coach=coach, preset=preset, chosen_at=evening(END))
    whole = days + backtest.BEFORE
    for back in range(whole - 1, -1, -1):
        at = evening(END - timedelta(days=back))
        loads.refresh_stale(now=at)
        raising.assess_due(now=at)
    told = Delivery.objects.filter(
        recipient=coach, channel="in_app", created_at__gt=evening(END - timedelta(days=days))
    )
    return sorted((way.created_at.date(), way.alert.runner_id, way.alert.kind) for way in told.select_related("alert"))


def promised(coach: User, *, preset: Preset, days: int) -> list[tuple[date, int, str]]:
    looked = backtest.look_back(list(Coachship.objects.of_coach(coach)), days=days)[preset]
    return sorted((one.day, one.runner_id, one.kind.value) for one in looked.sent)


@pytest.mark.parametrize("preset", [Preset.WATCHFUL])
def test_it_promises_what_then_happens(
    runner: User, coach: User, preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.drifting_month(runner, until=END, heavy_days=10)
    for back in (9, 3):
        morning = evening(END - timedelta(days=back)) - timedelta(hours=14)
        making.run(runner, at=morning, distance_m=20_000.0 - 1000 * back)
    quiet = making.person("quiet@example.org", name="Qui Et")
    making.coachship(coach, quiet)
    making.drifting_month(quiet, until=END - timedelta(days=12), steady_days=40, heavy_days=0)

    heard = lived(coach, preset=preset, days=20)

    assert {kind for _, _, kind in heard} >= {"balance", "quiet", "spike"}
    assert heard == promised(coach, preset=preset, days=20)


@pytest.mark.long
@pytest.mark.parametrize("preset", Preset)
def test_it_promises_what_then_happens_to_a_whole_squad(
    db: None, preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "ZONES", ("Europe/Dublin",))
    made = squad.build(runners=24, days=230, seed=7, end=END, now=evening(END))

    heard = lived(made.coach, preset=preset, days=60)

    assert heard
    assert heard == promised(made.coach, preset=preset, days=60)


def test_it_counts_a_kind_only_for_who_shares_what_it_looks_at(runner: User, coach: User, tie: Coachship) -> None:
    making.drifting_month(runner, until=END)
    making.refreshed(evening(END))
    assert Kind.BALANCE in {one.kind for one in backtest.look_back([tie])[Preset.BALANCED].sent}

    tie.shares_balance = False

    assert Kind.BALANCE not in {one.kind for one in backtest.look_back([tie])[Preset.BALANCED].sent}


def test_it_is_nothing_for_nobody_and_for_who_has_just_come(coach: User, tie: Coachship) -> None:
    assert [looked.sent for looked in backtest.look_back([]).values()] == [(), (), ()]
    assert [looked.sent for looked in backtest.look_back([tie]).values()] == [(), (), ()]


def looked_back(runners: Sequence[int], *, days: int = 90) -> LookedBack:
    sent = (Sent(runner, Kind.QUIET, END - timedelta(days=i)) for i, runner in enumerate(runners))
    return LookedBack(Preset.CALM, days, tuple(sent))


@pytest.mark.parametrize("days", [14, 90, 120])
def test_it_counts_the_days_there_are(runner: User, tie: Coachship, days: int) -> None:
    making.check_in(runner, at=evening(END - timedelta(days=days - 1)))
    making.refreshed(evening(END))
    assert {looked.days for looked in backtest.look_back([tie]).values()} == {min(days, backtest.DAYS)}


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "nothing in the one day there is so far."), (30, "nothing in the 30 days there are so far.")],
)
def test_it_names_the_days_there_are(days: int, sentence: str) -> None:
    assert sentence_of(looked_back([], days=days)) == f"Would have sent {sentence}"


@pytest.mark.parametrize(
    ("runners", "sentence"),
    [
        ([], "Would have sent nothing in the last 90 days."),
        ([1], "Would have sent 1 in the last 90 days, for one person."),
        (
            [1, 2, 3, 1, 2],
            "Would have sent 5 in the last 90 days, for 3 people; 4 of them for 2 people",
        ),
    ],
)
def test_it_says_how_many_and_for_how_many(runners: list[int], sentence: str) -> None:
    assert sentence_of(looked_back(runners)).startswith(sentence)
