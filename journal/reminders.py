"""Reminders: for somebody who asked for them, when the entry is missing, near their usual time, never at night.

Before a run their weekly rhythm says on which days and near which hour; where there is none, their own entries do.

A reminder is a row that knows when it is due. Whoever drains the rows looks once more whether it is still wanted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.urls import reverse

from journal import usual
from journal.due import look_at_each
from journal.models import CheckIn, DailyCheck, Entry, Pause, QuietHours, Reflection, Reminder, RhythmDay
from journal.rhythm import Plan, plan_of
from runners import mail, push
from runners.links import sign_in_mark
from runners.models import Run, User

Kind, Channel = Reminder.Kind, Reminder.Channel
MODELS: dict[str, type[Entry]] = {
    Kind.CHECK_IN: CheckIn, Kind.REFLECT: Reflection, Kind.DAILY_CHECK: DailyCheck,
}  # fmt: skip
LETTER = "reminder"
WEEKS = timedelta(weeks=8)
# How long after their usual time somebody is left alone: before a run not at all, it would come too late.
WAIT = {Kind.CHECK_IN: 0, Kind.REFLECT: 30, Kind.DAILY_CHECK: 30}
# Before there is a habit. A check-in has none: nobody is told to run.
FIRST = {Kind.REFLECT: time(19, 30), Kind.DAILY_CHECK: time(8, 30)}
# Who wants to run on a day has said so. The hour of their rhythm is when they set out: the reminder comes before it.
AHEAD = 30
FIRST_IN_RHYTHM = time(8, 30)
NO_LATER = timedelta(hours=3)  # a reminder that could not go out in time is not sent at all
MOST_IGNORED = 3
LOOK_AHEAD = 8
LINK_LASTS = timedelta(hours=24)
# What a phone shows: a title and a line under it.
WORDS: dict[str, tuple[str, str]] = {
    Kind.CHECK_IN: ("Before you run", "Four taps before you go, if you are going today."),
    Kind.REFLECT: ("After your run", "Five taps while it is fresh."),
    Kind.DAILY_CHECK: ("Your daily check", "Half a minute, and every question can be skipped."),
}
ASKS = ("Shall we stop reminding you?", "Until you say so, no more of these are sent.")
LINKS, STOPS = TimestampSigner(salt="journal.reminder"), Signer(salt="journal.reminder.stop")


@dataclass(frozen=True)
class Habit:
    """Somebody's own moments of one kind, and the hours in which they are left alone."""

    kind: str
    zone: str
    moments: Collection[usual.Moment]
    quiet: usual.Quiet
    rhythm: Mapping[int, Plan] = field(default_factory=dict)

    def minute_on(self, weekday: int) -> int | None:
        """When to remind on such a day; None for days on which there is nothing to remind of."""
        found = self._in_rhythm(weekday) if weekday in self.rhythm else self._as_usual(weekday)
        return None if found is None else self.quiet.around(min(found + WAIT[Kind(self.kind)], usual.MINUTES - 1))

    def _as_usual(self, weekday: int) -> int | None:
        if any(not plan.rest for plan in self.rhythm.values()):
            return None
        found = usual.usual_minute(self.moments, weekday=weekday, any_day=self.kind in FIRST)
        return usual.minute_at(FIRST[Kind(self.kind)]) if found is None and self.kind in FIRST else found

    def _in_rhythm(self, weekday: int) -> int | None:
        """Nobody is told to run on a day of rest. A day without an hour goes by when they usually check in."""
        plan = self.rhythm[weekday]
        if plan.rest:
            return None
        if plan.usual_at is not None:
            return max(usual.minute_at(plan.usual_at) - AHEAD, 0)
        found = usual.usual_minute(self.moments, weekday=weekday, any_day=True)
        return usual.minute_at(FIRST_IN_RHYTHM) if found is None else found


def habit_of(runner: User, kind: str, *, now: datetime) -> Habit:
    entries = MODELS[kind].objects.of(runner).filter(made_at__gt=now - WEEKS, days_late=0)
    rows = entries.values_list("made_at", "time_zone", "local_day")
    moments = [usual.moment_of(at, zone=zone, day=day) for at, zone, day in rows]
    rhythm = rhythm_of(runner) if kind == Kind.CHECK_IN else {}
    return Habit(kind, runner.time_zone, moments, quiet_of(runner), rhythm)


def rhythm_of(runner: User) -> dict[int, Plan]:
    return {row.weekday: plan_of(row) for row in RhythmDay.objects.filter(runner=runner)}


def quiet_of(runner: User) -> usual.Quiet:
    row = QuietHours.objects.filter(runner=runner).first() or QuietHours()
    return usual.Quiet(row.starts, row.ends)


def next_due(runner: User, habit: Habit, *, after: datetime) -> datetime:
    """The next moment to look; a day later where no day of the coming week has one."""
    for day in usual.days_from(runner.day(after), LOOK_AHEAD):
        minute = habit.minute_on(day.weekday())
        if minute is not None and (at := usual.instant(day, minute, habit.zone)) > after:
            return at
    return after + timedelta(days=1)


@transaction.atomic
def choose(runner: User, *, channels: Mapping[str, str], quiet: usual.Quiet, now: datetime) -> None:
    """These reminders and no others, each on its way, outside these hours."""
    hours = {"starts": quiet.starts, "ends": quiet.ends}
    QuietHours.objects.update_or_create(runner=runner, defaults=hours)
    Reminder.objects.filter(runner=runner).exclude(kind__in=channels).delete()
    for kind, channel in channels.items():
        due_at = next_due(runner, habit_of(runner, kind, now=now), after=now)
        chosen = {"channel": channel, "due_at": due_at, "ignored": 0, "asked_at": None}
        Reminder.objects.update_or_create(runner=runner, kind=kind, defaults=chosen)


@transaction.atomic
def look_again(runner: User, *, now: datetime) -> None:
    """Their rhythm is another one: the next look before a run goes by it, and not by the one that was."""
    row = Reminder.objects.select_for_update().filter(runner=runner, kind=Kind.CHECK_IN).first()
    if row is not None:
        row.due_at = next_due(runner, habit_of(runner, Kind.CHECK_IN, now=now), after=now)
        row.save(update_fields=["due_at"])


def remind_due(*, now: datetime, limit: int = 500) -> int:
    """Tell what is due and still wanted; returns how many reminders."""
    return look_at_each(Reminder.objects.due(now), partial(_look, now=now), limit=limit)


def _look(row: Reminder, *, now: datetime) -> bool:
    runner, due_at = row.runner, row.due_at
    habit, day = habit_of(runner, row.kind, now=now), runner.day(due_at)
    minute = habit.minute_on(day.weekday())
    meant = minute is not None and abs(usual.instant(day, minute, habit.zone) - due_at) < NO_LATER
    wanted = meant and now - due_at < NO_LATER and row.sent_on != day and is_wanted(row, now=now)
    if wanted:
        ignored = row.sent_on is not None and not is_answered(row)
        row.ignored = row.ignored + 1 if ignored else 0
        row.sent_on = day
        row.asked_at = now if row.ignored >= MOST_IGNORED else None
        _tell(row, key=f"{LETTER}:{row.kind}:{runner.pk}:{day}", now=now)
    row.due_at = next_due(runner, habit, after=max(now, due_at))
    row.save(update_fields=["ignored", "sent_on", "asked_at", "due_at"])
    return wanted


def _tell(row: Reminder, *, key: str, now: datetime) -> None:
    """By mail, on the phone, or both; by mail also for a phone that takes nothing any more."""
    if row.channel != Channel.PUSH or not push.has_push(row.runner):
        mail.post(kind=LETTER, subject_id=row.pk, recipient=row.runner, dedup_key=key, due_at=now)
    if row.channel != Channel.MAIL:
        _push(row, key=key, now=now)


def _push(row: Reminder, *, key: str, now: datetime) -> None:
    title, body = WORDS[row.kind] if row.asked_at is None else ASKS
    push.write_push(
        row.runner,
        kind=LETTER,
        subject_id=row.pk,
        title=title,
        body=body,
        path=reverse("journal-today"),  # the address that opens the form is signed at the moment of sending
        dedupe=key,
        due_at=now,
        now=now,
        lasts=NO_LATER,
    )


def still_told(pk: int, runner: User | None, *, now: datetime) -> Reminder | None:
    """Nothing once it is switched off, the entry is there, or the quiet hours have begun while it waited.

    The one that asks whether to stop goes out although the entry is there: without it nothing would come any more.
    """
    found = Reminder.objects.select_related("runner").filter(pk=pk, runner=runner).first()
    if found is None or found.asked_at is None:
        return found if found is not None and is_wanted(found, now=now) else None
    if not can_be_written_to(found.runner, now=now):
        ask_again(found)
        return None
    return found


def is_wanted(row: Reminder, *, now: datetime) -> bool:
    """Somebody who can be written to, and whose entry of today is missing."""
    there = MODELS[row.kind].objects.of(row.runner).filter(local_day=row.runner.day(now)).exists()
    return can_be_written_to(row.runner, now=now) and not there and _has_cause(row.kind, row.runner, now=now)


def can_be_written_to(runner: User, *, now: datetime) -> bool:
    """Somebody who is here and stays, not in a pause nor a heavy stretch, and awake."""
    day = runner.day(now)
    rests = runner.nudges_paused_until is not None and day <= runner.nudges_paused_until
    asleep = quiet_of(runner).holds(usual.moment_of(now, zone=runner.time_zone, day=day).minute)
    if rests or asleep or not runner.is_active or runner.leaving_at is not None:
        return False
    return not Pause.objects.filter(runner=runner, until_on=None).exists()


def _has_cause(kind: str, runner: User, *, now: datetime) -> bool:
    """Nobody who has run already is asked what they need from it, and nobody reflects on a run that was none."""
    day = runner.day(now)
    ran = Run.objects.of(runner).filter(local_day=day).exists()
    if kind == Kind.REFLECT:
        return ran or CheckIn.objects.of(runner).filter(local_day=day).exists()
    return kind != Kind.CHECK_IN or not ran


def is_answered(row: Reminder) -> bool:
    """Whether there is an entry of that kind for the day the last letter was about."""
    entries = MODELS[row.kind].objects.of(row.runner)
    return bool(entries.filter(local_day=row.sent_on).exists())


def ask_again(row: Reminder) -> None:
    """The letter that asks could not go out: the next one that stays without an answer asks instead."""
    row.ignored, row.asked_at = MOST_IGNORED - 1, None
    row.save(update_fields=["ignored", "asked_at"])


def keep(row: Reminder) -> None:
    row.ignored, row.asked_at = 0, None
    row.save(update_fields=["ignored", "asked_at"])


def link_token(row: Reminder) -> str:
    """Opens one form, once, for a day."""
    return LINKS.sign(f"{row.pk}:{row.sent_on}:{sign_in_mark(row.runner)}")


def stop_token(row: Reminder) -> str:
    return STOPS.sign(str(row.pk))


def by_link(token: str) -> Reminder | None:
    """The reminder a link was sent for: while it lasts, that letter was the last one, and the mailbox is theirs."""
    try:
        pk, day, mark = LINKS.unsign(token, max_age=LINK_LASTS).split(":")
    except (BadSignature, ValueError):
        return None
    here = Reminder.objects.select_related("runner").filter(runner__is_active=True, runner__leaving_at=None)
    found = here.filter(pk=int(pk)).first()
    if found is None or (str(found.sent_on), sign_in_mark(found.runner)) != (day, mark):
        return None
    return found


def by_stop(token: str) -> Reminder | None:
    try:
        return Reminder.objects.select_related("runner").filter(pk=int(STOPS.unsign(token))).first()
    except BadSignature:
        return None
