"""What is kept of a file besides its totals, and what is worked out from it."""

import numpy as np
import pytest
from django.db import connection

from runners import samples
from runners.importers.pacing import pacing_along
from runners.models import Run, Samples, User
from runners.models.runs import GONE_AFTER
from tests import making, recording


def test_it_keeps_samples_laps_and_pauses(runner: User, now: object) -> None:
    run = recording.run(runner, at=now, laps=(0, 600, 1200.04), pauses=[(300, 360)])
    kept = samples.of(run)
    assert kept is not None
    assert kept.track is not None
    assert len(kept.track.t_s) == 1801
    assert (kept.track.distance_from, float(np.nanmean(kept.track.cadence))) == ("watch", 172.0)
    assert [lap.start_s for lap in kept.laps] == [0, 600, 1200]
    assert kept.pauses == ((300, 360),)


def test_it_works_out_on_what_is_kept(runner: User, now: object) -> None:
    """So that working it out again gives the same numbers to the last digit."""
    run = recording.run(runner, at=now, wobble=0.051)
    first = {name: getattr(run, name) for name in samples.WORKED_OUT}
    assert first == samples.work_out(Run.objects.get(pk=run.pk))
    track = recording.parsed(at=now, wobble=0.051).track
    assert track is not None
    raw = pacing_along(track)
    assert raw is not None
    assert run.cv_succ == pytest.approx(raw.cv_succ, rel=0.01)
    assert run.cv_succ == pytest.approx(0.051 * 2**0.5, rel=0.05)
    assert (len(run.window_speeds or ()), len(run.window_starts or ())) == (30, 30)


def test_it_says_when_a_run_is_as_even_as_fixes_can_tell(runner: User, now: object) -> None:
    calm, jerky = recording.run(runner, at=now, wobble=0.005), recording.run(runner, at=now, wobble=0.05)
    assert (calm.pacing_quality, jerky.pacing_quality) == (Run.Quality.FLOOR, Run.Quality.GOOD)


@pytest.mark.parametrize(
    "how",
    [
        {"indoor": True},
        {"distances": False},
        {"minutes": 11},
        {"sport": "other", "activity": "cycling"},
        {"sport": "walking", "activity": "walking"},
        {"track": None},
    ],
)
def test_it_works_out_nothing_where_pacing_would_mean_nothing(
    runner: User, now: object, how: dict[str, object]
) -> None:
    run = recording.run(runner, at=now, **how)
    assert {name: getattr(run, name) for name in samples.WORKED_OUT} == {
        **dict.fromkeys(samples.WORKED_OUT),
        "pacing_quality": "",
    }


def test_it_gives_an_unnamed_sport_the_benefit_of_the_doubt(runner: User, now: object) -> None:
    run = recording.run(runner, at=now, sport="other", activity="other", sport_stated=False)
    assert (run.sport, run.activity, run.cv_succ is not None) == ("other", "", True)


def test_it_keeps_nothing_of_a_file_without_anything(runner: User, now: object) -> None:
    run = recording.run(runner, at=now)
    samples.keep(run, recording.parsed(at=now, track=None))
    assert (samples.of(run), Samples.objects.count(), run.cv_succ) == (None, 0, None)
    assert samples.of(making.run(runner, at=now)) is None


def test_it_names_each_column_it_fills(runner: User, now: object) -> None:
    assert tuple(samples.measured(recording.parsed(at=now))) == samples.MEASURED
    assert tuple(samples.work_out(recording.run(runner, at=now))) == samples.WORKED_OUT


def test_it_can_be_put_back_as_it_was(runner: User, now: object) -> None:
    run = recording.run(runner, at=now, wobble=0.05, laps=(0, 900))
    before, even = samples.snapshot(run), run.cv_succ
    samples.keep(run, recording.parsed(at=now, wobble=0.1))
    assert run.cv_succ != even
    samples.put_back(run, before)
    assert (samples.snapshot(run), Run.objects.get(pk=run.pk).cv_succ) == (before, even)
    samples.put_back(run, None)
    assert (samples.snapshot(run), Run.objects.get(pk=run.pk).cv_succ) == (None, None)


def test_it_seals_title_and_note(runner: User, now: object) -> None:
    run = making.run(runner, at=now)
    run.title, run.note = "The long way round", "cried a little"
    run.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT title || note FROM runners_run WHERE id = %s", [run.pk])
        stored = cursor.fetchone()[0]
    assert "long" not in stored
    assert "cried" not in stored
    assert (Run.objects.get(pk=run.pk).title, Run.objects.get(pk=run.pk).note) == (
        "The long way round",
        "cried a little",
    )


def test_it_hides_a_deleted_run_until_it_is_gone(runner: User, now: object) -> None:
    kept, hidden = making.run(runner, at=now), recording.run(runner, at=now)
    hidden.delete_softly(now=now)
    assert list(Run.objects.of(runner)) == list(Run.objects.kept()) == [kept]
    assert list(Run.objects.on_days([runner.pk], kept.local_day, kept.local_day)) == [kept]
    assert Run.objects.purge(now=now + GONE_AFTER) == 0
    hidden.restore()
    assert Run.objects.of(runner).count() == 2
    hidden.delete_softly(now=now)
    assert Run.objects.purge(now=now + 2 * GONE_AFTER) == 1
    assert (list(Run.objects.all()), Samples.objects.count()) == ([kept], 0)
