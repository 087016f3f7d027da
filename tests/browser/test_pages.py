"""Every main page of the demo squad, phone and desktop, light and dark: axe, the content policy, no sideways scroll."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WATCH_CSP, Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes]
RUNNER, COACH = "runner3@demo.evenpace.example", "jo@demo.evenpace.example"
PUBLIC = ["/", "/accounts/login/", "/accounts/signup/", "/support/", "/privacy/", "/terms/"]
OWN = [
    "/today/", "/check-in/", "/reflect/", "/daily-check/", "/journal/", "/balance/", "/balance/?range=all", "/runs/",
    "/runs/new/", "/runs/import/", "/alerts/", "/notes/", "/settings/", "/settings/sharing/", "/settings/coaching/",
    "/settings/readers/", "/settings/second-step/", "/accounts/second-step/", "/accounts/devices/", "/agree/",
]  # fmt: skip
COACHING = ["/coach/", "/coach/alerts/", "/coach/invites/", "athlete", "athlete?range=all", "/coach/invites/many/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


@pytest.fixture(scope="session")
def signed_in_as(site: Site, chromium: Browser) -> dict[str, dict[str, object]]:
    states = {}
    for email in (RUNNER, COACH):
        page = new_page(chromium, site)
        sign_in(page, email, site.password)
        states[email] = page.context.storage_state()
        page.context.close()
    return states  # type: ignore[return-value]


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids=lambda p: "-".join(p))
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    size: tuple[str, str] = request.param
    return size


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    site: Site,
    chromium: Browser,
    look: tuple[str, str],
    signed_in_as: dict[str, object],
) -> Iterator[BrowserContext]:
    width, height = SIZES[look[0]]
    made = chromium.new_context(
        base_url=site.url, viewport={"width": width, "height": height}, color_scheme=look[1], reduced_motion="reduce",
        storage_state=signed_in_as.get(request.param),
    )  # fmt: skip
    made.add_init_script(WATCH_CSP)
    yield made
    made.close()


def unfold(page: Page) -> None:
    """As tall as the page, so that nothing lies under the bar; twice, because fonts and charts settle in between."""
    for _ in range(2):
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height + 120})  # type: ignore[index]


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open."""
    unfold(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
    faults += [f"policy: {what}" for what in page.evaluate("__csp")]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:  # type: ignore[index]
        faults.append("scrolls sideways")
    return faults


def walk(context: BrowserContext, paths: list[str]) -> dict[str, list[str]]:
    page, wrong = context.new_page(), {}
    for path in paths:
        if path.startswith("athlete"):
            page.goto("/coach/")
            first = page.locator("a[href^='/coach/runners/']").first.get_attribute("href")
            path = f"{first}{path.removeprefix('athlete')}"
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if faults := faults_of(page):
            wrong[path] = faults
    return wrong


@pytest.mark.parametrize("context", [None], indirect=True)
def test_a_visitors_pages_are_sound(context: BrowserContext) -> None:
    assert walk(context, PUBLIC) == {}


@pytest.mark.parametrize("context", [RUNNER], indirect=True)
def test_a_runners_pages_are_sound(context: BrowserContext) -> None:
    assert walk(context, OWN) == {}


@pytest.mark.parametrize("context", [COACH], indirect=True)
def test_a_coachs_pages_are_sound(context: BrowserContext) -> None:
    assert walk(context, COACHING) == {}


def test_a_check_in_needs_no_javascript(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site, java_script_enabled=False)
    sign_in(page, RUNNER, site.password)
    page.goto("/check-in/")
    page.select_option("select[name=valence]", "-2")
    page.select_option("select[name=activation]", "3")
    page.check("input[name=needs][value=settle_down]")
    page.check("input[name=planned_effort][value='3']")
    page.get_by_role("button", name="Go", exact=True).click()
    assert "/check-in/" in page.url
    assert "Settle down" in page.content()


def test_pages_reflow_at_320_pixels(site: Site, chromium: Browser, signed_in_as: dict[str, object]) -> None:
    wide = []
    for email, paths in ((RUNNER, OWN), (COACH, COACHING[:3])):
        page = chromium.new_context(
            base_url=site.url, viewport={"width": 320, "height": 640}, storage_state=signed_in_as[email]
        ).new_page()
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wide.append(path)
    assert wide == []
