"""Takes the README's pictures: starts a demo site of its own, looks at some pages, and writes docs/pictures/*.png.

    .venv/bin/python scripts/pictures.py

Needs Chromium: CHROMIUM, or the one scripts/browser.sh finds.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PICTURES = PROJECT / "docs" / "pictures"
STARTS_WITHIN_S = 300
COACH, RUNNER = "jo@demo.evenpace.example", "runner6@demo.evenpace.example"
PHONE, LAPTOP = (390, 844), (1280, 800)


@dataclass(frozen=True)
class Picture:
    name: str
    who: str
    address: str
    size: tuple[int, int]
    heading: str = ""  # scrolled to the top


TAKEN = (
    Picture("check-in", RUNNER, "/check-in/", PHONE),
    Picture("today", RUNNER, "/today/", PHONE),
    Picture("balance", RUNNER, "/balance/", LAPTOP),
    Picture("squad", COACH, "/coach/", LAPTOP),
    Picture("athlete", COACH, "first athlete", LAPTOP, "Legs and head"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(up: "subprocess.Popen[bytes]", log: Path) -> str:
    """The demo's password, once the site answers."""
    limit = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < limit and up.poll() is None:
        said = log.read_text()
        if "Evenpace is at" in said and (password := re.search(r"password (\S+)", said)):
            return password[1]
        time.sleep(0.5)
    raise SystemExit(f"The site did not start:\n{log.read_text()}")


def sign_in(browser: Browser, url: str, who: str, password: str, size: tuple[int, int]) -> Page:
    width, height = size
    page = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce", color_scheme="light"
    ).new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/(today|coach)/"))
    return page


def take(browser: Browser, url: str, password: str, picture: Picture) -> None:
    page = sign_in(browser, url, picture.who, password, picture.size)
    if picture.address == "first athlete":
        page.goto(page.locator("a[data-open]").first.get_attribute("href") or "/coach/")
    else:
        page.goto(picture.address)
    page.evaluate("document.fonts.ready")
    if picture.heading:
        top = page.get_by_role("heading", name=picture.heading).first.bounding_box()
        page.evaluate("y => scrollTo(0, y - 40)", top["y"] if top else 0)
    file = PICTURES / f"{picture.name}-{picture.size[0]}.png"
    page.screenshot(path=file)
    print(f"{file.relative_to(PROJECT)} {file.stat().st_size // 1000} kB")
    page.context.close()


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or subprocess.check_output([PROJECT / "scripts" / "browser.sh"], text=True)
    with tempfile.TemporaryDirectory(prefix="evenpace-pictures-", dir="/tmp") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        log = folder / "up.log"
        environment = {**os.environ, "EVENPACE_VAR": name, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "manage.py", "up", "--demo", "--port", str(port)]
        with log.open("wb") as output:
            up = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
        try:
            password = started(up, log)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium.strip(), args=["--no-sandbox"])
                for picture in TAKEN:
                    take(browser, f"http://127.0.0.1:{port}", password, picture)
                browser.close()
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(timeout=30)


if __name__ == "__main__":
    main()
