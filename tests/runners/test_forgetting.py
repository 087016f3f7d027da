"""What is kept of somebody for its time and no longer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from runners.forgetting import ADDRESSES_KEPT, forget
from runners.models import Invite, User


def test_it_forgets_whom_an_old_invite_was_for(stranger: User, now: datetime) -> None:
    invite, token = Invite.issue(coach=stranger, now=now, email="sam@example.org")
    forget(now=invite.expires_at + ADDRESSES_KEPT)
    assert Invite.objects.get().email == "sam@example.org"
    forget(now=invite.expires_at + ADDRESSES_KEPT + timedelta(seconds=1))
    assert Invite.objects.by_token(token).get().email == ""


def test_it_forgets_where_somebody_was_signed_in(runner: User, signed_in: Callable[[User], Client]) -> None:
    here, gone = (signed_in(runner).session.session_key for _ in range(2))
    for key in (here, gone):
        UserSession.objects.create(user=runner, session_key=key, ip="192.0.2.1", user_agent="A browser")
    Session.objects.filter(session_key=gone).update(expire_date=timezone.now())
    forget(now=timezone.now())
    assert [row.session_key for row in UserSession.objects.all()] == [here]
    assert Session.objects.get().session_key == here
