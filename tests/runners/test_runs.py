"""Typing in runs, sending files, and having them back."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from runners.forms.runs import RunForm
from runners.models import Original, Run, Stale, User
from runners.queries import original_of, runs_page, suffix_of
from tests import making

SignedIn = Callable[[User], Client]
NEW, LIST, IMPORT = reverse("run-new"), reverse("runs"), reverse("run-import")


def fields(**changed: Any) -> dict[str, Any]:
    full = {"key": str(uuid.uuid4()), "minutes": "45", "distance": "8,2", "effort": "4", "kind": "steady"}
    return {**full, "day": "2026-03-10", "clock": "18:30", **changed}


def form(zone: str = "Europe/Dublin", units: str = "km", **changed: Any) -> RunForm:
    return RunForm(fields(**changed), units=units, zone=zone, now=datetime(2026, 11, 20, tzinfo=UTC))


# --- typed in ---------------------------------------------------------------------------------------------------------


def test_it_keeps_a_typed_run_on_its_local_day(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(NEW, fields())
    run = Run.objects.get()
    assert answer["Location"] == reverse("run", args=[run.pk])
    assert (run.timer_s, run.distance_m, run.effort, run.kind) == (2700, 8200, 4, "steady")
    assert run.started_at == datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
    assert Stale.objects.get().since_on.isoformat() == "2026-03-10"


def test_it_needs_minutes_and_nothing_else(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(NEW, fields(distance="", effort="", kind=""))
    run = Run.objects.get()
    assert (run.distance_m, run.effort, run.kind) == (None, None, "")


def test_it_answers_a_second_tap_like_the_first(runner: User, signed_in: SignedIn) -> None:
    browser, sent = signed_in(runner), fields()
    assert browser.post(NEW, sent)["Location"] == browser.post(NEW, sent)["Location"]
    assert Run.objects.count() == 1


def test_it_starts_with_now_in_the_runners_zone() -> None:
    blank = RunForm(units="km", zone="Asia/Tokyo", now=datetime(2026, 3, 10, 20, 5, tzinfo=UTC))
    assert (str(blank["day"].value()), blank["clock"].value()) == ("2026-03-11", "05:05")


@pytest.mark.parametrize(("typed", "metres"), [("8.2", 8200), ("8,2", 8200), ("0", None), ("", None)])
def test_it_takes_a_comma_or_a_point(typed: str, metres: float | None) -> None:
    filled = form(distance=typed)
    assert filled.is_valid()
    assert filled.to_run().distance_m == metres


def test_it_counts_in_own_units() -> None:
    filled = form(units="mi", distance="5")
    assert filled.is_valid()
    assert filled.to_run().distance_m == pytest.approx(8046.72)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"minutes": ""}, "Type a number, such as 45."),
        ({"minutes": "0"}, "Minutes go from 1 to 10080."),
        ({"minutes": "1e3"}, "Type a number, such as 45."),
        ({"minutes": "nan"}, "Type a number, such as 45."),
        ({"minutes": "٤٥"}, "Type a number, such as 45."),
        ({"minutes": "-5"}, "Type a number, such as 45."),
        ({"distance": "1_000"}, "Type a number, such as 8.2."),
        ({"distance": "9999"}, "That is further than a run can be."),
        ({"minutes": "10", "distance": "30"}, "That is faster than anyone runs."),
        ({"day": "0001-01-01"}, "Choose a day from the year 2000 on."),
        ({"day": "9999-12-31"}, "That day has not come yet."),
        ({"day": "yesterday"}, "Type the day as 2026-11-21."),
        ({"clock": "25:00"}, "Type the time as 18:30."),
        ({"day": "2026-11-20", "clock": "23:59"}, "That time has not come yet."),
        ({"effort": "12"}, "Choose a number from 0 to 10, or leave it out."),
        ({"key": "1"}, "This page is too old to be sent."),
    ],
)
def test_it_names_what_it_cannot_keep(changed: dict[str, str], sentence: str) -> None:
    refused = form(**changed)
    assert not refused.is_valid()
    assert sentence in str(refused.errors)


def test_it_says_when_a_time_never_was() -> None:
    refused = form(day="2026-03-29", clock="01:30")
    assert not refused.is_valid()
    assert "there was no 01:30 that day" in str(refused.errors["clock"])


@pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
def test_it_asks_which_of_two_equal_times(which: str, hour: int) -> None:
    asking = form(day="2026-10-25", clock="01:30")
    assert not asking.is_valid()
    assert asking.came_twice
    assert "came twice" in str(asking.errors["which"])
    answered = form(day="2026-10-25", clock="01:30", which=which)
    assert answered.is_valid()
    assert answered.to_run().started_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


# --- changed and deleted ----------------------------------------------------------------------------------------------


def test_it_changes_a_typed_run(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now)
    page = reverse("run-edit", args=[run.pk])
    assert 'value="8"' in signed_in(runner).get(page).content.decode()
    signed_in(runner).post(page, fields(minutes="50"))
    run.refresh_from_db()
    assert (run.timer_s, str(run.local_day)) == (3000, "2026-03-10")


def test_it_leaves_what_a_file_measured(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now, effort=None)
    run.elapsed_s, run.sport = 2900, "walking"
    run.save()
    page = reverse("run-edit", args=[run.pk])
    assert 'name="minutes"' not in signed_in(runner).get(page).content.decode()
    signed_in(runner).post(page, fields(minutes="1", effort="8"))
    run.refresh_from_db()
    assert (run.timer_s, run.started_at, run.effort, run.sport) == (2700, now, 8, "walking")


def test_it_deletes_a_run_and_works_its_day_out_again(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now)
    Stale.objects.all().delete()
    assert signed_in(runner).get(reverse("run-delete", args=[run.pk])).status_code == 405
    signed_in(runner).post(reverse("run-delete", args=[run.pk]))
    assert not Run.objects.exists()
    assert Stale.objects.get().since_on == run.local_day - timedelta(days=1)


@pytest.mark.parametrize("name", ["run-edit", "run-delete", "run-original", "run-received"])
def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    run = making.run(runner, at=now)
    kept = _kept(runner, run, now)
    page = reverse(name, args=[kept.pk if name == "run-received" else run.pk])
    browser = signed_in(coach)
    answer = browser.post(page, fields()) if name in ("run-edit", "run-delete") else browser.get(page)
    assert answer.status_code == 404
    assert Client().get(page).status_code == 302
    assert Run.objects.get().effort == 4


# --- files ------------------------------------------------------------------------------------------------------------


def _kept(runner: User, run: Run | None, now: datetime, **changed: Any) -> Original:
    full = {"name": 'x".FIT.gz', "sha256": uuid.uuid4().hex * 2, "content": b"\x0e\x10 bytes", "status": "imported"}
    return Original.objects.create(runner=runner, run=run, received_at=now, **{**full, **changed})


def _sent(name: str = "a.fit", content: bytes = b"bytes") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_it_keeps_a_file_and_says_it_is_being_read(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(IMPORT, _sent(), follow=True)
    assert "Being read" in answer.content.decode()
    assert 'http-equiv="refresh"' in answer.content.decode()
    assert bytes(Original.objects.get().content or b"") == b"bytes"


def test_it_takes_the_same_file_once(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    assert browser.post(IMPORT, _sent())["Location"] == browser.post(IMPORT, _sent())["Location"]
    assert Original.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file first."),
        (_sent(content=b""), "This file is empty."),
        (_sent(name="a.exe"), "Send a .fit, .gpx or .tcx file"),
        (_sent(content=b"x" * 10_000_001), "This file is larger than 10 MB."),
    ],
)
def test_it_says_why_a_file_cannot_be_taken(
    runner: User, signed_in: SignedIn, sent: dict[str, SimpleUploadedFile], sentence: str
) -> None:
    assert sentence in signed_in(runner).post(IMPORT, sent).content.decode()
    assert not Original.objects.exists()


def test_it_takes_a_file_of_exactly_ten_megabytes(runner: User, signed_in: SignedIn) -> None:
    assert signed_in(runner).post(IMPORT, _sent(content=b"x" * 10_000_000)).status_code == 302


def test_it_takes_no_file_from_another_site(runner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(runner)
    assert browser.post(IMPORT, _sent()).status_code == 403


@pytest.mark.parametrize(
    ("status", "words"),
    [("imported", "Your run is here"), ("duplicate", "This run is already here"), ("refused", "This file is empty.")],
)
def test_it_tells_what_became_of_a_file(
    runner: User, signed_in: SignedIn, now: datetime, status: str, words: str
) -> None:
    run = making.run(runner, at=now) if status != "refused" else None
    kept = _kept(runner, run, now, status=status, reason="This file is empty.")
    page = signed_in(runner).get(reverse("run-received", args=[kept.pk])).content.decode()
    assert words in page
    assert 'http-equiv="refresh"' not in page
    if run is not None:
        assert f"{reverse('journal-reflect')}?run={run.pk}" in page


def test_it_asks_again_in_pieces_when_a_script_does(runner: User, signed_in: SignedIn, now: datetime) -> None:
    page = reverse("run-received", args=[_kept(runner, None, now, status="waiting").pk])
    piece = signed_in(runner).get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert f'hx-get="{page}"' in piece


def test_it_gives_the_file_back_byte_for_byte_under_its_own_name(
    runner: User, signed_in: SignedIn, now: datetime
) -> None:
    run = making.run(runner, at=now)
    _kept(runner, run, now)
    answer = signed_in(runner).get(reverse("run-original", args=[run.pk]))
    assert answer.content == b"\x0e\x10 bytes"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="evenpace-2026-03-18-0830.fit.gz"'
    assert original_of(runner, run.pk).name == "evenpace-2026-03-18-0830.fit.gz"


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.FIT", ".fit"), ("b.gpx.gz", ".gpx.gz"), ("c.svg", ".bin"), ("gz", ".gz"), ("d.html.gz", ".gz")],
)
def test_it_makes_up_the_name_from_known_parts(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


# --- the list ---------------------------------------------------------------------------------------------------------


def test_it_lists_own_runs_newest_first(runner: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    old, new = making.run(runner, at=now - timedelta(days=2)), making.run(runner, at=now)
    making.run(stranger, at=now)
    assert [row.pk for row in runs_page(runner, number=None).rows] == [new.pk, old.pk]
    page = signed_in(runner).get(LIST).content.decode()
    assert "45 min · 8.0 km · 5:38 /km · effort 4" in page
    assert "typed in" in page


def test_it_needs_no_more_queries_with_more_runs(runner: User, now: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            runs_page(runner, number="1")
        return len(asked)

    making.run(runner, at=now)
    few = queries()
    for back in range(1, 40):
        making.run(runner, at=now - timedelta(days=back))
    assert queries() == few
    assert runs_page(runner, number="nonsense").page.number == 1
