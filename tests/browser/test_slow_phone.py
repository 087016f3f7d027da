"""How soon a page can be used on a phone a quarter as fast as this machine, on slow 4G, as Lighthouse has them.

The wire itself is slow, because what a worker fetches is not slowed by the browser's own emulation; beside it stands
what that emulation says of a first visit, on which there is no worker. A machine that is busy is slower: hence `long`.
"""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.long]
RUNNER = "runner16@demo.evenpace.example"
PAGES = ("/check-in/", "/today/", "/reflect/?check_in=")
ROUND_TRIP_S, BYTES_S, CPU = 0.15, 1.6e6 / 8, 4
VISITS, AT_MOST_MS = 5, 1000
EMULATED = {
    "offline": False,
    "latency": ROUND_TRIP_S * 1000,
    "downloadThroughput": BYTES_S,
    "uploadThroughput": BYTES_S,
}
USABLE = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
  return Math.max(painted, page.domContentLoadedEventEnd);
}"""


@pytest.fixture(scope="module")
def signed_in(site: Site, chromium: Browser) -> Any:
    """The cookies of somebody who is, and nothing else of their browser."""
    page = new_page(chromium, site)
    sign_in(page, RUNNER, site.password)
    state = page.context.storage_state()
    page.context.close()
    return state


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    made = Wire(urlsplit(site.url).port or 0)
    yield made
    made.close()


def opened(chromium: Browser, site: Site, signed_in: Any) -> Page:
    page = new_page(chromium, site, has_touch=True, storage_state=signed_in)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    return page


def usable_after(page: Page, address: str) -> float:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    return float(page.evaluate(USABLE))


def told(capsys: pytest.CaptureFixture[str], what: str, found: dict[str, list[float]]) -> None:
    with capsys.disabled():
        for address, times in found.items():
            print(
                f"\n  {what:<38} {address:<20} {median(times):5.0f} ms ({min(times):.0f} to {max(times):.0f})", end=""
            )


def slow(wire: Wire) -> None:
    wire.round_trip_s, wire.bytes_s = ROUND_TRIP_S, BYTES_S


def test_a_page_can_be_used_within_a_second(
    site: Site, chromium: Browser, wire: Wire, signed_in: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    page = opened(chromium, replace(site, url=wire.url), signed_in)
    page.goto("/today/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.wait_for_timeout(3_000)
    slow(wire)
    found = {address: [usable_after(page, address) for _ in range(VISITS)] for address in PAGES}
    page.context.close()
    told(capsys, "seen before", found)
    assert max(median(times) for times in found.values()) <= AT_MOST_MS


def test_how_soon_on_the_very_first_visit(
    site: Site, chromium: Browser, wire: Wire, signed_in: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    slow(wire)
    found: dict[str, list[float]] = {address: [] for address in PAGES}
    for address in PAGES * VISITS:
        page = opened(chromium, replace(site, url=wire.url), signed_in)
        found[address].append(usable_after(page, address))
        page.context.close()
    told(capsys, "never seen", found)


def test_how_soon_on_the_very_first_visit_as_the_browser_emulates_it(
    site: Site, chromium: Browser, signed_in: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, list[float]] = {address: [] for address in PAGES}
    for address in PAGES * VISITS:
        page = opened(chromium, site, signed_in)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", EMULATED)
        found[address].append(usable_after(page, address))
        page.context.close()
    told(capsys, "never seen, slowed by the browser", found)
