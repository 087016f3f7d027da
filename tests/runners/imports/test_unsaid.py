"""A file that does not say what it holds, one that ends in the middle, and a run that was reflected on already."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse

from runners.models import Import, Run, Stale, User
from tests import making
from tests.making_archives import zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported

SignedIn = Callable[[User], Client]
UNSAID = files.gpx_run(kind=None)


def page_of(browser: Client, unit: Import) -> str:
    return browser.get(reverse("import", args=[unit.pk])).content.decode()


def test_it_asks_whether_it_was_a_run_and_takes_one_tap(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit, browser = imported(runner, UNSAID, now, name="a.gpx"), signed_in(runner)
    Stale.objects.all().delete()
    assert "Was this a run?" in page_of(browser, unit)
    after = browser.post(reverse("import-ran", args=[unit.pk]), follow=True).content.decode()
    run = Run.objects.get()
    assert (run.sport, run.activity, Stale.objects.get().since_on) == ("running", "running", run.local_day)
    assert "It counts among your runs now." in after
    assert "Was this a run?" not in after
    assert Run.objects.meant_steady().get().cv is not None


def test_it_asks_once_about_all_of_an_archive(runner: User, now: datetime, signed_in: SignedIn) -> None:
    ride = files.fit_file(files.fit_messages(start=now, minutes=10, sport=files.CYCLING))
    unit = imported(runner, zip_of({"a.gpx": UNSAID, "b.fit": ride}), now, name="all.zip")
    assert "1 of them does not say what it was" in page_of(signed_in(runner), unit)
    signed_in(runner).post(reverse("import-ran", args=[unit.pk]))
    assert sorted(Run.objects.values_list("activity", flat=True)) == ["cycling", "running"]


def test_it_asks_nothing_where_the_file_says_it(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit, browser = imported(runner, files.gpx_run(kind="cycling"), now, name="a.gpx"), signed_in(runner)
    assert "Was this a run?" not in page_of(browser, unit)
    assert browser.post(reverse("import-ran", args=[unit.pk])).status_code == 302
    assert Run.objects.get().activity == "cycling"


def test_it_says_that_a_file_ends_in_the_middle(runner: User, now: datetime, signed_in: SignedIn) -> None:
    whole = files.gpx_run()
    unit, browser = imported(runner, whole[: len(whole) // 2], now, name="a.gpx"), signed_in(runner)
    told = "The file ends in the middle"
    assert told in page_of(browser, unit)
    run = Run.objects.get()
    assert told in browser.get(reverse("run", args=[run.pk])).content.decode()
    Run.objects.update(partial=False)
    assert told not in page_of(browser, unit)


def test_it_leads_to_the_reflection_that_is_there(runner: User, now: datetime, signed_in: SignedIn) -> None:
    unit = imported(runner, files.fit_run(start=now, minutes=20), now + timedelta(hours=1))
    after = making.reflection(runner, at=now + timedelta(hours=1), run=Run.objects.get())
    page = page_of(signed_in(runner), unit)
    assert f'href="{reverse("journal-reflected", args=[after.pk])}">Read your reflection<' in page
    assert "Reflect on it" not in page
