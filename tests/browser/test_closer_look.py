"""A closer look at a chart by keys: what is drawn, the address, and the ways on from it agree."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.pages import DEMO_COACH

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def days_in(address: str) -> tuple[date, date]:
    asked = parse_qs(urlsplit(address).query)
    return date.fromisoformat(asked["from"][0]), date.fromisoformat(asked["to"][0])


def way(page: Page, words: str) -> Locator:
    return page.get_by_role("navigation", name="Other days").get_by_role("link", name=words)


def test_the_ways_on_begin_with_what_is_shown(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    sign_in(page, DEMO_COACH, site.password)
    page.goto("/coach/")
    page.locator("a.who").first.click()
    ranges = page.get_by_role("navigation", name="Range")
    expect(ranges.locator("[aria-current]")).to_have_text("12 w")
    page.get_by_role("slider").press("+")

    first, last = days_in(page.url)
    assert (last - first).days + 1 == 42
    expect(ranges.locator("[aria-current]")).to_have_count(0)
    way(page, "Earlier").click()
    page.wait_for_url("**#loads")
    assert days_in(page.url) == (first - timedelta(days=21), last - timedelta(days=21))
    expect(page.locator("figcaption").first).to_contain_text("over 42 days")

    page.get_by_role("slider").press("+")
    page.get_by_role("slider").press("Escape")
    assert days_in(page.url) == (first - timedelta(days=21), last - timedelta(days=21))
    assert page.evaluate("__csp") == []
