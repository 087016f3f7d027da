"""Many invites from one paste, each line judged; and a new link in place of an old one."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from runners import invites
from runners.invite_lines import AT_ONCE, checked
from runners.models import Invite, User

SignedIn = Callable[[User], Client]
KEY = uuid.UUID(int=7)
MANY = reverse("invites-many")
PASTED = "Ana Reis <ana@example.org>\nBO@example.org, bo@example.org\r\n\nnot an address; old@example.org"


class BrokenPost(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise SMTPServerDisconnected("gone")


def paste(browser: Client, text: str = PASTED, *, button: str = "send", **headers: str) -> HttpResponse:
    return browser.post(MANY, {"key": str(KEY), "addresses": text, button: "1"}, headers=headers)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("", []),
        ("a@example.org", ["fine"]),
        ("A <a@example.org>\nA@EXAMPLE.ORG", ["fine", "doubled"]),
        ("a@example\nb@@example.org\n<>\n\x00@x.org", ["malformed"] * 4),
        ("old@example.org", ["invited"]),
        ("a@example.org,b@example.org;c@example.org", ["fine"] * 3),
        ("x" * 300 + "@example.org", ["malformed"]),
    ],
)
def test_it_judges_each_line(text: str, states: list[str]) -> None:
    assert [line.state for line in checked(text, invited=frozenset({"Old@example.org"}))] == states


def test_it_takes_twenty_at_a_time() -> None:
    lines = checked("\n".join(f"a{number}@example.org" for number in range(25)), invited=frozenset())
    assert [line.fine for line in lines] == [True] * AT_ONCE + [False] * 5


def test_it_sends_the_good_ones(stranger: User, signed_in: SignedIn, mailoutbox: list[EmailMultiAlternatives]) -> None:
    invites.make(stranger, key=uuid.UUID(int=1), email="old@example.org", now=timezone.now())
    page = paste(signed_in(stranger)).content.decode()
    assert [letter.to for letter in mailoutbox] == [["ana@example.org"], ["bo@example.org"]]
    assert "is there twice" in page
    assert "does not look like an address" in page
    assert "has an open invite from you" in page
    links = {re.search(r"/invites/\w+/", letter.body)[0] for letter in mailoutbox}
    assert len(links) == 2
    assert not any(link in page for link in links)


def test_the_same_form_twice_mails_each_once(
    stranger: User, signed_in: SignedIn, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    for _ in range(2):
        paste(signed_in(stranger))
    assert len(mailoutbox) == Invite.objects.count() == 3


def test_it_shows_the_link_whose_mail_did_not_go_out(stranger: User, signed_in: SignedIn, settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"
    page = paste(signed_in(stranger), "ana@example.org").content.decode()
    assert "our mail server did not take it" in page
    assert re.search(r'value="[^"]*/invites/\w+/"', page)


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_checking_sends_nothing(stranger: User, signed_in: SignedIn, headers: dict[str, str]) -> None:
    page = paste(signed_in(stranger), button="check", **headers).content.decode()
    assert "ready to go" in page
    assert ("<html" in page) is not bool(headers)
    assert not Invite.objects.exists()


def test_it_escapes_what_was_pasted(stranger: User, signed_in: SignedIn) -> None:
    assert "<script>alert" not in paste(signed_in(stranger), "<script>alert(1)</script>").content.decode()


def test_it_stops_at_the_limit_of_open_invites(stranger: User, signed_in: SignedIn) -> None:
    for number in range(invites.OPEN_AT_MOST - 1):
        invites.make(stranger, key=uuid.UUID(int=100 + number), email="", now=timezone.now())
    page = paste(signed_in(stranger), "a@example.org\nb@example.org").content.decode()
    assert "You have 50 open invites" in page
    assert Invite.objects.count() == invites.OPEN_AT_MOST


def test_it_does_not_exist_for_somebody_who_does_not_coach(runner: User, signed_in: SignedIn) -> None:
    assert signed_in(runner).get(MANY).status_code == 404
    assert paste(signed_in(runner)).status_code == 404


@pytest.fixture
def old(stranger: User) -> invites.Made:
    return invites.make(stranger, key=KEY, email="ana@example.org", now=timezone.now())


def resend(browser: Client, invite: Invite) -> HttpResponse:
    return browser.post(reverse("invite-resend", args=[invite.pk]))


def test_a_new_link_closes_the_old_one(
    old: invites.Made, stranger: User, signed_in: SignedIn, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    assert "Sent to ana@example.org" in resend(signed_in(stranger), old.invite).content.decode()
    new = re.search(r"/invites/\w+/", mailoutbox[0].body)[0]
    assert client.get(f"/invites/{old.token}/").status_code == 404
    assert client.get(new).status_code == 200


def test_asked_for_twice_it_is_the_same_link(
    old: invites.Made, stranger: User, signed_in: SignedIn, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    for _ in range(2):
        resend(signed_in(stranger), old.invite)
    assert len(mailoutbox) == 1
    assert Invite.objects.open(timezone.now()).count() == 1


def test_an_expired_one_can_be_sent_anew(old: invites.Made, stranger: User, signed_in: SignedIn) -> None:
    Invite.objects.update(expires_at=timezone.now() - timedelta(days=1))
    browser = signed_in(stranger)
    assert "New link" in browser.get(reverse("invites")).content.decode()
    resend(browser, old.invite)
    assert Invite.objects.open(timezone.now()).count() == 1


def test_nobody_renews_anothers_invite(old: invites.Made, coach: User, runner: User, signed_in: SignedIn) -> None:
    for other in (coach, runner):
        assert resend(signed_in(other), old.invite).status_code == 404
    old.invite.refresh_from_db()
    assert old.invite.revoked_at is None


def test_an_accepted_one_is_not_renewed(old: invites.Made, stranger: User, signed_in: SignedIn) -> None:
    Invite.objects.update(accepted_at=timezone.now())
    assert resend(signed_in(stranger), old.invite).status_code == 404
