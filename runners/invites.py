"""Making an invite link, once for each form that was shown.

The token is worked out from the form's own key, so it is stored nowhere and the same form sent twice shows the same
link instead of making a second one.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from runners import mail
from runners.models import Invite, User
from runners.models.people import INVITE_DAYS

OPEN_AT_MOST = 50
MAILED_A_DAY = 50


class TooManyInvites(Exception):
    """A limit is reached; the sentence is for the coach."""


TOO_MANY_OPEN = f"You have {OPEN_AT_MOST} open invites. Withdraw some before you make more."
TOO_MANY_MAILS = f"You have sent {MAILED_A_DAY} invites today. Make a link and send it yourself, or come back tomorrow."


@dataclass(frozen=True)
class Made:
    """An invite with its link; `fresh` unless the same form was sent before."""

    invite: Invite
    token: str
    fresh: bool

    @property
    def usable(self) -> bool:
        return self.invite.accepted_at is None and self.invite.revoked_at is None

    @property
    def link(self) -> str:
        return settings.PUBLIC_URL + reverse("invited", args=[self.token])


def token_of(coach: User, key: uuid.UUID) -> str:
    return salted_hmac("runners.invites", f"{coach.pk}:{key}", algorithm="sha256").hexdigest()[:48]


@transaction.atomic
def make(coach: User, *, key: uuid.UUID, email: str, now: datetime) -> Made:
    # One at a time, so that two windows cannot both take the last place.
    User.objects.select_for_update(no_key=True).get(pk=coach.pk)
    token = token_of(coach, key)
    known = Invite.objects.by_token(token).first()
    if known is not None:
        return Made(known, token, fresh=False)
    _refuse_too_many(coach, email=email, now=now)
    invite = Invite.objects.create(
        coach=coach,
        token_hash=Invite.digest(token),
        email=email,
        created_at=now,
        expires_at=now + timedelta(days=INVITE_DAYS),
    )
    return Made(invite, token, fresh=True)


def _refuse_too_many(coach: User, *, email: str, now: datetime) -> None:
    mine = Invite.objects.filter(coach=coach)
    if mine.open(now).count() >= OPEN_AT_MOST:
        raise TooManyInvites(TOO_MANY_OPEN)
    mailed = mine.exclude(email="").filter(created_at__gt=now - timedelta(days=1))
    if email and mailed.count() >= MAILED_A_DAY:
        raise TooManyInvites(TOO_MANY_MAILS)


def send(made: Made) -> bool:
    """Mail the link now, since nothing is kept that could be mailed later. False when the mail server refuses."""
    context: dict[str, object] = {
        "coach": made.invite.coach.name,
        "link": made.link,
        "days": INVITE_DAYS,
    }
    try:
        mail.send(mail.Letter("invite", context), to=made.invite.email, message_id=str(uuid.uuid4()))
    except (SMTPException, OSError):
        return False
    return True
