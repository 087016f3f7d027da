"""What becomes of an alert without anybody's doing: its episode ends, or the entries behind it change."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from coaching.alerts.kinds import LEAST
from coaching.alerts.models import Alert, Kind, Outcome, Preset, State
from coaching.alerts.moving import move_all
from journal import sharing
from journal.charged import FEW_CONFIRMED
from journal.readings import ReadingState
from journal.sharing import Taken

LOOKED_BACK = timedelta(days=28)  # what changes later than this changes nothing that anybody still talks about
IN_PASSING_DAYS = timedelta(days=7)
A_POINT, A_METRE = 0.5, 1.0
# Fewer days apart in a row call for no alert from anybody.
APART = LEAST[Preset.WATCHFUL]


def resolve_ended(taken: Sequence[Taken], *, now: datetime) -> int:
    """An alert whose episode is over resolves itself, and so does one that was put right; unless somebody has closed it
    already, or a talk is waited for."""
    those = {reading.runner_id: reading for reading in taken}
    # A range is a shorter question than thousands of numbers; between them lie runners whom others assess just now.
    among = Alert.objects.unfinished().filter(runner__gte=min(those), runner__lte=max(those))
    mine = [alert for alert in among.defer("contributions", "facts") if alert.runner_id in those]
    seen = _seen(those, mine)
    over = [alert.pk for alert in mine if _is_over(alert, those[alert.runner_id], seen.get(alert.runner_id, {}))]
    return _end(over, now=now) + _end(_put_right(mine, now=now), now=now, outcome=Outcome.WRONG)


def _end(those: Sequence[int], *, now: datetime, outcome: str = "") -> int:
    ended = list(Alert.objects.unfinished().filter(pk__in=those).order_by("pk").select_for_update()) if those else []
    move_all(ended, State.RESOLVED, by=None, now=now, outcome=outcome)
    return len(ended)


def _put_right(alerts: Sequence[Alert], *, now: datetime) -> list[int]:
    """Those about a run that is not so much longer any more, as it was changed or taken out. The mark is on each of
    whose run or its usual anything is changed."""
    spikes = [alert for alert in alerts if alert.kind == Kind.SPIKE]
    if not spikes:
        return []
    longer = sharing.longer_on([(alert.runner_id, alert.local_day) for alert in spikes])
    now_are = {alert.pk: longer.get((alert.runner_id, alert.local_day)) for alert in spikes}
    changed = [alert.pk for alert in spikes if _is_changed(alert.figures, now_are[alert.pk])]
    Alert.objects.filter(pk__in=changed, changed_at=None).update(changed_at=now)
    return [alert.pk for alert in spikes if now_are[alert.pk] is None and not alert.asks_for_a_talk]


def _is_changed(figures: Mapping[str, float], now_are: tuple[float, float] | None) -> bool:
    metres, longest = now_are or (0.0, 0.0)
    return abs(metres - figures["metres"]) >= A_METRE or abs(longest - figures["longest"]) >= A_METRE


def _seen(those: Mapping[int, Taken], alerts: Sequence[Alert]) -> dict[int, dict[str, float]]:
    """The columns of the days that alerts about two lines are measured by."""
    asked = [those[pk] for pk in sorted({alert.runner_id for alert in alerts if alert.kind == Kind.DIVERGENCE})]
    if not asked:
        return {}
    found = sharing.seen_now(asked)
    return {
        reading.runner_id: {name: float(column[row]) for name, column in found.columns.items()}
        for row, reading in enumerate(asked)
    }


def _is_over(alert: Alert, reading: Taken, day: Mapping[str, float]) -> bool:
    if alert.asks_for_a_talk:
        return False
    if alert.kind == Kind.BALANCE:
        return _balance_is_over(alert, reading)
    if alert.kind == Kind.DIVERGENCE:
        return not reading.held and day["head_over"] < APART.head_over and day["legs_over"] < (APART.legs_over or 0)
    if alert.kind == Kind.QUIET:
        return not reading.held and reading.quiet_days is None
    if alert.kind == Kind.CHARGED:
        return reading.charged < FEW_CONFIRMED
    return reading.day - alert.local_day >= IN_PASSING_DAYS


def _balance_is_over(alert: Alert, reading: Taken) -> bool:
    if alert.first_reading == ReadingState.WORTH_A_LOOK:
        return reading.reading in (ReadingState.STEADY, ReadingState.LEARNING)
    return reading.episode_on is None


def mark_changed(taken: Sequence[Taken], *, now: datetime) -> None:
    """The mark on an alert whose day has been worked out again with another result: what it reads now."""
    those = {reading.runner_id for reading in taken}
    since = max(reading.day for reading in taken) - LOOKED_BACK
    among = Alert.objects.filter(runner__gte=min(those), runner__lte=max(those), kind=Kind.BALANCE)
    recent = among.filter(local_day__gte=since).order_by("local_day").defer("contributions", "facts")
    newest = {alert.runner_id: alert for alert in recent if alert.runner_id in those}
    if not newest:
        return
    days: dict[int, date] = {pk: alert.local_day for pk, alert in newest.items()}
    changed = []
    for pk, score in sharing.scores_on(days).items():
        alert = newest[pk]
        if score is not None and abs(score - alert.score_now) >= A_POINT:
            alert.changed_at, alert.score_later = now, score
            changed.append(alert)
    Alert.objects.bulk_update(changed, ["changed_at", "score_later"])
