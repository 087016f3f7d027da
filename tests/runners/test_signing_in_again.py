from collections.abc import Callable

import pytest
from django.test import Client

from runners.models import User

STEP = "/coach/looks/"
HERE = "/coach/?sort=name"
NEXT = "/accounts/login/?next=/coach/%3Fsort%3Dname"


@pytest.fixture(autouse=True)
def nobody_is_signed_in(db: None) -> None:
    """The session has ended, and the page is still on the screen."""


def test_whoever_sends_something_comes_back_to_the_page_it_was_sent_from(client: Client) -> None:
    answer = client.post(STEP, headers={"referer": f"http://testserver{HERE}"})
    assert (answer.status_code, answer["Location"]) == (302, NEXT)


@pytest.mark.parametrize(
    "place",
    [
        "",
        "https://elsewhere.example/coach/",
        "javascript:alert(1)",
        "//elsewhere.example",
        "http://testserver//elsewhere.example/x",
    ],
)
def test_nobody_is_led_elsewhere_by_where_they_come_from(client: Client, place: str) -> None:
    answer = client.post(STEP, headers={"referer": place})
    assert answer["Location"] == f"/accounts/login/?next={STEP}"


def test_where_a_part_of_a_page_is_asked_for_the_whole_page_goes(client: Client) -> None:
    asked = {"hx-request": "true", "hx-current-url": f"http://testserver{HERE}"}
    answer = client.post(STEP, headers=asked)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, NEXT)


def test_an_address_that_only_takes_what_is_sent_says_so(coach: User, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(coach).get(STEP)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "It takes what a form sends." in answer.content.decode()
