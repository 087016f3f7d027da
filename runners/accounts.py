"""How people come in: what sign-up asks beside address and password, which mails go out, where one lands."""

import logging
import uuid
from smtplib import SMTPException
from typing import Any

import css_inline
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import EmailAlternative
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from runners import actions
from runners.forms.people import NameField, zone_or_utc
from runners.models import User
from runners.terms import TERMS_VERSION

log = logging.getLogger(__name__)

MAIL_TROUBLE = (SMTPException, OSError)
WAYS = {
    "reauthenticate": "Use my password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use my passkey",
}


class SignupForm(forms.Form):
    """Asked beside address and password; django-allauth mixes this into its own form."""

    name = NameField()
    adult = forms.BooleanField(
        label="I am 18 or older. Evenpace is for adults for now.",
        error_messages={"required": "Evenpace is for adults for now. Tick the box if you are 18 or older."},
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_time_zone(self) -> str:
        return zone_or_utc(self.cleaned_data["time_zone"])

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.adult_confirmed_at = now = timezone.now()
        user.save(update_fields=["name", "time_zone", "adult_confirmed_at"])
        actions.agree(user, version=TERMS_VERSION, now=now)


def first_page(person: User) -> str:
    """Where somebody lands after signing in."""
    return reverse("squad" if person.is_coach else "journal-today")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails with codes go out at once, in the request: no code waits in an outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "This is your main address. Make another one your main address first.",
        "duplicate_email": "This address is already on your account.",
        "email_password_mismatch": "Address and password do not match. Try again, or ask for a code by e-mail.",
        "email_taken": "This address cannot be used. Choose another one.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This is not the code we sent. Look at the newest mail and try again.",
        "incorrect_password": "This is not your password.",
        "max_email_addresses": "You can keep %d addresses. Remove one first.",
        "rate_limited": "That was quick. Wait a minute, then try again.",
        "same_as_current": "This is the address you already have.",
        "too_many_login_attempts": "Too many tries for now. Wait five minutes, then try again.",
        "unverified_primary_email": "Confirm this address with its code first.",
    }

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [{**method, "description": WAYS.get(method["id"], method["description"])} for method in methods]

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Made-up people come in only where the site says that it is a demo."""
        if user.is_demo and not settings.DEMO:
            inactive: HttpResponse = self.respond_user_inactive(request, user)
            return inactive
        answer: HttpResponse | None = super().pre_login(request, user, **how)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Nothing else of the person, who may have changed on another page meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of ours: anything else would be taken for the name of a page, and there is none."""
        return bool(url) and str(url).startswith("/") and super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(request.user) if isinstance(request.user, User) else reverse("home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("account_email")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        host = settings.PUBLIC_HOST.split(":")[0]
        headers = {"Message-ID": f"<{uuid.uuid4()}@{host}>", **(headers or {})}
        letter: EmailMessage = super().render_mail(
            template_prefix, email, {**context, "site": settings.PUBLIC_URL}, headers
        )
        return _with_styles_inside(letter)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Without its mail a code is of no use, so the page says so instead of asking for it."""
        try:
            super().send_mail(template_prefix, email, context)
        except MAIL_TROUBLE as error:
            log.warning("A sign-in mail could not be sent: %s", type(error).__name__)
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes as long as a new account, which keeps its password scrambled: a clock tells nobody who is known."""
        make_password(self.request.POST.get("password1"))
        super().send_account_already_exists_mail(email)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """The change is made by now and stays, whether the notice about it can be sent or not."""
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except ImmediateHttpResponse:
            log.warning("A security notice could not be sent.")


def _inlined(html: str) -> str:
    return css_inline.inline(html, keep_style_tags=True, keep_at_rules=True)


def _with_styles_inside(letter: EmailMessage) -> EmailMessage:
    if isinstance(letter, EmailMultiAlternatives):
        letter.alternatives = [
            EmailAlternative(_inlined(str(content)), mimetype) for content, mimetype in letter.alternatives
        ]
    return letter
