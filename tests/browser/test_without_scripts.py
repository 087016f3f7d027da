"""Every form with scripts switched off: it is there, its button can be pressed, and no button is dead."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, sign_in
from tests.browser.pages import READERS, Pages, email_of, password_of
from tests.browser.test_pages import SIZES, opened, show_who_it_is

pytestmark = [pytest.mark.browser, pytest.mark.processes]
# What would end the walk, or the people it is made with; each of them is pressed in tests of its own.
LEFT_ALONE = ("logout", "leave", "delete", "remove", "revoke", "withdraw", "devices", "language")
# A step with a call turns its link, and the next address of the walk would be an old one: tests/coaching/consultations.
LEFT_ALONE += ("/bookings/", "/coach/consultations/", "/work-with-me/", "/squad-times/")
# It takes back the group that later addresses are about: tests/coaching/dashboard/test_groups.py.
LEFT_ALONE += ("/groups/undo/",)
# So does taking back what a coach may know from before: tests/coaching/dashboard/test_before.py.
LEFT_ALONE += ("/before/",)
# Passkeys are a script's business, and their page says so.
NEEDS_A_SCRIPT = ("passkey", "mfa_")
FORMS = """forms => forms.map((f, i) => {
  if (f.closest('details')) f.closest('details').open = true;
  const button = [...f.elements].find(e => e.type === 'submit' && e.checkVisibility());
  const used = [...f.elements].some(e => e.type !== 'hidden' && e.tagName !== 'FIELDSET' && e.checkVisibility());
  const nth = forms.slice(0, i).filter(e => e.action === f.action).length;
  const said = button ? button.outerHTML.slice(0, 80) : '';
  return {nth, post: f.method === 'post' && used, action: f.action, button: said};
})"""


@pytest.fixture
def context(site: Site, chromium: Browser, reader: str) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=site.url, java_script_enabled=False)
    made.set_default_timeout(20_000)
    if email := email_of(reader):
        page = made.new_page()
        sign_in(page, email, password_of(reader, site.password))
        if reader == "runner":
            show_who_it_is(page)
        page.close()
    yield made
    made.close()


def dead_buttons(page: Page) -> list[str]:
    found = page.locator("main button[type=button]").all()
    html = [str(button.evaluate("e => e.outerHTML")) for button in found if button.is_visible()]
    return [f"dead: {text[:90]}" for text in html if not any(part in text for part in NEEDS_A_SCRIPT)]


# By where it leads, not by its place on the page: what was sent before may have brought a form or taken one away.
SAME = "(forms, [action, nth]) => forms.map((f, i) => f.action === action ? i : -1).filter(i => i >= 0)[nth] ?? -1"


def pressed(context: BrowserContext, address: str, action: str, nth: int) -> str:
    """Sends one form as it stands; what was wrong with the answer."""
    page = opened(context, address, SIZES["phone"])
    assert page is not None
    number = page.locator("main form").evaluate_all(SAME, [action, nth])
    if number < 0:
        page.close()
        return ""  # what an earlier form was there for is done
    form = page.locator("main form").nth(number)
    form.evaluate("f => { f.noValidate = true; if (f.closest('details')) f.closest('details').open = true }")
    with page.expect_navigation() as gone:
        submits = form.locator("button[type=submit], button:not([type]), input[type=submit]")
        submits.locator("visible=true").first.click()
    status = gone.value.status if gone.value else 0
    page.close()
    return "" if status == 200 else f"{action}: {status}"


def faults_of(context: BrowserContext, address: str) -> list[str] | None:
    page = opened(context, address, SIZES["phone"])
    if page is None:
        return None
    forms, faults = page.locator("main form").evaluate_all(FORMS), dead_buttons(page)
    page.close()
    for form in (form for form in forms if form["post"]):
        if any(word in form["action"] for word in LEFT_ALONE):
            continue
        if form["button"]:
            faults += filter(None, [pressed(context, address, form["action"], form["nth"])])
        elif not any(word in form["action"] for word in ("second-step", "login")):
            faults.append(f"no button in the form to {form['action']}")
    return faults


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "reader", [pytest.param(r, marks=pytest.mark.long) if r == "demo coach" else r for r in READERS]
)
def test_every_form_can_be_sent_without_scripts(context: BrowserContext, pages: Pages, reader: str) -> None:
    wrong = {address: faults for address in pages.of[reader] if (faults := faults_of(context, address))}
    assert wrong == {}
