"""The toolbox in a browser: a page kept while it is written, a guide that leads and can be held, a routine’s clock."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.processes]
RUNNER = "runner16@demo.evenpace.example"


@pytest.fixture
def page(site: Site, chromium: Browser) -> Page:
    page = new_page(chromium, site)
    sign_in(page, RUNNER, site.password)
    return page


def test_what_is_written_is_there_after_a_reload(page: Page) -> None:
    page.goto("/toolbox/write/")
    page.fill("#id_note", "Half a thought")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    page.reload()
    expect(page.locator("#id_note")).to_have_value("Half a thought")
    page.fill("#id_note", "The whole of it")
    page.locator("#id_note").blur()
    expect(page.locator("#kept")).to_contain_text("Kept at")
    page.click("text=Done for now")
    page.wait_for_url("**/after/")
    page.goto("/journal/")
    assert page.locator(".quote", has_text="Half a thought").count() == 0
    assert page.locator(".quote", has_text="The whole of it").count() == 1


def test_a_guide_leads_is_held_and_ends(page: Page) -> None:
    page.clock.install()
    page.goto("/toolbox/start/box/")
    page.click("text=Begin")
    cue, left, pause = (page.locator(f"[data-{name}]") for name in ("cue", "left", "pause"))
    expect(cue).to_have_text("Breathe in")
    page.clock.run_for(5000)
    expect(cue).to_have_text("Hold, softly")
    pause.click()
    page.clock.run_for(60_000)
    expect(cue).to_have_text("Paused")
    pause.click()
    page.clock.run_for(4000)
    expect(cue).to_have_text("Breathe out")
    page.clock.run_for(240_000)
    expect(cue).to_have_text("That was 4 minutes")
    expect(left).to_have_text("Notice how you are now.")
    page.click("text=Done")
    page.wait_for_url("**/after/")


def test_less_motion_is_light_instead_of_size(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/toolbox/breathe/coherent/")
    frames = "document.querySelector('.lung').getAnimations().flatMap(a => a.effect.getKeyframes())"
    looks = page.evaluate(f"{frames}.map(frame => [frame.opacity ?? null, frame.transform ?? null])")
    assert looks
    assert all(opacity is not None and transform is None for opacity, transform in looks)


def test_a_routine_goes_on_by_itself(page: Page) -> None:
    page.clock.install()
    page.goto("/toolbox/strength/sore-legs/")
    now = page.locator("[data-now]")
    page.click("[data-go]")
    page.clock.run_for(1000)
    expect(now).to_have_text("Next: Arm circles")
    page.clock.run_for(6000)
    expect(now).to_have_text("Arm circles")
    page.clock.run_for(46_000)
    expect(now).to_have_text("Next: Cat")
    page.click("[data-next]")
    page.clock.run_for(6000)
    expect(now).to_have_text("Swimmer")
    page.clock.run_for(400_000)
    expect(now).to_have_text("That was all of it")


def test_a_sentence_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/toolbox/talk/")
    page.fill("#id_name", "Ann")
    page.fill("#id_opener", "Could you run with me on Thursday?")
    page.click("text=Keep them here")
    page.click("[data-copy]")
    expect(page.locator("[data-copied]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Could you run with me on Thursday?"
