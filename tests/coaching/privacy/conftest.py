from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    """Nothing on the disk but what this test put there."""
    settings.FILES = tmp_path / "files"
    settings.ERASED = tmp_path / "erased.jsonl"
