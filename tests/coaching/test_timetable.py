"""What beat sets off is there for a worker to take: all of it, by name."""

import pytest

from coaching.celery import app
from coaching.timetable import TASKS


@pytest.mark.parametrize("task", [task for _, task, _ in TASKS])
def test_a_worker_knows_what_beat_asks_for(task: str) -> None:
    app.loader.import_default_modules()
    assert task in app.tasks


def test_each_entry_has_a_name_of_its_own() -> None:
    assert len({name for name, _, _ in TASKS}) == len({task for _, task, _ in TASKS}) == len(TASKS)
