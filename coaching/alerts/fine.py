"""“This is fine because …”: how the runner's own word on an alert reads, to them and to whoever sees the alert."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from coaching.alerts.lines import own_sentence
from coaching.alerts.models import NO_WORRY, Alert, Fine
from runners.models import Coachship, User


@dataclass(frozen=True)
class FineForCoach:
    """Until when the runner says it is fine; why only if they chose to tell."""

    until: str
    reason: str


@dataclass(frozen=True)
class FineForRunner:
    """What they said to this one, and what they said last time to one of its kind."""

    until: str
    reason: str
    shared: bool
    last_time: str
    last_day: str
    may_say: bool


@dataclass(frozen=True)
class FinePage:
    """One alert to say this to, with what was said of it before, or last time."""

    pk: int
    sentence: str
    over: bool
    word: FineForRunner
    said: dict[str, object]


def fine_page(alert: Alert, runner: User, *, now: datetime) -> FinePage:
    today = runner.day(now)
    word = fine_for_runner(alert, said_before(runner).get(alert.kind, []), today=today)
    said: dict[str, object] = {"reason": word.reason, "shared": word.shared}
    return FinePage(alert.pk, own_sentence(alert, today=today), alert.over, word, said)


def said_before(runner: User) -> Mapping[str, list[Fine]]:
    """Everything they ever said was fine, by kind, the newest first."""
    found: dict[str, list[Fine]] = defaultdict(list)
    for fine in Fine.objects.filter(runner=runner).order_by("-said_on", "-pk"):
        found[fine.kind].append(fine)
    return found


def fine_for_coach(alert: Alert, tie: Coachship, *, now: datetime) -> FineForCoach | None:
    fine = _of(alert)
    if fine is None or fine.until_on < alert.runner.day(now):
        return None
    # Words shared before these two ran together were meant for somebody else; of that very day nothing says for whom.
    given = fine.reason_shared and fine.said_on > alert.runner.day(tie.started_at)
    return FineForCoach(_day(fine.until_on, timezone.localdate(now)), fine.reason if given else "")


def fine_for_runner(alert: Alert, before: list[Fine], *, today: date) -> FineForRunner:
    own = _of(alert)
    holds = own is not None and own.until_on >= today
    last = next((fine for fine in before if fine.alert_id != alert.pk and fine.reason), None)
    remembered = last is not None and not alert.over and (own is None or last.said_on <= own.said_on)
    return FineForRunner(
        until=_day(own.until_on, today) if own is not None and holds else "",
        reason=own.reason if own is not None else "",
        shared=own is not None and own.reason_shared,
        last_time=last.reason if last is not None and remembered else "",
        last_day=_day(last.said_on, today) if last is not None and remembered else "",
        may_say=not alert.over and (holds or alert.kind not in NO_WORRY),
    )


def _of(alert: Alert) -> Fine | None:
    try:
        return alert.fine
    except Fine.DoesNotExist:
        return None


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
