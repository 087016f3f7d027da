"""Signing in, codes and invites against people who try twice, from elsewhere, too late or with what is not theirs."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from coaching.alerts.models import Alert, State
from runners import actions
from runners.models import Coachship, Invite, User
from runners.models.people import Shares
from tests import making
from tests.coaching.world import World, world
from tests.runners.test_accounts import PASSWORD, code_in, member, signup
from tests.runners.test_second_step import SECRET, code

__all__ = ["world"]
SignedIn = Callable[[User], Client]
TOO_MANY = "Too many tries for now"


def wrong(client: Client, address: str, *, forwarded: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    page = client.post(reverse("account_login"), {"login": address, "password": "not this one"}, headers=headers)
    return page.content.decode()


def test_a_forged_way_through_proxies_opens_no_new_allowance(db: None, client: Client) -> None:
    member()
    pages = [wrong(client, "ana@example.org", forwarded=f"198.51.100.{number}") for number in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


def test_many_addresses_from_one_place_come_to_an_end(db: None, client: Client) -> None:
    pages = [wrong(client, f"a{n}@example.org", forwarded=f"198.51.100.{n}") for n in range(11)]
    assert TOO_MANY not in pages[9]
    assert TOO_MANY in pages[10]


def test_a_crowd_of_strangers_does_not_make_it_forget_its_limits(db: None, client: Client) -> None:
    member()
    for _ in range(5):
        wrong(client, "ana@example.org")
    for number in range(700):
        cache.set(f"the-limit-of-stranger-{number}", [1.0], timeout=300)
    right = client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})
    assert TOO_MANY in right.content.decode()


def reset_code(client: Client, letters: list[EmailMultiAlternatives], address: str) -> str:
    client.post(reverse("account_reset_password"), {"email": address})
    return code_in(letters[-1])


def test_a_reset_code_is_good_once_and_where_it_was_asked_for(
    db: None, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    member()
    place = reverse("account_confirm_password_reset_code")
    typed = {"code": reset_code(client, mailoutbox, "ana@example.org")}
    elsewhere = Client()
    member("somebody@example.org")
    reset_code(elsewhere, mailoutbox, "somebody@example.org")
    assert "This is not the code we sent" in elsewhere.post(place, typed).content.decode()

    to = client.post(place, typed)["Location"]
    client.post(to, {"password1": "quiet river morning", "password2": "quiet river morning"})
    assert User.objects.get(email="ana@example.org").check_password("quiet river morning")
    again = Client()
    assert again.post(place, typed).status_code == 302
    assert again.get(to).status_code != 500
    assert "_auth_user_id" not in again.session


def test_looking_at_the_page_of_a_code_confirms_nothing(
    db: None, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    signup(client)
    place = reverse("account_email_verification_sent")
    for ask in (client.get, client.head, client.options):
        ask(place, {"code": code_in(mailoutbox[0])})
    assert "_auth_user_id" not in client.session
    assert client.get("/today/").status_code == 302


def second_step(person: User, typed: str) -> bool:
    """Whether this code lets a new browser in."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    browser.post(reverse("mfa_authenticate"), {"code": typed})
    return "_auth_user_id" in browser.session


def test_a_code_of_the_app_opens_once_for_as_long_as_it_is_good(db: None) -> None:
    person, typed = member(), code()
    TOTP.activate(person, SECRET)
    assert second_step(person, typed)
    assert not second_step(person, typed)
    cache.delete(f"allauth.mfa.totp.used?user={person.pk}&code={typed}")  # as it forgets after thirty seconds
    assert not second_step(person, typed)
    assert not second_step(person, f"{typed[:3]} {typed[3:]}")


def test_a_spare_code_cannot_be_spent_twice_at_other_doors(db: None, client: Client) -> None:
    person = member()
    TOTP.activate(person, SECRET)
    spare = RecoveryCodes.activate(person).get_unused_codes()[0]
    assert second_step(person, spare)
    client.force_login(person)
    asked = client.post(reverse("mfa_reauthenticate"), {"code": spare})
    assert "This did not match." in asked.content.decode()
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 9


def test_an_invite_meant_for_somebody_else_tells_nobody_whom(
    runner: User, stranger: User, signed_in: SignedIn, now: datetime, client: Client
) -> None:
    """The link is what counts: who opens it gives, and gets nothing. The address it was sent to stays unsaid."""
    _, token = Invite.issue(coach=stranger, now=now.replace(year=2100), email="sam@example.org")
    place = reverse("invited", args=[token])
    for browser in (client, signed_in(runner)):
        assert "sam@example.org" not in browser.get(place).content.decode()
    answer = signed_in(runner).post(place, {}, follow=True)
    assert "sam@example.org" not in answer.content.decode()
    tie = Coachship.objects.get(coach=stranger, runner=runner)
    assert not tie.shares.anything


def buttons_of(page: str) -> list[str]:
    return sorted(set(re.findall(r'<form[^>]*method="post"[^>]*action="(/coach/[^"]+)"', page)))


# Buttons about nobody, and those about everybody who is ticked: they leave out whom they may not reach.
OF_THE_SQUAD = ("account_logout", "look-keep", "group-fill", "group-undo", "messages-many", "ease-many")


@pytest.mark.parametrize("leaves", [False, True], ids=["consent withdrawn", "coach left"])
def test_the_buttons_of_a_page_that_was_open_before_consent_went_do_nothing(
    world: World, runner: User, coach: User, tie: Coachship, now: datetime, leaves: bool
) -> None:
    client = world.client("coach")
    pages = [reverse("squad"), reverse("athlete", args=[runner.pk])]
    buttons = {button for page in pages for button in buttons_of(client.get(page).content.decode())}
    about_alerts = {button for button in buttons if "/alerts/" in button}
    assert about_alerts
    if leaves:
        actions.leave_coach(runner, coachship=tie, now=now)
    else:
        actions.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    for button in about_alerts if not leaves else buttons - {reverse(name) for name in OF_THE_SQUAD}:
        assert client.post(button, {"days": "1", "text": "x"}).status_code == 404, button
    assert Alert.objects.get().state == State.SEEN  # as the visit left it


def test_who_once_coached_finds_none_of_the_pages_they_kept(world: World, runner: User) -> None:
    """Bookmarks of everything a coach can open about a runner; there are no exports and no feeds to keep."""
    client = world.client("ex_coach")
    kept = ("athlete", "notes-about", "note-edit", "note-share", "run-original", "run", "alert-step", "alert-outcome")
    for name in kept:
        address = reverse(name, kwargs=world.arguments[name])
        assert client.get(address).status_code in (404, 405), name
        assert client.post(address).status_code in (404, 405), name


def test_whoever_signs_up_twice_in_other_letters_has_one_account(
    db: None, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    making.person("mia@example.org")
    for address in (
        "MIA@example.org",
        "mia@EXAMPLE.ORG",
        " mia@example.org ",
        "m\u0131a@example.org",
        "\uff4dia@example.org",
    ):
        signup(client, address)
    assert [person.email for person in User.objects.all()] == ["mia@example.org"]
    assert {to for letter in mailoutbox for to in letter.to} <= {"mia@example.org"}
    assert settings.ACCOUNT_PREVENT_ENUMERATION
