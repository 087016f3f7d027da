"""A copy of a run that is here: nothing to say, words to add, or one question with everything side by side."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from journal.queries.outings import check_in_before
from runners.imports import answers, pages, sweeping
from runners.models import Import, Original, Run, Samples, Stale, User
from tests import making
from tests.making_archives import csv_of, run_file, takeout, zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only, outcomes, read

SignedIn = Callable[[User], Client]
State, Status, Answer = Import.State, Original.Status, Import.Answer
START = files.START
GPX = run_file("gpx", start=START, minutes=20, speed=3.0)
TWO = files.fit_file([*files.fit_messages(), *files.fit_messages(start=START + timedelta(hours=2))[1:]])
TCX = run_file("tcx", start=START, minutes=20, speed=3.0)
FIT = files.fit_run(start=START, minutes=20, effort=6)


@pytest.fixture
def asked(runner: User, now: datetime) -> Original:
    """The watch's own file, after its copy from a service: it knows the effort."""
    imported(runner, GPX, now, name="a.gpx")
    return only(imported(runner, FIT, now, name="b.fit"))


def answered(runner: User, row: Original, to: str, now: datetime, *, always: bool = False) -> Original:
    answers.answer(runner, row=row, to=to, always=always, now=now)
    assert row.unit is not None
    read(row.unit, now)
    row.refresh_from_db()
    return row


def test_a_copy_that_adds_nothing_is_simply_here_already(runner: User, now: datetime) -> None:
    first = only(imported(runner, FIT, now))
    for name, content in (("a.gpx", GPX), ("a.tcx", TCX)):
        row = only(imported(runner, content, now, name=name))
        assert (row.status, row.run, row.content, row.reason) == (
            Status.DUPLICATE, first.run, None, "This run is already here.",
        )  # fmt: skip
    assert Run.objects.count() == 1


def test_it_asks_when_the_copy_knows_more(runner: User, now: datetime, asked: Original, signed_in: SignedIn) -> None:
    assert asked.unit is not None
    assert (asked.status, asked.unit.state) == (Status.ASKING, State.ASKING)
    page = signed_in(runner).get(reverse("import", args=[asked.unit.pk]))
    question = page.context["page"].question
    assert (question.fuller, question.typed, question.left) == ("new", False, 0)
    assert {"Start", "Time", "Distance", "Heart rate", "Effort on the watch"} <= {one.name for one in question.compared}
    html = page.content.decode()
    assert "This copy adds: " in html
    assert "effort on the watch" in html
    assert "knows more" in html
    assert "always" not in html


def test_it_joins_both(runner: User, now: datetime, asked: Original) -> None:
    run = asked.run
    assert run is not None
    run.effort, run.kind = 3, "race"
    run.save()
    Stale.objects.all().delete()
    row = answered(runner, asked, Answer.MERGE, now)
    run.refresh_from_db()
    assert (row.status, Run.objects.count()) == (Status.MERGED, 1)
    assert (run.effort, run.kind, run.watch_effort) == (3, "race", 6)
    assert Stale.objects.filter(runner=runner).exists()
    assert row.content is not None
    assert only(imported(runner, FIT, now)).status == Status.DUPLICATE


def test_a_copy_that_says_no_sport_takes_none_away(runner: User, now: datetime) -> None:
    moments = files.steps(600, speed=3.0, wobble=0.0, pauses=())
    bare = files.gpx_file([[files.trkpt(s, m, hr=None) for s, m in moments]])
    silent = files.gpx_file([[files.trkpt(s, m) for s, m in moments]], kind=None)
    imported(runner, bare, now, name="a.gpx")
    row = answered(runner, only(imported(runner, silent, now, name="b.gpx")), Answer.MERGE, now)
    assert row.status == Status.MERGED
    run = Run.objects.get()
    assert (run.sport, run.activity, run.avg_hr) == ("running", "running", 150)


def test_a_copy_that_says_the_sport_tells_it(runner: User, now: datetime) -> None:
    moments = files.steps(600, speed=3.0, wobble=0.0, pauses=())
    silent = files.gpx_file([[files.trkpt(s, m) for s, m in moments]], kind=None)
    imported(runner, silent, now, name="a.gpx")
    assert Run.objects.get().sport == "other"
    answered(runner, only(imported(runner, files.fit_run(minutes=10, effort=5), now)), Answer.MERGE, now)
    assert (Run.objects.get().sport, Run.objects.get().activity) == ("running", "running")


def test_it_keeps_both(runner: User, now: datetime, asked: Original) -> None:
    row = answered(runner, asked, Answer.KEEP, now)
    assert row.status == Status.IMPORTED
    assert Run.objects.count() == 2


def test_it_leaves_the_copy_out(runner: User, now: datetime, asked: Original) -> None:
    row = answered(runner, asked, Answer.SKIP, now)
    assert (row.status, row.content, Run.objects.count()) == (Status.SKIPPED, None, 1)
    assert row.unit is not None
    assert row.unit.state == State.DONE


def test_an_answer_given_twice_counts_once(runner: User, now: datetime, asked: Original) -> None:
    answered(runner, asked, Answer.SKIP, now)
    assert answered(runner, asked, Answer.KEEP, now).status == Status.SKIPPED
    assert Run.objects.count() == 1


@pytest.mark.parametrize(("to", "runs"), [(Answer.MERGE, 3), (Answer.KEEP, 6), (Answer.SKIP, 3)])
def test_it_asks_once_for_a_whole_archive(runner: User, now: datetime, to: str, runs: int) -> None:
    starts = [START + timedelta(days=number) for number in range(3)]
    poor = {f"{number}.gpx": run_file("gpx", start=start, minutes=10, speed=3.0) for number, start in enumerate(starts)}
    full = {f"{number}.fit": files.fit_run(start=start, minutes=10, effort=4) for number, start in enumerate(starts)}
    imported(runner, zip_of(poor), now, name="poor.zip")
    unit = imported(runner, zip_of(full), now, name="full.zip")
    assert outcomes(unit) == [Status.ASKING] * 3
    page = pages.unit_page(runner, unit.pk, now=now)
    assert page.question is not None
    assert page.question.left == 2
    answered(runner, Original.objects.filter(unit=unit).latest("position"), to, now, always=True)
    unit.refresh_from_db()
    assert unit.state == State.DONE
    assert Run.objects.count() == runs


def test_it_adds_words_without_asking(runner: User, now: datetime) -> None:
    imported(runner, zip_of({"a.fit": files.fit_run(start=START, minutes=10)}), now, name="a.zip")
    run = Run.objects.get()
    run.title = "My own words"
    run.save()
    names = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Filename"
    line = ["7", "Mar 1, 2026, 7:30:00 AM", "Morning Run", "Run", "windy", "600", "1.8", "activities/7.gpx"]
    list_ = csv_of([names.split(","), line])
    gpx = run_file("gpx", start=START, minutes=10, speed=3.0)
    unit = imported(runner, zip_of({"activities.csv": list_, "activities/7.gpx": gpx}), now, name="takeout.zip")
    run.refresh_from_db()
    assert (run.title, run.note) == ("My own words", "windy")
    assert only(unit).status == Status.MERGED


# --- typed, and damaged -----------------------------------------------------------------------------------------------


def test_a_typed_run_keeps_its_words_and_gets_its_measures(runner: User, now: datetime) -> None:
    typed = making.run(runner, at=START + timedelta(minutes=10), minutes=20, effort=7, distance_m=3500)
    row = only(imported(runner, FIT, now))
    assert (row.status, row.run) == (Status.ASKING, typed)
    answered(runner, row, Answer.MERGE, now)
    typed.refresh_from_db()
    assert (typed.effort, typed.watch_effort, typed.started_at) == (7, 6, START)
    assert typed.distance_m == pytest.approx(3600)
    assert typed.avg_hr == 150
    assert typed.elapsed_s is not None
    assert Samples.objects.filter(run=typed).exists()


def test_a_typed_run_at_another_time_of_day_is_another_run(runner: User, now: datetime) -> None:
    making.run(runner, at=START + timedelta(hours=9), minutes=20, distance_m=3500)
    assert only(imported(runner, FIT, now)).status == Status.IMPORTED


def test_what_was_said_beside_a_run_stays_beside_it(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=START - timedelta(minutes=5))
    typed = making.run(runner, at=START, minutes=20, distance_m=3500)
    after = making.reflection(runner, at=START + timedelta(hours=1), run=typed, check_in=entry)
    answered(runner, only(imported(runner, FIT, now)), Answer.MERGE, now)
    after.refresh_from_db()
    assert after.run == typed
    assert check_in_before(Run.objects.get()) == entry


def test_a_damaged_half_is_recognised_in_either_order(runner: User, stranger: User, now: datetime) -> None:
    half = FIT[: len(FIT) // 2]
    imported(runner, FIT, now)
    assert only(imported(runner, half, now)).status == Status.DUPLICATE
    first = only(imported(stranger, half, now))
    assert first.run is not None
    assert first.run.partial
    row = only(imported(stranger, FIT, now))
    assert (row.status, row.run) == (Status.ASKING, first.run)
    answered(stranger, row, Answer.MERGE, now)
    first.run.refresh_from_db()
    assert not first.run.partial
    assert first.run.timer_s == 1200


def test_a_second_takeout_brings_nothing_new(runner: User, now: datetime) -> None:
    imported(runner, takeout(3, minutes=5), now, name="takeout.zip")
    before = Run.objects.count()
    again = imported(runner, takeout(3, minutes=5), now, name="takeout.zip")
    assert set(outcomes(again)) == {Status.DUPLICATE}
    assert Run.objects.count() == before


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_nobody_else_can_answer(runner: User, coach: User, asked: Original, now: datetime, signed_in: SignedIn) -> None:
    page = reverse("import-answer", args=[asked.pk])
    assert signed_in(coach).post(page, {"to": "skip"}).status_code == 404
    answers.answer(coach, row=asked, to="skip", always=False, now=now)
    asked.refresh_from_db()
    assert asked.status == Status.ASKING
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert signed_in(runner).post(page, {"to": "nonsense"}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == Status.ASKING
    signed_in(runner).post(page, {"to": "skip"})
    asked.refresh_from_db()
    assert asked.status == Status.SKIPPED


def test_a_question_answers_itself_when_its_run_is_taken_back(runner: User, now: datetime) -> None:
    first = imported(runner, GPX, now, name="a.gpx")
    second = imported(runner, FIT, now, name="b.fit")
    assert outcomes(second) == [Status.ASKING]
    with TestCase.captureOnCommitCallbacks(execute=True):
        answers.undo(runner, unit=first, now=now)
    assert outcomes(read(second, now)) == [Status.IMPORTED]
    assert Run.objects.get().effort == 6 or Run.objects.get().watch_effort == 6
    assert second.state == State.DONE


def test_a_question_answers_itself_when_its_run_is_gone_for_good(runner: User, asked: Original, now: datetime) -> None:
    Run.objects.get().delete_softly(now=now)
    assert sweeping.purge(now=now + timedelta(days=2)) == 1
    assert asked.unit is not None
    assert outcomes(read(asked.unit, now + timedelta(days=2))) == [Status.IMPORTED]
    assert Run.objects.count() == 1


def test_a_file_of_two_keeps_what_the_other_needs(runner: User, now: datetime) -> None:
    unit = imported(runner, TWO, now, name="two.fit")
    first, second = Original.objects.filter(unit=unit).order_by("part")
    assert first.run is not None
    first.run.delete_softly(now=now)
    sweeping.purge(now=now + timedelta(days=2))
    second.refresh_from_db()
    assert second.run is not None
    assert second.whole is not None
    assert second.whole.content
    second.run.delete_softly(now=now)
    sweeping.purge(now=now + timedelta(days=2))
    assert not Original.objects.exclude(content=None).exists()
