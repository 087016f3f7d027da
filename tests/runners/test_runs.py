"""Typing in runs, changing, deleting and listing them."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from runners.forms.runs import RunForm
from runners.models import Original, Run, Stale, User
from runners.queries import runs_page, suffix_of
from tests import making, recording

SignedIn = Callable[[User], Client]
NEW, LIST = reverse("run-new"), reverse("runs")


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


def test_it_begins_in_the_runners_zone() -> None:
    blank = RunForm(units="km", zone="Asia/Tokyo", now=datetime(2026, 3, 10, 20, 5, tzinfo=UTC))
    assert (str(blank["day"].value()), blank["clock"].value()) == ("2026-03-11", "05:05")


def test_it_offers_the_start_that_the_last_runs_suggest(runner: User, signed_in: SignedIn) -> None:
    for back, minutes in enumerate((30, 62, 60), start=1):
        making.run(runner, at=timezone.now() - timedelta(days=back), minutes=minutes)
    offered = signed_in(runner).get(NEW).context["form"]["clock"].value()
    hour_ago = (timezone.now() - timedelta(minutes=60)).astimezone(ZoneInfo(runner.time_zone))
    assert offered in (hour_ago.strftime("%H:%M"), (hour_ago - timedelta(minutes=1)).strftime("%H:%M"))


def test_it_offers_the_start_of_the_check_in_before_it(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now() - timedelta(minutes=50))
    offered = signed_in(runner).get(NEW).context["form"]["clock"].value()
    assert offered == entry.made_at.astimezone(ZoneInfo(runner.time_zone)).strftime("%H:%M")
    making.reflection(runner, at=timezone.now(), run=making.run(runner, at=entry.made_at), check_in=entry)
    assert signed_in(runner).get(NEW).context["form"]["clock"].value() != offered


def test_it_offers_the_start_of_the_check_in_it_was_asked_from(
    runner: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    entry = making.check_in(runner, at=now)
    making.check_in(runner, at=timezone.now())
    asked = {"check_in": entry.pk}
    form = signed_in(runner).get(NEW, asked).context["form"]
    assert (form["day"].value(), form["clock"].value()) == (now.date(), "08:30")
    assert signed_in(stranger).get(NEW, asked).status_code == 404


def test_it_asks_once_whether_it_is_the_run_that_is_here(runner: User, signed_in: SignedIn) -> None:
    here = making.run(runner, at=datetime(2026, 3, 10, 18, 25, tzinfo=UTC))
    browser, sent = signed_in(runner), fields()
    page = browser.post(NEW, sent).content.decode()
    assert "You have a run of 18:25 already. Is it the same?" in page
    assert f'name="besides" value="{here.pk}"' in page
    assert Run.objects.get() == here
    saved = [browser.post(NEW, {**sent, "besides": here.pk})["Location"] for _ in range(2)]
    assert (len(set(saved)), Run.objects.count()) == (1, 2)


@pytest.mark.parametrize("clock", ["18:55", "18:00", "23:30"])
def test_it_asks_nothing_about_runs_one_after_the_other(runner: User, signed_in: SignedIn, clock: str) -> None:
    making.run(runner, at=datetime(2026, 3, 10, 18, 25, tzinfo=UTC), minutes=33)
    signed_in(runner).post(NEW, fields(minutes="28", clock=clock))
    assert Run.objects.count() == 2


def test_it_says_one_sentence_back(runner: User, signed_in: SignedIn, now: datetime) -> None:
    browser = signed_in(runner)
    first = browser.post(NEW, fields(day="2026-03-09"), follow=True).content.decode()
    second = browser.post(NEW, fields(), follow=True).content.decode()
    assert "Saved: 45 min, 8.2 km. The only one in seven days." in first
    assert "Saved: 45 min, 8.2 km. The second one in seven days." in second


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
        ({"day": "2026-11-19", "clock": "23:30"}, "That run would end at 00:15, which has not come yet."),
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


@pytest.mark.parametrize(
    ("said", "kept"),
    [("running", ("running", "running")), ("cycling", ("other", "cycling")), ("", ("other", ""))],
)
def test_it_says_what_a_file_did_not(
    runner: User, signed_in: SignedIn, now: datetime, said: str, kept: tuple[str, str]
) -> None:
    run = making.run(runner, at=now)
    Run.objects.update(elapsed_s=2900, sport="other", activity="")
    Stale.objects.all().delete()
    page = reverse("run-edit", args=[run.pk])
    assert '<option value="" selected>Not said</option>' in signed_in(runner).get(page).content.decode()
    signed_in(runner).post(page, fields(activity=said))
    run.refresh_from_db()
    assert (run.sport, run.activity) == kept
    assert Stale.objects.get().since_on == run.local_day


def test_a_walk_can_be_typed_in(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(NEW, fields(activity="walking"))
    run = Run.objects.get()
    assert (run.sport, run.activity) == ("walking", "walking")


def test_a_ride_that_was_a_run_has_its_pacing(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = recording.run(runner, at=now, sport="other", activity="cycling")
    assert run.cv is None
    signed_in(runner).post(reverse("run-edit", args=[run.pk]), fields(activity="running"))
    run.refresh_from_db()
    assert run.cv is not None


def test_it_deletes_a_run_and_works_its_day_out_again(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now)
    Stale.objects.all().delete()
    assert signed_in(runner).get(reverse("run-delete", args=[run.pk])).status_code == 405
    page = signed_in(runner).post(reverse("run-delete", args=[run.pk]), follow=True).content.decode()
    assert not Run.objects.kept().exists()
    assert f'action="{reverse("run-restore", args=[run.pk])}"' in page
    assert Stale.objects.get().since_on == run.local_day - timedelta(days=1)


def test_it_brings_a_deleted_run_back(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now)
    run.delete_softly(now=now)
    Stale.objects.all().delete()
    page = signed_in(runner).post(reverse("run-restore", args=[run.pk]), follow=True).content.decode()
    assert "It is back." in page
    assert Run.objects.kept().get() == run
    assert Stale.objects.get().since_on == run.local_day - timedelta(days=1)


def test_it_brings_no_run_back_that_is_here_again(runner: User, signed_in: SignedIn, now: datetime) -> None:
    run = making.run(runner, at=now)
    run.delete_softly(now=now)
    again = making.run(runner, at=now + timedelta(seconds=40))
    page = signed_in(runner).post(reverse("run-restore", args=[run.pk]), follow=True).content.decode()
    assert "This run is here again already" in page
    assert Run.objects.kept().get() == again


@pytest.mark.parametrize("name", ["run-edit", "run-delete", "run-original", "run-restore"])
def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    run = making.run(runner, at=now)
    if name == "run-restore":
        run.delete_softly(now=now)
    page = reverse(name, args=[run.pk])
    browser = signed_in(coach)
    answer = browser.get(page) if name == "run-original" else browser.post(page, fields())
    assert answer.status_code == 404
    assert Client().post(page).status_code in (302, 405)
    assert Run.objects.get().effort == 4


# --- its file ---------------------------------------------------------------------------------------------------------


def test_it_gives_the_file_back_byte_for_byte_under_its_own_name(
    runner: User, signed_in: SignedIn, now: datetime
) -> None:
    run = making.run(runner, at=now)
    kept = {"name": 'x".FIT.gz', "sha256": "0" * 64, "content": b"\x0e\x10 bytes", "time_zone": "UTC"}
    Original.objects.create(runner=runner, run=run, received_at=now, status="imported", **kept)
    answer = signed_in(runner).get(reverse("run-original", args=[run.pk]))
    assert answer.content == b"\x0e\x10 bytes"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="evenpace-2026-03-18-0830.fit.gz"'


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
