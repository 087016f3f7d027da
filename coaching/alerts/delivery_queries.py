"""What the pages about the ways of alerts show, and those about what was agreed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from coaching.alerts.delivering import usual_pace, wishes_of
from coaching.alerts.models import (
    LIVE,
    TOLD_FOR,
    Agreement,
    HookCall,
    Kind,
    KindPace,
    Pace,
    Telling,
    Webhook,
    Wishes,
)
from coaching.alerts.queries import moment
from coaching.alerts.standins import colleagues_of
from journal.sharing import Sign
from runners.models import Coachship, User
from runners.push import has_push
from runners.roles import Deed, may

CALLS_LISTED = 10
CALL_WORDS = {
    HookCall.Status.WAITING: "waits",
    HookCall.Status.SENT: "arrived",
    HookCall.Status.CANCELLED: "not sent any more",
    HookCall.Status.GIVEN_UP: "given up",
}


@dataclass(frozen=True)
class CallLine:
    """One message to a coach's server: "Tuesday 07:12", "arrived", "answered 200"."""

    when: str
    state: str
    detail: str


@dataclass(frozen=True)
class Server:
    host: str
    paused: str
    failures: int
    calls: tuple[CallLine, ...]


@dataclass(frozen=True)
class WaysPage:
    wishes: Wishes
    paces: Mapping[Kind, Pace]
    colleagues: tuple[User, ...]
    phone: bool
    server: Server | None


def ways_page(coach: User, *, now: datetime) -> WaysPage:
    wishes = wishes_of(coach)
    chosen = dict(KindPace.objects.filter(coach=coach).values_list("kind", "pace"))
    paces = {kind: Pace(chosen.get(kind, usual_pace(kind))) for kind in Kind}
    return WaysPage(wishes, paces, tuple(colleagues_of(coach)), has_push(coach), _server(coach, now))


def _server(coach: User, now: datetime) -> Server | None:
    hook = Webhook.objects.filter(coach=coach).first()
    if hook is None:
        return None
    calls = hook.calls.order_by("-created_at", "-pk")[:CALLS_LISTED]
    paused = moment(hook.paused_at, now) if hook.paused_at else ""
    return Server(hook.host, paused, hook.failures, tuple(_call(call, now) for call in calls))


def _call(call: HookCall, now: datetime) -> CallLine:
    answered = f"answered {call.answered}" if call.answered else call.last_error
    tries = f", {call.attempts} tries" if call.attempts > 1 else ""
    return CallLine(moment(call.created_at, now), CALL_WORDS[HookCall.Status(call.status)], f"{answered}{tries}")


@dataclass(frozen=True)
class AgreementLine:
    pk: int
    sentence: str


@dataclass(frozen=True)
class Countdown:
    """ "Ana is told in 12 hours", "Tuesday 07:12"."""

    pk: int
    sentence: str
    when: str


@dataclass(frozen=True)
class AgreedPage:
    agreements: tuple[AgreementLine, ...]
    countdowns: tuple[Countdown, ...]
    past: tuple[str, ...]
    ties: tuple[Coachship, ...]


def agreed_page(runner: User, *, now: datetime) -> AgreedPage:
    agreements = tuple(AgreementLine(one.pk, agreement_words(one)) for one in Agreement.objects.of(runner))
    tellings = Telling.objects.filter(agreement__in=Agreement.objects.of(runner)).select_related(
        "agreement__tie__coach"
    )
    over = tellings.exclude(told_at=None, held_at=None).order_by("-made_at")[:CALLS_LISTED]
    mine = Coachship.objects.of_runner(runner).select_related("coach").order_by("started_at", "pk")
    ties = tuple(tie for tie in mine if _is_here(tie.coach) and may(tie, Deed.BE_TOLD))
    return AgreedPage(agreements, countdowns(runner, now=now), tuple(_past(one, now) for one in over), ties)


def has_agreed(runner: User) -> bool:
    """Whether anything they agreed on holds."""
    return Agreement.objects.of(runner).exists()


def agreed_ties(runner: User) -> frozenset[int]:
    """With whom something holds that they agreed on."""
    return frozenset(Agreement.objects.of(runner).order_by().values_list("tie", flat=True))


def agreement_words(agreement: Agreement) -> str:
    sign, coach = Sign(agreement.sign).label, agreement.tie.coach.first_name
    words = f"If {sign}, {coach} is told {in_hours(timedelta(hours=agreement.hours))} later."
    if not _is_here(agreement.tie.coach):
        return f"{words} Just now {coach} is not here, and nobody is told."
    return words if may(agreement.tie, Deed.BE_TOLD) else f"{words} {coach} only reads now, and nobody is told."


def _is_here(coach: User) -> bool:
    return coach.is_active and coach.leaving_at is None


def countdowns(runner: User, *, now: datetime) -> tuple[Countdown, ...]:
    mine = Telling.objects.counting_down().filter(agreement__tie__runner=runner).select_related("agreement__tie__coach")
    return tuple(_countdown(telling, now) for telling in mine.order_by("due_at", "pk"))


def _countdown(telling: Telling, now: datetime) -> Countdown:
    coach = telling.agreement.tie.coach.name.split(" ")[0] or "Your coach"
    return Countdown(telling.pk, _told_in(coach, telling.due_at - now), moment(telling.due_at, now))


def _told_in(coach: str, left: timedelta) -> str:
    return f"{coach} is told in {in_hours(left)}." if left > timedelta() else f"{coach} is told now."


def in_hours(span: timedelta) -> str:
    """ "40 minutes", "1 hour", "12 hours": as a person would say it."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} minute" + ("" if minutes == 1 else "s")
    hours = round(minutes / 60)
    return f"{hours} hour" + ("" if hours == 1 else "s")


def _past(telling: Telling, now: datetime) -> str:
    coach = telling.agreement.tie.coach.first_name
    if telling.told_at is None:
        return f"You held it: {moment(telling.held_at or telling.made_at, now)}."
    heard = f", and has it since {moment(telling.heard_at, now)}" if telling.heard_at else ""
    return f"{coach} was told: {moment(telling.told_at, now)}{heard}."


@dataclass(frozen=True)
class Noticed:
    """For the first page: since when an alert waits for the runner's word, a countdown in words, unread messages."""

    day: date | None
    countdown: str
    unread: int


NOTICED = """
SELECT
    (SELECT a.local_day FROM alerts_alert a
        WHERE a.runner_id = %(runner)s AND a.kind = ANY(%(kinds)s) AND a.state = ANY(%(live)s) AND a.answer = ''
        ORDER BY a.raised_at DESC LIMIT 1),
    EXISTS (SELECT 1 FROM alerts_telling t JOIN alerts_agreement g ON g.id = t.agreement_id
        JOIN runners_coachship c ON c.id = g.tie_id
        WHERE c.runner_id = %(runner)s AND t.told_at IS NULL AND t.held_at IS NULL),
    (SELECT count(*) FROM conversations_unread u JOIN conversations_message m ON m.id = u.message_id
        JOIN conversations_thread h ON h.id = m.thread_id
        WHERE u.person_id = %(runner)s AND h.runner_id = %(runner)s AND m.deleted_at IS NULL AND m.due_at <= now())
"""
UNLIKE_USUAL = [Kind.BALANCE.value, Kind.DIVERGENCE.value]


def noticed(runner: User, *, now: datetime) -> Noticed:
    """One plain statement, for it is on the page that is opened most; a second one while something counts down."""
    with connection.cursor() as cursor:
        live = [state.value for state in LIVE]
        cursor.execute(NOTICED, {"runner": runner.pk, "kinds": UNLIKE_USUAL, "live": live})
        day, counts, unread = cursor.fetchone()
    return Noticed(day, _first_countdown(runner, now=now) if counts else "", unread)


def _first_countdown(runner: User, *, now: datetime) -> str:
    mine = Telling.objects.counting_down().filter(agreement__tie__runner=runner).select_related("agreement__tie__coach")
    first = mine.order_by("due_at", "pk").first()
    return _countdown(first, now).sentence if first is not None else ""


@dataclass(frozen=True)
class AskedFor:
    """Somebody who asked a coach to be there, as that coach reads it."""

    pk: int
    runner_id: int
    name: str
    when: str
    heard: bool


def asked_for(coach: User, *, now: datetime, by: int | None = None) -> tuple[AskedFor, ...]:
    """Those of the last two weeks, or `by` one runner; what was logged is not told."""
    told = Telling.objects.for_coach(coach).filter(told_at__gt=now - TOLD_FOR)
    told = told if by is None else told.filter(agreement__tie__runner=by)
    return tuple(
        AskedFor(
            pk=one.pk,
            runner_id=one.agreement.tie.runner_id,
            name=one.agreement.tie.runner.first_name if one.agreement.tie.runner.name else "Somebody",
            when=moment(one.told_at or now, now),
            heard=one.heard_at is not None,
        )
        for one in told
    )
