"""History worked out again after a formula or a reader has changed: all of it, once, and with a word on what moved."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from runners import rereading, samples
from runners.importers import RefusalKind, Refused, pacing
from runners.models import Original, Reread, Run, Samples, Stale, User
from runners.models.samples import MOST_ATTEMPTS, REREAD_LEASE
from tests import making, recording
from tests.runners.importers.making import fit_run


def numbers(run: Run) -> dict[str, object]:
    run.refresh_from_db()
    return {name: getattr(run, name) for name in samples.WORKED_OUT}


def history(runner: User, now: datetime, *, runs: int = 6) -> list[Run]:
    return [recording.run(runner, at=now - timedelta(days=i), minutes=15, wobble=0.03 + i / 100) for i in range(runs)]


def file_of(run: Run, *, now: datetime, content: bytes | None = None, **more: object) -> Original:
    how = {"name": "a.fit", "sha256": "0" * 64, "status": "imported", "run": run, "received_at": now, **more}
    return Original.objects.create(runner=run.runner, content=content, time_zone="UTC", **how)


def test_it_moves_nothing_where_nothing_changed(runner: User, now: datetime) -> None:
    run = recording.run(runner, at=now, minutes=15)
    before = numbers(run)
    Stale.objects.all().delete()
    batch = rereading.ask(now=now)
    assert rereading.work_off(now=now) == 1
    far = rereading.report(batch)
    assert (far.asked, far.done, far.moved, far.failed, far.shifts) == (1, 1, 0, 0, ())
    assert numbers(run) == before
    assert not Stale.objects.exists()


def test_it_gives_what_a_fresh_import_would(runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a changed constant the old runs and a new import of the same samples agree to the last digit."""
    old = history(runner, now)
    monkeypatch.setattr(pacing, "STOP_SPEED", 2.9)
    monkeypatch.setattr("runners.science.pacing.STOP_SPEED", 2.9)
    monkeypatch.setattr("runners.science.pacing.GAP_FLOOR", 0.99)
    Stale.objects.all().delete()
    batch = rereading.ask(now=now)
    rereading.work_off(now=now)
    assert set(Stale.objects.values_list("since_on", flat=True)) == {run.local_day for run in old}
    fresh = history(runner, now)
    assert [numbers(run) for run in old] == [numbers(run) for run in fresh]
    far = rereading.report(batch)
    assert (far.moved, far.failed) == (6, 0)
    assert {"cv_succ", "window_speeds"} <= {shift.column for shift in far.shifts}


def test_it_goes_on_where_it_was_killed(runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    old = history(runner, now)
    monkeypatch.setattr("runners.science.pacing.GAP_FLOOR", 1.2)
    batch = rereading.ask(now=now)
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    work, seen = samples.work_out_again, []

    def killed(run: Run) -> None:
        seen.append(run)
        if len(seen) == 4:
            raise SystemExit
        work(run)

    monkeypatch.setattr(samples, "work_out_again", killed)
    with pytest.raises(SystemExit):
        rereading.work_off(now=now)
    assert rereading.progress(batch).done == 3
    assert rereading.work_off(now=now + timedelta(seconds=1)) == 2  # what the dead one had taken is still its own
    assert rereading.work_off(now=now + REREAD_LEASE + timedelta(seconds=1)) == 1
    fresh = history(runner, now)
    assert [numbers(run) for run in old] == [numbers(run) for run in fresh]
    assert (rereading.progress(batch).done, rereading.report(batch).moved) == (6, 6)


def test_it_asks_for_each_run_once_and_only_for_runs_of_files(runner: User, stranger: User, now: datetime) -> None:
    making.run(runner, at=now)
    recording.run(runner, at=now, minutes=2).delete_softly(now=now)
    mine, theirs = recording.run(runner, at=now, minutes=2), recording.run(stranger, at=now, minutes=2)
    rereading.ask(now=now, runner=runner)
    assert list(Reread.objects.values_list("run_id", flat=True)) == [mine.pk]
    batch = rereading.ask(now=now, from_file=True)
    again = Reread.objects.order_by("run_id").values_list("run_id", "batch", "from_file")
    assert list(again) == [(mine.pk, batch, True), (theirs.pk, batch, True)]


def test_it_reads_the_file_again_where_that_was_asked_for(runner: User, now: datetime) -> None:
    """What its runner said stays; what its file says is taken anew, its samples too."""
    run = recording.run(runner, at=now, minutes=15, kind="steady")
    Run.objects.filter(pk=run.pk).update(effort=7, timer_s=1, indoor=True)
    file_of(run, now=now, content=fit_run(minutes=20))
    rereading.ask(now=now, from_file=True)
    rereading.work_off(now=now)
    run.refresh_from_db()
    assert (run.timer_s, run.effort, run.kind, run.indoor, run.started_at) == (1200, 7, "steady", True, now)
    assert Samples.objects.get(run=run).count == 1201


def test_it_reads_the_file_of_a_run_whose_samples_were_never_kept(runner: User, now: datetime) -> None:
    run = making.run(runner, at=now)
    Run.objects.filter(pk=run.pk).update(elapsed_s=1300, cv_succ=0.5)
    file_of(run, now=now, content=fit_run(minutes=20))
    rereading.ask(now=now)
    rereading.work_off(now=now)
    assert Samples.objects.get(run=run).count == 1201
    run.refresh_from_db()
    assert run.cv_succ == pytest.approx(0.0, abs=0.01)


def test_it_leaves_alone_what_it_has_nothing_to_work_from(runner: User, now: datetime) -> None:
    """A run brought together from two files says what neither of them says; one without any says what it said."""
    joined, bare = making.run(runner, at=now), making.run(runner, at=now)
    Run.objects.update(elapsed_s=2700, cv_succ=0.5)
    for status in ("imported", "merged"):
        file_of(joined, now=now, content=fit_run(minutes=20), status=status, sha256=status)
    batch = rereading.ask(now=now, from_file=True)
    rereading.work_off(now=now)
    assert [Run.objects.get(pk=run.pk).cv_succ for run in (joined, bare)] == [0.5, 0.5]
    assert (rereading.progress(batch).done, rereading.progress(batch).failed) == (2, 0)


def test_it_says_what_could_not_be_read_and_keeps_what_was_there(runner: User, now: datetime) -> None:
    run = recording.run(runner, at=now, minutes=15)
    file_of(run, now=now, content=b"no file at all")
    before = numbers(run)
    batch = rereading.ask(now=now, from_file=True)
    rereading.work_off(now=now)
    assert rereading.report(batch).failed == 1
    assert numbers(run) == before


def test_it_tries_a_fault_of_ours_again_and_gives_it_up(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording.run(runner, at=now, minutes=15)
    batch = rereading.ask(now=now)
    monkeypatch.setattr(samples, "work_out_again", lambda run: 1 / 0)
    for attempt in range(MOST_ATTEMPTS):
        assert rereading.progress(batch).waiting == 1
        assert rereading.work_off(now=now + 2 * attempt * REREAD_LEASE) == 1
    assert (rereading.progress(batch).waiting, rereading.progress(batch).failed) == (0, 1)


def test_it_stops_after_its_turn_so_that_no_task_is_cut_off(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    history(runner, now)
    rereading.ask(now=now)
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    moments = iter([now + rereading.TURN / 2, now + rereading.TURN])
    assert rereading.work_off(now=now, clock=lambda: next(moments)) == 4
    assert rereading.work_off(now=now) == 2


def test_it_keeps_nothing_for_a_worker_that_lost_its_row(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = recording.run(runner, at=now, minutes=15)
    before = numbers(run)
    rereading.ask(now=now)
    monkeypatch.setattr("runners.science.pacing.GAP_FLOOR", 1.2)
    monkeypatch.setattr(Reread, "finish", lambda row, **how: False)
    rereading.work_off(now=now, limit=1)
    assert numbers(run) == before


def test_it_closes_a_row_only_for_whoever_holds_it(runner: User, now: datetime) -> None:
    recording.run(runner, at=now, minutes=2)
    rereading.ask(now=now)
    late = Reread.objects.get()
    Reread.objects.update(token=uuid.uuid4())
    assert (late.finish(now=now), Reread.objects.get().done_at) == (False, None)
    assert (Reread.objects.get().finish(now=now), Reread.objects.get().done_at) == (True, now)


def test_its_command_follows_the_work_and_tells_what_moved(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = recording.run(runner, at=now, minutes=15)
    monkeypatch.setattr("runners.science.pacing.GAP_FLOOR", 1.2)
    call_command("reread", runner=runner.email, here=True)
    said = capsys.readouterr().out
    assert "0 of 1 runs, 0 moved, 0 could not be read" in said
    assert "1 of 1 runs, 1 moved, 0 could not be read\n  cv: 1 run, most in run" in said
    assert f"most in run {run.pk}: 3.0" in said
    call_command("reread", follow=True)
    assert "1 of 1 runs, 1 moved" in capsys.readouterr().out


def test_its_command_knows_whom_it_does_not_know(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("reread", runner="nobody@example.org")
    with pytest.raises(CommandError, match="Nothing has been asked"):
        call_command("reread", follow=True)


def test_it_forgets_after_a_month(runner: User, now: datetime) -> None:
    recording.run(runner, at=now, minutes=2)
    rereading.ask(now=now)
    rereading.work_off(now=now)
    assert rereading.purge(now=now + timedelta(days=29)) == 0
    assert rereading.purge(now=now + timedelta(days=31)) == 1


def test_a_refused_file_is_not_a_fault_of_ours_it_ends_at_once(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = recording.run(runner, at=now, minutes=15)
    file_of(run, now=now, content=fit_run(minutes=20))

    def refuse(*_: object, **__: object) -> None:
        raise Refused(RefusalKind.TOO_HEAVY)

    monkeypatch.setattr(rereading, "read_safely", refuse)
    batch = rereading.ask(now=now, from_file=True)
    rereading.work_off(now=now)
    assert rereading.progress(batch).failed == 1
