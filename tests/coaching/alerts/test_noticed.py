"""The runner's first page says so while an alert about them waits for their word."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from coaching.alerts.models import Answer, State
from runners.models import User
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
SAYS = "Your days looked unlike your usual on Wednesday 18 March"
pytestmark = pytest.mark.usefixtures("clock_at_now")


def today(client: Client) -> str:
    return client.get("/today/").content.decode()


def test_it_is_said_while_it_is_open(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now)
    assert SAYS in today(signed_in(runner))


@pytest.mark.parametrize("state", [State.ACKNOWLEDGED, State.RESOLVED, State.NOT_THIS_TIME])
def test_it_is_not_said_once_somebody_cares(runner: User, signed_in: SignedIn, now: datetime, state: State) -> None:
    raised.alert(runner, now=now, state=state)
    assert SAYS not in today(signed_in(runner))


def test_it_is_not_said_once_they_have_answered(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now, answer=Answer.values[0], answered_at=now)
    assert SAYS not in today(signed_in(runner))


def test_it_is_about_nobody_else(runner: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(stranger, now=now)
    assert SAYS not in today(signed_in(runner))
