"""Coming in: signing up with a code, signing in with a password or a code, and what nobody can find out by trying."""

import re
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from smtplib import SMTPServerDisconnected

import allauth.account
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from runners.models import Outbox, User
from tests import making

PASSWORD = "a long enough password"
OURS = Path(settings.BASE_DIR) / "templates"
THEIRS = Path(allauth.account.__file__).parent.parent / "templates" / "account" / "email"

pytestmark = pytest.mark.django_db


class BrokenPost(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, email_messages: object) -> int:
        raise SMTPServerDisconnected("gone")


@pytest.fixture
def broken_post(settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"


def member(email: str = "ana@example.org", **fields: object) -> User:
    """Somebody with a confirmed address."""
    person = making.person(email, name="Ana Reis", **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def signup(client: Client, email: str = "new@example.org", **changes: str) -> HttpResponse:
    answers = {
        "name": "Nia Okoro",
        "email": email,
        "password1": PASSWORD,
        "adult": "on",
        "time_zone": "Europe/Lisbon",
        "website": "",
    }
    return client.post(reverse("account_signup"), {**answers, **changes}, follow=True)


def code_in(mail: EmailMultiAlternatives) -> str:
    found = re.search(r"^ {4}(\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found.group(1)


def neutral(page: HttpResponse, *emails: str) -> str:
    """A page without what differs every time: tokens, and the address somebody typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value|x-csrftoken": )=?"[^"]*"', "", page.content.decode())
    for email in emails:
        text = text.replace(email, "ADDRESS")
    return text


def test_it_makes_an_account_with_a_code_by_mail(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    asked = signup(client)
    assert asked.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    answer = client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert (answer.status_code, answer["Location"]) == (302, reverse("journal-today"))
    person = User.objects.get()
    assert (person.name, person.time_zone, person.is_coach) == ("Nia Okoro", "Europe/Lisbon", False)
    assert person.adult_confirmed_at is not None
    assert "_auth_user_id" in client.session


def test_it_puts_no_code_into_the_outbox(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    signup(client)
    assert len(mailoutbox) == 1
    assert not Outbox.objects.exists()


def test_it_lets_nobody_in_without_the_code(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    signup(client)
    page = client.post(reverse("account_email_verification_sent"), {"code": "WRONG-CODE"})
    assert "This is not the code we sent" in page.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"adult": ""}, "Evenpace is for adults for now. Tick the box"),
        ({"name": "   "}, "Tell us what we may call you."),
        ({"name": "\u200b\u200b"}, "Tell us what we may call you."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"password1": "short"}, "too short"),
        ({"email": "nobody"}, "E-mail: This does not look like an e-mail address."),
    ],
)
def test_it_says_what_stops_a_sign_up(client: Client, changes: dict[str, str], said: str) -> None:
    page = signup(client, **changes)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("zone", ["", "localtime", "../etc/passwd", "Nowhere/Atall", "x" * 300])
def test_it_takes_utc_where_the_browser_names_no_zone(client: Client, zone: str) -> None:
    signup(client, time_zone=zone)
    assert User.objects.get().time_zone == "UTC"


def test_it_answers_a_known_address_like_a_new_one(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    member("ana@example.org")
    known = signup(client, "ana@example.org")
    new = signup(Client(), "new@example.org")
    assert known.redirect_chain == new.redirect_chain
    assert neutral(known, "ana@example.org") == neutral(new, "new@example.org")
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"], ["new@example.org"]]
    assert mailoutbox[0].subject == "You already have an account"


def test_it_scrambles_a_password_once_whether_the_address_is_known_or_new(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what takes time, so anybody with a watch could tell."""
    member("ana@example.org")
    hasher, made = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **kw: made.append(args[1]) or encode(*args, **kw))
    signup(client, "ana@example.org")
    assert made == [PASSWORD]
    signup(Client(), "new@example.org")
    assert made == [PASSWORD] * 2


def test_it_sends_the_code_again_but_tells_nobody_more(
    client: Client, mailoutbox: list[EmailMultiAlternatives], settings: object
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    member("ana@example.org")
    pages = []
    for browser, email in ((client, "new@example.org"), (Client(), "ana@example.org")):
        first = signup(browser, email)
        assert "Send it again" in first.content.decode()
        again = browser.post(reverse("account_email_verification_sent"), {"action": "resend"}, follow=True)
        pages.append(neutral(again, email))
    assert pages[0] == pages[1]
    answer = client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[1])})
    assert answer["Location"] == reverse("journal-today")


@pytest.mark.parametrize(
    ("address", "field"),
    [("account_request_login_code", "email"), ("account_reset_password", "email"), ("account_login", "login")],
)
def test_it_does_not_tell_who_has_an_account(client: Client, address: str, field: str) -> None:
    member("ana@example.org")
    known = client.post(reverse(address), {field: "ana@example.org", "password": "not this one"}, follow=True)
    other = Client().post(reverse(address), {field: "nobody@example.org", "password": "not this one"}, follow=True)
    assert known.redirect_chain == other.redirect_chain
    assert neutral(known, "ana@example.org") == neutral(other, "nobody@example.org")


def test_it_makes_no_account_for_a_program_that_fills_everything(client: Client) -> None:
    signup(client, website="https://buy.example")
    assert not User.objects.exists()


@pytest.mark.parametrize(("is_coach", "landing"), [(False, "journal-today"), (True, "squad")])
def test_it_brings_everybody_to_their_own_first_page(client: Client, is_coach: bool, landing: str) -> None:
    member(is_coach=is_coach)
    answer = client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse(landing))


def test_it_signs_in_with_a_code(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    person = member()
    client.post(reverse("account_request_login_code"), {"email": "ana@example.org"})
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    assert answer["Location"] == reverse("journal-today")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("name", "label", "said"),
    [
        ("account_login", "Password", "Type your password."),
        ("account_reset_password", "E-mail", "Type your e-mail address."),
        ("account_request_login_code", "E-mail", "Type your e-mail address."),
    ],
)
def test_what_is_left_empty_is_asked_for_in_our_words(client: Client, name: str, label: str, said: str) -> None:
    page = client.post(reverse(name)).content.decode()
    assert f"{label}: {said}</a></li>" in page.split("data-problems")[1]
    assert "This field is required" not in page


def test_a_code_left_empty_is_asked_for_in_our_words(client: Client) -> None:
    signup(client)
    page = client.post(reverse("account_email_verification_sent"), {"code": ""}).content.decode()
    assert "The code from the mail: Type the code from the mail." in page.split("data-problems")[1]


def test_a_refused_password_still_says_what_it_needs(client: Client) -> None:
    page = signup(client, password1="short").content.decode()
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in page


def test_each_step_to_a_new_password_has_a_title_of_its_own(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    member()
    asked = client.get(reverse("account_reset_password"))
    sent = client.post(reverse("account_reset_password"), {"email": "ana@example.org"}, follow=True)
    code = {"code": code_in(mailoutbox[0])}
    chosen = client.post(reverse("account_confirm_password_reset_code"), code, follow=True)
    titles = {page.content.decode().split("<title>")[1].split("</title>")[0] for page in (asked, sent, chosen)}
    assert len(titles) == 3


def test_it_sets_a_new_password_with_a_code(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    person = member()
    client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    new = {"password1": "quiet river morning", "password2": "quiet river morning"}
    page = client.post(reverse("account_complete_password_reset"), new, follow=True)
    assert "Your new password is set" in page.content.decode()
    person.refresh_from_db()
    assert person.check_password("quiet river morning")
    assert mailoutbox[-1].subject == "Your password was changed"


@pytest.mark.parametrize("place", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/"])
def test_it_leads_nobody_to_another_site(client: Client, place: str) -> None:
    member()
    answer = client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD, "next": place})
    assert answer["Location"] == reverse("journal-today")


def test_it_changes_the_session_when_somebody_signs_in(client: Client) -> None:
    member()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})
    assert client.session.session_key != session.session_key


def test_it_ends_every_session_with_a_new_password(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    person = member()
    client.force_login(person)
    elsewhere = Client()
    elsewhere.force_login(person)
    new = {"oldpassword": PASSWORD, "password1": "quiet river morning", "password2": "quiet river morning"}
    client.post(reverse("account_change_password"), new)
    assert elsewhere.get(reverse("settings")).status_code == 302
    assert client.get(reverse("settings")).status_code == 302
    assert mailoutbox[-1].subject == "Your password was changed"


def test_it_asks_for_a_pause_after_many_wrong_passwords(client: Client) -> None:
    member()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "ana@example.org", "password": "not this one"})
    page = client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})
    assert "Too many tries for now" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_says_in_its_own_words_that_it_needs_a_pause(client: Client) -> None:
    for _ in range(5):
        client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    page = client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    assert page.status_code == 429
    assert "A short pause, please" in page.content.decode()


@pytest.mark.usefixtures("broken_post")
def test_it_says_when_the_mail_does_not_go_out(client: Client) -> None:
    member("ana@example.org")
    new, known = signup(client), signup(Client(), "ana@example.org")
    assert (new.status_code, known.status_code) == (503, 503)
    assert "The mail did not go out" in new.content.decode()
    assert neutral(new) == neutral(known)


@pytest.mark.usefixtures("broken_post")
def test_it_keeps_a_new_password_though_the_notice_fails(client: Client) -> None:
    person = member()
    client.force_login(person)
    new = {"oldpassword": PASSWORD, "password1": "quiet river morning", "password2": "quiet river morning"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("quiet river morning")


ENTRANCE = ["login", "signup", "request_login_code", "reset_password", "inactive", "password_reset_completed"]
INSIDE = ["email", "change_password", "reauthenticate", "logout"]


@pytest.mark.parametrize("name", ENTRANCE + INSIDE)
def test_it_shows_every_page_in_our_own_words(
    name: str, runner: User, signed_in: Callable[[User], Client], client: Client
) -> None:
    page = (signed_in(runner) if name in INSIDE else client).get(reverse(f"account_{name}"))
    assert page.status_code == 200
    assert page.templates[0].origin.name.startswith(str(OURS))
    assert "style=" not in page.content.decode()


def test_it_lets_somebody_without_a_password_choose_one(runner: User, signed_in: Callable[[User], Client]) -> None:
    runner.set_unusable_password()
    runner.save()
    page = signed_in(runner).get(reverse("account_change_password"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("account_set_password")
    assert "Choose a password" in page.content.decode()


def test_it_adds_an_address_once_its_code_is_typed(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    person = member()
    client.post(reverse("account_login"), {"login": "ana@example.org", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "ana@home.example", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    assert EmailAddress.objects.get(user=person, email="ana@home.example").verified
    assert "ana@home.example" in client.get(reverse("account_email")).content.decode()


# Mails with a link instead of a code are switched off.
UNUSED = {"password_reset_key"}


def test_it_has_its_own_text_for_every_account_mail() -> None:
    theirs = {path.name.removesuffix("_subject.txt") for path in THEIRS.glob("*_subject.txt")} - UNUSED
    ours = {path.name for path in (OURS / "account" / "email").iterdir()}
    wanted = {f"{name}_{part}" for name in theirs for part in ("subject.txt", "message.txt", "message.html")}
    assert wanted <= ours


def test_it_sends_each_mail_as_text_and_as_a_page(client: Client, mailoutbox: list[EmailMultiAlternatives]) -> None:
    signup(client)
    letter = mailoutbox[0]
    sent: Message = letter.message()
    code = code_in(letter)
    page = str(letter.alternatives[0].content)
    assert letter.subject == "Your code for Evenpace"
    assert code in page
    assert code not in letter.subject
    assert "style=" in page
    assert "http" not in page.replace('http-equiv="', "")
    assert sent["Message-ID"].endswith(f"@{settings.PUBLIC_HOST.split(':')[0]}>")
    assert sent["From"] == settings.DEFAULT_FROM_EMAIL
