"""Answers about a passkey that no browser gives: each is one that did not match, and nothing is kept of it."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.runners.test_second_step import ask_once_more, member, sign_in

B64 = "AAAA"


def credential(**response: Any) -> str:
    return json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": response})


ANSWERS = {
    "a number of 5,000 digits": "9" * 5_000,
    "too deep a list": "[" * 100_000,
    "too deep an object": '{"a":' * 40_000,
    "nothing": "null",
    "not a number": "NaN",
    "half a character": '"\\ud800"',
    "an empty object": "{}",
    "a list": "[1]",
    "a part alone": '{"id":"\\u0000"}',
    "a number for a name": '{"id":1,"rawId":2,"type":3,"response":4}',
    "no response": credential(),
    "letters beyond the alphabet": credential(clientDataJSON="\ud800", attestationObject="é", authenticatorData="é"),
    "parts of other kinds": credential(clientDataJSON=1, attestationObject=[], authenticatorData={}, signature=None),
    "data without words in it": credential(
        clientDataJSON="e30", attestationObject="oA", authenticatorData=B64 * 50, signature=B64, userHandle="MQ"
    ),
    "data cut short": credential(
        clientDataJSON="eyJ0", attestationObject="o2N", authenticatorData=B64, signature=B64, userHandle=B64
    ),
    "too long": credential(clientDataJSON="A" * 60_000),
}


@pytest.fixture(autouse=True)
def without_rate_limits(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False  # type: ignore[attr-defined]


def answered(client: Client, page: str, text: str) -> HttpResponse:
    client.get(reverse(page))  # the question that is answered
    return client.post(reverse(page), {"credential": text, "name": "My phone"}, follow=True)


@pytest.mark.parametrize("said", ANSWERS)
def test_it_adds_no_passkey_from_nonsense(db: None, client: Client, said: str) -> None:
    sign_in(client, member())
    ask_once_more(client)
    page = answered(client, "mfa_add_webauthn", ANSWERS[said])
    assert page.status_code == 200
    assert "This did not match. Try again." in page.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("said", ANSWERS)
def test_it_lets_nobody_in_with_nonsense(db: None, client: Client, said: str) -> None:
    page = answered(client, "mfa_login_webauthn", ANSWERS[said])
    assert page.status_code == 200
    assert "This did not match. Try again." in page.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("said", ANSWERS)
def test_it_asks_again_whoever_shows_nonsense(db: None, client: Client, said: str) -> None:
    sign_in(client, member())
    page = answered(client, "mfa_reauthenticate_webauthn", ANSWERS[said])
    assert page.status_code == 200
