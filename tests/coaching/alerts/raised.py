"""Standings and alerts as the assessment leaves them, with numbers a test can look for."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from coaching.alerts import raising
from coaching.alerts.models import Alert, State
from journal import charts, noticing
from journal.models import RunnerState, Unassessed
from runners.models import User

CONTRIBUTIONS = {"exhaustion": 21.3, "emotional": 24.4, "motivation": 5.1, "load": 3.6}
FACTS: dict[str, dict[str, Any]] = {
    "tiredness": {"usual": 3.13, "lately": 6.47, "n": 41, "n_lately": 6, "days_above": 9, "since": "2026-03-09"},
    "emotional": {"usual": 38.2, "lately": 67.7, "n": 43, "n_lately": 7, "days_above": 9, "since": "2026-03-09"},
    "joyless": {"usual": 2.3, "lately": 5.9, "n": 22, "n_lately": 4, "days_above": 4, "since": "2026-03-13"},
    "load": {"week": 1213.0, "usual_week": 987.0, "weeks": 8, "monotony": 1.2},
}
GOOD: dict[str, dict[str, Any]] = {
    "emotional": {"usual": 38.2, "lately": 17.9, "n": 43, "n_lately": 6, "days_above": 0, "since": None},
    "joyless": {"usual": 4.0, "lately": 1.5, "n": 22, "n_lately": 3, "days_above": 0, "since": None},
    "unmet": {"usual": 4.2, "lately": 2.0, "n": 22, "n_lately": 3, "days_above": 0, "since": None},
    "load": {"week": 987.0, "usual_week": 987.0, "weeks": 8, "monotony": 1.2},
}
HALVES = {
    "training_acute": 331.0,
    "training_low": 224.0,
    "training_high": 318.0,
    "emotional_acute": 71.0,
    "emotional_low": 29.0,
    "emotional_high": 46.0,
}


def standing(
    runner: User, *, now: datetime, reading: str = "steady", score: float | None = 54.4, **more: Any
) -> RunnerState:
    """Today's standing; loud readings have an episode that began four days ago unless told."""
    today = runner.day(now)
    loud = reading in ("strained", "talk_today")
    fields: dict[str, Any] = {
        "first_on": today - timedelta(days=90),
        "day": today,
        "day_ends_at": now + timedelta(hours=20),
        "reading": reading,
        "score": score,
        "confidence": 0.8,
        "contributions": CONTRIBUTIONS,
        "facts": FACTS,
        "episode_on": today - timedelta(days=4) if loud else None,
        "days_answered": 81,
        "refreshed_at": now,
        **more,
    }
    fields.setdefault("noticed", noticed(fields))
    state, _ = RunnerState.objects.update_or_create(runner=runner, defaults=fields)
    Unassessed.objects.get_or_create(runner=runner)
    return state


def looked(runner: User, *, now: datetime, kind: str, **more: Any) -> RunnerState:
    """A steady day that calls for an alert of this kind from any preset that hears of it at all."""
    columns, fields = LOUD_DAYS[kind]
    row = noticed({"reading": "steady", "episode_on": None, "confidence": 0.8}, **columns)
    return standing(runner, now=now, **{"noticed": row, **HALVES, **fields, **more})


LOUD_DAYS: dict[str, tuple[dict[str, float], dict[str, Any]]] = {
    "charged": ({}, {"runs_ran_them": 5}),
    "divergence": ({"head_over": 14.0}, {}),
    "quiet": ({}, {"quiet_days": 21, "reading": "quiet"}),
    "good_week": ({"good_week": 2.0}, {"facts": GOOD}),
}


def noticed(fields: dict[str, Any], **more: float) -> bytes:
    """What the refresh would have kept beside such a reading."""
    loud = {"worth_a_look": 1, "strained": 2, "talk_today": 3}.get(fields["reading"], 0)
    since = [fields["episode_on"] if rank < loud else None for rank in range(3)]
    known = {name: float(day.toordinal()) for name, day in zip(noticing.SINCE.values(), since, strict=True) if day}
    row = known | {"confidence": fields["confidence"], "head_over": 0.0, "legs_over": 0.0} | more
    return np.array([row.get(name, np.nan) for name in noticing.COLUMNS]).tobytes()


def spark(level: float = 30.0) -> dict[str, bytes]:
    """Eight weeks of both halves, as they are kept."""
    line = np.array([[level + day % 7 for day in range(56)]])
    (kept,) = charts.sparks(line, np.full_like(line, level), np.full_like(line, level + 5))
    return {"training_spark": kept, "emotional_spark": kept}


def alert(runner: User, *, now: datetime, state: State = State.OPEN, on: date | None = None, **more: Any) -> Alert:
    """A strained reading became an alert."""
    day = on or runner.day(now)
    fields: dict[str, Any] = {
        "episode_on": day,
        "reading": "strained",
        "score": 54.4,
        "contributions": CONTRIBUTIONS,
        "facts": FACTS,
        "raised_at": now,
        **more,
    }
    return Alert.objects.create(runner=runner, local_day=day, state=state, **fields)


def climbed(alert: Alert, *, to: str, now: datetime) -> None:
    """What was raised reads louder on a later day."""
    alert.figures = {"on": alert.local_day.isoformat(), "reading": alert.reading, "score": alert.score}
    alert.local_day, alert.reading, alert.state = alert.runner.day(now), to, State.OPEN
    alert.save()


def assess(*, now: datetime) -> raising.Assessed:
    return raising.assess_due(now=now)
