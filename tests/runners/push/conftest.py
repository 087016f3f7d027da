from collections.abc import Iterator
from datetime import datetime

import pytest

from runners.models import User
from runners.push import subscribing
from tests.runners.push.service import Browser, PushService


@pytest.fixture
def service(settings: pytest.FixtureRequest) -> Iterator[PushService]:
    running = PushService()
    settings.LOCAL_SERVER = running.origin
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def phone(service: PushService, runner: User, now: datetime) -> Browser:
    """Mia's, subscribed."""
    browser = service.browser()
    subscribing.subscribe(runner, **browser.form, device="Chrome on Android", now=now)
    return browser
