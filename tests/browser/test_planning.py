"""The coach's calendar: a run dragged to another day, and moved again by keyboard alone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes]
COACH = "jo@demo.evenpace.example"
RUN = "[data-moves^=runs]"
MOST_TABS = 12


def test_a_run_is_dragged_to_another_day_and_moved_back_by_keyboard(chromium: Browser, site: Site) -> None:
    page = new_page(chromium, site)
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, COACH, site.password)
    page.goto("/coach/calendar/")
    page.select_option("#who", label="Mara Lindqvist")
    page.get_by_role("button", name="Show").click()

    wednesday = page.locator("[data-day]").nth(2)
    expect(wednesday).to_contain_text("Nothing planned")
    page.locator(RUN).first.drag_to(wednesday)
    expect(page.locator("[data-day]").nth(2)).to_contain_text("Intervals")

    page.locator("[data-day]").nth(2).locator("summary").focus()
    page.keyboard.press("Enter")
    back = page.locator("[data-day]").nth(2).get_by_role("button", name="A day back")
    for _ in range(MOST_TABS):
        if back.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-day]").nth(1)).to_contain_text("Intervals")
    assert page.evaluate("window.__csp") == []
    page.context.close()
