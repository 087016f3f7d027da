"""Stop, and take all of it back: the runs a unit made go, those it was joined to are what they were."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import TestCase

from runners import files as disk
from runners import samples
from runners.imports import answers, reading
from runners.models import Import, Original, Run, Stale, User
from tests import making
from tests.making_archives import FIRST, csv_of, run_file, takeout, zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only, outcomes, read, sent

State, Status, Answer = Import.State, Original.Status, Import.Answer
START = files.START
GPX = run_file("gpx", start=START, minutes=20, speed=3.0)
FIT = files.fit_run(start=START, minutes=20, effort=6)


def undone(runner: User, unit: Import, now: datetime) -> bool:
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = answers.undo(runner, unit=unit, now=now)
    unit.refresh_from_db()
    return done


def joined(runner: User, content: bytes, now: datetime) -> Import:
    unit = imported(runner, content, now)
    answers.answer(runner, row=only(unit), to=Answer.MERGE, always=False, now=now)
    return read(unit, now)


def everything(run: Run) -> dict[str, Any]:
    run = Run.objects.get(pk=run.pk)
    fields = {field.name: getattr(run, field.name) for field in Run._meta.concrete_fields}
    return {**fields, "samples": samples.snapshot(run)}


# --- stop -------------------------------------------------------------------------------------------------------------


def test_it_stops_and_keeps_what_came_in(runner: User, now: datetime) -> None:
    unit = sent(runner, takeout(4, minutes=5), now, name="takeout.zip")
    opened = Import.objects.claim(now=now)
    assert opened is not None
    reading.try_to_open(opened, now=now)
    first, second = Original.objects.claim(now=now), Original.objects.claim(now=now)
    assert first is not None
    assert second is not None
    reading.read_one(first, now=now)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert answers.cancel(runner, unit=unit, now=now)
        reading.read_one(second, now=now)  # it was being read when the runner pressed stop
    assert outcomes(unit) == [Status.IMPORTED, *[Status.CANCELLED] * 3]
    assert Run.objects.count() == 1
    assert not disk.folder_of(unit.token).exists()
    assert read(unit, now).state == State.CANCELLED
    assert not answers.cancel(runner, unit=unit, now=now)


def test_it_stops_before_anything_was_opened(runner: User, now: datetime) -> None:
    unit = sent(runner, FIT, now)
    assert answers.cancel(runner, unit=unit, now=now)
    assert read(unit, now).state == State.CANCELLED
    assert not Run.objects.exists()


def test_what_was_asked_when_it_stopped_is_asked_no_longer(runner: User, now: datetime) -> None:
    imported(runner, GPX, now)
    unit = imported(runner, FIT, now)
    assert answers.cancel(runner, unit=unit, now=now)
    assert (only(unit).status, only(unit).content) == (Status.CANCELLED, None)


# --- take back --------------------------------------------------------------------------------------------------------


def test_it_takes_back_the_runs_it_made_and_no_others(runner: User, now: datetime) -> None:
    mine = making.run(runner, at=now - timedelta(days=400))
    unit = imported(runner, takeout(3, minutes=5), now, name="takeout.zip")
    earliest = Run.objects.exclude(pk=mine.pk).earliest("local_day").local_day
    Stale.objects.all().delete()
    assert undone(runner, unit, now + timedelta(days=29))
    assert Run.objects.get() == mine
    assert outcomes(unit) == [Status.UNDONE] * 3
    assert not Original.objects.exclude(content=None).exists()
    assert Stale.objects.get().since_on == earliest - timedelta(days=1)
    assert not undone(runner, unit, now)
    assert set(outcomes(imported(runner, takeout(3, minutes=5), now, name="again.zip"))) == {Status.IMPORTED}


def test_only_what_came_in_is_called_taken_back(runner: User, now: datetime) -> None:
    imported(runner, GPX, now)
    typed = making.run(runner, at=START + timedelta(days=3), minutes=20, effort=7, distance_m=3500)
    asking = files.fit_run(start=typed.started_at, minutes=20)
    inside = {"a.fit": files.fit_run(start=START + timedelta(days=1)), "b.gpx": GPX, "c.fit": asking, "d.fit": b"no"}
    unit = imported(runner, zip_of(inside), now, name="all.zip")
    assert outcomes(unit) == [Status.IMPORTED, Status.DUPLICATE, Status.ASKING, Status.REFUSED]
    assert undone(runner, unit, now)
    assert outcomes(unit) == [Status.UNDONE, Status.DUPLICATE, Status.CANCELLED, Status.REFUSED]


def test_it_is_too_late_after_thirty_days(runner: User, now: datetime) -> None:
    unit = imported(runner, FIT, now)
    assert not undone(runner, unit, now + timedelta(days=30))
    assert Run.objects.count() == 1


def test_a_run_it_was_joined_to_is_what_it_was(runner: User, now: datetime) -> None:
    imported(runner, GPX, now)
    before = everything(Run.objects.get())
    unit = joined(runner, FIT, now)
    assert everything(Run.objects.get()) != before
    assert undone(runner, unit, now)
    assert everything(Run.objects.get()) == before


def test_a_typed_run_is_typed_again(runner: User, now: datetime) -> None:
    typed = making.run(runner, at=START + timedelta(minutes=10), minutes=20, effort=7, distance_m=3500)
    before = everything(typed)
    unit = joined(runner, FIT, now)
    assert undone(runner, unit, now)
    assert everything(typed) == before
    assert before["samples"] is None


def test_what_the_runner_changed_since_stays(runner: User, now: datetime) -> None:
    typed = making.run(runner, at=START, minutes=20, effort=None, distance_m=3500)
    unit = joined(runner, FIT, now)
    typed.refresh_from_db()
    typed.effort, typed.kind = 9, "race"
    typed.save()
    assert undone(runner, unit, now)
    typed.refresh_from_db()
    assert (typed.effort, typed.kind, typed.watch_effort, typed.distance_m) == (9, "race", None, 3500)


def test_words_it_filled_in_go_again(runner: User, now: datetime) -> None:
    content = takeout(1, minutes=5)
    first = imported(runner, content, now, name="takeout.zip")
    run = Run.objects.get()
    Run.objects.filter(pk=run.pk).update(title="", note="", gear="", effort=None)
    Original.objects.filter(unit=first).update(unit=None)
    again = imported(runner, content, now, name="again.zip")
    run.refresh_from_db()
    assert (run.title, only(again).status) == ("Run 0", Status.MERGED)
    assert undone(runner, again, now)
    run.refresh_from_db()
    assert (run.title, run.note, run.gear, run.effort) == ("", "", "", None)


def test_words_the_runner_changed_since_stay(runner: User, now: datetime) -> None:
    imported(runner, run_file("fit", start=FIRST, minutes=5, speed=3.0), now)
    unit = imported(runner, titled(), now, name="takeout.zip")
    run = Run.objects.get()
    assert (run.title, run.gear) == ("Wind", "Blue shoes")
    run.title = "My own words"
    run.save()
    assert undone(runner, unit, now)
    run.refresh_from_db()
    assert (run.title, run.gear) == ("My own words", "")


def titled() -> bytes:
    names = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Activity Gear"
    line = [
        "1",
        f"{FIRST:%b} {FIRST.day}, {FIRST.year}, 6:30:00 AM",
        "Wind",
        "Run",
        "300",
        "0.9",
        "a/1.gpx",
        "Blue shoes",
    ]
    gpx = run_file("gpx", start=FIRST, minutes=5, speed=3.0)
    return zip_of({"activities.csv": csv_of([names.split(","), line]), "a/1.gpx": gpx})


def test_a_run_that_another_file_was_joined_to_stays_with_that_file(runner: User, now: datetime) -> None:
    first = imported(runner, GPX, now)
    second = joined(runner, FIT, now + timedelta(hours=1))
    assert undone(runner, first, now)
    row = only(second)
    assert (Run.objects.count(), row.status, row.run) == (1, Status.IMPORTED, Run.objects.get())
    assert undone(runner, second, now)
    assert not Run.objects.exists()


def test_taken_back_in_any_order_nothing_is_left(runner: User, now: datetime) -> None:
    typed = making.run(runner, at=START, minutes=20, distance_m=3500)
    before = everything(typed)
    first = joined(runner, GPX, now)
    second = joined(runner, FIT, now + timedelta(hours=1))
    assert undone(runner, first, now)
    assert Run.objects.get().watch_effort == 6
    assert undone(runner, second, now)
    assert everything(typed) == before


def test_another_sending_keeps_its_list(runner: User, now: datetime) -> None:
    first = imported(runner, FIT, now)
    second = imported(runner, GPX, now)
    assert undone(runner, first, now)
    assert (only(second).status, only(second).run) == (Status.DUPLICATE, None)


@pytest.mark.parametrize("action", [answers.undo, answers.cancel])
def test_nobody_else_can(runner: User, stranger: User, now: datetime, action: Any) -> None:
    imported(runner, GPX, now)
    unit = imported(runner, FIT, now)
    assert not action(stranger, unit=unit, now=now)
    unit.refresh_from_db()
    assert (unit.state, Run.objects.count()) == (State.ASKING, 1)
