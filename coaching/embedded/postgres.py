"""PostgreSQL: a new cluster, and how it runs."""

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .files import CannotStart, end_with_parent
from .server import Account

NAME = "evenpace"
SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the system's limit is 107 bytes on Linux and 103 on macOS
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True)
class Postgres:
    programs: Path
    data: Path
    sockets: Path
    account: Account
    durable: bool
    stop_signals = (signal.SIGINT, signal.SIGQUIT)  # fast, then immediate: the next start recovers

    @classmethod
    def prepared(cls, folder: Path, programs: Path, durable: bool) -> "Postgres":
        link = folder / "postgres"
        account = _postgres_account(link)
        if not account.reaches(programs / "postgres") or not _everybody_reads(programs):
            programs = _copied(programs, _outside(folder))
        data = link.resolve() if link.exists() else _place_for_data(folder, account)
        if not data.exists():
            _initialise(data, programs, account, durable)
        if not link.exists():
            link.unlink(missing_ok=True)  # what it led to was removed
            link.symlink_to(data)
        return cls(programs, data, _socket_folder(data, account), account, durable)

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@{quote(str(self.sockets), safe='')}/{NAME}"

    def command(self) -> list[str]:
        promptly = "on" if self.durable else "off"
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "fsync": promptly,
            "synchronous_commit": promptly,
            "full_page_writes": promptly,
            # Statements carry what people wrote; a log must not.
            "log_min_error_statement": "panic",
            "log_parameter_max_length_on_error": "0",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def standard_input(self) -> bytes:
        return b""

    def clear_the_way(self) -> None:
        """After a power cut or in a restarted container an old number may belong to anybody.

        We hold the data, so no server runs on it. The number becomes ours, which PostgreSQL takes for stale; the rest
        of the file stays, because it uses that to look for processes that are still attached.
        """
        for name in (SOCKET_FILE, f"{SOCKET_FILE}.lock"):
            (self.sockets / name).unlink(missing_ok=True)
        with suppress(FileNotFoundError), (self.data / "postmaster.pid").open("r+") as file:
            lines = file.read().splitlines()
            file.seek(0)
            file.truncate()
            file.write("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    def tidy_up(self) -> None:
        if self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def is_ready(self, process_id: int) -> bool:
        with suppress(FileNotFoundError):
            lines = (self.data / "postmaster.pid").read_text().split("\n")
            return lines[0] == str(process_id) and len(lines) > 7 and lines[7].strip() == "ready"
        return False


def _postgres_account(data: Path) -> Account:
    if os.geteuid() != 0:
        return Account()
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return Account(pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid)
    raise CannotStart(
        'PostgreSQL does not run as root: add an account "nobody", start as another user, or set DATABASE_URL.'
    )


def _outside(folder: Path) -> Path:
    """A folder of ours that every account can reach."""
    outside = Path("/var/lib") / f"{NAME}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]}"
    outside.mkdir(parents=True, exist_ok=True)
    outside.chmod(0o755)
    return outside


def _place_for_data(folder: Path, account: Account) -> Path:
    """Outside, never a place that was used before: whoever removed our folder wants a blank start."""
    if account.reaches(folder / "postgres"):
        return folder / "postgres"
    return _outside(folder) / f"postgres-{secrets.token_hex(4)}"


def _everybody_reads(programs: Path) -> bool:
    """False where a strict umask was in force when the wheel was unpacked."""
    samples = [programs / "postgres", programs.parent / "share" / "postgres.bki", programs.parent / "lib"]
    return os.geteuid() != 0 or all(sample.stat().st_mode & stat.S_IROTH for sample in samples)


def _copied(programs: Path, outside: Path) -> Path:
    """The same programs where every account can run them: bin, lib, share, and the libraries packed beside them."""
    install, package = programs.parent, programs.parent.parent
    edition = f"programs-{(programs / 'postgres').stat().st_mtime_ns:x}"
    copy = outside / edition / package.name / install.name
    if not copy.exists():
        for older in outside.glob("programs-*"):
            shutil.rmtree(older)
        making = outside / "programs-new"
        shutil.copytree(install, making / package.name / install.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        for path in [making, *making.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755)
        making.rename(outside / edition)
    return copy / programs.name


def _socket_folder(data: Path, account: Account) -> Path:
    if len(os.fsencode(data / SOCKET_FILE)) <= LONGEST_SOCKET_PATH:
        return data
    short = Path(tempfile.mkdtemp(prefix=f"{NAME}-", dir="/tmp"))  # short, made afresh and private
    account.owns(short)
    return short


def _initialise(data: Path, programs: Path, account: Account, durable: bool) -> None:
    """A new cluster with our database in it; it gets its name only when it is complete."""
    making = data.with_name(f"{data.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    account.owns(making)
    ways = [f"--username={NAME}", "--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
    # A locale that PostgreSQL brings along: the same order of names on every machine.
    ways += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not durable:
        ways.append("--no-sync")
    _run([str(programs / "initdb"), "-D", str(making), *ways], account)
    said = _run(
        [str(programs / "postgres"), "--single", "-D", str(making), "template1"], account, f"CREATE DATABASE {NAME}\n"
    )
    if "ERROR" in said:
        raise CannotStart(f"PostgreSQL could not make its database: {said}")
    making.rename(data)


def _run(command: list[str], account: Account, words: str = "") -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        input=words,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=ENVIRONMENT,
        preexec_fn=end_with_parent(signal.SIGKILL),
        **account.options,
    )
    if done.returncode:
        reasons = [line for line in done.stdout.splitlines() if "error" in line or "FATAL" in line]
        raise CannotStart(f"PostgreSQL could not start: {(reasons or [done.stdout])[0].strip()}")
    return done.stdout
