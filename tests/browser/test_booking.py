"""A visitor who has never heard of us books a call, moves it and calls it off; the coach says yes to another."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.pages import DEMO_COACH

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.beside]


def link_in(mail: str) -> str:
    """The address a mail leads to, without the site it stands on."""
    text = mail.replace("=\n", "").replace("=3D", "=")
    return re.search(r"https?://[^/]+(/bookings/[^/\s]+/(?:confirm/|decide/)?)", text)[1]  # type: ignore[index]


def next_month(page: Page, *, day: int) -> None:
    """Far enough ahead that the call may still be moved, whenever this runs."""
    page.click("main a[rel=next]")
    page.wait_for_url("**month=**")
    page.click(f".month tbody a >> nth={day}")


def fill_in(page: Page, email: str) -> None:
    page.fill("[name=name]", "Sam Field")
    page.fill("[name=email]", email)
    page.check("[name=needs][value=clear_my_head]")
    page.fill("[name=more]", "I run when I am angry.")
    page.click("text=Send me the link to confirm")


def ask_for_too_much(page: Page, email: str) -> None:
    """What has to be mended is read first, on the page that comes back."""
    needs = page.locator("[name=needs]")
    for number in range(4):
        needs.nth(number).check()
    fill_in(page, email)
    page.wait_for_selector(".problems:focus")
    for number in range(4):
        needs.nth(number).uncheck()


def test_a_visitor_books_moves_and_calls_off(site: Site, chromium: Browser) -> None:
    page, email = new_page(chromium, site, timezone_id="Asia/Kathmandu"), "sam@visitors.example"
    page.goto("/work-with-me/")
    page.click("main h2 a")
    page.click("article:has-text('A first call') a")
    page.wait_for_url("**zone=Asia%2FKat**")
    assert "UTC+5:45" in page.inner_text("summary")
    next_month(page, day=2)
    page.click(".times button >> nth=0")
    assert "left" in page.inner_text("[role=timer]")
    ask_for_too_much(page, email)
    fill_in(page, email)
    assert page.inner_text("h1") == "One more step: your mail"
    page.goto(link_in(site.mail_to(email, matching="confirm/")))
    page.click("text=Yes, book it")
    assert page.inner_text("h1") == "You are booked"
    before, old = page.inner_text(".as-h1"), page.url
    page.click("text=Move it")
    next_month(page, day=3)
    page.click(".times button >> nth=0")
    assert page.inner_text("h1") == "You are booked"
    assert page.inner_text(".as-h1") != before
    page.goto(old)
    assert page.inner_text("h1") == "This link is old"
    page.goto(link_in(site.mail_to(email, matching="has moved")))
    page.click("summary:has-text('Call it off')")
    page.click("button:has-text('Call it off')")
    assert page.inner_text("h1") == "It is called off"
    assert "METHOD:CANCEL" in site.mail_to(email, matching="METHOD:CANCEL")
    assert page.evaluate("__csp") == []


def test_a_coach_says_yes_from_the_mail_and_sees_the_call(site: Site, chromium: Browser) -> None:
    page, email = new_page(chromium, site, java_script_enabled=False), "kim@visitors.example"
    page.goto("/work-with-me/jo/an-hour/")
    page.click(".times button >> nth=0")
    fill_in(page, email)
    page.goto(link_in(site.mail_to(email, matching="confirm/")))
    page.click("text=Yes, ask for this time")
    assert page.inner_text("h1").startswith("It waits for")
    page.goto(link_in(site.mail_to(DEMO_COACH, matching="decide/")))
    page.click("text=Yes, book it")
    assert page.inner_text("h1") == "Booked"
    desk = new_page(chromium, site)
    sign_in(desk, DEMO_COACH, site.password)
    desk.goto("/coach/consultations/")
    desk.click("li:has-text('Sam Field') a")
    assert "I run when I am angry." in desk.inner_text("main")
