"""A big file of somebody's as pieces on the disk, each sealed with their data key and bound to its place in the file.

A piece appears under its name once it is whole, so a worker that dies leaves the pieces before it as they were.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from runners import crypto
from runners.files import sync_folder
from runners.models import DataKey


def folder_of(token: uuid.UUID) -> Path:
    return Path(settings.FILES / "copies" / token.hex)


def _place(token: uuid.UUID, name: str) -> str:
    return f"copy|{token.hex}|{name}"


def write(token: uuid.UUID, name: str, content: bytes, *, owner_id: int) -> None:
    folder = folder_of(token)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = DataKey.objects.key_of(owner_id)
    sealed = crypto.seal_bytes(content, data_key=key, place=_place(token, name), owner_id=owner_id)
    making = folder / f"{name}.part"
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    making.replace(folder / name)
    sync_folder(folder)


def read(token: uuid.UUID, name: str, *, owner_id: int) -> bytes:
    """Raises FileNotFoundError, and CannotOpen for what was not written here for this person."""
    sealed = (folder_of(token) / name).read_bytes()
    key = DataKey.objects.key_of(owner_id)
    return crypto.open_bytes(sealed, data_key=key, place=_place(token, name), owner_id=owner_id)


def all_of(token: uuid.UUID, *, owner_id: int) -> Iterator[bytes]:
    """The file from its first piece to its last, one piece in memory at a time."""
    for number in sorted(int(path.name) for path in folder_of(token).glob("*") if path.name.isdigit()):
        yield read(token, str(number), owner_id=owner_id)


def is_there(token: uuid.UUID) -> bool:
    return (folder_of(token) / "0").exists()


def remove(token: uuid.UUID) -> None:
    shutil.rmtree(folder_of(token), ignore_errors=True)


def folders() -> list[Path]:
    return list((settings.FILES / "copies").glob("*"))


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
