"""A phone with storage of its own on a wire that can be cut, and the site's own web process to be killed."""

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ARGS, WATCH_CSP, Site, sign_in
from tests.browser.wire import Wire
from tests.faults import site as faults
from tests.faults.site import wait_until

READY = "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
ASK = "([what, more]) => globalThis.keptOnPhone(what, more ?? {})"


@dataclass
class Phone:
    """One phone with its own storage, which outlives the browser, on a wire that can be cut."""

    chromium: Browser
    site: Site
    wire: Wire
    folder: Path
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    written: list[str] = field(default_factory=list)
    tag: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def switch_on(self) -> None:
        self.context = self.chromium.browser_type.launch_persistent_context(
            str(self.folder),
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=ARGS,
            base_url=self.wire.url,
            viewport={"width": 390, "height": 844},
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
        )
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(WATCH_CSP)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def switch_off(self) -> None:
        self.context.close()

    def lose_network(self) -> None:
        self.wire.cut()
        self.context.set_offline(True)

    def find_network(self) -> None:
        self.wire.mend()
        self.context.set_offline(False)

    def sign_in(self, email: str) -> None:
        sign_in(self.page, email, self.site.password)
        assert wait_until(lambda: bool(self.page.evaluate(READY)), 20)

    def ends_session(self) -> None:
        """As it runs out, or is ended from another device: the phone is told nothing."""
        self.context.clear_cookies(name="sid")

    def write(self, words: str, *, minutes: str = "") -> None:
        self.page.goto("/check-in/")
        self.fill_in(words, minutes=minutes)
        self.page.get_by_role("button", name="Go", exact=True).click()

    def fill_in(self, words: str, *, minutes: str = "") -> None:
        self.page.locator("summary", has_text="a note").click()
        self.page.locator("textarea[name=note]").fill(f"{words} {self.tag}")
        self.page.locator("input[name=planned_minutes]").fill(minutes)
        self.written.append(words)

    def waits(self, many: int) -> None:
        expect(self.page.get_by_role("heading", name=f"Kept on this phone ({many})")).to_be_visible()

    def sends(self) -> None:
        """Opened again with a network, it sends by itself."""
        self.page.goto("/today/")
        assert wait_until(lambda: self.asks("count")["mine"] == 0, 20)

    def asks(self, what: str, **more: object) -> dict[str, object]:
        told: dict[str, object] = self.page.evaluate(ASK, [what, more])
        return told

    def arrived(self, words: str) -> int:
        """How often the journal on the site has it."""
        found, number = 0, 1
        while True:
            page = self.context.request.get(f"{self.site.url}/journal/?page={number}").text()
            found += page.count(f"{words} {self.tag}")
            if f"page={number + 1}" not in page:
                return found
            number += 1


def web_process(site: Site) -> int:
    """The number of the site's own web process: the one whose command names its port."""
    port = str(urlsplit(site.url).port)
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if "granian" in words and port in words:
            return int(path.parent.name)
    raise AssertionError("there is no web process")


@contextmanager
def killed(site: Site) -> Iterator[None]:
    """Its web process is gone for the block; whoever looks after it brings it back by itself."""
    number = web_process(site)
    guard = int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(guard, signal.SIGSTOP)
    try:
        os.killpg(number, signal.SIGKILL)
        yield
    finally:
        os.kill(guard, signal.SIGCONT)
    assert wait_until(lambda: faults.Browser(urlsplit(site.url).port or 0).status("/healthz") == 200, 60)


def leave(phone: Phone) -> None:
    phone.page.goto("/accounts/logout/")
    phone.page.locator("main form button").click()
    phone.page.wait_for_url(f"{phone.wire.url}/")


def sent_again(phone: Phone, entry: dict[str, object]) -> int:
    """The same entry once more, as a worker that never heard an answer would."""
    who = phone.context.request.get(f"{phone.wire.url}/kept/").json()
    form = dict(entry["fields"]) | {name: str(entry[name]) for name in ("key", "owner", "form", "zone", "made")}  # type: ignore[call-overload]
    headers = {"X-CSRFToken": who["token"], "Origin": phone.wire.url}
    return phone.context.request.post(
        f"{phone.wire.url}/kept/", form={**form, "sent": form["made"]}, headers=headers
    ).status
