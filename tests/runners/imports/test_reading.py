"""The worker's part: one row a file, read once, by whoever takes it."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection, connections

from runners import files as disk
from runners.importers.child import ServerGone
from runners.imports import keeping, reading, sweeping, turns
from runners.models import Import, Original, Run, Samples, Stale, User
from tests.making_archives import takeout, zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only, outcomes, read, sent

State, Status = Import.State, Original.Status
DAY = timedelta(days=1)


def reasons(unit: Import) -> list[str]:
    return list(Original.objects.filter(unit=unit).order_by("position").values_list("reason", flat=True))


def test_it_imports_a_file_and_keeps_it_byte_for_byte(runner: User, now: datetime) -> None:
    content = files.fit_run()
    unit = imported(runner, content, now)
    row = only(unit)
    assert (unit.state, row.status) == (State.DONE, Status.IMPORTED)
    assert bytes(row.content or b"") == content
    assert row.run is not None
    assert row.run.cv_succ is not None
    assert Samples.objects.filter(run=row.run).exists()
    assert Stale.objects.filter(runner=runner, since_on=row.run.local_day).exists()
    assert not disk.folder_of(unit.token).exists()


def test_it_reads_an_archive_file_by_file(runner: User, now: datetime) -> None:
    members = {
        "a.fit": files.fit_run(start=now - 9 * DAY),
        "b.gpx.gz": gzip.compress(files.gpx_run()),
        "c.fit": b"%PDF-1.7 no run in here",
        "d.jpg": b"\xff\xd8",
        "e.zip": zip_of({"f.fit": files.fit_run(start=now - 5 * DAY)}),
    }
    unit = imported(runner, zip_of(members), now, name="all.zip")
    assert outcomes(unit) == [Status.IMPORTED, Status.IMPORTED, Status.REFUSED, Status.IMPORTED]
    assert reasons(unit)[2] == "This is not a FIT, GPX or TCX file."
    assert (unit.state, unit.passed_over) == (State.DONE, 1)
    assert Original.objects.filter(unit=unit, content=None).count() == 1
    assert not disk.folder_of(unit.token).exists()


def test_it_takes_the_words_of_a_takeout_along(runner: User, now: datetime) -> None:
    imported(runner, takeout(4, minutes=5), now, name="takeout.zip")
    run = Run.objects.order_by("started_at").first()
    assert run is not None
    assert (run.title, run.note, run.gear, run.effort) == ("Run 0", "Wind,\nfrom the side 🌬️", "Blue shoes", 1)
    assert run.watch_effort is None
    assert list(Run.objects.order_by("started_at").values_list("effort", flat=True)) == [1, None, None, 4]
    assert not Original.objects.exclude(details="").exists()


def test_it_keeps_lines_without_a_file_as_typed_runs(runner: User, now: datetime) -> None:
    list_ = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time\n"
    list_ += '7,"Mar 1, 2026, 7:00:00 AM",Track,Run,1800,5.00,,1750\n'
    list_ += '8,"Mar 2, 2026, 7:00:00 AM",Gym,Weight Training,2400,0,,2400\n'
    unit = imported(runner, zip_of({"activities.csv": list_.encode()}), now, name="takeout.zip")
    assert outcomes(unit) == [Status.IMPORTED, Status.IMPORTED]
    track, gym = Run.objects.order_by("started_at")
    assert (track.sport, track.elapsed_s, track.distance_m, track.title) == ("running", None, 5000, "Track")
    assert (gym.sport, gym.activity, gym.distance_m) == ("other", "strength", None)


def test_it_keeps_every_activity_of_a_file(runner: User, now: datetime) -> None:
    ride = files.fit_messages(start=now - DAY, minutes=20, sport=files.CYCLING)
    run = files.fit_messages(start=now - DAY + timedelta(minutes=30), minutes=15)
    unit = imported(runner, files.fit_file([*ride, *run[1:]]), now)
    assert outcomes(unit) == [Status.IMPORTED, Status.IMPORTED]
    assert [run.sport for run in Run.objects.order_by("started_at")] == ["other", "running"]
    first, second = Original.objects.order_by("part")
    assert (second.whole, second.content) == (first, None)


def test_it_knows_the_same_bytes_again_without_reading_them(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = only(imported(runner, files.fit_run(), now))
    monkeypatch.delattr(reading, "read_safely")
    again = only(imported(runner, files.fit_run(), now, name="again.fit"))
    assert (again.status, again.run, again.content) == (Status.DUPLICATE, first.run, None)
    assert Run.objects.count() == 1


def test_it_brings_a_run_back_that_was_deleted_lately(runner: User, now: datetime) -> None:
    run = only(imported(runner, files.fit_run(), now)).run
    assert run is not None
    run.delete_softly(now=now)
    again = only(imported(runner, files.fit_run(), now))
    assert again.reason == "You had deleted this run. It is back."
    assert Run.objects.kept().get() == run


def test_it_refuses_a_bad_file_with_a_sentence_and_changes_nothing(runner: User, now: datetime) -> None:
    row = only(imported(runner, b"%PDF-1.7 no run in here", now))
    assert (row.status, row.content) == (Status.REFUSED, None)
    assert row.reason.endswith(".")
    assert not Run.objects.exists()
    assert not Stale.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", zip_of({"a.jpg": b"\xff\xd8"}), "in this archive."),
        ("a.zip", b"PK\x03\x04" + b"x" * 99, "."),
        ("a.csv", b"no,list\n1,2\n", "."),
    ],
)
def test_it_ends_a_bad_archive_in_words(runner: User, now: datetime, name: str, content: bytes, words: str) -> None:
    unit = imported(runner, content, now, name=name)
    said = unit.reason or only(unit).reason
    assert said.endswith(words)
    assert not Run.objects.exists()
    assert not disk.folder_of(unit.token).exists()


def test_it_asks_for_the_date_of_a_watch_that_had_none(runner: User, now: datetime) -> None:
    ahead = only(imported(runner, files.fit_run(start=now + timedelta(days=3)), now))
    assert (ahead.status, ahead.unit.state if ahead.unit else "") == (Status.UNDATED, State.ASKING)
    assert ahead.content is not None


def test_a_unit_whose_file_is_gone_ends_in_words(runner: User, now: datetime) -> None:
    lost, half = sent(runner, files.fit_run(), now), sent(runner, takeout(2, minutes=5), now, name="takeout.zip")
    disk.remove(lost.token)
    assert read(lost, now).reason.startswith("The file is no longer on our disk.")
    mine = Import.objects.claim(now=now)
    assert mine is not None
    reading.try_to_open(mine, now=now)
    disk.remove(half.token)
    read(half, now)
    assert half.state == State.DONE
    assert all(reason.startswith("The file is no longer on our disk.") for reason in reasons(half))


# --- killed, late, at once --------------------------------------------------------------------------------------------


def test_it_reads_a_file_again_when_the_worker_died_over_it(runner: User, now: datetime) -> None:
    unit = sent(runner, files.fit_run(), now)
    assert Import.objects.claim(now=now) == unit
    assert read(unit, now).state == State.RECEIVED
    unit = read(unit, now + timedelta(minutes=2))
    assert unit.state == State.DONE
    assert Run.objects.count() == 1


def test_it_leaves_a_file_alone_that_somebody_else_finished(runner: User, now: datetime) -> None:
    unit = sent(runner, files.fit_run(), now)
    opened = Import.objects.claim(now=now)
    assert opened is not None
    slow = reading.try_to_open(opened, now=now)
    read(unit, now + timedelta(minutes=2))
    assert slow is not None
    reading.try_to_open(opened, now=now)
    reading.read_one(slow, now=now)
    assert only(unit).status == Status.IMPORTED
    assert only(unit).content is not None
    assert Run.objects.count() == 1


def test_it_gives_a_file_up_in_words_after_three_faults(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = sent(runner, files.fit_run(), now)
    monkeypatch.setattr(keeping, "settle_file", lambda *_, **__: 1 / 0)
    for minute in (0, 5, 10, 15):
        read(unit, now + timedelta(minutes=minute))
    row = only(unit)
    assert (row.status, row.attempts) == (Status.REFUSED, 3)
    assert "could not read" in row.reason


def test_a_fault_of_ours_is_never_a_fault_of_the_file(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_reads(*_: object, **__: object) -> None:
        raise ServerGone

    unit = sent(runner, files.fit_run(minutes=5), now)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "read_safely", nobody_reads)
        for minute in (0, 5, 10, 15):
            read(unit, now + timedelta(minutes=minute))
    assert only(unit).status == Status.WAITING
    assert read(unit, now + timedelta(minutes=20)).state == State.DONE


def test_a_unit_whose_last_reader_died_ends_all_the_same(runner: User, now: datetime) -> None:
    unit = imported(runner, files.fit_run(minutes=5), now)
    Import.objects.filter(pk=unit.pk).update(state=State.READING)
    reading.work(clock=lambda: now, seconds=1)
    unit.refresh_from_db()
    assert unit.state == State.DONE


def test_a_question_about_a_run_that_is_gone_is_asked_no_longer(runner: User, now: datetime) -> None:
    imported(runner, files.gpx_run(minutes=5), now)
    unit = imported(runner, files.fit_run(start=files.START, minutes=5, effort=5), now)
    assert unit.state == State.ASKING
    Run.objects.all().delete()
    reading.work(clock=lambda: now, seconds=1)
    unit.refresh_from_db()
    assert unit.state == State.DONE


def test_it_gives_up_a_file_whose_readers_never_come_back(runner: User, now: datetime) -> None:
    unit = sent(runner, files.fit_run(), now)
    read_at = now
    opened = Import.objects.claim(now=now)
    assert opened is not None
    assert reading.try_to_open(opened, now=now) is not None
    for _ in range(reading.MOST_DEATHS - 1):
        read_at += timedelta(minutes=2)
        assert Original.objects.claim(now=read_at) is not None
    read_at += timedelta(minutes=2)
    read(unit, read_at)
    assert only(unit).status == Status.REFUSED


def test_it_gives_up_an_archive_whose_openers_never_come_back(runner: User, now: datetime) -> None:
    unit, opened_at = sent(runner, files.fit_run(), now), now
    for _ in range(reading.MOST_DEATHS):
        assert Import.objects.claim(now=opened_at) is not None
        opened_at += timedelta(minutes=2)
    last = Import.objects.claim(now=opened_at)
    assert last is not None
    assert reading.try_to_open(last, now=opened_at) is None
    unit.refresh_from_db()
    assert (unit.state, unit.reason) == (State.REFUSED, reading.COULD_NOT)


def test_everybodys_first_files_come_before_anybodys_second(runner: User, stranger: User, now: datetime) -> None:
    sent(runner, takeout(3, minutes=5), now, name="takeout.zip")
    sent(stranger, takeout(1, minutes=5), now + timedelta(seconds=1), name="takeout.zip")
    for _ in range(2):
        unit = Import.objects.claim(now=now)
        assert unit is not None
        reading.try_to_open(unit, now=now)
    claimed = [Original.objects.claim(now=now) for _ in range(4)]
    assert [row.runner for row in claimed if row is not None] == [runner, stranger, runner, runner]


def test_a_lone_file_takes_few_questions_to_the_database(
    runner: User, now: datetime, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    reading.work(clock=lambda: now, seconds=60)  # what is looked up once a process
    sent(runner, files.fit_run(minutes=5), now)
    with django_assert_max_num_queries(24):
        reading.work(clock=lambda: now, seconds=60)
    assert Run.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_more_read_at_once_than_there_are_places(runner: User, now: datetime, settings: LazySettings) -> None:
    settings.IMPORT_READERS = 1
    sent(runner, files.fit_run(), now)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [turns.READERS])
        assert not reading.work(clock=lambda: now, seconds=1)
        assert not Original.objects.exists()
    other.close()  # a worker that dies leaves its place
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%(lock)s, 0), pg_advisory_unlock(%(lock)s, 0)", {"lock": turns.READERS})
    reading.work(clock=lambda: now, seconds=1)
    assert Run.objects.count() == 1


def test_it_sweeps_up_what_nobody_waits_for(runner: User, now: datetime, settings: LazySettings) -> None:
    waiting, ended = sent(runner, b"a", now), sent(runner, b"b", now)
    Import.objects.filter(pk=ended.pk).update(state=State.DONE)
    (settings.FILES / "incoming" / "cut-short").write_bytes(b"x")
    from_now = datetime.fromtimestamp(disk.file_of(waiting.token).stat().st_mtime, tz=now.tzinfo)
    assert sweeping.sweep(now=from_now) == 0
    assert sweeping.sweep(now=from_now + sweeping.LEFT_OVER_AFTER + DAY) >= 2
    assert disk.file_of(waiting.token).exists()
    assert not disk.folder_of(ended.token).exists()
