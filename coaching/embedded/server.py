"""What the guard needs to know of a server, whichever it is."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

SECONDS_TO_STOP = 3.0


@dataclass(frozen=True)
class Account:
    """Who the server runs as."""

    user: int | None = None
    group: int | None = None

    @property
    def options(self) -> dict[str, Any]:
        others: list[int] | None = None if self.user is None else []
        return {"user": self.user, "group": self.group, "extra_groups": others, "umask": 0o077}

    def owns(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def reaches(self, path: Path) -> bool:
        if self.user is None:
            return True
        return all(
            folder.stat().st_mode & (stat.S_IXUSR if folder.stat().st_uid == self.user else stat.S_IXOTH)
            for folder in path.resolve().parents
        )


class Server(Protocol):
    @property
    def account(self) -> Account: ...
    @property
    def stop_signals(self) -> tuple[int, int]: ...
    @property
    def url(self) -> str: ...
    def command(self) -> list[str]: ...
    def standard_input(self) -> bytes: ...
    def clear_the_way(self) -> None: ...
    def tidy_up(self) -> None: ...
    def is_ready(self, process_id: int) -> bool: ...
