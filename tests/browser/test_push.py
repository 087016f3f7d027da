"""Words that reach a phone while the site is closed: shown by the worker, and leading to exactly one address."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Worker, expect

from tests.browser.conftest import Site, sign_in
from tests.browser.phone import READY
from tests.faults.site import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.beside]
TOLD = '{"title": "After your run", "body": "Five taps while it is fresh.", "path": "%s", "tag": "one"}'
# A window opens only after a real tap, which no test can make on what the system shows.
TAP = """async () => {
  const [shown] = await registration.getNotifications();
  const opened = new Promise((done) => (clients.openWindow = async (href) => done(href)));
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification: shown }));
  return Promise.race([opened, new Promise((done) => setTimeout(done, 1000, ""))]);
}"""
SHOWN = "async () => (await registration.getNotifications()).map(({ title, body }) => [title, body])"

WATCHED = """() => {
  self.ended = 0;
  registration.pushManager.getSubscription = async () => ({ unsubscribe: async () => (self.ended += 1) });
}"""


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(base_url=site.url, viewport={"width": 390, "height": 844})
    context.grant_permissions(["notifications"])
    opened = context.new_page()
    sign_in(opened, "runner11@demo.evenpace.example", site.password)
    assert wait_until(lambda: bool(opened.evaluate(READY)), 20)
    yield opened
    context.close()


def arrives(page: Page, site: Site, words: str) -> Worker:
    """As if a push service had brought it."""
    context: BrowserContext = page.context
    line: CDPSession = context.new_cdp_session(page)
    ids: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: ids.extend(each["registrationId"] for each in told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    # What the browser tells is heard while it is asked something.
    assert wait_until(lambda: bool(page.evaluate("true") and ids), 5)
    line.send("ServiceWorker.deliverPushMessage", {"origin": site.url, "registrationId": ids[0], "data": words})
    worker = context.service_workers[0]
    assert wait_until(lambda: bool(worker.evaluate(SHOWN)), 5)
    return worker


def test_what_arrives_is_shown_and_leads_to_its_address(page: Page, site: Site) -> None:
    worker = arrives(page, site, TOLD % "/reminders/abc/")
    assert worker.evaluate(SHOWN) == [["After your run", "Five taps while it is fresh."]]
    assert worker.evaluate(TAP) == f"{site.url}/reminders/abc/"
    assert worker.evaluate(SHOWN) == []


@pytest.mark.long
@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_it_leads_to_no_other_site(page: Page, site: Site, path: str) -> None:
    assert arrives(page, site, TOLD % path).evaluate(TAP) == ""


@pytest.mark.long
def test_what_cannot_be_read_is_shown_without_words(page: Page, site: Site) -> None:
    assert arrives(page, site, "no words").evaluate(SHOWN) == [["Evenpace", ""]]


def test_it_ends_when_somebody_else_is_here_without_a_sign_out(page: Page, site: Site) -> None:
    worker = page.context.service_workers[0]
    worker.evaluate(WATCHED)
    page.goto("/today/")
    page.context.clear_cookies()
    page.goto("/")
    assert worker.evaluate("() => self.ended") == 0
    sign_in(page, "runner12@demo.evenpace.example", site.password)
    assert wait_until(lambda: bool(worker.evaluate("() => self.ended")), 5)


def test_the_page_offers_it_where_the_browser_knows_how(page: Page) -> None:
    page.goto("/settings/phone/")
    expect(page.get_by_role("button", name="Tell me here")).to_be_visible()
