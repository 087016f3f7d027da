"""What can be said of the image and the compose file without a container engine."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

PROJECT = Path(__file__).resolve().parent.parent
IMAGE = (PROJECT / "Dockerfile").read_text()
SITE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = SITE["services"]
OURS = ("web", "worker", "beat", "migrate")
PINNED = re.compile(r":\d+\.\d+(\.\d+)?[-\w.]*$")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_every_foreign_image_is_pinned(name: str) -> None:
    assert PINNED.search(SERVICES[name]["image"])


def test_every_stage_of_ours_is_pinned_and_the_lock_file_rules() -> None:
    stages = re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)
    assert len(stages) == 2
    assert all(PINNED.search(stage) for stage in stages)
    assert "uv sync --frozen" in IMAGE
    bootstrap = (PROJECT / "scripts" / "bootstrap.sh").read_text()
    assert re.search(r"uv==([\d.]+)", IMAGE)[1] == re.search(r"uv_version=([\d.]+)", bootstrap)[1]  # type: ignore[index]


def test_the_site_is_not_root_and_cannot_change_itself() -> None:
    assert re.findall(r"^USER (\S+)", IMAGE, re.MULTILINE) == ["10001:10001"]
    for name in OURS:
        assert SERVICES[name]["read_only"]
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_every_part_is_looked_after() -> None:
    assert "HEALTHCHECK" in IMAGE
    for name, service in SERVICES.items():
        assert name in ("web", "migrate") or service["healthcheck"]["test"]
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SITE["networks"]["back"] == {"internal": True}
    assert all(SERVICES[name]["networks"] == ["back"] for name in ("postgres", "valkey"))


def test_a_form_sent_a_letter_at_a_time_waits_in_the_proxy() -> None:
    proxy = (PROJECT / "deploy" / "Caddyfile").read_text()
    assert int(re.search(r"request_buffers (\d+)MB", proxy)[1]) * 1_000_000 >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # type: ignore[index]
    assert re.search(r"read_header \d+s", proxy)


def test_whatever_takes_large_files_gets_them_through_the_proxy() -> None:
    proxy = (PROJECT / "deploy" / "Caddyfile").read_text()
    takes = [reverse(name) for name in ("run-import", "own-data-bring")]
    for matcher in ("@files path", "@pages not path"):
        assert re.search(rf"{matcher} (.*)", proxy)[1].split() == takes  # type: ignore[index]


def test_secrets_are_files_and_all_of_them_are_made(tmp_path: Path) -> None:
    subprocess.run([PROJECT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(SITE["secrets"])
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    plain = [name for name in SERVICES["web"]["environment"] if not name.endswith("_FILE")]
    assert not [name for name in plain if re.search("PASSWORD|KEY|_URL$", name) and name != "PUBLIC_URL"]
    again = subprocess.run([PROJECT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    assert b"made " not in again.stdout
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


STAND_IN = """#!/bin/sh
[ "$2" != cp ] || echo "$3" >"$4"
"""


def test_a_backup_makes_its_folder_and_takes_the_list_along(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script, docker = tmp_path / "deploy" / "backup.sh", tmp_path / "docker"
    script.write_text((PROJECT / "deploy" / "backup.sh").read_text())
    docker.write_text(STAND_IN)
    docker.chmod(0o755)
    for _ in range(2):  # once a day, or twice
        subprocess.run(["sh", script], env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, check=True)
    kept = {re.sub(r"[\d-]{10}", "DAY", path.name): path.read_text() for path in (tmp_path / "backups").iterdir()}
    assert kept == {"DAY.dump": "worker:/srv/var/site.dump\n", "DAY.erased.jsonl": "worker:/srv/var/erased.jsonl\n"}
    assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700


def test_git_takes_no_secrets_and_no_backups_along() -> None:
    assert {"secrets/", "backups/", ".env", "var/"} <= set((PROJECT / ".gitignore").read_text().split())


# Given by the image, or for a machine without containers: a first start, development, trying things out.
ELSEWHERE = {
    "EVENPACE_VAR", "EVENPACE_STATIC", "EVENPACE_EMBEDDED", "EVENPACE_DEMO", "EVENPACE_LOCAL_SERVER",
    "DEBUG", "PORT", "ALLOWED_HOSTS", "PYTHONTZPATH",
}  # fmt: skip


def asked_for() -> tuple[set[str], set[str]]:
    """What the settings read from the environment, and what of it is a secret that comes as a file."""
    text = (PROJECT / "coaching" / "settings.py").read_text()
    files = set(re.findall(r'kept_secret\("(\w+)"', text))
    files |= set(re.findall(r'"(\w+)"', re.search(r"^for name in \((.+)\):$", text, re.MULTILINE)[1]))  # type: ignore[index]
    return set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', text)) - ELSEWHERE - files, files


def test_every_setting_and_every_secret_reaches_every_container() -> None:
    plain, files = asked_for()
    assert {"DATABASE_URL", "SECRET_KEY"} < files
    assert {"IMPORT_READERS", "EVENPACE_PROCESS"} < plain
    for name in OURS:
        given = SERVICES[name]["environment"]
        assert set(given) == plain | {f"{secret}_FILE" for secret in files}
        paths = {value for key, value in given.items() if key.endswith("_FILE")}
        assert paths == {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}


def test_the_readme_names_every_setting() -> None:
    told = set(re.findall(r"`([A-Z_]+)`", (PROJECT / "README.md").read_text()))
    plain, files = asked_for()
    assert plain | files | ELSEWHERE - {"EVENPACE_EMBEDDED", "EVENPACE_LOCAL_SERVER", "PYTHONTZPATH", "PORT"} <= told


def test_everything_the_image_takes_along_is_there() -> None:
    taken = [line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in taken:
        assert (PROJECT / name).exists()
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", IMAGE, re.MULTILINE)


def settings_with(folder: Path, what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    known.pop("EVENPACE_EMBEDDED", None)
    return subprocess.run(
        [sys.executable, "-c", f"from coaching import settings as s; print({what})"],
        cwd=PROJECT, env={**known, "EVENPACE_VAR": str(folder), **environment}, capture_output=True, text=True,
    )  # fmt: skip


def test_the_settings_read_what_the_secrets_say(tmp_path: Path) -> None:
    subprocess.run([PROJECT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    files = {
        f"{name}_FILE": str(tmp_path / "secrets" / name.lower())
        for name in ("SECRET_KEY", "JOURNAL_KEYS", "DATABASE_URL", "REDIS_URL")
    }
    what = "s.DATABASES['default']['HOST'], s.REDIS_URL.split('@')[1], s.FIRST_START, s.LOGGING['handlers']['console']"
    said = settings_with(tmp_path, what, **files)
    assert said.stdout.startswith("postgres valkey:6379/0 False"), said.stderr
    assert "'json'" in said.stdout


LIVE = {
    "DATABASE_URL": "postgresql://nowhere/none", "REDIS_URL": "redis://nowhere/0",
    "SECRET_KEY": "x", "JOURNAL_KEYS": "x:" + "A" * 43, "EMAIL_HOST": "smtp.example.org",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "port_tls_ssl"),
    [
        ({}, "587 True False"),
        ({"EMAIL_PORT": "", "EMAIL_USE_TLS": "", "EMAIL_USE_SSL": ""}, "587 True False"),
        ({"EMAIL_USE_SSL": "1"}, "465 False True"),
        ({"EMAIL_USE_TLS": "0", "EMAIL_PORT": "25"}, "25 False False"),
    ],
)
def test_a_mail_server_is_spoken_to_as_it_asks(tmp_path: Path, given: dict[str, str], port_tls_ssl: str) -> None:
    said = settings_with(tmp_path, "s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL", **LIVE, **given)
    assert said.stdout.strip() == port_tls_ssl, said.stderr


def test_both_ways_of_tls_at_once_are_refused(tmp_path: Path) -> None:
    said = settings_with(tmp_path, "1", **LIVE, EMAIL_USE_SSL="1", EMAIL_USE_TLS="1")
    assert "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other." in said.stderr


def test_only_pages_have_to_be_quick(tmp_path: Path) -> None:
    """A restore, run where the web runs, is not cut off after fifteen seconds."""
    what = "s.DATABASES['default']['OPTIONS']['options']"
    assert "statement_timeout" in settings_with(tmp_path, what, **LIVE, EVENPACE_PROCESS="web").stdout
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]
    told = {**os.environ, **LIVE, "EVENPACE_VAR": str(tmp_path), "EVENPACE_PROCESS": "web"}
    asks = f"from coaching import settings as s; print({what})"
    said = subprocess.run([*command, asks], cwd=PROJECT, env=told, capture_output=True, text=True)
    assert "lock_timeout" in said.stdout, said.stderr
    assert "statement_timeout" not in said.stdout


def test_a_site_with_its_own_database_makes_up_no_keys(tmp_path: Path) -> None:
    said = settings_with(tmp_path, "1", DATABASE_URL="postgresql://nowhere/none", REDIS_URL="redis://nowhere/0")
    assert said.returncode != 0
    assert "Set SECRET_KEY" in said.stderr
