"""Runs, files, invites and switches: stored once, marked stale, and never half."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from runners import actions
from runners.models import Coachship, ConsentChange, Invite, Original, Run, Stale, User
from runners.models.people import Shares
from tests import making
from tests.runners.importers import making as files

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
    actions.delete_run(runner, run=run)
    assert not Run.objects.exists()
    assert Stale.objects.get().since_on == runner.day(now) - timedelta(days=1)


def receive(runner: User, now: datetime, content: bytes, name: str = "run.fit") -> Original:
    original = actions.receive_file(runner, content=content, name=name, now=now)
    actions.import_waiting(now=now)
    original.refresh_from_db()
    return original


def test_it_imports_a_file_and_keeps_it_byte_for_byte(runner: User, now: datetime) -> None:
    content = files.fit_run()
    original = receive(runner, now, content)
    assert original.status == Original.Status.IMPORTED
    assert bytes(original.content or b"") == content
    assert original.run is not None
    assert original.run.cv_succ is not None


def test_it_knows_the_same_bytes_and_the_same_run_again(runner: User, now: datetime) -> None:
    first = receive(runner, now, files.fit_run())
    assert actions.receive_file(runner, content=files.fit_run(), name="again.fit", now=now) == first
    other = receive(runner, now, files.fit_run() + b"\0" * 8)
    assert other.status in (Original.Status.DUPLICATE, Original.Status.REFUSED)
    assert Run.objects.count() == 1


def test_it_refuses_a_bad_file_with_a_sentence_and_changes_nothing(runner: User, now: datetime) -> None:
    original = receive(runner, now, b"%PDF-1.7 no run in here", "run.fit")
    assert (original.status, original.content) == (Original.Status.REFUSED, None)
    assert original.reason.endswith(".")
    assert not Run.objects.exists()
    assert not Stale.objects.exists()


def test_it_reads_a_file_again_when_the_worker_died_over_it(runner: User, now: datetime) -> None:
    original = actions.receive_file(runner, content=files.fit_run(), name="run.fit", now=now)
    assert Original.objects.claim(now=now) == original
    assert actions.import_waiting(now=now) == 0
    assert actions.import_waiting(now=now + timedelta(minutes=2)) == 1
    assert Run.objects.count() == 1


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
    assert set(changes) == {("emotional", False), ("balance", False), ("reflections", False)}


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


def test_it_leaves_a_file_alone_that_somebody_else_finished(runner: User, now: datetime) -> None:
    original = actions.receive_file(runner, content=files.fit_run(), name="run.fit", now=now)
    slow = Original.objects.claim(now=now)
    actions.import_waiting(now=now + timedelta(minutes=2))
    assert slow is not None
    actions.import_original(slow, now=now)
    original.refresh_from_db()
    assert original.status == Original.Status.IMPORTED
    assert original.content is not None


def test_it_gives_a_file_up_in_words_after_three_faults(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.receive_file(runner, content=files.fit_run(), name="run.fit", now=now)
    monkeypatch.setattr(actions, "pacing_of", lambda parsed: 1 / 0)
    for minute in (0, 5, 10, 15):
        actions.import_waiting(now=now + timedelta(minutes=minute))
    original = Original.objects.get()
    assert (original.status, original.attempts) == (Original.Status.REFUSED, 3)
    assert "could not read" in original.reason


def test_it_refuses_a_run_from_the_future(runner: User, now: datetime) -> None:
    ahead = receive(runner, now, files.fit_run(start=now + timedelta(days=3)))
    assert ahead.status == Original.Status.REFUSED


def test_it_works_the_day_out_again_when_somebody_moves(runner: User, now: datetime) -> None:
    runner.time_zone = "Pacific/Auckland"
    actions.keep_settings(runner, now=now)
    assert Stale.objects.get().since_on == runner.day(now) - timedelta(days=1)
