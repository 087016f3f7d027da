"""Every page with the Tab key alone: everything can be reached, one sees where one is, and nothing holds one fast."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.pages import DEMO_RUNNER, READERS, Pages
from tests.browser.test_pages import SIZES, context, opened

__all__ = ["context"]
pytestmark = [pytest.mark.browser, pytest.mark.processes]
MOST_STOPS = 600
PARTS = 9  # a day, a time and their calendar are several stops in one field
# Numbers everything that can be used now. Of a group of radio buttons Tab reaches one; arrows do the rest.
NUMBER = """() => {
  const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable], [tabindex]';
  const groups = new Set();
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: false}) && !e.closest('[inert]');
  const wrong = [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(e => e.outerHTML);
  let number = 0;
  for (const e of document.querySelectorAll(usable)) {
    if (e.disabled || e.tabIndex < 0 || !shown(e)) continue;
    const group = e.type === 'radio' ? `${e.form?.action} ${e.name}` : '';
    if (group && groups.has(group)) continue;
    if (group) groups.add(group);
    e.dataset.stop = group || number++;
  }
  for (const e of document.querySelectorAll('input[type=radio]'))
    if (shown(e)) e.dataset.stop = `${e.form?.action} ${e.name}`;
  return {stops: [...new Set([...document.querySelectorAll('[data-stop]')].map(e => e.dataset.stop))], wrong};
}"""
# Where the focus is, and whether it shows: an outline or a shadow on the thing itself or on what stands for it.
WHERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const marks = x => x && (c => c.outlineStyle !== 'none' && parseFloat(c.outlineWidth) > 0 || c.boxShadow !== 'none')(
    getComputedStyle(x));
  const seen = [e, ...(e.labels ?? []), e.nextElementSibling, e.parentElement].some(marks);
  return {stop: e.dataset.stop ?? e.outerHTML.slice(0, 90), seen, skip: e.matches('.skip')};
}"""


def faults_of(page: Page) -> list[str]:
    """Walks once through the page by Tab."""
    there = page.evaluate(NUMBER)
    faults = [f"tabindex above 0: {html[:90]}" for html in there["wrong"]]
    reached: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at is None or (at["stop"] in reached and at["stop"] != reached[-1]):
            break
        if not reached and not at["skip"]:
            faults.append(f"begins at {at['stop']}")
        if reached[-PARTS:] == [at["stop"]] * PARTS:
            faults.append(f"holds fast at {at['stop']}")
            break
        if not at["seen"]:
            faults.append(f"no sign of the focus on {name_of(page, at['stop'])}")
        reached.append(at["stop"])
    else:
        faults.append("no end to it")
    return faults + [f"not reached: {name_of(page, stop)}" for stop in there["stops"] if stop not in reached]


def name_of(page: Page, stop: str) -> str:
    find = "s => [...document.querySelectorAll('[data-stop]')].find(e => e.dataset.stop === s)?.outerHTML"
    return str(page.evaluate(find, stop) or stop)[:140]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", ["desktop", pytest.param("phone", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "reader", [pytest.param(r, marks=pytest.mark.long) if r in ("visitor", "runner") else r for r in READERS]
)
def test_every_page_can_be_used_by_keyboard(context: BrowserContext, pages: Pages, reader: str, size: str) -> None:
    wrong = {}
    for address in pages.of[reader]:
        page = opened(context, address, SIZES[size])
        if page is None:
            continue
        if faults := faults_of(page):
            wrong[address] = faults
        page.close()
    assert wrong == {}


def test_the_first_tab_leads_past_the_menu(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    sign_in(page, DEMO_RUNNER, site.password)
    page.goto("/today/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.context.close()
