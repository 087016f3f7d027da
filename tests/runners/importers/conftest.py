from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from runners.importers.archives import Archive, Limits, open_archive


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Archive]:
    """Writes an archive down and opens it."""

    def open_bytes(content: bytes, limits: Limits | None = None) -> Archive:
        path = tmp_path / "takeout.zip"
        path.write_bytes(content)
        return open_archive(path, workspace=tmp_path / "inside", limits=limits)

    return open_bytes
