"""Which check-in, run and reflection belong together, in whatever order they arrive."""

import uuid
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.test import Client
from django.urls import reverse

from journal import actions as diary
from journal.models import CheckIn, Reflection
from journal.queries.run import run_page
from runners.models import Run, User
from tests import making, recording

MORNING, EVENING = timedelta(0), timedelta(hours=10)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def two_runs(runner: User, now: datetime) -> tuple[Run, Run]:
    return recording.run(runner, at=now + MORNING, minutes=40), recording.run(runner, at=now + EVENING, minutes=40)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_runs_a_day_find_their_own_whatever_comes_first_it_pairs_all(
    runner: User, now: datetime, order: tuple[int, ...]
) -> None:
    """Check-ins before each, a reflection after each, files at night or at once."""
    made: dict[str, list[object]] = {"check_ins": [], "reflections": [], "runs": []}

    def check_ins() -> None:
        made["check_ins"] = [making.check_in(runner, at=now + part - hours(0.2)) for part in (MORNING, EVENING)]

    def reflections() -> None:
        made["reflections"] = [making.reflection(runner, at=now + part + hours(1)) for part in (MORNING, EVENING)]

    def runs() -> None:
        made["runs"] = list(two_runs(runner, now))

    for step in order:
        (check_ins, reflections, runs)[step]()
        making.refreshed(now + hours(12))
    expected = [run.pk for run in made["runs"]]
    assert [CheckIn.objects.get(pk=entry.pk).run_id for entry in made["check_ins"]] == expected
    assert [Reflection.objects.get(pk=entry.pk).run_id for entry in made["reflections"]] == expected
    pages = [run_page(runner, pk) for pk in expected]
    assert [page.before.pk for page in pages if page.before] == [entry.pk for entry in made["check_ins"]]
    assert [page.after.pk for page in pages if page.after] == [entry.pk for entry in made["reflections"]]


def test_a_reflection_about_a_check_in_follows_it_to_its_run_it_is_not_taken_by_another(
    runner: User, now: datetime
) -> None:
    before = making.check_in(runner, at=now + EVENING - hours(0.2))
    after = making.reflection(runner, at=now + EVENING + hours(1), check_in=before)
    first, second = two_runs(runner, now)
    making.refreshed(now + hours(12))
    after.refresh_from_db()
    assert (after.run_id, CheckIn.objects.get(pk=before.pk).run_id) == (second.pk, second.pk)
    assert run_page(runner, first.pk).after is None


def test_a_reflection_about_a_check_in_of_another_time_it_stays_with_that(runner: User, now: datetime) -> None:
    before = making.check_in(runner, at=now - hours(8))
    after = making.reflection(runner, at=now + hours(1), check_in=before)
    recording.run(runner, at=now, minutes=40)
    making.refreshed(now + hours(2))
    assert Reflection.objects.get(pk=after.pk).run_id is None


def test_a_deleted_run_it_finds_nothing(runner: User, now: datetime) -> None:
    recording.run(runner, at=now, minutes=40).delete_softly(now=now)
    before, after = making.check_in(runner, at=now - hours(0.2)), making.reflection(runner, at=now + hours(1))
    making.refreshed(now + hours(2))
    assert (CheckIn.objects.get(pk=before.pk).run_id, Reflection.objects.get(pk=after.pk).run_id) == (None, None)


def test_one_check_in_is_for_one_run_it_takes_the_nearest(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now - hours(0.2))
    late, near = recording.run(runner, at=now + hours(5), minutes=20), recording.run(runner, at=now, minutes=20)
    making.refreshed(now + hours(6))
    assert CheckIn.objects.get(pk=entry.pk).run_id == near.pk
    assert run_page(runner, late.pk).before is None


@pytest.mark.parametrize(("after_start", "found"), [(-0.5, False), (0.5, True), (12.6, True), (12.8, False)])
def test_a_reflection_looks_back_twelve_hours_it_never_looks_forward(
    runner: User, now: datetime, after_start: float, found: bool
) -> None:
    entry = making.reflection(runner, at=now + hours(after_start))
    recording.run(runner, at=now, minutes=40)
    making.refreshed(now + hours(20))
    assert (Reflection.objects.get(pk=entry.pk).run_id is not None) == found


def test_a_run_that_has_its_reflection_it_keeps_it(runner: User, now: datetime) -> None:
    run = recording.run(runner, at=now, minutes=40)
    own = making.reflection(runner, at=now + hours(1), run=run)
    other = making.reflection(runner, at=now + hours(1.1))
    making.refreshed(now + hours(2))
    assert [Reflection.objects.get(pk=entry.pk).run_id for entry in (own, other)] == [run.pk, None]


def test_what_was_said_about_a_deleted_run_is_free_for_its_file_sent_again_it_finds_it(
    runner: User, now: datetime
) -> None:
    entry = making.check_in(runner, at=now - hours(0.2))
    after = making.reflection(runner, at=now + hours(1), check_in=entry)
    first = recording.run(runner, at=now, minutes=40)
    making.refreshed(now + hours(2))
    first.delete_softly(now=now + hours(3))
    second = recording.run(runner, at=now, minutes=41)
    diary.share_note(runner, entry=entry, shared=False, now=now)
    making.daily_check(runner, at=now)
    making.refreshed(now + hours(3))
    entry.refresh_from_db()
    after.refresh_from_db()
    assert (entry.run_id, after.run_id) == (second.pk, second.pk)


def test_a_deleted_run_is_on_no_page_of_what_was_said_it_comes_back_with_all_of_it(runner: User, now: datetime) -> None:
    run = recording.run(runner, at=now, minutes=40, watch_effort=8.0)
    answers = diary.ReflectionAnswers(effort=4)
    entry = diary.reflect(runner, answers=answers, key=uuid.uuid4(), now=now + hours(1), run=run)
    assert "On your watch you gave the effort 8" in said(runner, entry)
    run.delete_softly(now=now)
    assert "On your watch" not in said(runner, entry)
    assert f"/runs/{run.pk}/" not in said(runner, entry, page="/journal/")
    run.restore()
    assert "On your watch you gave the effort 8" in said(runner, entry)
    assert f"/runs/{run.pk}/" in said(runner, entry, page="/journal/")


def said(runner: User, entry: Reflection, *, page: str = "") -> str:
    browser = Client()
    browser.force_login(runner)
    return browser.get(page or reverse("journal-reflected", args=[entry.pk])).content.decode()
