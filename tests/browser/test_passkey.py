"""A passkey in a real browser: made, used alone to sign in, and asked for again, all under the content policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WATCH_CSP, Site
from tests.browser.test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.processes]
WHO = "runner5@demo.evenpace.example"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    """A browser with a passkey store of its own. Passkeys know names, not numbers, so the site is at localhost."""
    context: BrowserContext = chromium.new_context(
        base_url=site.url.replace("127.0.0.1", "localhost"), viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(20_000)
    context.add_init_script(WATCH_CSP)
    made = context.new_page()
    devtools = context.new_cdp_session(made)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield made
    context.close()


def sign_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today/")


def add_passkey(page: Page, password: str) -> None:
    page.goto("/accounts/second-step/webauthn/add/")
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("A name for it").fill("My phone")
    assert faults_of(page) == []
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "logout" not in url)  # what waits on the phone is sent first


def test_a_passkey_opens_the_account_alone(site: Site, page: Page) -> None:
    sign_in(page, site.password)
    add_passkey(page, site.password)
    assert "10 of 10 are left" in page.content()
    assert faults_of(page) == []
    sign_out(page)
    page.goto("/accounts/login/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/today/")

    page.goto("/accounts/second-step/webauthn/")
    assert "My phone" in page.content()
    assert faults_of(page) == []
    page.get_by_role("link", name="Remove My phone").click()  # asks who it is once more
    page.get_by_role("link", name="Use my passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("You have no passkey yet.").wait_for()


def test_a_closed_question_is_said_and_changes_nothing(site: Site, page: Page) -> None:
    page.context.new_cdp_session(page).send("WebAuthn.disable")
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('closed'))")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_text("That did not work, or you closed the question.").wait_for()
    assert page.url.endswith("/accounts/login/")
