"""The second step at sign-in: its secrets lie sealed, its words are ours."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from runners import crypto
from runners.models import User

STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
PLACE = "second-step"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "With a second step you cannot add another address. Remove the second step first.",
        "cannot_delete_authenticator": "This one has to stay.",
        "cannot_generate_recovery_codes": "Set up a passkey or an app first. Codes are for the day it is not at hand.",
        "incorrect_code": "This did not match. Try again.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        return crypto.seal_secret(text, place=PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_secret(encrypted_text, place=PLACE)

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        known = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {known + 1}" if known else "Passkey"


def has_second_step(person: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=STEPS).exists())


def lacks_second_step(person: User) -> bool:
    """Whether this coach has to set up a second step before reading anything about anybody."""
    return bool(settings.COACH_MFA_REQUIRED) and not has_second_step(person)
