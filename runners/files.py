"""Files on their way in lie on the disk that web and worker share, until they are read. A row says what each one is."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

# A big file reaches the disk while it comes in, so that nothing is left to wait for after its last byte.
SYNC_EVERY = 8_000_000


class Incoming:
    """One file while it is received: written as it comes, its SHA-256 along with it, and never whole in memory."""

    def __init__(self) -> None:
        folder = settings.FILES / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path: Path = folder / uuid.uuid4().hex
        self.size = 0
        self.digest = hashlib.sha256()
        self._synced = 0
        self._file: BinaryIO = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self.digest.update(chunk)
        self.size += len(chunk)
        if self.size - self._synced > SYNC_EVERY:
            self._file.flush()
            os.fdatasync(self._file.fileno())
            self._synced = self.size

    def keep_as(self, token: uuid.UUID) -> None:
        """Safe on the disk under the name of its unit, from one moment to the next."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        place = file_of(token)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.replace(place)
        sync_folder(place.parent)

    def drop(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def copied(path: Path) -> Incoming:
    """A file of this machine, as if it had been sent."""
    incoming = Incoming()
    try:
        with path.open("rb") as source:
            while chunk := source.read(1_000_000):
                incoming.write(chunk)
    except OSError:
        incoming.drop()
        raise
    return incoming


def folder_of(token: uuid.UUID) -> Path:
    return Path(settings.FILES / "imports" / token.hex)


def file_of(token: uuid.UUID) -> Path:
    return folder_of(token) / "file"


def workspace_of(token: uuid.UUID) -> Path:
    """Where an archive may lay what it holds packed inside; it goes together with the archive."""
    return folder_of(token) / "inside"


def remove(token: uuid.UUID) -> None:
    shutil.rmtree(folder_of(token), ignore_errors=True)


def free_bytes() -> int:
    settings.FILES.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shutil.disk_usage(settings.FILES).free


def sweep(*, needed: Collection[uuid.UUID], before: datetime) -> int:
    """Remove what nobody waits for any more: cut-short uploads, and folders whose unit has ended. Returns how many."""
    names = {token.hex for token in needed}
    gone = 0
    for folder in ("incoming", "imports"):
        for path in (settings.FILES / folder).glob("*"):
            with suppress(FileNotFoundError):
                if path.name not in names and path.stat().st_mtime < before.timestamp():
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    gone += 1
    return gone


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
