"""Everything people do to their account, their coaches and their runs. The actor first, the time passed in."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from runners import samples
from runners.models import (
    CoachProfile,
    Coachship,
    ConsentChange,
    GroupMember,
    Invite,
    Run,
    Stale,
    TermsAccepted,
    User,
)
from runners.models.people import SHARES, Before, Role, Shares
from runners.science.series import day_of
from runners.ties import AWAY, GOING

SAME_START = timedelta(seconds=90)
NUDGES_REST = timedelta(days=7)


SETTINGS = ("name", "time_zone", "units", "first_weekday", "theme", "country")


@transaction.atomic
def keep_settings(person: User, *, now: datetime) -> None:
    """Past entries stay in the zone they were made in; which day is today follows the new one."""
    person.save(update_fields=SETTINGS)
    Stale.objects.mark(person.pk, person.day(now) - timedelta(days=1))


def rest_for_a_week(person: User, *, today: date) -> None:
    """Nothing asks them for entries. The field says only until when."""
    person.nudges_paused_until = today + NUDGES_REST
    person.save(update_fields=["nudges_paused_until"])


@transaction.atomic
def become_coach(person: User, *, about: str = "") -> None:
    CoachProfile.objects.update_or_create(person=person, defaults={"about": about})
    person.is_coach = True
    person.save(update_fields=["is_coach"])


@transaction.atomic
def agree(person: User, *, version: date, now: datetime) -> None:
    """Keep that somebody read and agreed to this version; saying so twice is saying so once."""
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.terms_version != version:
        TermsAccepted.objects.create(person=person, version=version, accepted_at=now)
        locked.terms_version = person.terms_version = version
        locked.save(update_fields=["terms_version"])


class InviteProblem(Exception):
    """The link cannot be used; the sentence is for the person who opened it."""


USED = "This invite link has been used or is no longer valid. Ask your coach for a new one."
OWN = "This is your own invite link. Send it to a runner."
ALREADY = "You already run with this coach. You can change what they see in your settings."


@transaction.atomic
def accept_invite(runner: User, *, token: str, shares: Shares, now: datetime) -> Coachship:
    invite = Invite.objects.by_token(token).open(now).select_for_update().select_related("coach").first()
    if invite is None or not invite.coach.is_active:
        raise InviteProblem(USED)
    _refuse_a_tie(invite.coach, runner)
    try:
        with transaction.atomic():
            tie = Coachship.objects.create(coach=invite.coach, runner=runner, started_at=now)
    except IntegrityError as error:  # two of this coach's invites said yes to at once
        raise InviteProblem(ALREADY) from error
    set_shares(runner, coachship=tie, shares=shares, now=now)
    invite.accepted_at, invite.accepted_by = now, runner
    invite.save(update_fields=["accepted_at", "accepted_by"])
    return tie


def _refuse_a_tie(coach: User, runner: User) -> None:
    """Raises InviteProblem where these two cannot begin to run together."""
    if coach == runner:
        raise InviteProblem(OWN)
    if runner.leaving_at is not None:
        raise InviteProblem(GOING)
    if coach.leaving_at is not None:
        raise InviteProblem(AWAY)
    if Coachship.objects.of_runner(runner).filter(coach=coach).exists():
        raise InviteProblem(ALREADY)


@transaction.atomic
def set_shares(
    runner: User, *, coachship: Coachship, shares: Shares, now: datetime, shown: Shares | None = None
) -> list[str]:
    """Switch what this coach may see; it holds from the next request on, for past days too.

    `shown` is how the switches stood on the page this comes from, as they stand now unless it is given. One that was
    turned elsewhere since is on only if it is on there and here; returns those that are off for that reason alone.
    """
    tie = Coachship.objects.select_for_update().get(pk=coachship.pk)
    if tie.ended_at is not None:  # left on another page a moment ago
        return []
    stands, lost = tie.shares, []
    for name in SHARES:
        before, after = getattr(stands, name), getattr(shares, name)
        page = before if shown is None else getattr(shown, name)
        if page != before:
            lost += [name] if after == page else []
            after = before and after
        setattr(coachship, f"shares_{name}", after)
        if before != after:
            ConsentChange.objects.create(coachship=tie, what=name, granted=after, changed_at=now)
    coachship.save(update_fields=[f"shares_{name}" for name in SHARES])
    return lost


FROM_BEFORE = "before"  # among the changes of consent, beside the switches
TWICE = timedelta(minutes=1)  # the same parts within it are one button pressed twice


@transaction.atomic
def hand_over(runner: User, *, coachship: Coachship, parts: Collection[str], now: datetime) -> None:
    """Let this coach read these parts of what was before them, and no others; none takes it back. It holds at once.

    The same parts once more reach until then: what was looked at is what is opened.
    """
    tie = Coachship.objects.of_runner(runner).select_for_update(of=("self",)).filter(pk=coachship.pk).first()
    if tie is None or (set(parts) == set(tie.from_before) and not _anew(tie, now)):
        return
    _keep_from_before(tie, [part for part in Before.values if part in parts], now=now)


def _anew(tie: Coachship, now: datetime) -> bool:
    return tie.from_before_at is not None and now - tie.from_before_at > TWICE


def _keep_from_before(tie: Coachship, parts: list[str], *, now: datetime) -> None:
    tie.from_before, tie.from_before_at = parts, now if parts else None
    tie.save(update_fields=["from_before", "from_before_at"])
    ConsentChange.objects.create(coachship=tie, what=FROM_BEFORE, granted=bool(parts), changed_at=now)


def give_role(runner: User, *, coachship: Coachship, role: Role) -> None:
    """What this coach may do from the next request on; what they may see stays with the switches."""
    Coachship.objects.of_runner(runner).filter(pk=coachship.pk).update(role=role)


@transaction.atomic
def leave_coach(runner: User, *, coachship: Coachship, now: datetime) -> None:
    set_shares(runner, coachship=coachship, shares=Shares(), now=now)
    hand_over(runner, coachship=coachship, parts=(), now=now)
    coachship.ended_at = now
    coachship.save(update_fields=["ended_at"])
    GroupMember.objects.filter(coachship=coachship).delete()


@dataclass(frozen=True)
class TypedRun:
    """A run as somebody types it in."""

    started_at: datetime
    timer_s: int
    distance_m: float | None = None
    effort: float | None = None
    kind: str = ""
    sport: str = Run.Sport.RUNNING
    activity: str = ""


@transaction.atomic
def log_run(runner: User, *, run: TypedRun, key: uuid.UUID, now: datetime) -> Run:
    """The same key twice is the same run: the first answer is given again."""
    local_day = runner.day(run.started_at, "run")
    row, created = Run.objects.get_or_create(
        runner=runner,
        key=key,
        defaults={
            "time_zone": runner.time_zone,
            "local_day": local_day,
            "entered_at": now,
            "days_late": _late(runner, local_day, now),
            **{name: getattr(run, name) for name in TypedRun.__dataclass_fields__},
        },
    )
    if created:
        Stale.objects.mark(runner.pk, local_day)
    return row


def _late(runner: User, local_day: date, now: datetime) -> int:
    return max(0, (runner.day(now, "run") - local_day).days)


@transaction.atomic
def change_run(runner: User, *, run: Run, to: TypedRun) -> None:
    """Correct a run. What a file measured (time, distance) stays with the file; what it was, effort and kind are the
    runner's."""
    day = day_of(to.started_at, run.time_zone, "run")
    earliest, was_called = min(run.local_day, day), run.activity
    for name in TypedRun.__dataclass_fields__:
        setattr(run, name, getattr(to, name))
    run.local_day = day
    run.save(update_fields=[*TypedRun.__dataclass_fields__, "local_day"])
    if run.activity != was_called:
        samples.work_out_again(run)
    Stale.objects.mark(runner.pk, earliest)


@transaction.atomic
def delete_run(runner: User, *, run: Run, now: datetime) -> None:
    """Gone from every page and sum; for a day it can be brought back."""
    run.delete_softly(now=now)
    _mark_around(run)


@transaction.atomic
def restore_run(runner: User, *, run: Run) -> bool:
    """Bring a deleted run back; False where another record of it has come in meanwhile."""
    began = (run.started_at - SAME_START, run.started_at + SAME_START)
    if Run.objects.of(runner).filter(started_at__range=began).exists():
        return False
    run.restore()
    _mark_around(run)
    return True


def _mark_around(run: Run) -> None:
    # What was said about it falls back to the day it was said on, which may be the evening before.
    Stale.objects.mark(run.runner_id, run.local_day - timedelta(days=1))
