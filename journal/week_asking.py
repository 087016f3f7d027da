"""The question about the next week, told on the morning somebody chose: by mail or on the phone, and only while it is
unanswered.

Like a reminder it is a row that knows when to look next, and whoever sends looks once more.
"""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from journal import usual
from journal.due import look_at_each
from journal.planned import week_start
from journal.reminders import can_be_written_to, quiet_of
from runners import mail, push
from runners.models import User, WeekAhead, WeekAsk

Channel = WeekAsk.Channel
LETTER = "week-ask"
MORNING = time(8)
NO_LATER = timedelta(hours=3)  # the page itself asks; a mail at noon about the morning would be one too many
WEEK = 7
WORDS = ("Your next week", "When can you run, and what will be heavy?")
STOPS = Signer(salt="journal.week_ask.stop")


def next_week(runner: User, *, today: date) -> date:
    return week_start(today, runner.first_weekday) + timedelta(days=WEEK)


def asks_about_next_week(runner: User, *, today: date) -> bool:
    """From the day they chose on, until the next week is answered for."""
    ask = WeekAsk.objects.filter(runner=runner).first()
    if ask is None or (today.weekday() - runner.first_weekday) % 7 < (ask.weekday - runner.first_weekday) % 7:
        return False
    return not WeekAhead.objects.filter(runner=runner, week_on=next_week(runner, today=today)).exists()


@transaction.atomic
def choose(runner: User, *, weekday: int, channel: str, now: datetime) -> None:
    due_at = next_due(runner, weekday, after=now) if channel else None
    chosen = {"weekday": weekday, "channel": channel, "due_at": due_at}
    WeekAsk.objects.update_or_create(runner=runner, defaults=chosen)


def next_due(runner: User, weekday: int, *, after: datetime) -> datetime:
    """The morning of that day, or as near to it as the quiet hours allow; after a whole quiet day a week later."""
    minute = quiet_of(runner).around(usual.minute_at(MORNING))
    if minute is None:
        return after + timedelta(days=WEEK)
    days = (day for day in usual.days_from(runner.day(after), WEEK + 1) if day.weekday() == weekday)
    found = (usual.instant(day, minute, runner.time_zone) for day in days)
    return next((at for at in found if at > after), after + timedelta(days=WEEK))


def ask_due(*, now: datetime, limit: int = 500) -> int:
    """Tell those whose morning it is; returns how many."""
    due = WeekAsk.objects.filter(due_at__lte=now).select_related("runner").order_by("due_at", "pk")
    return look_at_each(due, partial(_look, now=now), limit=limit)


def _look(row: WeekAsk, *, now: datetime) -> bool:
    runner, due_at = row.runner, row.due_at or now
    wanted = now - due_at < NO_LATER and is_wanted(row, now=now)
    if wanted:
        _tell(row, key=f"{LETTER}:{runner.pk}:{runner.day(now)}", now=now)
    row.due_at = next_due(runner, row.weekday, after=now)
    row.save(update_fields=["due_at"])
    return wanted


def is_wanted(row: WeekAsk, *, now: datetime) -> bool:
    """On the chosen day, of somebody who can be written to and has not answered."""
    day = row.runner.day(now)
    fits = bool(row.channel) and day.weekday() == row.weekday and can_be_written_to(row.runner, now=now)
    return fits and asks_about_next_week(row.runner, today=day)


def _tell(row: WeekAsk, *, key: str, now: datetime) -> None:
    """By mail also for a phone that takes nothing any more."""
    if row.channel != Channel.PUSH or not push.has_push(row.runner):
        mail.post(kind=LETTER, subject_id=row.pk, recipient=row.runner, dedup_key=key, due_at=now)
    if row.channel != Channel.MAIL:
        title, body = WORDS
        about = {"kind": LETTER, "subject_id": row.pk, "path": reverse("week-ahead"), "dedupe": key}
        push.write_push(row.runner, title=title, body=body, due_at=now, now=now, lasts=NO_LATER, **about)


def still_asked(pk: int, runner: User | None, *, now: datetime) -> WeekAsk | None:
    """Nothing once it is answered or switched off, or the quiet hours have begun while it waited."""
    found = WeekAsk.objects.select_related("runner").filter(pk=pk, runner=runner).first()
    return found if found is not None and is_wanted(found, now=now) else None


def stop_token(row: WeekAsk) -> str:
    return STOPS.sign(str(row.pk))


def stop(token: str) -> None:
    """Their page still asks. Stopped twice, or switched off meanwhile, is stopped."""
    try:
        WeekAsk.objects.filter(pk=int(STOPS.unsign(token))).update(channel="", due_at=None)
    except BadSignature:
        return
