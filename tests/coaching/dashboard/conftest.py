from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone


@pytest.fixture
def clock_at_now(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """The views' clock stands at `now`."""

    def clock() -> datetime:
        return now

    monkeypatch.setattr(timezone, "now", clock)
    return clock
