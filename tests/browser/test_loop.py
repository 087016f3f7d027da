"""The whole loop on real processes: a runner's day, a coach's morning, and the alert in between."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page
from tests.runners.importers import making as files

pytestmark = [pytest.mark.browser, pytest.mark.processes]
RUNNER, COACH = "wren@example.org", "max@example.org"
PASSWORD = "seven quiet miles at dawn"
IN_TIME_MS = 45_000


def sign_up(page: Page, site: Site, *, email: str, name: str, next_: str = "") -> None:
    page.goto(next_ or "/accounts/signup/")
    if next_:
        page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=adult]").check()
    page.get_by_role("button", name="Send me the code").click()
    page.locator("input[name=code]").fill(code_from(site.mail_to(email)))
    page.locator("main form").filter(has=page.locator("input[name=code]")).locator("button[type=submit]").first.click()


def code_from(mail: str) -> str:
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail, re.MULTILINE)[1]  # type: ignore[index]


def become_coach_and_invite(page: Page, site: Site) -> str:
    sign_up(page, site, email=COACH, name="Max Hollow")
    page.wait_for_url("**/today/")
    page.goto("/settings/coaching/")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/coach/invites/")
    page.get_by_role("button", name="Make an invite").click()
    return re.search(r"/invites/[\w-]+/", page.content())[0]  # type: ignore[index]


def accept_with_everything_on(page: Page, site: Site, invite: str) -> None:
    sign_up(page, site, email=RUNNER, name="Wren Ashby", next_=invite)
    page.wait_for_url(f"**{invite}")
    for switch in ("training", "emotional", "balance", "reflections"):
        page.locator(f"input[name={switch}]").check()
    page.get_by_role("button", name="Run with Max").click()


def check_in(page: Page) -> None:
    page.goto("/check-in/")
    pad = page.locator("[data-pad]")
    box = pad.bounding_box()
    assert box is not None
    pad.click(position={"x": box["width"] * 0.15, "y": box["height"] * 0.2})
    page.locator("input[name=needs][value=clear_my_head]").check(force=True)
    page.locator("input[name=planned_effort][value='4']").check(force=True)
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url(re.compile(r"/check-in/\d+/$"))


def upload(page: Page, folder: Path) -> None:
    path = folder / "morning.fit"
    path.write_bytes(files.fit_run())
    page.goto("/runs/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Your run is here", timeout=IN_TIME_MS)


def reflect(page: Page) -> None:
    page.goto("/reflect/")
    for name, value in (("effort", 5), ("enjoyment", 8), ("need_met", 8)):
        page.locator(f"input[name={name}][value='{value}']").check(force=True)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/reflect/\d+/$"))


def where_it_is_noon() -> str:
    """A zone far from anybody's quiet hours, at whatever hour this runs: an alert at night waits for the morning."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def test_the_loop_closes(site: Site, chromium: Browser, tmp_path: Path) -> None:
    coach = new_page(chromium, site, timezone_id=where_it_is_noon())
    runner = new_page(chromium, site, timezone_id="Europe/Berlin")
    invite = become_coach_and_invite(coach, site)
    accept_with_everything_on(runner, site, invite)
    check_in(runner)
    upload(runner, tmp_path)
    reflect(runner)
    runner.goto("/balance/")
    expect(runner.locator("main")).to_contain_text("of about 24 days")
    coach.goto("/coach/")
    expect(coach.locator("main")).to_contain_text("Wren Ashby")
    expect(coach.locator("main")).to_contain_text("Nobody needs you today")

    site.python("-m", "tests.browser.drift", RUNNER)
    letter = site.mail_to(COACH, within_s=60, matching="Someone in your squad could use a word")
    assert "Wren" in letter
    for private in ("Ashby", "Strained", "Talk today", "tired", "stress"):
        assert private not in letter.split("\n\n", 1)[1].split("<!doctype", 1)[0]

    runner.goto("/balance/")
    expect(runner.locator("main")).to_contain_text(re.compile("Strained|Talk today"))
    coach.goto("/coach/")
    expect(coach.locator("h1")).to_contain_text("could use a word today")
    with coach.expect_response("**/acknowledge/"):
        coach.get_by_role("button", name="Acknowledge").first.click()
    runner.goto("/alerts/")
    expect(runner.locator("main")).to_contain_text(re.compile("Max acknowledged", re.IGNORECASE))
    for page in (coach, runner):
        assert page.evaluate("__csp") == []
