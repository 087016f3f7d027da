"""A phone that loses its network, is put away, changes hands or has a wrong clock: nothing is lost, nothing doubled.

Each scenario prints what was written, what arrived, what was lost and what came twice.
"""

import random
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.phone import Phone, killed, leave, sent_again
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.beside]
ME, SOMEBODY_ELSE = "runner11@demo.evenpace.example", "runner12@demo.evenpace.example"
SHELLS = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push([request.url, await (await cache.match(request)).text()]);
  }
  return kept;
}"""


@pytest.fixture(scope="module")
def phone(site: Site, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    wire = Wire(urlsplit(site.url).port or 0)
    made = Phone(chromium, site, wire, tmp_path_factory.mktemp("phone"))
    made.switch_on()
    made.sign_in(ME)
    yield made
    made.switch_off()
    wire.close()


@pytest.fixture
def counted(phone: Phone, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Phone]:
    """The phone, whose network is back in the end; what was written in between is all there, once."""
    phone.written.clear()
    yield phone
    phone.find_network()
    times = [phone.arrived(words) for words in phone.written]
    lost, doubled = times.count(0), sum(many - 1 for many in times if many > 1)
    with capsys.disabled():
        name = request.node.name.removeprefix("test_").replace("_", " ")
        print(f"\n  {name:<64} written {len(times)}, arrived {len(times) - lost}, lost {lost}, doubled {doubled}")
    assert (lost, doubled) == (0, 0)
    assert phone.page.evaluate("window.__csp") == []


def test_written_without_a_network(counted: Phone) -> None:
    counted.lose_network()
    counted.write("alpha in a tunnel")
    counted.waits(1)
    counted.write("bravo in a tunnel")
    counted.waits(2)
    counted.find_network()
    expect(counted.page.get_by_role("heading", name="On this phone")).to_be_visible()
    expect(counted.page.get_by_text("They are in your journal")).to_be_visible()


def test_a_form_that_cannot_wait_says_so_and_brings_its_words_back(phone: Phone) -> None:
    phone.page.goto("/runs/new/")
    phone.lose_network()
    phone.page.get_by_label("Minutes").fill("47")
    phone.page.locator("label", has=phone.page.locator("input[name=effort][value='6']")).click()
    phone.page.get_by_role("button", name="Save the run").click()
    expect(phone.page.get_by_role("heading", name="There was no network just then")).to_be_visible()
    phone.find_network()
    phone.page.get_by_role("link", name="its page").click()
    expect(phone.page.get_by_label("Minutes")).to_have_value("47")
    expect(phone.page.locator("input[name=effort]:checked")).to_have_value("6")
    expect(phone.page.get_by_text("Brought back")).to_be_visible()
    phone.page.goto("/today/")
    assert phone.page.evaluate("sessionStorage.getItem('draft')") is None
    assert phone.page.evaluate("window.__csp") == []


@pytest.mark.long
def test_all_three_forms_without_a_network(counted: Phone) -> None:
    counted.lose_network()
    counted.write("lima before it")
    counted.waits(1)
    counted.page.goto("/reflect/")
    counted.page.get_by_text("A note", exact=True).first.click()
    counted.page.locator("textarea[name=note]").fill(f"mike after it {counted.tag}")
    counted.written.append("mike after it")
    counted.page.get_by_role("button", name="Save").click()
    counted.waits(2)
    counted.page.goto("/daily-check/?day=2026-01-02")
    expect(counted.page.locator("input[name=day]")).to_have_value("2026-01-02")
    counted.page.goto("/daily-check/")
    counted.page.locator("input[name=stress][value='4']").check(force=True)
    counted.page.get_by_role("button", name="Save").click()
    counted.waits(3)
    counted.find_network()
    counted.sends()
    counted.page.goto("/daily-check/")
    expect(counted.page.locator("input[name=stress][value='4']")).to_be_checked()


def test_a_page_of_ones_own_without_a_network(counted: Phone) -> None:
    counted.lose_network()
    counted.page.goto("/toolbox/write/?prompt=f-middle-1")
    expect(counted.page.get_by_role("heading", name="What was the colour of today?")).to_be_visible()
    sheet = counted.page.locator("textarea[name=note]")
    sheet.fill(f"romeo by the river {counted.tag}")
    counted.page.get_by_text("Feel strong", exact=True).click()
    counted.page.get_by_role("link", name="What have you outlasted before?").click()
    expect(counted.page.get_by_role("heading", name="What have you outlasted before?")).to_be_visible()
    expect(sheet).to_have_value(f"romeo by the river {counted.tag}")
    counted.page.get_by_role("button", name="Done for now").click()
    counted.waits(1)
    counted.written.append("romeo by the river")
    counted.page.get_by_role("link", name="Change it").click()
    expect(counted.page.get_by_role("heading", name="What have you outlasted before?")).to_be_visible()
    counted.find_network()
    counted.sends()


@pytest.mark.long
def test_a_page_loses_its_network_while_it_is_written(counted: Phone) -> None:
    counted.page.goto("/toolbox/write/")
    counted.page.locator("textarea[name=note]").fill(f"sierra on a train {counted.tag}")
    expect(counted.page.locator("#kept")).to_contain_text("Kept at")
    counted.lose_network()
    counted.page.locator("textarea[name=note]").fill(f"sierra on a train, and through the tunnel {counted.tag}")
    counted.page.get_by_role("button", name="Done for now").click()
    counted.waits(1)
    counted.written.append("sierra on a train, and through the tunnel")
    counted.find_network()
    counted.sends()


def test_a_check_in_without_a_network_begins_as_usual_on_that_day(phone: Phone) -> None:
    phone.page.goto("/check-in/")
    steady = {"kind": "steady", "planned_minutes": 40, "words": "Steady, about 40 minutes"}
    phone.asks("usual", owner=phone.asks("count")["owner"], week=[steady] * 7)
    phone.lose_network()
    phone.page.goto("/check-in/")
    expect(phone.page.get_by_text("Steady, about 40 minutes, as usual today.")).to_be_visible()
    expect(phone.page.locator(".ci-top")).to_contain_text("Steady, about 40 minutes, as usual")
    expect(phone.page.locator("input[name=planned_minutes]")).to_have_value("40")
    expect(phone.page.locator("input[name=planned_minutes]")).to_be_hidden()
    phone.find_network()


def test_the_answer_is_lost_on_its_way(counted: Phone) -> None:
    counted.wire.go_deaf()
    counted.write("charlie halfway")
    counted.waits(1)
    assert counted.wire.eaten
    assert counted.arrived("charlie halfway") == 1
    counted.wire.mend()
    counted.sends()


@pytest.mark.long
def test_changed_on_the_phone_after_it_had_arrived(counted: Phone) -> None:
    counted.wire.go_deaf()
    counted.write("quebec halfway")
    counted.waits(1)
    counted.lose_network()
    counted.page.get_by_role("link", name="Change it").click()
    counted.page.locator("textarea[name=note]").fill(f"quebec, and the rest of it {counted.tag}")
    counted.page.get_by_role("button", name="Go", exact=True).click()
    counted.waits(1)
    counted.written[:] = ["quebec, and the rest of it"]
    counted.find_network()
    counted.sends()


@pytest.mark.long
def test_reloaded_and_switched_off_while_it_waits(counted: Phone) -> None:
    counted.lose_network()
    counted.write("delta after midnight")
    counted.waits(1)
    counted.page.reload()
    counted.waits(1)
    counted.switch_off()
    counted.switch_on()
    counted.lose_network()
    counted.page.goto("/journal/")
    counted.waits(1)
    counted.find_network()
    counted.sends()


@pytest.mark.long
def test_the_site_does_not_answer_although_there_is_a_network(counted: Phone) -> None:
    counted.page.goto("/check-in/")
    counted.fill_in("oscar unheard")
    counted.wire.cut()
    counted.page.get_by_role("button", name="Go", exact=True).click()
    counted.waits(1)
    counted.wire.mend()
    expect(counted.page.get_by_text("It is in your journal")).to_be_visible(timeout=20_000)  # by itself, after a while


@pytest.mark.long
def test_the_site_is_killed_and_comes_back(counted: Phone) -> None:
    counted.page.goto("/check-in/")
    with killed(counted.site):
        counted.write("echo into the void")
        counted.waits(1)
    counted.sends()


@pytest.mark.long
def test_sent_from_two_windows_at_once(counted: Phone) -> None:
    counted.lose_network()
    counted.write("foxtrot twice")
    counted.waits(1)
    entry = counted.asks("list")["entries"][0]  # type: ignore[index]
    other = counted.context.new_page()
    other.goto("/offline/")
    counted.find_network()
    for window in (counted.page, other):
        window.evaluate("void globalThis.keptOnPhone('flush')")
    counted.sends()
    assert sent_again(counted, entry) == 200
    other.close()


def test_a_clock_that_is_wrong_by_400_days(counted: Phone) -> None:
    worker = counted.context.service_workers[0]
    counted.write("fandango today")
    counted.page.wait_for_url(re.compile(r"/check-in/\d+/$"))
    counted.lose_network()
    worker.evaluate("globalThis.right = Date.now; Date.now = () => right() + 400 * 86_400_000")
    counted.write("golf from next year")
    counted.waits(1)
    counted.find_network()
    counted.sends()
    worker.evaluate("Date.now = right")
    shown = counted.context.request.get(f"{counted.site.url}/journal/").text()
    assert shown.index("golf from next year") < shown.index(f"fandango today {counted.tag}")  # the newest of today


@pytest.mark.long
def test_somebody_else_signs_in_on_the_same_phone(counted: Phone) -> None:
    counted.lose_network()
    counted.write("hotel is mine")
    counted.waits(1)
    counted.find_network()
    counted.ends_session()
    counted.wire.cut()
    counted.wire.mend()
    counted.sign_in(SOMEBODY_ELSE)
    expect(counted.page.get_by_text("Kept on this phone for another account (1)")).to_be_visible()
    assert counted.asks("list")["entries"] == []
    assert counted.arrived("hotel is mine") == 0
    leave(counted)
    counted.sign_in(ME)
    counted.sends()


@pytest.mark.long
def test_the_session_has_ended(counted: Phone) -> None:
    counted.page.goto("/check-in/")
    counted.ends_session()
    counted.fill_in("india signed out")
    counted.page.get_by_role("button", name="Go", exact=True).click()
    counted.page.wait_for_url("**/accounts/login/**")
    sign_in_here(counted)
    expect(counted.page.get_by_text("It is in your journal")).to_be_visible()


@pytest.mark.long
def test_what_cannot_be_taken_says_why_and_is_mended(counted: Phone) -> None:
    counted.lose_network()
    counted.write("juliet with a slip", minutes="many")
    counted.waits(1)
    counted.find_network()
    expect(counted.page.get_by_text("Minutes: Type whole minutes, such as 45.")).to_be_visible()
    counted.page.get_by_role("link", name="Change it").click()
    expect(counted.page.get_by_role("alert")).to_contain_text("Type whole minutes")
    expect(counted.page.locator("textarea[name=note]")).to_have_value(f"juliet with a slip {counted.tag}")
    counted.page.locator("input[name=planned_minutes]").fill("45")
    counted.page.get_by_role("button", name="Go", exact=True).click()
    counted.page.wait_for_url(re.compile(r"/check-in/\d+/$"))


@pytest.mark.long
def test_a_slip_with_a_network_is_mended_on_the_page(counted: Phone) -> None:
    counted.write("papa with a slip", minutes="many")
    expect(counted.page.get_by_role("alert")).to_contain_text("Type whole minutes")
    assert counted.asks("count")["refused"] == 1  # should the page be left now, the words are not
    counted.page.locator("input[name=planned_minutes]").fill("45")
    counted.page.get_by_role("button", name="Go", exact=True).click()
    counted.page.wait_for_url(re.compile(r"/check-in/\d+/$"))
    assert counted.asks("count")["mine"] == 0


@pytest.mark.long
def test_signing_out_asks_before_it_takes_something_away(phone: Phone) -> None:
    phone.lose_network()
    phone.write("kilo cannot go", minutes="many")
    phone.waits(1)
    phone.find_network()
    expect(phone.page.get_by_text("Minutes: Type whole minutes")).to_be_visible()
    asked: list[str] = []
    phone.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    phone.page.goto("/settings/")
    phone.page.locator("form[action='/accounts/logout/'] button").click()
    phone.page.wait_for_timeout(500)
    assert asked == ["One entry on this phone is not sent yet. Signing out deletes what is only here. Sign out?"]
    assert phone.asks("count")["mine"] == 1
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.locator("form[action='/accounts/logout/'] button").click()
    phone.page.wait_for_url(f"{phone.wire.url}/")
    phone.page.goto("/offline/check-in/")
    assert phone.asks("count") == {"owner": "", "mine": 0, "refused": 0, "others": 0}
    assert phone.asks("usual") is None
    expect(phone.page.get_by_text("Nobody is signed in on this phone")).to_be_visible()
    phone.sign_in(ME)


SHOWN = {
    "/check-in/": "Before you run",
    "/reflect/": "After your run",
    "/daily-check/": "How are you today?",
    "/toolbox/": "Works without a network",
    "/toolbox/breathe/": "Two minutes of slow breathing",
    "/toolbox/breathe/box/": "Hold for four",
    "/toolbox/practice/?which=box": "What did you do for yourself?",
    "/toolbox/write/": "A beginning, or none",
    "/toolbox/beginnings/": "A beginning, or none",
    "/toolbox/talk/": "Could you run with me on Thursday?",
    "/toolbox/talk/help/": "When it may be worth a call",
    "/support/": "emergency",
    "/journal/": "Works without a network",
}


def test_every_page_of_the_shell_opens_without_a_network_and_holds_nothing_of_anybody(phone: Phone) -> None:
    for address in (*SHOWN, "/today/", "/settings/"):
        phone.page.goto(address)  # seen once, so that a page that was kept by mistake would be there
    kept = phone.page.evaluate(SHELLS)
    phone.lose_network()
    for address, words in SHOWN.items():
        phone.page.goto(address)
        expect(phone.page.locator("main")).to_contain_text(words)
    phone.page.goto("/toolbox/talk/")
    phone.page.get_by_role("link", name="Note it down").click()
    expect(phone.page.locator("select[name=kind]")).to_have_value("talking")
    phone.find_network()
    pages = {urlsplit(url).path: text for url, text in kept if "/static/" not in url}
    assert {path for path in pages if not path.startswith("/offline/")} == {"/support/"}
    assert [path for path, text in pages.items() if "demo.evenpace" in text or 'name="kept-as"' in text] == []


def test_it_can_be_put_on_the_home_screen(phone: Phone) -> None:
    phone.page.goto("/today/")
    line = phone.context.new_cdp_session(phone.page)
    assert line.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )
    assert line.send("Page.getAppManifest")["errors"] == []


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_bad_day_of_forty_entries(counted: Phone) -> None:
    """Cut, deaf, reloaded, restarted or whole: by chance before each entry, the same chance every time."""
    chance = random.Random(11)
    for number in range(40):
        trouble = chance.choice(["cut", "deaf", "whole", "reload", "restart"])
        counted.find_network()
        if trouble == "restart":
            counted.switch_off()
            counted.switch_on()
        counted.page.goto("/check-in/")
        if trouble == "deaf":
            counted.wire.go_deaf()
        elif trouble in ("cut", "reload"):
            counted.lose_network()
        counted.write(f"november {number}.")
        if trouble == "reload":
            counted.page.wait_for_url("**/offline/")
            counted.page.reload()
    counted.find_network()
    counted.sends()


def sign_in_here(phone: Phone) -> None:
    phone.page.fill("input[name=login]", ME)
    phone.page.fill("input[name=password]", phone.site.password)
    phone.page.click("main form button[type=submit]")
