"""The check-in for somebody without an account: said back, and kept nowhere here."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from journal.models import CheckIn
from runners.models import User
from tests import making

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


CHARGED = {**ANSWERS, "valence": "-4", "activation": "4", "planned_effort": "8"}
OFFER = "There is a lot in you right now"


def test_a_charged_start_is_offered_something_beside_going(db: None) -> None:
    html = Client().post("/try/", CHARGED).content.decode()
    assert OFFER in html
    assert all(f'name="choice" value="{choice}"' in html for choice in CheckIn.Offer.values)
    assert '<input type="hidden" name="needs" value="settle_down">' in html
    assert OFFER not in Client().post("/try/", {**CHARGED, "valence": "2"}).content.decode()
    assert OFFER not in Client().post("/try/", {"key": ""}).content.decode()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("breathe", "Twelve slow breaths are about two minutes."),
        ("write", "It is sent nowhere and gone when you leave this page."),
        ("cap", "You chose to cap the effort."),
        ("go", "You chose to go as you are."),
        ("fly", "Going is fine."),
    ],
)
def test_what_is_chosen_is_there_at_once_and_kept_nowhere(db: None, choice: str, told: str) -> None:
    html = Client().post("/try/", {**CHARGED, "choice": choice}).content.decode()
    assert told in html
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(("cap", "kept"), [({}, "4"), ({"cap": "6"}, "6"), ({"cap": "11"}, "null")])
def test_the_browser_keeps_the_plan_and_the_ceiling(db: None, cap: dict[str, str], kept: str) -> None:
    html = Client().post("/try/", {**CHARGED, "choice": "cap", **cap}).content.decode()
    assert f'"planned_effort": 8, "choice": "{"cap" if kept != "null" else ""}", "cap": {kept}' in html


@pytest.mark.parametrize(
    ("choice", "kept"), [("cap", ("cap", 3, 8)), ("breathe", ("breathe", None, 8)), ("write", ("", None, 8))]
)
def test_what_was_chosen_comes_along(
    runner: User, signed_in: Callable[[User], Client], choice: str, kept: tuple[str, int | None, int]
) -> None:
    signed_in(runner).post("/check-in/", {**CHARGED, "choice": choice, "cap": "3"})
    entry = CheckIn.objects.get()
    assert (entry.offer_choice, entry.effort_cap, entry.planned_effort) == kept


def test_only_somebody_without_a_check_in_is_asked_about_it(
    runner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    making.check_in(runner, at=now)
    page = signed_in(runner).get("/today/").content.decode()
    assert "You answered once before you had an account" not in page
    assert "data-tried-over" in page


def test_a_ceiling_there_can_be_taken_back_and_never_raises_the_plan(db: None) -> None:
    capped = Client().post("/try/", {**CHARGED, "choice": "cap", "cap": "3"}).content.decode()
    assert '<input type="hidden" name="planned_effort" value="8">' in capped
    assert 'name="cap" value="3" checked' in capped
    high = Client().post("/try/", {**CHARGED, "planned_effort": "5", "choice": "cap", "cap": "7"}).content.decode()
    assert '"planned_effort": 5' in high


def test_the_written_words_have_no_name_to_be_sent_by(db: None) -> None:
    html = Client().post("/try/", {**CHARGED, "choice": "write"}).content.decode()
    area = html[html.index("<textarea") : html.index("</textarea>")]
    assert "name=" not in area
