"""Each kind of alert: from where on each preset hears of it, and who may hear of it at all."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from coaching.alerts.kinds import COOLDOWN_DAYS, LEAST, due, since
from coaching.alerts.models import NEEDS, Alert, Delivery, Kind, Preset, State
from journal import noticing
from journal.sharing import Seen
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

TODAY = 739_000.0
ROW = dict.fromkeys((*noticing.COLUMNS, "quiet_days", "spike", "spike_on", "spike_m", "longest_m"), np.nan)
STEADY = ROW | {"day": TODAY, "confidence": 0.8, "head_over": 0.0, "legs_over": 0.0, "charged": 0.0, "held": 0.0}
# Figures that are just enough for each preset, and what lies just below.
EDGES: list[tuple[Kind, Preset, dict[str, float], dict[str, float]]] = [
    (Kind.BALANCE, Preset.CALM, {"talk_today_since": TODAY - 3}, {"strained_since": TODAY - 3}),
    (Kind.BALANCE, Preset.BALANCED, {"strained_since": TODAY - 3}, {"worth_a_look_since": TODAY - 3}),
    (Kind.BALANCE, Preset.WATCHFUL, {"worth_a_look_since": TODAY - 3}, {}),
    (Kind.CHARGED, Preset.CALM, {"charged": 5.0}, {"charged": 4.0}),
    (Kind.CHARGED, Preset.BALANCED, {"charged": 3.0}, {"charged": 2.0}),
    (Kind.DIVERGENCE, Preset.CALM, {"head_over": 14.0}, {"head_over": 13.0, "legs_over": 40.0}),
    (Kind.DIVERGENCE, Preset.BALANCED, {"head_over": 7.0}, {"head_over": 6.0, "legs_over": 40.0}),
    (Kind.DIVERGENCE, Preset.WATCHFUL, {"legs_over": 10.0}, {"head_over": 4.0, "legs_over": 9.0}),
    (Kind.QUIET, Preset.CALM, {"quiet_days": 21.0}, {"quiet_days": 20.0}),
    (Kind.QUIET, Preset.WATCHFUL, {"quiet_days": 10.0}, {"quiet_days": 9.0}),
    (Kind.SPIKE, Preset.BALANCED, {"spike": 1.31, "spike_on": TODAY}, {"spike": 1.3, "spike_on": TODAY}),
    (Kind.GOOD_WEEK, Preset.BALANCED, {"good_week": 1.5}, {"good_week": 1.4}),
]


def seen(*days: dict[str, float]) -> Seen:
    rows = [STEADY | day for day in days]
    return Seen(np.ones(len(rows), dtype=np.int64), {name: np.array([row[name] for row in rows]) for name in STEADY})


@pytest.mark.parametrize(("kind", "preset", "enough", "less"), EDGES)
def test_a_preset_hears_of_it_from_its_figure_on(
    kind: Kind, preset: Preset, enough: dict[str, float], less: dict[str, float]
) -> None:
    began = since(kind, preset, seen(enough, less))
    assert (~np.isnan(began)).tolist() == [True, False]


@pytest.mark.parametrize(("kind", "preset", "enough", "less"), EDGES)
def test_nothing_calls_while_a_pause_lasts(
    kind: Kind, preset: Preset, enough: dict[str, float], less: dict[str, float]
) -> None:
    assert np.isnan(since(kind, preset, seen(enough | {"held": 1.0}))).all()


def test_a_more_watchful_preset_hears_of_all_that_a_calmer_one_hears_of() -> None:
    rng = np.random.default_rng(5)
    scale = {"charged": 8, "head_over": 20, "legs_over": 20, "quiet_days": 30, "spike": 3, "good_week": 3}
    days = seen(*({name: float(rng.uniform(0, top)) for name, top in scale.items()} for _ in range(300)))
    for kind in set(Kind) - {Kind.BALANCE}:
        calm, balanced, watchful = (~np.isnan(since(kind, preset, days)) for preset in Preset)
        assert not (calm & ~balanced).any()
        assert not (balanced & ~watchful).any()


def test_head_and_legs_apart_say_nothing_beside_a_balance_that_stands_out() -> None:
    both = seen({"head_over": 20.0, "worth_a_look_since": TODAY - 2})
    assert np.isnan(since(Kind.DIVERGENCE, Preset.WATCHFUL, both)).all()


def test_who_is_quiet_is_called_quiet_and_nothing_else() -> None:
    silent = seen({"quiet_days": 30.0, "strained_since": TODAY - 3, "charged": 9.0, "head_over": 20.0})
    calling = [kind for kind in Kind if not np.isnan(since(kind, Preset.WATCHFUL, silent)).all()]
    assert calling == [Kind.QUIET]


@pytest.mark.parametrize("kind", Kind)
def test_it_is_due_once_an_episode_and_not_before_the_cooldown(kind: Kind) -> None:
    wait = COOLDOWN_DAYS[kind]
    assert due(kind, since=TODAY, day=TODAY, told_on=None)
    assert not due(kind, since=TODAY, day=TODAY, told_on=TODAY - wait + 1)
    assert due(kind, since=TODAY, day=TODAY, told_on=TODAY - wait)
    assert not due(kind, since=TODAY - 100, day=TODAY, told_on=TODAY - 99)


def test_every_preset_has_its_figures_and_every_kind_its_switches() -> None:
    assert set(LEAST) == set(Preset)
    assert set(NEEDS) == set(COOLDOWN_DAYS) == set(Kind)


# --- the same, lived through ------------------------------------------------------------------------------------------

KINDS = sorted(raised.LOUD_DAYS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_raised_and_both_hear_of_it(runner: User, coach: User, now: datetime, kind: str) -> None:
    raised.looked(runner, now=now, kind=kind)

    raised.assess(now=now)

    alert = Alert.objects.get()
    told = set(Delivery.objects.filter(channel="in_app").values_list("recipient", flat=True))
    assert (alert.kind, alert.contributions, told) == (kind, {}, {runner.pk, coach.pk})


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_not_raised_where_what_it_looks_at_is_not_shared(
    runner: User, coach: User, now: datetime, kind: str
) -> None:
    for switch in NEEDS[Kind(kind)]:
        Coachship.objects.update(**{f"shares_{name}": name != switch for name in ("training", "emotional", "balance")})
        Coachship.objects.update(shares_reflections=switch != "reflections")
        raised.looked(runner, now=now, kind=kind)
        raised.assess(now=now)

    assert not Alert.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_by_itself(runner: User, coach: User, now: datetime, kind: str) -> None:
    raised.looked(runner, now=now, kind=kind)
    raised.assess(now=now)
    later = now + timedelta(days=8)
    raised.standing(runner, now=later, quiet_days=None, runs_ran_them=0)

    raised.assess(now=later)

    assert Alert.objects.get().state == State.RESOLVED


@pytest.mark.parametrize("still", [{"quiet_days": 29}, {"quiet_days": None, "paused_as": "ill"}])
def test_silence_goes_on_until_somebody_answers_and_no_pause_ends_it(
    runner: User, coach: User, now: datetime, still: dict[str, Any]
) -> None:
    raised.looked(runner, now=now, kind="quiet")
    raised.assess(now=now)
    raised.standing(runner, now=now + timedelta(days=8), **still)
    raised.assess(now=now + timedelta(days=8))

    assert Alert.objects.get().state == State.OPEN


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_hidden_the_moment_the_switch_goes(runner: User, coach: User, now: datetime, kind: str) -> None:
    raised.looked(runner, now=now, kind=kind)
    raised.assess(now=now)
    assert Alert.objects.for_coach(coach).exists()

    Coachship.objects.update(**{f"shares_{NEEDS[Kind(kind)][0]}": False})

    assert not Alert.objects.for_coach(coach).exists()


def test_a_much_longer_run_is_a_hint_for_whoever_sees_runs(runner: User, coach: User, now: datetime) -> None:
    for back in range(2, 12, 2):
        making.run(runner, at=now - timedelta(days=back), distance_m=8000.0)
    making.run(runner, at=now - timedelta(hours=1), distance_m=13_200.0)
    making.refreshed(now)

    raised.assess(now=now)

    alert = Alert.objects.get()
    assert (alert.kind, alert.level) == (Kind.SPIKE, Preset.BALANCED)
    assert alert.figures == {"metres": 13_200.0, "longest": 8000.0}


def test_an_alert_has_somebody_who_sees_it_or_waits_for_the_runner_alone(runner: User, now: datetime) -> None:
    for kind in KINDS:
        raised.looked(runner, now=now, kind=kind)
        raised.assess(now=now)
    assert not Alert.objects.exists()  # nobody would look at them

    raised.standing(runner, now=now, reading="strained", quiet_days=None, runs_ran_them=0)
    raised.assess(now=now)
    assert Delivery.objects.get().recipient == runner
