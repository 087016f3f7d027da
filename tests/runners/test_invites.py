"""Invite links: made by a coach, good once, opened by anybody, accepted by one runner with everything off."""

import html
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from runners import actions, invites
from runners.actions import USED
from runners.models import CoachProfile, Coachship, Invite, User
from runners.models.people import SHARES, Shares
from runners.ties import AWAY, GOING

SignedIn = Callable[[User], Client]
KEY = uuid.UUID(int=7)
PASSWORD = "a long enough password"
LEAVES = {"leaving_at": datetime(2100, 1, 1, tzinfo=UTC)}


class BrokenPost(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise SMTPServerDisconnected("gone")


def made(coach: User, *, key: uuid.UUID = KEY, at: datetime | None = None) -> invites.Made:
    return invites.make(coach, key=key, email="", now=at or timezone.now())


def page_of(token: str) -> str:
    return reverse("invited", args=[token])


def ask(browser: Client, **answers: str) -> HttpResponse:
    return browser.post(reverse("invites"), {"key": str(KEY), "email": "", **answers})


def link_on(page: HttpResponse) -> str:
    found = re.search(r'value="([^"]*/invites/[^"]+)"', page.content.decode())
    assert found
    return found.group(1)


def test_it_shows_the_link_once_and_keeps_only_its_hash(stranger: User, signed_in: SignedIn) -> None:
    browser = signed_in(stranger)
    link = link_on(ask(browser))
    token = link.removeprefix(f"{settings.PUBLIC_URL}/invites/").rstrip("/")
    invite = Invite.objects.get()
    assert invite.token_hash == Invite.digest(token)
    assert invite.expires_at - invite.created_at == timedelta(days=14)
    assert token not in browser.get(reverse("invites")).content.decode()
    assert token not in str(Invite.objects.values())


def test_it_answers_the_same_form_with_the_same_link(
    stranger: User, signed_in: SignedIn, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    browser = signed_in(stranger)
    first, second = (link_on(ask(browser, email="sam@example.org")) for _ in range(2))
    assert first == second
    assert Invite.objects.count() == 1
    assert len(mailoutbox) == 1


def test_it_gives_two_coaches_two_links_for_one_key(coach: User, stranger: User) -> None:
    assert made(coach).token != made(stranger).token


def test_it_sends_the_link_without_a_name_in_the_subject(
    stranger: User, signed_in: SignedIn, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    page = ask(signed_in(stranger), email="sam@example.org")
    letter = mailoutbox[0]
    assert letter.to == ["sam@example.org"]
    assert "Stan" not in letter.subject
    assert link_on(page) in letter.body
    assert link_on(page) in str(letter.alternatives[0].content)
    assert "Sent to sam@example.org" in page.content.decode()


def test_it_gives_the_link_when_the_mail_does_not_go_out(stranger: User, signed_in: SignedIn, settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"
    page = ask(signed_in(stranger), email="sam@example.org")
    assert page.status_code == 200
    assert "The mail did not go out" in page.content.decode()
    assert link_on(page)


@pytest.mark.parametrize("email", ["nobody", "a@b", "a@example.org\nBcc: all@example.org", "x" * 250 + "@example.org"])
def test_it_refuses_what_is_no_address(stranger: User, signed_in: SignedIn, email: str) -> None:
    page = ask(signed_in(stranger), email=email)
    assert "data-problems" in page.content.decode()
    assert not Invite.objects.exists()


def test_it_stops_at_fifty_open_invites(stranger: User, signed_in: SignedIn) -> None:
    for number in range(invites.OPEN_AT_MOST):
        made(stranger, key=uuid.UUID(int=100 + number))
    page = ask(signed_in(stranger))
    assert "You have 50 open invites" in page.content.decode()
    assert Invite.objects.count() == invites.OPEN_AT_MOST


def test_it_stops_at_fifty_mails_a_day(stranger: User, now: datetime) -> None:
    for number in range(invites.MAILED_A_DAY):
        mailed = invites.make(stranger, key=uuid.UUID(int=100 + number), email="sam@example.org", now=now)
        mailed.invite.revoke(now=now)
    with pytest.raises(invites.TooManyInvites, match="sent 50 invites today"):
        invites.make(stranger, key=KEY, email="sam@example.org", now=now)
    assert invites.make(stranger, key=KEY, email="", now=now).fresh
    assert invites.make(stranger, key=uuid.UUID(int=8), email="sam@example.org", now=now + timedelta(days=2)).fresh


def test_it_lists_what_became_of_each(stranger: User, runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    made(stranger, key=uuid.UUID(int=1))
    made(stranger, key=uuid.UUID(int=2), at=now - timedelta(days=15))
    accepted = made(stranger, key=uuid.UUID(int=3))
    actions.accept_invite(runner, token=accepted.token, shares=Shares(), now=now)
    made(stranger, key=uuid.UUID(int=4)).invite.revoke(now=now)
    page = signed_in(stranger).get(reverse("invites")).content.decode()
    for state in ("open until", "expired", "accepted", "withdrawn"):
        assert state in page
    assert page.count("Withdraw<") == 1


def test_it_withdraws_an_invite(stranger: User, signed_in: SignedIn, client: Client) -> None:
    invite = made(stranger)
    assert client.get(page_of(invite.token)).status_code == 200
    browser = signed_in(stranger)
    assert browser.get(reverse("invite-revoke", args=[invite.invite.pk])).status_code == 302
    assert client.get(page_of(invite.token)).status_code == 200
    browser.post(reverse("invite-revoke", args=[invite.invite.pk]))
    assert client.get(page_of(invite.token)).status_code == 404


def test_it_withdraws_nobody_elses_invite(coach: User, stranger: User, signed_in: SignedIn) -> None:
    invite = made(coach).invite
    assert signed_in(stranger).post(reverse("invite-revoke", args=[invite.pk])).status_code == 404
    invite.refresh_from_db()
    assert invite.revoked_at is None


def test_it_does_not_exist_for_somebody_who_does_not_coach(runner: User, signed_in: SignedIn, client: Client) -> None:
    assert signed_in(runner).get(reverse("invites")).status_code == 404
    assert client.get(reverse("invites")).status_code == 302


def test_it_tells_a_visitor_who_asks_and_for_what(stranger: User, client: Client) -> None:
    CoachProfile.objects.filter(person=stranger).update(about="Slow <b>mornings</b>.")
    invite = made(stranger)
    page = client.get(page_of(invite.token)).content.decode()
    assert "Stan Ger would like to be your coach" in page
    assert "Slow &lt;b&gt;mornings&lt;/b&gt;." in page
    for words in ("Training load", "Emotional load", "Balance check", "Reflections", "Your own words stay with you"):
        assert words in page
    assert f"?next={page_of(invite.token)}" in page
    assert not Coachship.objects.exists()


def test_it_shows_a_runner_six_switches_all_off(stranger: User, runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(page_of(made(stranger).token)).content.decode()
    assert page.count('type="checkbox"') == 6
    assert " checked" not in page
    assert not Coachship.objects.exists()


@pytest.mark.parametrize("chosen", [Shares(), Shares(training=True), Shares(*(True for _ in SHARES))])
def test_it_is_accepted_with_what_was_switched_on(
    stranger: User, runner: User, signed_in: SignedIn, chosen: Shares
) -> None:
    ticks = {name: "on" for name in SHARES if getattr(chosen, name)}
    answer = signed_in(runner).post(page_of(made(stranger).token), ticks, follow=True)
    assert "You run with Stan Ger now." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("journal-today")
    assert Coachship.objects.get().shares == chosen


def test_it_answers_a_second_tap_like_the_first(stranger: User, runner: User, signed_in: SignedIn) -> None:
    token = made(stranger).token
    browser = signed_in(runner)
    first, second = (browser.post(page_of(token), {"training": "on"}) for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Coachship.objects.count() == 1


def test_it_says_the_same_of_every_link_that_does_not_open(
    stranger: User, runner: User, coach: User, signed_in: SignedIn
) -> None:
    now = timezone.now()
    used, revoked = (made(stranger, key=uuid.UUID(int=number)) for number in (1, 2))
    expired = made(stranger, key=uuid.UUID(int=3), at=now - timedelta(days=15))
    actions.accept_invite(runner, token=used.token, shares=Shares(), now=now)
    revoked.invite.revoke(now=now)
    browser = signed_in(coach)
    for method in (browser.get, browser.post):
        pages = [method(page_of(token)) for token in (used.token, revoked.token, expired.token, "never-made", "%00")]
        assert {page.status_code for page in pages} == {404}
        bodies = {re.sub(r'x-csrftoken": "[^"]*"', "", page.content.decode()) for page in pages}
        assert len(bodies) == 1
        assert actions.USED in bodies.pop()


def test_it_needs_an_account_to_say_yes(stranger: User, client: Client) -> None:
    invite = made(stranger)
    page = client.post(page_of(invite.token), {"training": "on"})
    assert "Make an account" in page.content.decode()
    assert not Coachship.objects.exists()


def test_it_is_of_no_use_to_its_own_coach(stranger: User, signed_in: SignedIn) -> None:
    invite = made(stranger)
    browser = signed_in(stranger)
    assert "your own invite link" in browser.get(page_of(invite.token)).content.decode()
    answer = browser.post(page_of(invite.token), follow=True)
    assert "your own invite link" in answer.content.decode()
    assert not Coachship.objects.exists()


def test_it_is_not_needed_by_who_already_runs_with_the_coach(coach: User, runner: User, signed_in: SignedIn) -> None:
    invite = made(coach)
    browser = signed_in(runner)
    assert "You already run with Jo" in browser.get(page_of(invite.token)).content.decode()
    browser.post(page_of(invite.token))
    invite.invite.refresh_from_db()
    assert invite.invite.accepted_at is None


def test_it_is_closed_when_the_coach_has_gone(stranger: User, client: Client) -> None:
    invite = made(stranger)
    stranger.is_active = False
    stranger.save()
    assert client.get(page_of(invite.token)).status_code == 404


@pytest.mark.parametrize(
    ("who", "change", "said"),
    [("coach", {"is_active": False}, USED), ("coach", LEAVES, AWAY), ("runner", LEAVES, GOING)],
    ids=["coach switched off", "coach about to go", "runner about to go"],
)
def test_nobody_runs_with_somebody_who_is_not_here(
    stranger: User, runner: User, signed_in: SignedIn, who: str, change: dict[str, object], said: str
) -> None:
    token, browser = made(stranger).token, signed_in(runner)
    User.objects.filter(pk={"coach": stranger, "runner": runner}[who].pk).update(**change)
    assert said in html.unescape(browser.get(page_of(token)).content.decode())
    answer = browser.post(page_of(token), {"training": "on"}, follow=True)
    assert said in html.unescape(answer.content.decode())
    assert not Coachship.objects.exists()


def test_it_comes_back_to_the_invite_after_signing_up(
    stranger: User, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    place = page_of(made(stranger).token)
    form = client.get(f"{reverse('account_signup')}?next={place}")
    assert f'name="next" value="{place}"' in form.content.decode()
    answers = {"name": "Nia", "email": "nia@example.org", "password1": PASSWORD, "adult": "on", "website": ""}
    client.post(reverse("account_signup"), {**answers, "next": place})
    code = re.search(r"^ {4}(\S+)$", mailoutbox[0].body, re.MULTILINE)
    assert code
    answer = client.post(reverse("account_email_verification_sent"), {"code": code.group(1)})
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert "Run with Stan" in client.get(place).content.decode()
