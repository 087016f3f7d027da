"""Once a day, run or not."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import DailyCheck
from journal.views import diary
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-daily-check")


def fields(**changed: Any) -> dict[str, Any]:
    full = {"key": str(uuid.uuid4()), "sleep": "2", "tiredness": "5", "stress": "4", "food": "yes", "water": "no"}
    return {**full, **changed}


def test_it_keeps_the_answers_and_goes_back_to_today_with_a_sentence(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, fields(), follow=True)
    check = DailyCheck.objects.get()
    assert (check.sleep, check.tiredness, check.stress, check.soreness) == (2, 5, 4, None)
    assert (check.food, check.water) == (True, False)
    assert answer.redirect_chain[-1][0] == reverse("journal-today")
    assert "A rough night: easy is a good answer today." in answer.content.decode()
    assert "2 of 10" in answer.content.decode()


def test_it_corrects_todays_check_the_second_time(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    browser.post(PAGE, fields())
    assert '<input type="radio" name="sleep" value="2" checked>' in browser.get(PAGE).content.decode()
    browser.post(PAGE, fields(sleep="8", water=""))
    check = DailyCheck.objects.get()
    assert (check.sleep, check.water) == (8, None)


def test_it_can_be_left_empty(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, {}, follow=True)
    assert "Left empty for today." in answer.content.decode()


@pytest.mark.parametrize("changed", [{"sleep": "25"}, {"stress": "-1"}, {"soreness": "nan"}, {"food": "maybe"}])
def test_it_names_what_it_cannot_keep(runner: User, signed_in: SignedIn, changed: dict[str, str]) -> None:
    answer = signed_in(runner).post(PAGE, fields(**changed))
    assert "or leave it out." in answer.content.decode()
    assert not DailyCheck.objects.exists()


def test_it_shows_only_ones_own_check(runner: User, coach: User, signed_in: SignedIn) -> None:
    making.daily_check(runner, at=datetime.now(UTC), sleep=9)
    assert "checked" not in signed_in(coach).get(PAGE).content.decode().split("</form>")[0].replace(
        'value="" checked', ""
    )
    assert Client().get(PAGE).status_code == 302


def test_it_shows_where_help_can_be_reached_in_a_very_low_stretch(runner: User, signed_in: SignedIn) -> None:
    for back in (2, 1, 0):
        at = datetime.now(UTC) - timedelta(days=back)
        making.check_in(runner, at=at, valence=-3)
        if back:
            making.daily_check(runner, at=at, stress=9)
    answer = signed_in(runner).post(PAGE, fields(stress="10"), follow=True)
    assert answer.redirect_chain[-1][0] == PAGE
    assert "support-panel" in answer.content.decode()


def test_a_page_that_was_opened_blank_takes_no_answer_away(runner: User, signed_in: SignedIn) -> None:
    browser, page = signed_in(runner), reverse("journal-daily-check")
    browser.post(page, {"blank": "yes", "sleep": "8", "stress": "4"})
    browser.post(page, {"blank": "yes", "sleep": "6"})
    check = DailyCheck.objects.get()
    assert (check.sleep, check.stress) == (6, 4)


@pytest.mark.parametrize(
    ("answers", "said"),
    [({}, "Kept with its own day."), ({"sleep": "", "food": "", "water": ""}, "Left empty for that day.")],
)
def test_it_gives_no_advice_for_a_day_that_is_over(
    runner: User, signed_in: SignedIn, answers: dict[str, str], said: str
) -> None:
    day = runner.day(timezone.now()) - timedelta(days=9)
    sent = fields(day=day.isoformat(), **{**dict.fromkeys(answers and ("tiredness", "stress"), ""), **answers})
    assert said in signed_in(runner).post(PAGE, sent, follow=True).content.decode()


def test_it_comes_back_to_its_own_day_where_help_stands_first(
    runner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diary, "rest_nudges", lambda *asked, **more: True)
    day = (runner.day(timezone.now()) - timedelta(days=9)).isoformat()
    assert signed_in(runner).post(PAGE, fields(day=day))["Location"] == f"{PAGE}?day={day}"
    assert signed_in(runner).post(PAGE, fields())["Location"] == PAGE
