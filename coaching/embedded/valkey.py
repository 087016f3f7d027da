"""Valkey: how it runs."""

import secrets
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from .server import Account


@dataclass(frozen=True)
class Valkey:
    program: Path
    data: Path
    port: int
    password: str
    durable: bool
    account = Account()
    stop_signals = (signal.SIGTERM, signal.SIGKILL)

    @classmethod
    def prepared(cls, folder: Path, programs: Path, durable: bool) -> "Valkey":
        data = folder / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        return cls(programs / "valkey-server", data, port, secrets.token_urlsafe(24), durable)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [str(self.program), "-"]  # settings from standard input: a password does not belong on a command line

    def standard_input(self) -> bytes:
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.data}"',
            "save": '""',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items()).encode()

    def clear_the_way(self) -> None:
        """Valkey leaves nothing behind that could be in its own way."""

    def tidy_up(self) -> None:
        """Nor anywhere else."""

    def is_ready(self, process_id: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False
