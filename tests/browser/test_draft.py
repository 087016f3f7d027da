"""A long text that meets an ended session: it is there again after signing in, and for nobody else."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, new_page
from tests.browser.test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.processes]
MINE, OTHER = "runner12@demo.evenpace.example", "runner13@demo.evenpace.example"
TEXT = "It was a long day, and this is longer than anybody wants to type twice."


def sign_in(page: Page, site: Site, who: str) -> None:
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", site.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def writing(page: Page, site: Site) -> str:
    """The page on which a fresh check-in is written out, with words in it that were not sent."""
    page.goto("/accounts/login/?next=/check-in/")
    sign_in(page, site, MINE)
    page.wait_for_url("**/check-in/")
    page.locator("form.ci footer button[type=submit]").click()
    page.wait_for_url("**/check-in/*/")
    page.goto(page.url + "write/")
    page.fill("textarea[name=note]", TEXT)
    return page.url


def session_ends(page: Page) -> None:
    page.context.clear_cookies(name="sid")


def test_it_comes_back_after_signing_in_and_once(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    form = writing(page, site)
    session_ends(page)
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_text("waits in this tab").wait_for()
    assert faults_of(page) == []
    sign_in(page, site, MINE)
    page.wait_for_url(form)
    assert page.input_value("textarea[name=note]") == TEXT
    page.get_by_text("Brought back").wait_for()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/check-in/*/")
    assert page.evaluate("sessionStorage.getItem('draft')") is None, "what is kept waits for nobody"
    page.goto(form)
    assert page.get_by_text("Brought back").count() == 0


def test_nobody_else_finds_it(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    writing(page, site)
    session_ends(page)
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, site, OTHER)
    page.goto("/journal/")
    page.goto("/reflect/")
    assert TEXT not in page.content()
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"{site.url}/")
    assert page.evaluate("sessionStorage.getItem('draft')") is None


@pytest.mark.parametrize(
    ("address", "area", "button"),
    [("/insights/week/", "own", "Keep this week"), ("/plan/next-week/", "heavy", "Keep")],
)
def test_words_about_a_week_come_back_to_that_week(
    site: Site, chromium: Browser, address: str, area: str, button: str
) -> None:
    page = new_page(chromium, site)
    page.goto(f"/accounts/login/?next={address}")
    sign_in(page, site, MINE)
    page.wait_for_url(f"**{address}")
    page.fill(f"textarea[name={area}]", TEXT)
    session_ends(page)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_text("waits in this tab").wait_for()
    page.goto("/accounts/login/?next=/journal/")
    assert not page.get_by_text("waits in this tab").is_visible(), "nothing was typed on that page"
    page.goto(f"/accounts/login/?next={address}")
    sign_in(page, site, MINE)
    page.wait_for_url(f"**{address}")
    assert page.input_value(f"textarea[name={area}]") == TEXT
