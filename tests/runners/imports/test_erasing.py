"""Who is erased leaves no file behind."""

from datetime import datetime
from pathlib import Path

import pytest

from coaching.privacy import erasing
from runners import files
from runners.models import Original, User
from tests.runners.importers import making
from tests.runners.imports.sending import imported, sent


@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_takes_their_files_from_the_disk(runner: User, now: datetime, tmp_path: Path) -> None:
    imported(runner, making.fit_run(minutes=10), now)
    waiting = sent(runner, b"not read yet", now)
    erasing.erase(runner, erased=tmp_path / "erased.jsonl", now=now)
    assert not files.folder_of(waiting.token).exists()
    assert not Original.objects.exists()
