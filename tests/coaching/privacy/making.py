"""Somebody with one of everything, and their copies."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from coaching.alerts.models import Agreement, Alert, AlertStep, Assessment, Delivery, Fine, State, Telling
from coaching.articles.models import Comment
from coaching.consultations.models import Booking, Meeting, Offer
from coaching.conversations.actions import share_note, write_note
from coaching.privacy import bringing, exporting
from journal import goals, rhythm
from journal.models import Confidant, MonthOff, NextStep, Pause, Practice, WeeklyReview
from journal.rhythm import Plan
from journal.sharing import Sign
from runners import actions, files, mail, own_data, pieces
from runners.models import AccessLog, Arrival, CoachProfile, Coachship, Export, Import, Original, User, WeekAhead
from runners.models.people import Shares
from runners.push import subscribing
from tests import making, recording
from tests.coaching.articles.making import published_by
from tests.coaching.conversations.making import messages_of
from tests.coaching.planning import making as planning

FILE = b"invented, not a real file"


def filled(runner: User, coach: User, now: datetime) -> None:
    """A few weeks of everything that a runner can have here."""
    at = now - timedelta(days=9)
    run = recording.run(runner, at=at, laps=(0, 600), pauses=[(300, 360)], hr=None)
    run.title, run.note = "Löop by the river", "said 'hm', felt 😀"
    run.save()
    before = making.check_in(runner, at=at, note="Not mine to carry.\nSecond line.", note_shared=True)
    making.check_in(runner, at=at + timedelta(days=1), needs=["nature", "company"], word="", valence=None)
    making.reflection(
        runner, at=at + timedelta(hours=1), run=run, check_in=before, note="Better.", place="park", company="dog"
    )
    making.run(runner, at=at + timedelta(days=2))
    making.daily_check(runner, at=at, food=True, water=False)
    practised(runner, at)
    strove(runner, runner.day(at))
    Pause.objects.create(runner=runner, kind="ill", from_on=at.date(), until_on=at.date())
    unit = sent(runner, at)
    first = original(runner, unit, at, run=run, content=FILE, name="a.fit", sha256=files.digest_of(FILE))
    original(runner, unit, at, whole=first, part=1, name="a.fit", sha256=files.digest_of(FILE), status="duplicate")
    told(runner, coach, at)


def practised(runner: User, at: datetime) -> None:
    when = {"made_at": at, "time_zone": runner.time_zone, "local_day": runner.day(at), "entered_at": at}
    Practice.objects.create(runner=runner, kind="writing", trigger_word="the audit", next_step="ask for a day", **when)
    Confidant.objects.create(runner=runner, name="Ana", opener="Could you run with me on Thursday?", added_at=at)
    MonthOff.objects.create(runner=runner, off_at=at)
    WeeklyReview.objects.create(runner=runner, week_on=date(2026, 3, 9), own="Slow, glad.", shared=["own"], kept_at=at)
    subscribing.subscribe(runner, endpoint="https://push.example/a", p256dh="k", auth="a", device="Firefox", now=at)
    subscribing.try_out(runner, path="/", now=at)


def strove(runner: User, day: date) -> None:
    rhythm.keep(runner, plans={1: Plan(1, usual_at=time(18, 15), kind="steady"), 0: Plan(0, rest=True)}, on=day)
    making.goal(runner, on=day, kind="race", name="Harbour half")
    goals.put_away(making.goal(runner, on=day, name="for my head"), ended_as="enough", on=day)
    NextStep.objects.offer(runner, step="greet", week_on=day).answer("done", on=day)


def sent(runner: User, at: datetime) -> Import:
    return Import.objects.create(
        runner=runner, name="a.zip", sha256="0" * 64, size=9, time_zone="UTC", received_at=at, state="done", ended_at=at
    )


def original(runner: User, unit: Import, at: datetime, **values: Any) -> Original:
    kept = {"status": "imported", "time_zone": "UTC", "received_at": at, "closed_at": at, **values}
    return Original.objects.create(runner=runner, unit=unit, **kept)


def told(runner: User, coach: User, at: datetime) -> None:
    """What concerns other people."""
    tie = Coachship.objects.get(coach=coach, runner=runner)
    actions.set_shares(runner, coachship=tie, shares=Shares(training=True), now=at)
    share_note(coach, note_id=write_note(tie, text="Easy does it.", key=uuid.uuid4(), now=at).pk, now=at)
    write_note(tie, text="the coach's alone", key=uuid.uuid4(), now=at)
    messages_of(tie, at)
    mail.hold(before=at + timedelta(days=1))
    AccessLog.objects.record(actor=coach, subject=runner, what=AccessLog.What.PAGE, now=at)
    day = {"runner": runner, "local_day": at.date(), "reading": "strained", "score": 61.5}
    Assessment.objects.create(**day, assessed_at=at, contributions={"emotional": 40.25})
    alert = Alert.objects.create(**day, episode_on=at.date(), contributions={}, facts={}, raised_at=at)
    AlertStep.objects.create(alert=alert, by=coach, before=State.OPEN, after=State.SEEN, at=at)
    until = at.date() + timedelta(days=7)
    Fine.objects.create(
        runner=runner, alert=alert, kind=alert.kind, reason="The move.", said_on=at.date(), until_on=until
    )
    agreement = Agreement.objects.create(tie=tie, sign=Sign.LOW, made_at=at)
    Telling.objects.create(agreement=agreement, met_on=at.date(), due_at=at, made_at=at, held_at=at)
    planned(tie, at)
    Delivery.objects.create(alert=alert, recipient=coach, channel="in_app", created_at=at)
    published_by(coach)
    comment = Comment.objects.exclude(person=runner).get()
    Comment.objects.create(
        article=comment.article, answers=comment, person=runner, name="Mia", email=runner.email, text="Same here.",
        written_at=at,
    )  # fmt: skip


def planned(tie: Coachship, at: datetime) -> None:
    """A run, a practice, a lighter day, and the week that is coming."""
    day = tie.runner.day(at)
    planning.practice(tie, day=day, now=at, note="By the window.")
    planning.easing(tie, planning.run(tie, day=day + timedelta(days=1), now=at), now=at, note="A softer one.")
    week = day - timedelta(days=day.weekday())
    WeekAhead.objects.create(runner=tie.runner, week_on=week, days=[1, 3], heavy="The audit.", answered_at=at)


def booked(runner: User, coach: User, now: datetime, *, days: int = 3) -> None:
    """Two calls, one of them without signing in."""
    profile = CoachProfile.objects.get(person=coach)
    offer = Offer.objects.create(
        coach=profile, title="First call", slug="first", about="", price="", made_at=now, changed_at=now
    )
    for person, email in ((runner, runner.email), (None, runner.email.upper())):
        start = now + timedelta(days=days, hours=2 if person else 9)
        meeting = Meeting.objects.create(
            coach=profile, offer=offer, starts_at=start, ends_at=start + timedelta(hours=1),
            takes=(start, start + timedelta(hours=1)), made_at=now,
        )  # fmt: skip
        Booking.objects.create(
            meeting=meeting, coach=profile, person=person, state="booked", name="Mia", email=email, made_at=now
        )


def clock_at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def ticking(now: datetime, seconds: float) -> Callable[[], datetime]:
    """A clock that goes on a little whenever somebody looks."""
    moments = (now + timedelta(seconds=seconds * step) for step in range(1_000_000))
    return lambda: next(moments)


def taken(runner: User, now: datetime) -> Export:
    """A copy, written in one go."""
    made = own_data.ask_for_copy(runner, now=now)
    claimed = Export.objects.claim(now=now)
    assert claimed is not None
    assert claimed == made
    exporting.take_turn(claimed, clock=clock_at(now), until=now + timedelta(seconds=30))
    made.refresh_from_db()
    assert made.state == Export.State.READY
    return made


def zip_of(made: Export) -> zipfile.ZipFile:
    whole = b"".join(pieces.all_of(made.token, owner_id=made.runner_id))
    assert len(whole) == made.size
    return zipfile.ZipFile(io.BytesIO(whole))


def contents(archive: zipfile.ZipFile) -> dict[str, bytes]:
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def lines_of(archive: zipfile.ZipFile, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"data/{kind}.jsonl").splitlines()]


def brought(runner: User, content: bytes, now: datetime, *, clock: Callable[[], datetime] | None = None) -> Arrival:
    row = own_data.bring(runner, incoming=incoming(content), now=now)
    while Arrival.objects.filter(pk=row.pk).waiting().exists():
        bringing.work(clock=clock or clock_at(now), seconds=30)
    row.refresh_from_db()
    return row


def incoming(content: bytes) -> files.Incoming:
    file = files.Incoming()
    file.write(content)
    return file


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
