"""The page of a unit and its list: how far, what became of every file, and nothing of anybody else's."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from runners.imports import pages, reading
from runners.models import Import, Original, Run, User
from runners.views.imports import harmless
from tests.making_archives import takeout, zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only, read, sent

SignedIn = Callable[[User], Client]
ASKED = ("import", "import-files", "import-csv")
DONE = ("import-cancel", "import-undo", "import-ran")


def opened(unit: Import, now: datetime) -> None:
    mine = Import.objects.filter(pk=unit.pk).claim(now=now)
    assert mine is not None
    reading.try_to_open(mine, now=now)


def test_it_says_how_far_it_is(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit = sent(runner, takeout(3, minutes=5), now, name="takeout.zip")
    address = reverse("import", args=[unit.pk])
    opened(unit, now)
    row = Original.objects.claim(now=now)
    assert row is not None
    reading.read_one(row, now=now)
    piece = signed_in(runner).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "1 of 3 read. 1 run so far." in piece
    assert '<progress class="progress" max="3" value="1"' in piece
    assert f'hx-get="{address}"' in piece
    assert "<html" not in piece
    assert 'http-equiv="refresh"' in signed_in(runner).get(address).content.decode()


def test_it_says_what_an_archive_brought(runner: User, now: datetime, signed_in: SignedIn) -> None:
    members = {
        "a.fit": files.fit_run(minutes=10),
        "b.fit": files.fit_file(files.fit_messages(start=now, minutes=10, sport=files.CYCLING)),
        "c.fit": b"no",
        "d.jpg": b"",
    }
    unit = imported(runner, zip_of(members), now, name="all.zip")
    Import.objects.filter(pk=unit.pk).update(received_at=datetime.now(tz=now.tzinfo))
    page = signed_in(runner).get(reverse("import", args=[unit.pk])).content.decode()
    assert "1 run and 1 other activity came in." in page
    assert "was not imported" in page
    assert "passed over" in page
    assert "hx-get" not in page
    assert "Take it all back" in page


@pytest.mark.parametrize(
    ("content", "title"),
    [(files.fit_run(minutes=10), "Your run is here"), (b"no", "No run in this file")],
)
def test_it_says_what_became_of_one_file(
    runner: User, now: datetime, signed_in: SignedIn, content: bytes, title: str
) -> None:
    unit = imported(runner, content, now)
    page = signed_in(runner).get(reverse("import", args=[unit.pk])).content.decode()
    assert f"<h1>{title}</h1>" in page
    run = only(unit).run
    assert (only(unit).reason or f"{reverse('journal-reflect')}?run={run.pk if run else 0}") in page


@pytest.mark.parametrize(("back", "first"), [(1, "Reflect on it"), (3650, "Look at it")])
def test_it_leads_to_a_reflection_on_a_run_of_late(
    runner: User, now: datetime, signed_in: SignedIn, back: int, first: str
) -> None:
    unit = imported(runner, files.fit_run(start=now - timedelta(days=back), minutes=10), now)
    page = signed_in(runner).get(reverse("import", args=[unit.pk])).content.decode()
    (primary,) = re.findall(r'class="btn primary" href="[^"]+">([^<]+)<', page.split("<main")[1])
    assert primary == first


def test_it_asks_for_a_missing_date_and_imports_on_it(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit = imported(runner, files.fit_run(start=now + timedelta(days=9), minutes=10), now)
    browser, row = signed_in(runner), only(unit)
    assert "When was this?" in browser.get(reverse("import", args=[unit.pk])).content.decode()
    address = reverse("import-date", args=[row.pk])
    assert (
        "That day has not come yet." in browser.post(address, {"day": "2999-01-01", "clock": "08:00"}).content.decode()
    )
    assert "Say which day it was." in browser.post(address, {"day": "", "clock": "08:00"}).content.decode()
    assert browser.post(address, {"day": "2026-03-14", "clock": "08:05"}).status_code == 302
    read(unit, now)
    run = Run.objects.get()
    assert run.started_at.isoformat() == "2026-03-14T08:05:00+00:00"
    assert str(run.local_day) == "2026-03-14"


def test_a_file_without_a_date_can_be_left_out(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit = imported(runner, files.fit_run(start=now + timedelta(days=9), minutes=10), now)
    signed_in(runner).post(reverse("import-date", args=[only(unit).pk]), {"leave": "yes"})
    unit.refresh_from_db()
    assert (only(unit).status, only(unit).content, unit.state) == ("skipped", None, "done")


def test_it_lists_every_file_and_gives_each_back(runner: User, now: datetime, signed_in: SignedIn) -> None:
    content = files.fit_run(minutes=10)
    unit = imported(runner, zip_of({"a.fit": content, "b.fit": b"no"}), now, name="all.zip")
    browser, address = signed_in(runner), reverse("import-files", args=[unit.pk])
    page = browser.get(address).content.decode()
    assert "This is not a FIT, GPX or TCX file." in page
    assert "a.fit" in page
    assert "a.fit" not in browser.get(address, {"outcome": "refused"}).content.decode()
    row = Original.objects.get(name="a.fit")
    assert browser.get(reverse("import-original", args=[row.pk])).content == content
    assert browser.get(reverse("import-original", args=[row.pk + 1])).status_code == 404


def test_it_gives_the_list_as_a_table(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit = imported(runner, zip_of({"=1+1.fit": files.fit_run(minutes=10), "b.fit": b"no"}), now, name="all.zip")
    answer = signed_in(runner).get(reverse("import-csv", args=[unit.pk]))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [(line["file"], line["outcome"], line["timer_s"]) for line in lines] == [
        ("'=1+1.fit", "imported", "600"), ("b.fit", "refused", ""),
    ]  # fmt: skip
    assert answer["Content-Disposition"] == f'attachment; filename="evenpace-import-{unit.pk}.csv"'


def test_a_name_is_no_formula() -> None:
    assert [harmless(name) for name in ("=1", "+1", "-1", "@a", "a.fit")] == ["'=1", "'+1", "'-1", "'@a", "a.fit"]


def test_it_needs_no_more_queries_with_more_files(runner: User, now: datetime) -> None:
    few, many = (
        imported(runner, takeout(number, seed=number, minutes=5), now, name="takeout.zip") for number in (2, 9)
    )

    def queries(unit: Import) -> int:
        with CaptureQueriesContext(connection) as asked:
            pages.unit_page(runner, unit.pk, now=now)
            pages.files_page(runner, unit.pk, status="", number=None)
            list(pages.every_file(unit))
        return len(asked)

    assert queries(few) == queries(many)


@pytest.mark.parametrize("name", [*ASKED, *DONE])
def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, now: datetime, signed_in: SignedIn, name: str
) -> None:
    unit = imported(runner, files.fit_run(minutes=10), now)
    address, browser = reverse(name, args=[unit.pk]), signed_in(coach)
    answer = browser.post(address) if name in DONE else browser.get(address)
    assert answer.status_code == 404
    assert browser.get(reverse("import-original", args=[only(unit).pk])).status_code == 404
    assert Run.objects.count() == 1


@pytest.mark.parametrize("name", ["import-cancel", "import-undo"])
def test_it_is_done_on_the_page(runner: User, now: datetime, signed_in: SignedIn, name: str) -> None:
    unit = imported(runner, files.fit_run(minutes=10), now)
    Import.objects.filter(pk=unit.pk).update(received_at=datetime.now(tz=now.tzinfo))
    page = signed_in(runner).post(reverse(name, args=[unit.pk]), follow=True).content.decode()
    assert ("Taken back." in page) is (name == "import-undo")
    late = signed_in(runner).post(reverse("import-undo", args=[unit.pk]), follow=True).content.decode()
    assert ("can no longer be taken back" in late) is (name == "import-undo")
