"""Stale rows become series and a standing; doing it again changes nothing."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from journal import loads
from journal.models import FourWeeks, RunnerState
from runners.models import Stale, User
from runners.models.plumbing import Claim
from runners.science.training import load_points
from tests import making

HOUR = timedelta(hours=1)


def values(runner: User, name: str, now: datetime) -> np.ndarray:
    return loads.history(RunnerState.objects.get(runner=runner)).values[name]


def test_it_turns_a_run_into_points_on_its_day(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=2), minutes=60, effort=7)
    loads.refresh_stale(now=now)
    assert values(runner, "training", now).tolist() == [pytest.approx(100), 0, 0]


def test_it_leaves_a_day_without_feelings_unknown_and_a_day_without_runs_zero(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now - timedelta(days=1), stress=6)
    loads.refresh_stale(now=now)
    assert values(runner, "training", now).tolist() == [0, 0]
    head = values(runner, "emotional", now)
    assert head[0] == pytest.approx(60)
    assert np.isnan(head[1])


def test_it_changes_nothing_when_run_again(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    loads.refresh_stale(now=now)
    once = list(FourWeeks.objects.order_by("from_on").values()), RunnerState.objects.values().get()
    Stale.objects.mark(runner.pk, date(2025, 1, 1))
    loads.refresh_stale(now=now)
    again = list(FourWeeks.objects.order_by("from_on").values()), RunnerState.objects.values().get()
    assert once == again


def test_it_gives_the_same_whether_day_by_day_or_at_once(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    for back in range(20, -1, -1):
        loads.refresh_stale(now=now - timedelta(days=back))
    daily = values(runner, "score", now)
    Stale.objects.mark(runner.pk, date(2025, 1, 1))
    loads.refresh_stale(now=now)
    np.testing.assert_allclose(values(runner, "score", now), daily, atol=1e-9)


def test_it_reads_a_drifting_month_as_strained_or_more(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    loads.refresh_stale(now=now)
    state = RunnerState.objects.get(runner=runner)
    assert state.reading in ("strained", "talk_today")
    assert sum(state.contributions.values()) == pytest.approx(state.score)


def test_it_works_out_a_new_local_day_without_any_entry(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now)
    loads.refresh_stale(now=now)
    assert loads.refresh_stale(now=now + timedelta(hours=12)).runners == 0
    assert loads.refresh_stale(now=now + timedelta(days=1)).runners == 1
    assert RunnerState.objects.get(runner=runner).day == runner.day(now) + timedelta(days=1)


def test_it_keeps_a_night_entry_on_the_evening_before(runner: User, now: datetime) -> None:
    night = datetime(2026, 3, 18, 2, 30, tzinfo=now.tzinfo)
    check = making.daily_check(runner, at=night)
    assert check.local_day == date(2026, 3, 17)


def test_it_leaves_feelings_typed_in_late_out_of_the_series(runner: User, now: datetime) -> None:
    late = making.check_in(runner, at=now, valence=-4, activation=4)
    type(late).objects.filter(pk=late.pk).update(days_late=2)
    making.run(runner, at=now)
    loads.refresh_stale(now=now)
    assert np.isnan(values(runner, "emotional", now)).all()


def test_it_puts_one_broken_runner_aside_and_serves_the_others(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = making.person("other@example.org")
    for person in (runner, other):
        making.run(person, at=now)
    refresh = loads.refresh

    def broken(claims: list[Claim], *, now: datetime) -> None:
        if any(claim.runner_id == runner.pk for claim in claims):
            raise ValueError("no")
        refresh(claims, now=now)

    monkeypatch.setattr(loads, "refresh", broken)
    done = loads.refresh_stale(now=now)
    assert (done.runners, done.postponed) == (1, 1)
    assert RunnerState.objects.filter(runner=other).exists()
    assert Stale.objects.get(runner=runner).last_error == "ValueError"


def test_it_pairs_a_run_with_the_check_in_before_it(runner: User, now: datetime) -> None:
    early = making.check_in(runner, at=now - 3 * HOUR)
    right = making.check_in(runner, at=now - HOUR / 4)
    about = making.reflection(runner, at=now + HOUR, check_in=right)
    ran = making.run(runner, at=now)
    loads.refresh_stale(now=now + 2 * HOUR)
    for entry in (early, right, about):
        entry.refresh_from_db()
    assert right.run == ran
    assert about.run == ran
    assert early.run is None


def test_it_takes_the_effort_of_the_reflection_over_the_typed_one(runner: User, now: datetime) -> None:
    ran = making.run(runner, at=now, minutes=60, effort=4)
    making.reflection(runner, at=now + HOUR, run=ran, effort=8)
    loads.refresh_stale(now=now)
    assert values(runner, "training", now)[-1] == pytest.approx(load_points(8, 60))


def test_it_calls_somebody_quiet_and_never_scores_the_silence(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now) - timedelta(days=20))
    loads.refresh_stale(now=now)
    state = RunnerState.objects.get(runner=runner)
    assert (state.reading, state.quiet_days, state.score) == ("quiet", 20, None)


def test_it_forgets_what_is_deleted(runner: User, now: datetime) -> None:
    check = making.daily_check(runner, at=now - timedelta(days=400))
    making.run(runner, at=now)
    loads.refresh_stale(now=now)
    assert FourWeeks.objects.count() == 15
    check.delete_softly(now=now)
    Stale.objects.mark(runner.pk, check.local_day)
    loads.refresh_stale(now=now)
    assert FourWeeks.objects.count() == 1


def test_it_lets_entries_be_written_while_a_runner_is_worked_out(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now)
    (claim,) = Stale.objects.claim(now=now, after=0, last=runner.pk)
    making.check_in(runner, at=now + HOUR)
    claim.done()
    assert Stale.objects.count() == 1


def test_it_knows_nothing_any_more_two_weeks_after_the_last_score(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    for days, reading in ((0, ("strained", "talk_today")), (60, ("quiet",))):
        loads.refresh_stale(now=now + timedelta(days=days))
        assert RunnerState.objects.get(runner=runner).reading in reading
    for back in range(5):
        making.daily_check(runner, at=now + timedelta(days=60 - back))
    loads.refresh_stale(now=now + timedelta(days=60))
    state = RunnerState.objects.get(runner=runner)
    assert (state.reading, state.episode_on, state.score) == ("learning", None, None)


def test_it_calls_nobody_quiet_who_writes_without_a_number(runner: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now) - timedelta(days=20))
    for back in range(20, -1, -1):
        making.check_in(runner, at=now - timedelta(days=back), valence=None, activation=None)
    loads.refresh_stale(now=now)
    assert RunnerState.objects.get(runner=runner).quiet_days is None


def test_it_keeps_a_late_effort_out_of_the_comparison_with_earlier_runs(runner: User, now: datetime) -> None:
    for back in range(60, 20, -4):
        making.run(runner, at=now - timedelta(days=back), effort=4)
    late = making.run(runner, at=now - timedelta(days=10), effort=9)
    type(late).objects.filter(pk=late.pk).update(days_late=9)
    on_time = making.run(runner, at=now - timedelta(days=2), effort=9)
    loads.refresh_stale(now=now)
    drift = values(runner, "effort_drift", now)
    assert np.isnan(drift[-11])
    assert drift[-3] == pytest.approx(on_time.effort - 4)


def test_it_has_no_usual_for_legs_that_hardly_ran(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=200))
    making.run(runner, at=now)
    loads.refresh_stale(now=now)
    assert RunnerState.objects.get(runner=runner).training_high is None


def test_it_hands_the_kind_of_the_check_in_to_a_run_without_one(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now - HOUR / 4, kind="intervals")
    ran = making.run(runner, at=now)
    loads.refresh_stale(now=now + HOUR)
    ran.refresh_from_db()
    assert ran.kind == "intervals"


def test_it_shares_the_work_out_by_length(runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loads, "CELLS", 500)
    making.run(runner, at=now - timedelta(days=900))
    others = [making.person(f"o{i}@example.org") for i in range(3)]
    for other in others:
        making.run(other, at=now - timedelta(days=9))
    assert loads.refresh_stale(now=now).runners == 4
    assert RunnerState.objects.count() == 4


def drifting_years(runner: User, now: datetime) -> None:
    """Two years ago, a winter's silence, and a month that ends in an episode."""
    for back in range(500, 300, -3):
        making.daily_check(runner, at=now - timedelta(days=back), tiredness=4, sleep=6, stress=back % 7)
        if back % 2:
            making.run(runner, at=now - timedelta(days=back))
    making.drifting_month(runner, until=runner.day(now))


def kept(runner: User) -> tuple[dict[str, object], list[bytes]]:
    rows = FourWeeks.objects.filter(runner=runner).order_by("from_on")
    state = RunnerState.objects.filter(runner=runner).values().get()
    return state, [part for row in rows for part in (bytes(row.numbers), bytes(row.carried))]


def flat(found: object, name: str = "") -> dict[str, object]:
    """Mappings of mappings as one, to nine digits."""
    if not isinstance(found, dict):
        return {name: round(found, 9) if isinstance(found, float) else found}
    return {key: value for part, inner in found.items() for key, value in flat(inner, f"{name}.{part}").items()}


def test_a_night_that_goes_on_comes_out_where_a_whole_replay_does(runner: User, now: datetime) -> None:
    drifting_years(runner, now)
    for back in range(60, -1, -1):
        loads.refresh_stale(now=now - timedelta(days=back))
    went_on, carried = kept(runner)
    FourWeeks.objects.all().delete()
    Stale.objects.mark(runner.pk, runner.day(now))
    loads.refresh_stale(now=now)
    whole, anew = kept(runner)
    assert whole["episode_on"] is not None
    assert len(carried) == len(anew) > 30
    for one, other in zip(carried, anew, strict=True):
        np.testing.assert_allclose(np.frombuffer(one), np.frombuffer(other), rtol=1e-9, atol=1e-9)
    assert flat(went_on) == flat(whole)


def test_it_works_a_history_with_a_gap_out_again_from_the_beginning(runner: User, now: datetime) -> None:
    drifting_years(runner, now)
    loads.refresh_stale(now=now)
    once = kept(runner)
    FourWeeks.objects.filter(runner=runner, from_on__gt=now.date() - timedelta(days=120)).first().delete()
    Stale.objects.mark(runner.pk, runner.day(now))
    loads.refresh_stale(now=now)
    assert kept(runner) == once


def test_it_leaves_no_day_out_that_ended_before_an_entry(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=4))
    loads.refresh_stale(now=now - timedelta(days=4))
    making.daily_check(runner, at=now)
    loads.refresh_now(runner, now=now)
    assert values(runner, "training", now)[1:].tolist() == [0, 0, 0, 0]


def test_it_finds_a_first_day_that_came_in_later(runner: User, now: datetime) -> None:
    making.run(runner, at=now)
    loads.refresh_stale(now=now)
    making.run(runner, at=now - timedelta(days=70))
    loads.refresh_stale(now=now)
    assert RunnerState.objects.get(runner=runner).first_on == runner.day(now) - timedelta(days=70)
    assert len(values(runner, "training", now)) == 71


def test_it_puts_somebody_aside_whose_day_ended_and_tries_again_later(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.run(runner, at=now)
    loads.refresh_stale(now=now)
    with monkeypatch.context() as broken:
        broken.setattr(loads.states, "write", lambda *_, **__: 1 / 0)
        assert loads.refresh_stale(now=now + timedelta(days=1)).postponed == 1
        assert loads.refresh_stale(now=now + timedelta(days=1)).postponed == 0
    assert loads.refresh_stale(now=now + timedelta(days=1, hours=1)).runners == 1
    assert not Stale.objects.exists()


def test_somebody_who_joined_last_week_has_no_usual_week_from_the_others(runner: User, now: datetime) -> None:
    old = making.person("old@example.org")
    making.run(old, at=now - timedelta(days=200))
    making.run(runner, at=now - timedelta(days=9))
    loads.refresh_stale(now=now)
    assert RunnerState.objects.get(runner=runner).facts["load"]["weeks"] == 0
    assert RunnerState.objects.get(runner=old).facts["load"]["weeks"] == 8
