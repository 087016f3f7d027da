"""django-allauth's forms in the words of this site: what a field is called, what is said where it is empty or wrong."""

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as theirs
from django.forms import Field

from runners.forms.people import NO_ADDRESS

# Of each field its label, and what is said where it is left empty.
SAID = {
    "login": ("E-mail", "Type your e-mail address."),
    "email": ("E-mail", "Type your e-mail address."),
    "password": ("Password", "Type your password."),
    "oldpassword": ("Your password now", "Type the password you have now."),
    "password1": ("New password", "Choose a password."),
    "password2": ("The same once more", "Type the new password once more."),
    "code": ("The code from the mail", "Type the code from the mail."),
}


class InOurWords:
    """Stands before one of theirs, which makes some of its fields only with the form."""

    said: Mapping[str, tuple[str, str]] = SAID
    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.said.keys() & self.fields.keys():
            field = self.fields[name]
            field.label, missing = self.said[name]
            field.error_messages |= {"required": missing, "invalid": NO_ADDRESS}


class SignInForm(InOurWords, theirs.LoginForm):  # type: ignore[misc]
    pass


class NewAccountForm(InOurWords, theirs.SignupForm):  # type: ignore[misc]
    said = {**SAID, "password1": ("Password", "Choose a password.")}


class AnotherAddressForm(InOurWords, theirs.AddEmailForm):  # type: ignore[misc]
    said = {"email": ("Another address", "Type the address you want to add.")}


class ChangePasswordForm(InOurWords, theirs.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(InOurWords, theirs.SetPasswordForm):  # type: ignore[misc]
    pass


class ForgottenForm(InOurWords, theirs.ResetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(InOurWords, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class PasswordOnceMoreForm(InOurWords, theirs.ReauthenticateForm):  # type: ignore[misc]
    pass


class AskForCodeForm(InOurWords, theirs.RequestLoginCodeForm):  # type: ignore[misc]
    pass


class SignInCodeForm(InOurWords, theirs.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ForgottenCodeForm(InOurWords, theirs.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    pass


class AddressCodeForm(InOurWords, theirs.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass
