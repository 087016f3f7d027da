"""A pytest plugin: one throw-away PostgreSQL and Valkey for the whole run, unless their addresses are given.

Loaded with `-p tests.servers`. Processes of pytest-xdist inherit the addresses, so that all of them share the
servers; pytest-django gives each its own database.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from coaching import embedded

PROJECT = Path(__file__).resolve().parent.parent
_folders: list[Path] = []


@pytest.hookimpl(wrapper=True)  # before pytest-django, which loads the settings; they read the environment
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start(Path(tempfile.mkdtemp(prefix="evenpace-tests-", dir="/tmp")))
    return (yield)


def pytest_unconfigure() -> None:
    embedded.release()
    for folder in _folders:
        shutil.rmtree(folder)
    _folders.clear()


def _start(folder: Path) -> None:
    _folders.append(folder)
    folder.chmod(0o755)  # root's PostgreSQL runs as another account
    if (built := PROJECT / "var" / "build").exists():
        (folder / "build").symlink_to(built)
    (folder / "static").mkdir()  # where collected files would be
    running = embedded.servers(folder, durable=False)
    os.environ.update(
        DATABASE_URL=running.database_url,
        REDIS_URL=running.redis_url,
        EVENPACE_EMBEDDED="1",
        EVENPACE_VAR=str(folder),
    )
