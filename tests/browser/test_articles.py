"""An article from a coach's first word to a visitor's published comment, and the question tried without an account."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.beside]
COACH, NEWCOMER = "jo@demo.evenpace.example", "newcomer@example.org"
SIGN_UP = f"""
import django
django.setup()
from allauth.account.models import EmailAddress
from tests import making
person = making.person("{NEWCOMER}", name="New Comer")
EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""
VISITOR = "vera@visitor.example"
SAID = "I thought I was the only one."


def link_in(mail: str) -> str:
    plain = mail.replace("=\n", "")
    found = re.search(r"https?://[^/\s]+(/comments/\S+)", plain)
    assert found is not None, mail
    return found[1]


def write_article(page: Page) -> str:
    page.goto("/coach/articles/new/")
    page.get_by_label("Title").fill("Downhill is a gift")
    page.get_by_label("In one or two sentences").fill("Take it, and keep your knees.")
    page.get_by_label("Text").fill("## Soft steps\n\nShort, quick, quiet.")
    expect(page.locator("#preview h2#soft-steps")).to_have_text("Soft steps")  # while it is being written
    page.get_by_label("Publish it now").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Open it").click()
    return page.url


def comment(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Leave a comment").click()
    page.get_by_label("Your comment").fill(SAID)
    page.get_by_label("Your name").fill("Vera")
    page.get_by_label("Your e-mail").fill(VISITOR)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def test_a_comment_goes_from_a_visitor_to_the_page(site: Site, chromium: Browser) -> None:
    coach, visitor = new_page(chromium, site), new_page(chromium, site, java_script_enabled=False)
    sign_in(coach, COACH, site.password)
    address = write_article(coach)
    comment(visitor, address)
    visitor.goto(link_in(site.mail_to(VISITOR, matching="confirm")))
    visitor.get_by_role("button", name="Yes, send it").click()
    expect(visitor.get_by_text("It waits for Jo.")).to_be_visible()
    coach.goto("/coach/comments/")
    coach.keyboard.press("j")
    coach.keyboard.press("p")
    expect(coach.get_by_role("heading", name="No comment waits for you")).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_text(SAID)).to_be_visible()
    assert coach.evaluate("window.__csp") == []


def test_an_answer_given_without_an_account_becomes_a_first_check_in(site: Site, chromium: Browser) -> None:
    site.environment["DJANGO_SETTINGS_MODULE"] = "coaching.settings"
    site.python("-c", SIGN_UP)
    page = new_page(chromium, site)
    page.goto("/try/")
    page.check("input[name=needs][value=clear_my_head]")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("Your answers are in this browser and nowhere else.")).to_be_visible()
    sign_in(page, NEWCOMER, "a long enough password")
    page.goto("/today/")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(re.compile(r"/check-in/\d+/"))
    expect(page.get_by_text("Clear my head")).to_be_visible()
    page.goto("/today/")
    expect(page.get_by_role("button", name="Keep it")).to_be_hidden()
    assert page.evaluate("window.__csp") == []
