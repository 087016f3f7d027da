"""Every page there is, taken from the list of addresses itself, and who reads it.

An address with numbers in it gets them from `world_of` in tests/coaching/test_access.py, made on the site that is
tried. So a new page is looked at without anybody adding it here; what is no page stands here with its reason.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import URLPattern

from tests.coaching.test_access import FOREIGN, OURS, patterns

DEMO_RUNNER, DEMO_COACH = "runner3@demo.evenpace.example", "jo@demo.evenpace.example"
RUNNER, COACH, PASSWORD = "mia@example.org", "coach@example.org", "a long enough password"
READERS = ("visitor", "demo runner", "demo coach", "runner", "coach")
# Addresses that answer a visit with something else than a page.
NO_PAGES = {
    "home for somebody signed in", "healthz", "run-original", "own-data-fetch", "settings-shares", "settings-leave",
    "invite-revoke",
    "invite-resend",
}  # fmt: skip
# django-allauth's, by who opens them at once. The second step comes first: it wants a sign-in of the last minutes.
THEIRS = {
    "visitor": ["account_login", "account_signup", "account_reset_password", "account_request_login_code",
                "account_inactive", "account_password_reset_completed"],
    "runner": ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_index", "account_email",
               "account_change_password", "account_reauthenticate", "account_logout", "usersessions_list"],
}  # fmt: skip
# Steps in the middle of something, looked at where that something is tried, and addresses that only lead elsewhere.
IN_BETWEEN = {
    "account_email_verification_sent": "test_loop", "account_confirm_login_code": "test_in_between",
    "account_confirm_password_reset_code": "test_in_between", "account_complete_password_reset": "test_in_between",
    "account_set_password": "only without a password", "mfa_authenticate": "test_in_between",
    "mfa_reauthenticate": "test_in_between", "mfa_deactivate_totp": "test_in_between",
    "mfa_view_recovery_codes": "test_passkey", "mfa_generate_recovery_codes": "test_in_between",
    "mfa_download_recovery_codes": "a file", "mfa_reauthenticate_webauthn": "test_passkey",
    "mfa_login_webauthn": "JSON", "mfa_edit_webauthn": "test_passkey", "mfa_remove_webauthn": "test_passkey",
}  # fmt: skip
# Made on the site itself, once, with the rows that addresses need.
PREPARE = f"""
import json
import os
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "coaching.settings"
django.setup()
from allauth.account.models import EmailAddress
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from runners.models import CoachProfile, User
from tests import making
from tests.coaching.test_access import patterns
from tests.coaching.world import world_of
now = timezone.now()
CoachProfile.objects.filter(slug__isnull=False).update(slug=Concat(Value("demo-"), "slug"))  # the world has a Jo, too
# A name that is neither short nor breaks of itself: no page may become wider for it.
runner = making.person("{RUNNER}", name="Mia Thornefeatherstonehaughcholmondeleymarjoribanks of Wick")
coach = making.person("{COACH}", name="Jo Okonedo", is_coach=True)
making.coachship(coach, runner)
for person in (runner, coach):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
world = world_of(runner, coach, making.person("stranger@example.org", name="Stan Ger", is_coach=True), now)
found = {{}}
for name in sorted({{p.name for p in patterns() if p.name}}):
    try:
        found[name] = reverse(name, kwargs=world.arguments.get(name, {{}}))
    except NoReverseMatch:
        found[name] = ""
months = {{"pk": User.objects.get(email="{DEMO_RUNNER}").pk}}
full = [reverse(name, kwargs=months) for name in ("athlete", "athlete-days")]
print(json.dumps([found, full]))
"""


@dataclass(frozen=True)
class Pages:
    """Addresses by reader; `nowhere` are those nobody has given numbers for."""

    of: dict[str, list[str]]
    nowhere: list[str]


def email_of(reader: str) -> str:
    return {"demo runner": DEMO_RUNNER, "demo coach": DEMO_COACH, "runner": RUNNER, "coach": COACH}.get(reader, "")


def password_of(reader: str, of_the_demo: str) -> str:
    return of_the_demo if reader.startswith("demo") else PASSWORD


def is_page(pattern: URLPattern) -> bool:
    return pattern.name not in NO_PAGES


def pages_of(python: Callable[..., str]) -> Pages:
    """The pages of a site on which `python` runs a program."""
    addresses, full = json.loads(python("-c", PREPARE).splitlines()[-1])
    of: dict[str, list[str]] = {reader: [] for reader in READERS}
    for reader, names in THEIRS.items():
        of[reader] += [addresses[name] for name in names]
    for name, pattern in sorted(OURS.items()):
        if is_page(pattern) and addresses[name]:
            of[_reader(pattern)].append(addresses[name])
    of["demo coach"] += full  # somebody with months behind them looks different to their coach, too
    of["demo runner"] += ["/balance/?range=all", "/support/?country=IE"]
    return Pages(of, sorted(name for name in OURS if not addresses[name]))


def _reader(pattern: URLPattern) -> str:
    """Pages without numbers are read by people of the demo, who have months behind them."""
    access = str(pattern.callback.access)  # type: ignore[attr-defined]
    if access == "public":
        return "visitor"
    return access if pattern.pattern.converters else f"demo {access}"


def unknown_foreign() -> set[str]:
    theirs = {str(p.name) for p in patterns() if str(p.name).startswith(FOREIGN)}
    return theirs - {name for names in THEIRS.values() for name in names} - IN_BETWEEN.keys()
