"""Everything people do to their account, their coaches and their runs. The actor first, the time passed in."""

import hashlib
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from runners.importers import RefusalKind, Refused
from runners.importers.child import read_safely
from runners.importers.pacing import pacing_of
from runners.importers.parsed import ParsedRun
from runners.models import (
    CoachProfile,
    Coachship,
    ConsentChange,
    Invite,
    Original,
    Run,
    Stale,
    TermsAccepted,
    User,
)
from runners.models.people import SHARES, Shares
from runners.science.series import day_of

SAME_START = timedelta(seconds=90)
AHEAD = timedelta(days=1)  # a watch may be a little ahead, not more
MOST_ATTEMPTS = 3
COULD_NOT = "We could not read this file. It is our fault rather than yours; the run can be typed in."
log = logging.getLogger(__name__)


@transaction.atomic
def keep_settings(person: User, *, now: datetime) -> None:
    """Past entries stay in the zone they were made in; which day is today follows the new one."""
    person.save()
    Stale.objects.mark(person.pk, person.day(now) - timedelta(days=1))


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
    if invite is None:
        raise InviteProblem(USED)
    if invite.coach_id == runner.pk:
        raise InviteProblem(OWN)
    if Coachship.objects.of_runner(runner).filter(coach=invite.coach).exists():
        raise InviteProblem(ALREADY)
    try:
        with transaction.atomic():
            tie = Coachship.objects.create(coach=invite.coach, runner=runner, started_at=now)
    except IntegrityError as error:  # two of this coach's invites said yes to at once
        raise InviteProblem(ALREADY) from error
    set_shares(runner, coachship=tie, shares=shares, now=now)
    invite.accepted_at, invite.accepted_by = now, runner
    invite.save(update_fields=["accepted_at", "accepted_by"])
    return tie


@transaction.atomic
def set_shares(runner: User, *, coachship: Coachship, shares: Shares, now: datetime) -> None:
    """Switch what this coach may see; it holds from the next request on, for past days too."""
    for name in SHARES:
        before, after = getattr(coachship, f"shares_{name}"), getattr(shares, name)
        if before != after:
            setattr(coachship, f"shares_{name}", after)
            ConsentChange.objects.create(coachship=coachship, what=name, granted=after, changed_at=now)
    coachship.save(update_fields=[f"shares_{name}" for name in SHARES])


@transaction.atomic
def leave_coach(runner: User, *, coachship: Coachship, now: datetime) -> None:
    set_shares(runner, coachship=coachship, shares=Shares(), now=now)
    coachship.ended_at = now
    coachship.save(update_fields=["ended_at"])


@dataclass(frozen=True)
class TypedRun:
    """A run as somebody types it in."""

    started_at: datetime
    timer_s: int
    distance_m: float | None = None
    effort: float | None = None
    kind: str = ""
    sport: str = Run.Sport.RUNNING


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
    """Correct a run. What a file measured (time, distance) stays with the file; effort and kind are the runner's."""
    day = day_of(to.started_at, run.time_zone, "run")
    earliest = min(run.local_day, day)
    for name in TypedRun.__dataclass_fields__:
        setattr(run, name, getattr(to, name))
    run.local_day = day
    run.save()
    Stale.objects.mark(runner.pk, earliest)


@transaction.atomic
def delete_run(runner: User, *, run: Run) -> None:
    # What was said about it falls back to the day it was said on, which may be the evening before.
    Stale.objects.mark(runner.pk, run.local_day - timedelta(days=1))
    run.delete()


def receive_file(runner: User, *, content: bytes, name: str, now: datetime) -> Original:
    """Keep the file as it came; the worker reads it. The same bytes again are the file we already have."""
    digest = hashlib.sha256(content).hexdigest()
    kept = Original.objects.filter(runner=runner, sha256=digest, status__in=["waiting", "imported"])
    known = kept.first()
    if known is not None:
        return known
    fields = {"name": name[:200], "content": content, "time_zone": runner.time_zone, "received_at": now}
    try:
        with transaction.atomic():
            return Original.objects.create(runner=runner, sha256=digest, **fields)
    except IntegrityError:  # two tabs sent the same file at the same moment
        return kept.get()


def import_waiting(*, now: datetime, clock: Callable[[], datetime] | None = None, limit: int = 20) -> int:
    """Read files that wait, one at a time; returns how many were looked at. Each lease begins when it is taken."""
    for done in range(limit):
        original = Original.objects.claim(now=clock() if clock else now)
        if original is None:
            return done
        import_original(original, now=now)
    return limit


def import_original(original: Original, *, now: datetime) -> None:
    """Read one file that was claimed. Whoever finds that somebody else has finished it meanwhile leaves it alone."""
    try:
        parsed = read_safely(bytes(original.content or b""), original.name)
        if parsed.started_at > now + AHEAD:
            raise Refused(RefusalKind.CLOCK_UNSET)
        _finish(original, parsed, now=now)
    except Refused as refusal:
        _refuse(original, refusal.sentence)
    except Exception as error:  # a fault of ours: the file waits for another try, and is given up in words
        log.error("a file could not be imported: %s", type(error).__name__)
        if original.attempts >= MOST_ATTEMPTS:
            _refuse(original, COULD_NOT)


@transaction.atomic
def _finish(original: Original, parsed: ParsedRun, *, now: datetime) -> None:
    # One file of a runner at a time, so that two copies of one run cannot both be new.
    User.objects.select_for_update(no_key=True).get(pk=original.runner_id)
    if _still_mine(original):
        _keep_run(original, parsed, now=now)


@transaction.atomic
def _refuse(original: Original, sentence: str) -> None:
    if _still_mine(original):
        _close(original, status=Original.Status.REFUSED, reason=sentence)


def _still_mine(original: Original) -> bool:
    mine = Original.objects.filter(pk=original.pk, status=Original.Status.WAITING, attempts=original.attempts)
    return mine.select_for_update().exists()


def _keep_run(original: Original, parsed: ParsedRun, *, now: datetime) -> None:
    twin = _twin(original.runner_id, parsed)
    if twin is not None:
        _close(original, status=Original.Status.DUPLICATE, reason="This run is already here.", run=twin)
        return
    measured = _measured(original, parsed)
    late = _late(original.runner, measured["local_day"], now)
    run = Run(runner_id=original.runner_id, entered_at=now, days_late=late, **measured)
    run.save()
    _close(original, status=Original.Status.IMPORTED, run=run)
    Stale.objects.mark(run.runner_id, run.local_day)


def _twin(runner_id: int, parsed: ParsedRun) -> Run | None:
    """A run that began within 90 seconds and lasted about as long."""
    near = Run.objects.filter(
        runner_id=runner_id,
        started_at__range=(parsed.started_at - SAME_START, parsed.started_at + SAME_START),
        timer_s__range=(int(parsed.timer_s * 0.9) - 30, int(parsed.timer_s * 1.1) + 30),
    )
    return near.first()


def _measured(original: Original, parsed: ParsedRun) -> dict[str, Any]:
    pacing = pacing_of(parsed)
    return {
        "started_at": parsed.started_at,
        "time_zone": original.time_zone,
        "local_day": original.runner.day(parsed.started_at, "run"),
        "sport": parsed.sport,
        "timer_s": max(1, round(parsed.timer_s)),
        "elapsed_s": round(parsed.elapsed_s),
        "moving_s": None if parsed.moving_s is None else round(parsed.moving_s),
        "distance_m": parsed.distance_m,
        "avg_hr": parsed.avg_hr,
        "max_hr": parsed.max_hr,
        "ascent_m": parsed.ascent_m,
        "points": parsed.points,
        "watch_effort": parsed.watch_effort,
        "watch_feel": parsed.watch_feel,
        "window_speeds": list(pacing.speeds) if pacing else None,
        "cv_succ": pacing.cv_succ if pacing else None,
        "fast_start": pacing.fast_start if pacing else None,
        "drift": pacing.drift if pacing else None,
        "decoupling": pacing.decoupling if pacing else None,
    }


def _close(original: Original, *, status: str, reason: str = "", run: Run | None = None) -> None:
    """What became of the file. A refused file is not kept; an imported one stays byte for byte."""
    original.status, original.reason, original.run = status, reason, run
    original.leased_until = None
    if status != Original.Status.IMPORTED:
        original.content = None
    original.save(update_fields=["status", "reason", "run", "leased_until", "content"])
