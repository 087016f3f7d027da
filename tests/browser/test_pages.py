"""Every page, phone and desktop, light and dark: axe, the content policy, no sideways scroll down to 320 pixels."""

from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WATCH_CSP, Site, new_page, sign_in
from tests.browser.pages import DEMO_RUNNER, PASSWORD, READERS, Pages, email_of, password_of, unknown_foreign

pytestmark = [pytest.mark.browser, pytest.mark.processes]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# The breathing picture never comes to rest; colours on their way from light to dark do. They begin with the next frame,
# those of a word after those of what it stands in, and one that is cut short has settled, too.
SETTLED = """async () => {
  const drawn = () => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)));
  for (let round = 0; round < 3; round++) {
    await drawn();
    const moving = document.getAnimations().filter(a => a instanceof CSSTransition);
    if (!moving.length) break;
    await Promise.allSettled(moving.map(a => a.finished));
  }
}"""
LOOKS = (("light", {"type": "tag", "values": TAGS}), ("dark", {"type": "rule", "values": COLOURS}))
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
NARROW = 320
FULL = ("visitor", "demo runner", "demo coach")


def test_every_address_is_looked_at_or_has_a_reason_not_to_be(pages: Pages) -> None:
    assert pages.nowhere == [], "give their arguments in tests/coaching/test_access.py"
    assert unknown_foreign() == set()


@pytest.fixture
def size() -> str:
    return "phone"


@pytest.fixture
def context(site: Site, chromium: Browser, reader: str, size: str) -> Iterator[BrowserContext]:
    width, height = SIZES[size]
    made = chromium.new_context(base_url=site.url, viewport={"width": width, "height": height}, reduced_motion="reduce")
    made.set_default_timeout(20_000)
    made.add_init_script(WATCH_CSP)
    if email := email_of(reader):
        page = made.new_page()
        sign_in(page, email, password_of(reader, site.password))
        if reader == "runner":
            show_who_it_is(page)
        page.close()
    yield made
    made.close()


def show_who_it_is(page: Page) -> None:
    """Once more, as the pages of the second step want it."""
    page.goto("/accounts/reauthenticate/?next=/today/")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/today/")


def unfold(page: Page) -> None:
    """As tall as the page, so that nothing lies under the bar; twice, because fonts and charts settle in between."""
    for _ in range(2):
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height + 120})  # type: ignore[index]


def faults_of(page: Page, sizes: Iterable[str] = SIZES) -> list[str]:
    """What is wrong with the page that is open, in each size, and as narrow as may be."""
    faults = []
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{size} {fault}" for fault in faults_in_a_size(page)]
        if size == "phone":
            page.set_viewport_size({"width": NARROW, "height": 640})
            faults += ["scrolls sideways at 320"] * wider_than_it_may(page)
    return faults + [f"policy: {what}" for what in page.evaluate("__csp")]


def faults_in_a_size(page: Page) -> list[str]:
    """Of all the rules those about colours are asked again in the dark."""
    unfold(page)
    faults = ["scrolls sideways"] * wider_than_it_may(page)
    for scheme, rules in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        faults += [f"{scheme} {what}" for what in broken(page, rules)]
    return faults


def broken(page: Page, rules: object) -> list[str]:
    """The rules of axe that do not hold. Only these are fetched: what holds is a hundred times as long."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    asked = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(asked).then(all => all.violations)", asked)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


def wider_than_it_may(page: Page) -> bool:
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return bool(page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"])  # type: ignore[index]


def opened(context: BrowserContext, address: str, size: tuple[int, int]) -> Page | None:
    """The page at an address in a window of that size; None where a visit is not what the address is for."""
    plainly = context.request.get(address, max_redirects=0)
    if plainly.status == 405 or "text/html" not in plainly.headers.get("content-type", ""):
        return None  # a button's address, a file or a feed
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    answer = page.goto(address)
    assert answer is not None
    assert (answer.status, page.url.split("?")[0].endswith(address.split("?")[0])) == (200, True), (address, page.url)
    return page


# Pages with little on them are the same in both sizes, so far as that goes; make test-long looks at those, too.
LOOKED_AT = [
    *((reader, tuple(SIZES) if reader in FULL else ("phone",)) for reader in READERS),
    *(pytest.param(reader, ("desktop",), marks=pytest.mark.long) for reader in READERS if reader not in FULL),
]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("reader", "sizes"), LOOKED_AT)
def test_every_page_is_sound(context: BrowserContext, pages: Pages, reader: str, sizes: tuple[str, ...]) -> None:
    wrong, looked_at = {}, 0
    for address in pages.of[reader]:
        page = opened(context, address, SIZES["phone"])
        if page is None:
            continue
        looked_at += 1
        if faults := faults_of(page, sizes):
            wrong[address] = faults
        page.close()
    assert wrong == {}
    assert looked_at


def test_a_check_in_needs_no_javascript(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site, java_script_enabled=False)
    sign_in(page, DEMO_RUNNER, site.password)
    page.goto("/check-in/")
    page.select_option("select[name=valence]", "-2")
    page.select_option("select[name=activation]", "3")
    page.check("input[name=needs][value=settle_down]")
    page.check("input[name=planned_effort][value='3']")
    page.get_by_role("button", name="Go", exact=True).click()
    assert "/check-in/" in page.url
    assert "Settle down" in page.content()
