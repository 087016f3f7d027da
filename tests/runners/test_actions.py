"""Runs, files, invites and switches: stored once, marked stale, and never half."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from runners import actions
from runners.models import CoachProfile, Coachship, ConsentChange, Invite, Run, Stale, User
from runners.models.people import SHARES, Role, Shares
from tests import making

NOTHING = Shares()


def test_it_logs_the_same_key_once(runner: User, now: datetime) -> None:
    key = uuid.uuid4()
    typed = actions.TypedRun(started_at=now, timer_s=1800, effort=5)
    first = actions.log_run(runner, run=typed, key=key, now=now)
    again = actions.log_run(runner, run=actions.TypedRun(started_at=now, timer_s=99), key=key, now=now)
    assert (first, again.timer_s, Run.objects.count()) == (again, 1800, 1)


def test_it_marks_the_earliest_day_when_a_run_moves(runner: User, now: datetime) -> None:
    run = making.run(runner, at=now)
    Stale.objects.all().delete()
    moved = actions.TypedRun(started_at=now - timedelta(days=3), timer_s=600)
    actions.change_run(runner, run=run, to=moved)
    assert Stale.objects.get().since_on == runner.day(now) - timedelta(days=3)


def test_it_deletes_a_run_and_works_its_day_out_again(runner: User, now: datetime) -> None:
    run = making.run(runner, at=now)
    Stale.objects.all().delete()
    actions.delete_run(runner, run=run, now=now)
    assert not Run.objects.kept().exists()
    assert Stale.objects.get().since_on == runner.day(now) - timedelta(days=1)


def test_it_accepts_an_invite_once_with_everything_off(runner: User, stranger: User, now: datetime) -> None:
    _, token = Invite.issue(coach=stranger, now=now)
    tie = actions.accept_invite(runner, token=token, shares=NOTHING, now=now)
    assert tie.shares == NOTHING
    with pytest.raises(actions.InviteProblem, match="no longer valid"):
        actions.accept_invite(runner, token=token, shares=NOTHING, now=now)


def test_it_stores_no_token(stranger: User, now: datetime) -> None:
    invite, token = Invite.issue(coach=stranger, now=now)
    assert token not in str(invite.__dict__)


@pytest.mark.parametrize("spoil", ["expire", "revoke", "invent", "own"])
def test_it_refuses_an_invite_that_is_none(runner: User, stranger: User, now: datetime, spoil: str) -> None:
    invite, token = Invite.issue(coach=runner if spoil == "own" else stranger, now=now)
    if spoil == "revoke":
        invite.revoke(now=now)
    at = now + timedelta(days=15) if spoil == "expire" else now
    with pytest.raises(actions.InviteProblem):
        actions.accept_invite(runner, token="x" if spoil == "invent" else token, shares=NOTHING, now=at)
    assert not Coachship.objects.exists()


def test_it_refuses_a_second_tie_to_the_same_coach(runner: User, coach: User, now: datetime) -> None:
    _, token = Invite.issue(coach=coach, now=now)
    with pytest.raises(actions.InviteProblem, match="already"):
        actions.accept_invite(runner, token=token, shares=NOTHING, now=now)


def test_it_writes_down_every_switch(tie: Coachship, runner: User, now: datetime) -> None:
    actions.set_shares(runner, coachship=tie, shares=Shares(training=True), now=now)
    changes = ConsentChange.objects.values_list("what", "granted")
    assert set(changes) == {(name, False) for name in SHARES[1:]}


def test_it_ends_everything_when_a_runner_leaves(tie: Coachship, runner: User, coach: User, now: datetime) -> None:
    actions.leave_coach(runner, coachship=tie, now=now)
    assert not Coachship.objects.of_coach(coach).exists()
    tie.refresh_from_db()
    assert tie.shares == NOTHING


@pytest.mark.parametrize(
    "nonsense", [{"timer_s": 0}, {"timer_s": 900_000}, {"effort": 11}, {"effort": -1}, {"distance_m": -1.0}]
)
def test_the_database_refuses_a_run_that_cannot_be(runner: User, now: datetime, nonsense: dict[str, float]) -> None:
    fields = {"timer_s": 60, "started_at": now, "time_zone": "UTC", "local_day": now.date(), "entered_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(runner=runner, **{**fields, **nonsense})


def test_nobody_coaches_themselves(runner: User, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Coachship.objects.create(coach=runner, runner=runner, started_at=now)


def test_there_is_one_account_an_address(runner: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="MIA@example.org")


def test_it_works_the_day_out_again_when_somebody_moves(runner: User, now: datetime) -> None:
    runner.time_zone = "Pacific/Auckland"
    actions.keep_settings(runner, now=now)
    assert Stale.objects.get().since_on == runner.day(now) - timedelta(days=1)


def test_who_becomes_a_coach_twice_has_one_profile_with_what_was_said_last(runner: User) -> None:
    for about in ("Hills", "Long hills"):
        actions.become_coach(runner, about=about)
    runner.refresh_from_db()
    assert (runner.is_coach, CoachProfile.objects.get().about) == (True, "Long hills")


def test_a_role_is_given_to_this_coach_alone_and_by_the_runner_alone(
    runner: User, tie: Coachship, stranger: User
) -> None:
    other = making.coachship(stranger, runner)
    actions.give_role(runner, coachship=tie, role=Role.READER)
    actions.give_role(stranger, coachship=other, role=Role.READER)
    assert Coachship.objects.get(pk=tie.pk).role == Role.READER
    assert Coachship.objects.get(pk=other.pk).role == Role.COACH
