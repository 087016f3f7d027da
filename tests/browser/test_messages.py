"""A runner and two coaches talk, on a phone and at a desk: who was let in reads it, who was taken out does not."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.beside]
RUNNER, SECOND = "runner14@demo.evenpace.example", "sam@demo.evenpace.example"
SECOND_COACH = f"""
from allauth.account.models import EmailAddress
from runners.models import User
from tests import making
runner = User.objects.get(email="{RUNNER}")
sam = making.person("{SECOND}", name="Sam Fell", is_coach=True)
sam.password = runner.password
sam.save()
EmailAddress.objects.create(user=sam, email=sam.email, verified=True, primary=True)
making.coachship(sam, runner)
"""
DESK = {"width": 1280, "height": 860}


def written(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#newest")).to_contain_text(words)


def test_a_runner_lets_a_second_coach_in_and_out_again(site: Site, chromium: Browser) -> None:
    site.manage("shell", "-v", "0", "-c", SECOND_COACH)
    phone, desk = new_page(chromium, site), new_page(chromium, site)
    desk.set_viewport_size(DESK)
    sign_in(phone, RUNNER, site.password)
    sign_in(desk, SECOND, site.password)
    phone.goto("/messages/new/")
    phone.get_by_label("Jo Okonedo").check()
    written(phone, "Could we look at next week?")
    there = phone.url.split("#")[0].removeprefix(site.url)
    assert desk.goto(f"/coach{there}").status == 404  # type: ignore[union-attr]
    phone.get_by_text("Who reads this").click()
    phone.get_by_label("Sam Fell").check()
    phone.get_by_role("button", name="Keep", exact=True).click()
    desk.goto("/coach/messages/")
    expect(desk.locator("#main").get_by_text("1 unread")).to_be_visible()
    desk.locator("main .list a").first.click()
    written(desk, "Gladly. Which day is the heaviest?")
    phone.reload()
    expect(phone.locator("#newest")).to_contain_text("Which day is the heaviest?")
    assert faults_of(phone) + faults_of(desk) == []
    phone.get_by_text("Who reads this").click()
    phone.get_by_label("Sam Fell").uncheck()
    phone.get_by_role("button", name="Keep", exact=True).click()
    assert desk.goto(f"/coach{there}").status == 404  # type: ignore[union-attr]
