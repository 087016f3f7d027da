"""What is left of accounts and ties at their edges: a page without its guard, two invites said yes to at once."""

import uuid
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from coaching.conversations import actions as notes
from runners import access, actions
from runners.models import Coachship, Invite, User
from runners.models.people import Shares


def test_a_page_without_its_guard_knows_nobody() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        access.person(request)


def test_two_invites_said_yes_to_at_once_make_one_tie(runner: User, coach: User, now: datetime) -> None:
    """The second one looked before the first was kept, and meets it in the database."""
    _, token = Invite.issue(coach=coach, now=now)
    with (
        patch.object(type(Coachship.objects.all()), "of_runner", lambda rows, runner: rows.none()),
        pytest.raises(actions.InviteProblem, match="You already run with this coach"),
    ):
        actions.accept_invite(runner, token=token, shares=Shares(), now=now)
    assert Coachship.objects.count() == 1
    assert Invite.objects.get().accepted_at is None


def test_a_note_saved_without_a_change_is_not_marked_as_changed(tie: Coachship, coach: User, now: datetime) -> None:
    note = notes.write_note(tie, text="as it was", key=uuid.uuid4(), now=now)
    assert notes.edit_note(coach, note_id=note.pk, text="as it was", now=now + timedelta(hours=1)).edited_at is None
    assert notes.edit_note(coach, note_id=note.pk, text="changed", now=now + timedelta(hours=1)).edited_at is not None
