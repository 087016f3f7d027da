"""What a runner does beside running, on a phone: a call, goals, a rhythm, a week looked back on, a copy."""

import io
import json
import zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.pages import DEMO_COACH, DEMO_RUNNER
from tests.browser.test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.processes]
RUNNER = "runner8@demo.evenpace.example"
DESK = {"width": 1280, "height": 860}


@pytest.fixture
def page(site: Site, chromium: Browser) -> Page:
    page = new_page(chromium, site)
    sign_in(page, RUNNER, site.password)
    return page


def test_a_runner_books_from_an_alert_and_the_coach_sees_it(site: Site, chromium: Browser) -> None:
    phone, desk = new_page(chromium, site), new_page(chromium, site)
    sign_in(phone, DEMO_RUNNER, site.password)
    phone.goto("/alerts/")
    phone.click("a:has-text('A word this week')")
    phone.click(".times button >> nth=0")
    phone.fill("[name=more]", "It has been a loud week.")
    phone.check("[name=lends] >> nth=0")
    phone.click("text=Book it")
    assert phone.inner_text("h1") == "You are booked"
    assert "METHOD:REQUEST" in site.mail_to(DEMO_RUNNER, matching="METHOD:REQUEST")
    sign_in(desk, DEMO_COACH, site.password)
    desk.goto("/coach/consultations/")
    desk.click("li:has-text('A word this week') a")
    assert "It has been a loud week." in desk.inner_text("main")
    assert faults_of(phone) + faults_of(desk) == []


@pytest.mark.long
def test_a_goal_is_kept_made_smaller_and_put_away(page: Page) -> None:
    page.goto("/goals/new/practices/")
    page.fill("[name=a_week]", "4")
    page.fill("[name=name]", "Quiet evenings")
    page.click("text=Keep it")
    card = page.locator("section.card", has_text="Quiet evenings")
    expect(card).to_contain_text("4 practices beside running")
    card.get_by_text("Another size").click()
    card.locator("input[name=a_week]").fill("2")
    card.get_by_role("button", name="Change").click()
    expect(card).to_contain_text("2 practices beside running")
    card.get_by_text("Put it away").click()
    card.get_by_role("button", name="It has done its work").click()
    expect(card).to_have_count(0)
    expect(page.locator("main")).to_contain_text("It has done its work")
    assert faults_of(page) == []


@pytest.mark.long
def test_a_rhythm_is_set_and_a_small_step_is_taken(page: Page) -> None:
    page.goto("/goals/rhythm/")
    page.locator("summary", has_text="Set it yourself").click()
    page.select_option("[name=what_5]", index=1)
    page.fill("[name=at_5]", "09:30")
    page.locator("form:has([name=what_5]) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Saturday")
    page.goto("/goals/seven/")
    page.click("text=I’ll try it")
    page.goto("/today/")
    expect(page.locator("aside")).to_contain_text("One small step")
    assert faults_of(page) == []


@pytest.mark.long
def test_a_week_is_looked_back_on_and_a_part_of_it_reaches_the_coach(page: Page, site: Site, chromium: Browser) -> None:
    page.goto("/insights/week/")
    page.click("text=The week before")
    page.fill("[name=runs]", "Three easy ones, and one I wanted.")
    page.fill("[name=own]", "Nobody else needs to read this.")
    page.check("[name=shared][value=runs]")
    page.click("text=Keep this week")
    desk = new_page(chromium, site)
    sign_in(desk, DEMO_COACH, site.password)
    number = site.manage(
        "shell", "-v", "0", "-c", f"from runners.models import User; print(User.objects.get(email='{RUNNER}').pk)"
    )
    desk.goto(f"/coach/runners/{number.strip()}/")
    expect(desk.locator("main")).to_contain_text("Three easy ones, and one I wanted.")
    assert "Nobody else needs to read this." not in desk.content()
    assert faults_of(page) + faults_of(desk) == []


@pytest.mark.long
def test_a_copy_is_made_mailed_fetched_and_read(page: Page, site: Site) -> None:
    page.goto("/settings/data/")
    page.click("button:has-text('Make a copy')")
    page.fill("input[name=password]", site.password)
    page.click("text=Go on")
    expect(page.locator("main")).to_contain_text("Your copy is being written")
    assert "/settings/data/" in site.mail_to(RUNNER, within_s=90, matching="settings/data")
    page.goto("/settings/data/")
    with page.expect_download() as got:
        page.locator("a[href$='evenpace.zip']").first.click()
    copy = zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes()))
    assert copy.testzip() is None
    lines = [name for name in copy.namelist() if name.endswith(".jsonl")]
    assert all(json.loads(line) for name in lines for line in copy.read(name).splitlines())
    assert any(name.endswith(".html") for name in copy.namelist())
    assert faults_of(page) == []
