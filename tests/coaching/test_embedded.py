import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import redis

from coaching import embedded

pytestmark = pytest.mark.processes
PROJECT = Path(__file__).resolve().parents[2]
USER = """
import json, sys
from pathlib import Path
from coaching import embedded
found = embedded.servers(Path(sys.argv[1]))
print(json.dumps([found.database_url, found.redis_url]), flush=True)
sys.stdin.read()
"""


@dataclass
class User:
    """A process that uses the servers until it is told to end."""

    process: subprocess.Popen[str]
    database_url: str
    redis_url: str

    def end(self) -> None:
        self.process.communicate()


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def begin(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ready(process: subprocess.Popen[str]) -> User:
    assert process.stdout is not None
    return User(process, *json.loads(process.stdout.readline()))


def user_of(folder: Path) -> User:
    return ready(begin(folder))


def guard_of(folder: Path, kind: str) -> int:
    return json.loads((folder / "run" / f"{kind}.json").read_text())["guard"]


def postmaster_of(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def wait_until_unused(folder: Path) -> None:
    """Returns when no guard and no server holds its lock any more."""
    for path in [*(folder / "run").glob("*.guard"), *(folder / "run").glob("*.data")]:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="evenpace-embedded-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    wait_until_unused(made)
    for link in made.rglob("postgres"):
        if link.is_symlink():
            shutil.rmtree(link.resolve().parent)
    shutil.rmtree(made)


def test_it_takes_addresses_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/site")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    found = embedded.servers(tmp_path)
    assert found == embedded.Servers("postgresql://elsewhere/site", "redis://elsewhere/0")
    assert list(tmp_path.iterdir()) == []


def test_it_starts_a_postgresql_and_a_valkey_that_keep_what_they_are_given(folder):
    user = user_of(folder)
    assert ask(user.database_url, "select current_setting('server_version_num')::int >= 180000")
    assert ask(user.database_url, "select current_setting('fsync') || current_setting('data_checksums')") == "onon"
    extensions = "select count(*) from pg_available_extensions where name in ('btree_gist', 'citext')"
    assert ask(user.database_url, extensions) == 2
    with redis.Redis.from_url(user.redis_url) as client:
        kept = client.config_get("append*") | client.config_get("maxmemory-policy")
    assert (kept["appendonly"], kept["appendfsync"], kept["maxmemory-policy"]) == ("yes", "everysec", "noeviction")
    user.end()


def test_it_joins_running_servers_and_the_last_to_leave_stops_them(folder):
    first = user_of(folder)
    second = user_of(folder)
    assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
    first.end()
    assert ask(second.database_url, "select 1") == 1
    second.end()
    with pytest.raises(psycopg.OperationalError):
        ask(second.database_url, "select 1")
    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(second.redis_url) as client:
        client.ping()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_stops_with_a_process_that_is_killed(folder, number):
    user = user_of(folder)
    user.process.send_signal(number)
    user.end()
    wait_until_unused(folder)
    with pytest.raises(psycopg.OperationalError):
        ask(user.database_url, "select 1")


def test_it_loses_nothing_when_everything_is_killed_at_once(folder):
    user = user_of(folder)
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    postmaster = postmaster_of(folder)
    for process in (guard_of(folder, "postgres"), postmaster, guard_of(folder, "valkey"), user.process.pid):
        os.kill(process, signal.SIGKILL)
    user.end()
    again = user_of(folder)
    assert ask(again.database_url, "select answer from kept") == 42
    again.end()


def test_it_waits_for_the_orphan_of_a_killed_guard(folder):
    user = user_of(folder)
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    orphan = postmaster_of(folder)
    os.kill(orphan, signal.SIGSTOP)
    os.kill(guard_of(folder, "postgres"), signal.SIGKILL)
    user.process.kill()
    user.end()
    patient = begin(folder)
    with pytest.raises(subprocess.TimeoutExpired):
        patient.wait(timeout=2)
    os.kill(orphan, signal.SIGCONT)
    again = ready(patient)
    assert ask(again.database_url, "select answer from kept") == 42
    again.end()


def test_it_starts_when_an_old_process_number_belongs_to_somebody_else(folder):
    user_of(folder).end()
    data = folder / "postgres"
    somebody = subprocess.Popen(["sleep", "600"], user=data.stat().st_uid)
    (data / "postmaster.pid").write_text(f"{somebody.pid}\n/gone\n0\n5432\n/gone\n\n\nready   \n")
    (data / ".s.PGSQL.5432.lock").write_text(f"{somebody.pid}\n")
    user = user_of(folder)
    assert ask(user.database_url, "select 1") == 1
    user.end()
    somebody.kill()
    somebody.wait()


def test_it_starts_a_server_again_that_dies(folder):
    user = user_of(folder)
    postmaster = postmaster_of(folder)
    os.kill(postmaster, signal.SIGKILL)
    assert ask(answering(user.database_url), "select 1") == 1
    user.end()


def answering(url: str) -> str:
    for _ in range(100):
        try:
            ask(url, "select pg_sleep(0.1)")
        except psycopg.OperationalError:
            subprocess.run(["sleep", "0.1"], check=True)
        else:
            return url
    raise AssertionError("The server did not come back.")


def test_it_finds_a_short_place_for_its_socket(folder):
    deep = folder / ("a-long-name-" * 9) / "var"
    user = user_of(deep)
    assert ask(user.database_url, "select 1") == 1
    sockets = Path(unquote(urlsplit(user.database_url).netloc.removeprefix("evenpace@")))
    user.end()
    wait_until_unused(deep)
    assert deep not in sockets.parents
    assert not sockets.exists()


def test_it_runs_below_a_folder_that_others_cannot_enter(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    user = user_of(closed / "var")
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    user.end()
    again = user_of(closed / "var")
    assert ask(again.database_url, "select answer from kept") == 42
    again.end()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_it_starts_blank_when_its_folder_was_removed(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    user = user_of(closed / "var")
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    user.end()
    shutil.rmtree(closed / "var")
    again = user_of(closed / "var")
    assert ask(again.database_url, "select to_regclass('kept')") is None
    again.end()


def test_it_says_in_one_line_why_it_cannot_start(folder):
    user_of(folder).end()
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    tried = subprocess.run(
        [sys.executable, "-c", USER, str(folder)], cwd=PROJECT, env=environment(), capture_output=True, text=True
    )
    assert tried.returncode == 1
    assert tried.stderr == f"{folder}/run/postgres.log says why postgres did not start.\n"
