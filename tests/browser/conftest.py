"""A whole site with real processes, and a browser that reports what the Content-Security-Policy stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import Pages, pages_of

ROOT = Path(__file__).parents[2]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS_WITHIN_S = 240
WATCH_CSP = """
window.__csp = [];
document.addEventListener('securitypolicyviolation', e => __csp.push(e.effectiveDirective + ' ' + e.blockedURI));
"""


@dataclass
class Site:
    """`manage.py up --demo` on its own data, as a newcomer would start it."""

    url: str
    folder: Path
    environment: dict[str, str]
    password: str

    def mail_to(self, address: str, *, within_s: float = 30, matching: str = "") -> str:
        """The newest mail to that address, once there is one that matches."""
        limit = time.monotonic() + within_s
        while time.monotonic() < limit:
            files = sorted((self.folder / "mail").glob("*.log"), key=lambda p: p.stat().st_mtime, reverse=True)
            # Several that leave together stand in one file, the newest last.
            for text in (text for path in files for text in reversed(path.read_text().split(f"{'-' * 79}\n"))):
                if f"To: {address}" in text and matching in text:
                    return text
            time.sleep(0.3)
        raise AssertionError(f"no mail to {address} within {within_s} s")

    def manage(self, *arguments: str) -> str:
        return self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "EVENPACE_EMBEDDED")
    }
    environment = {**own, "EVENPACE_VAR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    log = folder / "up.log"
    with log.open("w") as output:
        up = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--demo", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        password = _wait_for_start(up, log, f"http://127.0.0.1:{port}")
        yield Site(f"http://127.0.0.1:{port}", folder, environment, password)
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(timeout=20)


@pytest.fixture(scope="session")
def pages(site: Site) -> Pages:
    return pages_of(site.python)


def _wait_for_start(up: "subprocess.Popen[bytes]", log: Path, url: str) -> str:
    limit = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < limit:
        said = log.read_text()
        assert up.poll() is None, said
        if "Evenpace is at" in said:
            with urlopen(f"{url}/healthz", timeout=5) as answer:
                assert answer.status == 200
            return re.search(r"password (\S+)", said)[1]  # type: ignore[index]
        time.sleep(0.5)
    raise AssertionError(f"the site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGS)
        yield browser
        browser.close()


def new_page(browser: Browser, site: Site, **options: object) -> Page:
    context = browser.new_context(
        base_url=site.url, reduced_motion="reduce", viewport={"width": 390, "height": 844}, **options
    )
    context.set_default_timeout(20_000)
    context.add_init_script(WATCH_CSP)
    return context.new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/(today|coach|authenticate)/"))
    assert "/authenticate/" not in page.url, f"{email} has a second step, from another test"
