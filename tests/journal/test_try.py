"""The check-in for somebody without an account: said back, and kept nowhere here."""

from collections.abc import Callable

import pytest
from django.test import Client

from journal.models import CheckIn
from runners.models import User

ANSWERS = {"valence": "-2", "activation": "3", "needs": ["settle_down"], "planned_effort": "3", "word": ""}


def test_it_is_said_back_and_kept_nowhere(db: None) -> None:
    html = Client().post("/try/", ANSWERS).content.decode()
    assert "Settle down" in html
    assert '"planned_effort": 3' in html  # for the browser to keep
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("broken", [{"valence": "9"}, {"needs": ["fly"]}, {"planned_effort": "x" * 5000}])
def test_it_refuses_rubbish_with_a_sentence(db: None, broken: dict[str, object]) -> None:
    html = Client().post("/try/", {**ANSWERS, **broken}).content.decode()
    assert "Something needs another look" in html


def test_it_works_with_nothing_answered(db: None) -> None:
    assert Client().post("/try/", {"key": ""}).status_code == 200


def test_somebody_signed_in_checks_in_properly(runner: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(runner).get("/try/")["Location"] == "/check-in/"


def test_what_the_browser_kept_becomes_a_check_in(runner: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(runner)
    assert "data-tried" in client.get("/today/").content.decode()
    client.post("/check-in/", {**ANSWERS, "other_day": "", "other_clock": ""})
    assert CheckIn.objects.get().needs == ["settle_down"]
