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
from runners.invite_lines import Line
from runners.models import Invite, User
from runners.models.people import INVITE_DAYS

OPEN_AT_MOST = 50
MAILED_A_DAY = 50
RENEWED = uuid.UUID("5c5c9f0e-6b0e-4d55-9d1f-3b8a3f0f5a11")


class TooManyInvites(Exception):
    """A limit is reached; the sentence is for the coach."""


TOO_MANY_OPEN = f"You have {OPEN_AT_MOST} open invites. Withdraw some before you make more."
TOO_MANY_MAILS = f"You have sent {MAILED_A_DAY} invites today. Make a link and send it yourself, or come back tomorrow."


@dataclass(frozen=True)
class Made:
    """An invite with its link; `fresh` unless the same form was sent before, `expired` if that was long ago."""

    invite: Invite
    token: str
    fresh: bool
    expired: bool = False

    @property
    def usable(self) -> bool:
        return self._waits and not self.expired

    @property
    def lapsed(self) -> bool:
        """Nobody said yes in time."""
        return self._waits and self.expired

    @property
    def _waits(self) -> bool:
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
        return Made(known, token, fresh=False, expired=known.expires_at <= now)
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


@transaction.atomic
def renew(coach: User, *, invite: Invite, now: datetime) -> Made:
    """A new link for the same address; the old one stops opening. Asked for twice, it is the same new link."""
    if invite.accepted_at is None and invite.revoked_at is None:
        invite.revoke(now=now)
    return make(coach, key=uuid.uuid5(RENEWED, str(invite.pk)), email=invite.email, now=now)


@dataclass(frozen=True)
class Result:
    """What became of one line: sent, made without its mail (then the link is shown), or refused with a sentence."""

    email: str
    made: Made | None = None
    mailed: bool = False
    refusal: str = ""


def make_many(coach: User, *, key: uuid.UUID, lines: list[Line], now: datetime) -> list[Result]:
    """An invite for each good line. The same form twice makes and mails each once."""
    return [_made_from(line, coach, key=key, now=now) for line in lines if line.fine]


def _made_from(line: Line, coach: User, *, key: uuid.UUID, now: datetime) -> Result:
    try:
        made = make(coach, key=uuid.uuid5(key, line.address), email=line.address, now=now)
    except TooManyInvites as refusal:
        return Result(line.address, refusal=str(refusal))
    return Result(line.address, made, mailed=not made.fresh or send(made))
