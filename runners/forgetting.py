"""What is kept of somebody for its time and no longer: addresses of old invites, and where they were signed in."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from runners.models import Invite

ADDRESSES_KEPT = timedelta(days=90)  # after an invite has run out: until then it can be sent again


def forget(*, now: datetime) -> None:
    Invite.objects.filter(expires_at__lt=now - ADDRESSES_KEPT).exclude(email="").update(email="")
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
