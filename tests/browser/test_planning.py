"""The coach's calendar: a run dragged to another day, and moved again by keyboard alone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes]
COACH = "jo@demo.evenpace.example"
RUN = "[data-moves^=runs]"
MOST_TABS = 12
# A run is taken up and let go beside every day; then something else is dropped on a day.
GIVEN_UP = """() => {
    const run = document.querySelector("[data-moves^=runs]"), data = new DataTransfer();
    run.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data, bubbles: true }));
    run.dispatchEvent(new DragEvent("dragend", { dataTransfer: data, bubbles: true }));
    const drop = new DragEvent("drop", { dataTransfer: data, cancelable: true });
    return document.querySelectorAll("[data-day]")[2].dispatchEvent(drop);
}"""


def test_a_run_is_dragged_to_another_day_and_moved_back_by_keyboard(chromium: Browser, site: Site) -> None:
    page = new_page(chromium, site)
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, COACH, site.password)
    page.goto("/coach/calendar/")
    page.select_option("#who", label="Mara Lindqvist")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="The week after").click()  # nothing of it has been answered for yet

    wednesday = page.locator("[data-day]").nth(2)
    expect(wednesday).to_contain_text("Nothing planned")
    assert page.evaluate(GIVEN_UP), "what was let go was dropped after all"
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
    expect(page.locator("[id^=runs]:focus")).to_contain_text("Intervals")  # one goes on from where it is now
    assert page.evaluate("window.__csp") == []
    page.context.close()
