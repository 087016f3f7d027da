"""Seconds count at the door: taps and time of a scripted thumb on a small phone."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes]
RUNNER = "runner16@demo.evenpace.example"
REACH_S = 0.6  # from one thing to the next on the same screen
SCROLL_S = 0.5


@dataclass
class Thumb:
    """Taps and scrolls at the pace of somebody who knows the page, and counts its taps."""

    page: Page
    taps: int = 0
    began: float = 0.0

    def opens(self, address: str) -> None:
        self.began = time.monotonic()
        self.page.goto(address)

    def tap(self, target: Locator, *, x: float = 0.5, y: float = 0.5) -> None:
        box = target.bounding_box()
        assert box is not None
        screen = self.page.viewport_size
        assert screen is not None
        if not 0 <= box["y"] + box["height"] * y < screen["height"] - 80:  # under the bar, or off the screen
            time.sleep(SCROLL_S)
            target.evaluate("e => e.scrollIntoView({block: 'center'})")
            box = target.bounding_box()
            assert box is not None
        time.sleep(REACH_S)
        self.page.touchscreen.tap(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        self.taps += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@pytest.fixture
def thumb(site: Site, chromium: Browser) -> Iterator[Thumb]:
    page = new_page(chromium, site, has_touch=True)
    sign_in(page, RUNNER, site.password)
    page.goto("/check-in/")  # seen once before, as on any day but the first
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    yield Thumb(page)
    page.context.close()


def said(page: Page, name: str, value: int) -> Locator:
    return page.locator(f"label:has(input[name={name}][value='{value}'])")


def test_a_check_in_is_four_taps_and_ten_seconds(thumb: Thumb, capsys: pytest.CaptureFixture[str]) -> None:
    page = thumb.page
    thumb.opens("/check-in/")
    thumb.tap(page.locator("[data-pad]"), x=0.3, y=0.3)
    thumb.tap(page.locator("label.need").nth(1))
    thumb.tap(said(page, "planned_effort", 4))
    thumb.tap(page.locator(".ci-go button"), y=0.2)
    page.wait_for_url(re.compile(r"/check-in/\d+/$"))
    told(capsys, "check-in", thumb, most_taps=4, most_s=10)
    assert page.get_by_text("Clear my head").count()


def test_a_reflection_is_five_taps_and_twenty_seconds(thumb: Thumb, capsys: pytest.CaptureFixture[str]) -> None:
    page = thumb.page
    thumb.opens("/reflect/")
    thumb.tap(said(page, "effort", 5))
    thumb.tap(page.locator("[data-pad]"), x=0.7, y=0.4)
    thumb.tap(said(page, "enjoyment", 8))
    thumb.tap(said(page, "need_met", 7))
    thumb.tap(page.locator(".ci-go button"), y=0.2)
    page.wait_for_url(re.compile(r"/reflect/\d+/$"))
    told(capsys, "reflection", thumb, most_taps=5, most_s=20)


def told(capsys: pytest.CaptureFixture[str], name: str, thumb: Thumb, *, most_taps: int, most_s: float) -> None:
    seconds = thumb.seconds
    with capsys.disabled():
        print(f"\n  {name}: {thumb.taps} taps, {seconds:.1f} s (at most {most_taps} and {most_s:.0f})")
    assert thumb.taps <= most_taps
    assert seconds <= most_s
