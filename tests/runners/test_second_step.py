"""The second step: apps with codes, spare codes, who must have one, and what lies sealed in the database."""

from collections.abc import Callable
from pathlib import Path

import allauth.mfa
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from runners import crypto
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXP"
OURS = Path(settings.BASE_DIR) / "templates"
THEIRS = Path(allauth.mfa.__file__).parent.parent / "templates"
UNUSED = {  # sign-up by passkey, a trusted browser, and what our own pages have instead
    "mfa/webauthn/signup_form.html", "mfa/trust.html", "mfa/base_manage.html", "mfa/base_entrance.html",
    "mfa/totp/base.html", "mfa/recovery_codes/base.html", "mfa/webauthn/base.html", "usersessions/base_manage.html",
    "mfa/webauthn/snippets/scripts.html", "mfa/webauthn/snippets/login_script.html",
}  # fmt: skip


def code() -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def member(email: str = "ana@example.org", **fields: object) -> User:
    person = making.person(email, name="Ana Reis", **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def sign_in(client: Client, person: User) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def ask_once_more(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def guarded(db: None) -> User:
    """Somebody with an app and spare codes."""
    person = member()
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def test_it_has_its_own_page_for_every_one_of_theirs() -> None:
    theirs = {
        str(path.relative_to(THEIRS))
        for part in ("mfa", "usersessions")
        for path in (THEIRS / part).rglob("*.*")
        if path.suffix in {".html", ".txt"}
    }
    assert {name for name in theirs - UNUSED if not (OURS / name).exists()} == set()


def test_it_asks_for_a_code_after_the_password(guarded: User, client: Client) -> None:
    asked = sign_in(client, guarded)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("mfa_authenticate"))
    assert page.templates[0].origin.name.startswith(str(OURS))
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.session["_auth_user_id"] == str(guarded.pk)


def test_it_lets_nobody_in_with_another_code(guarded: User, client: Client) -> None:
    sign_in(client, guarded)
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This did not match." in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_spare_code_opens_once(guarded: User) -> None:
    spare = Authenticator.objects.get(user=guarded, type="recovery_codes").wrap().get_unused_codes()[0]
    opened = []
    for _ in range(2):
        browser = Client()
        sign_in(browser, guarded)
        browser.post(reverse("mfa_authenticate"), {"code": spare})
        opened.append("_auth_user_id" in browser.session)
    assert opened == [True, False]


def test_it_keeps_its_secrets_sealed(guarded: User) -> None:
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in rows
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert crypto.kid_of(kept) == crypto.first_kid()
    assert crypto.open_secret(kept, place="second-step") == SECRET


def test_it_sets_up_an_app_and_shows_spare_codes(
    client: Client, db: None, mailoutbox: list[EmailMultiAlternatives], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = member()
    sign_in(client, person)
    ask_once_more(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "Scan the picture" in page
    assert "data:image/svg+xml;base64," in page
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.get_totp_secret", lambda regenerate=False: SECRET)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **options: then())
    answer = client.post(reverse("mfa_activate_totp"), {"code": code()}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert "Each works once. 10 of 10 are left." in answer.content.decode()
    assert mailoutbox[0].subject == "An app with codes was set up"
    assert "An app with codes was set up for your account." in mailoutbox[0].body


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
             "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list"]
)  # fmt: skip
def test_its_pages_are_ours(guarded: User, client: Client, name: str) -> None:
    sign_in(client, guarded)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    ask_once_more(client)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.templates[0].origin.name.startswith(str(OURS))


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "account_email"])
def test_it_asks_once_more_before_what_matters(db: None, signed_in: SignedIn, name: str) -> None:
    browser = signed_in(member())
    if name == "account_email":
        asked = browser.post(reverse(name), {"email": "other@example.org", "action_add": ""})
    else:
        asked = browser.get(reverse(name))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_it_offers_every_way_to_show_who_one_is(guarded: User, signed_in: SignedIn) -> None:
    page = signed_in(guarded).get(reverse("account_reauthenticate")).content.decode()
    assert "Use a code" in page
    other = signed_in(guarded).get(reverse("mfa_reauthenticate")).content.decode()
    assert "Use my password" in other


def test_it_lists_where_one_is_signed_in_and_ends_it_elsewhere(db: None) -> None:
    person = member()
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (iPhone; ...) Version/17 Safari/604.1"})
    sign_in(here, person)
    sign_in(there, person)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Safari on an iPhone" in page
    assert "here, now" in page
    answer = here.post(reverse("usersessions_list"), follow=True)
    assert "You are signed out everywhere else." in answer.content.decode()
    assert there.get("/today/").status_code == 302
    assert here.get("/today/").status_code == 200


class TestCoaches:
    """With COACH_MFA_REQUIRED a coach reads nothing about anybody before the second step is set up."""

    @pytest.fixture(autouse=True)
    def required(self, settings: object) -> None:
        settings.COACH_MFA_REQUIRED = True

    def test_a_coach_without_one_is_led_to_it(self, coach: User, runner: User, signed_in: SignedIn) -> None:
        browser = signed_in(coach)
        for name, arguments in (("squad", []), ("athlete", [runner.pk]), ("coach-alerts", []), ("invites", [])):
            answer = browser.get(reverse(name, args=arguments))
            assert (answer.status_code, answer["Location"]) == (302, reverse("second-step"))
        page = browser.get(reverse("second-step")).content.decode()
        assert "coaches and keepers of the site sign in with a second step" in page
        assert "Add a passkey" in page

    def test_their_own_diary_stays_open(self, coach: User, signed_in: SignedIn) -> None:
        assert signed_in(coach).get("/today/").status_code == 200

    def test_a_coach_with_one_goes_on(self, coach: User, signed_in: SignedIn) -> None:
        TOTP.activate(coach, SECRET)
        assert signed_in(coach).get(reverse("squad")).status_code == 200

    def test_spare_codes_alone_are_none(self, coach: User, signed_in: SignedIn) -> None:
        RecoveryCodes.activate(coach)
        assert signed_in(coach).get(reverse("squad")).status_code == 302

    def test_to_others_the_page_still_does_not_exist(self, runner: User, signed_in: SignedIn) -> None:
        assert signed_in(runner).get(reverse("squad")).status_code == 404
