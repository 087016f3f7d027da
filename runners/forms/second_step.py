"""The second step as it is sent: a code counts once, and a passkey's answer is taken apart before it is used."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.conf import settings
from django.core.cache import cache
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from runners.forms.ways_in import InOurWords

PERIOD_S = 30
GOOD_FOR_S = PERIOD_S * (1 + 2 * settings.MFA_TOTP_TOLERANCE)
LONGEST = 50_000  # ten times a credential with long certificates
CODE = {"code": ("Code", "Type a code from your app or a spare one.")}
# What reading raises where a part is missing, of another kind, too deep or too large.
UNREAD = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class CodeForm(InOurWords, codes.AuthenticateForm):  # type: ignore[misc]
    said = CODE

    def clean_code(self) -> str:
        return used_up(super().clean_code(), owner=self.user.pk)


class CodeOnceMoreForm(InOurWords, codes.ReauthenticateForm):  # type: ignore[misc]
    said = CODE

    def clean_code(self) -> str:
        return used_up(super().clean_code(), owner=self.user.pk)


class NewAppForm(InOurWords, apps.ActivateTOTPForm):  # type: ignore[misc]
    said = {"code": ("The six digits", "Type the six digits your app shows.")}


class RenamePasskeyForm(InOurWords, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    said = {"name": ("Its name", "Type a name for it.")}


def used_up(code: str, *, owner: int) -> str:
    """A code is good for as many periods as clocks may differ, and theirs remembers it for one of them only."""
    digits = "".join(filter(str.isalnum, code))
    if not cache.add(f"second-step:{owner}:{digits}", "used", timeout=GOOD_FOR_S):
        raise get_adapter().validation_error("incorrect_code")
    return code


class Credential(forms.CharField):
    """A JSON object that `read` can take apart. Anything else is an answer that did not match, whatever it is."""

    def __init__(self, read: Callable[[Mapping[str, Any]], object]) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.read = read

    def clean(self, value: Any) -> Any:
        """The object as the browser gave it."""
        text = str(value or "")
        try:
            said = json.loads(text if len(text) <= LONGEST else "")
            self.read({**said})  # their reader takes null for an object that is not there
        except UNREAD as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return said

    def prepare_value(self, value: Any) -> str:
        """An answer counts once, so it is not sent back with the form."""
        return ""


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    credential = Credential(RegistrationResponse.from_dict)


class PasskeyLoginForm(passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    credential = Credential(AuthenticationResponse.from_dict)


class PasskeyForm(passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential(AuthenticationResponse.from_dict)


class PasskeyOnceMoreForm(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential(AuthenticationResponse.from_dict)
