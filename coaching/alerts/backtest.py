"""What a preset would have sent: the same days, looked at by the same functions that raise alerts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from coaching.alerts.kinds import COOLDOWN_DAYS, due, since
from coaching.alerts.models import Kind, Preset, shared_for
from journal import sharing
from journal.sharing import Seen
from runners.models import Coachship

DAYS = 90
# Whoever stood out when the days begin was told before them: the look back starts a longest cooldown earlier.
BEFORE = max(COOLDOWN_DAYS.values())


@dataclass(frozen=True)
class Sent:
    """One alert that a coach would have heard of."""

    runner_id: int
    kind: Kind
    day: date


@dataclass(frozen=True)
class LookedBack:
    """`sent`, the newest first, in so many days: fewer where nobody has so many, none where nobody has any yet."""

    preset: Preset
    days: int
    sent: tuple[Sent, ...]

    @property
    def people(self) -> int:
        return len({one.runner_id for one in self.sent})

    @property
    def again(self) -> tuple[int, int]:
        """How many of them were about somebody who came up more than once, and how many people these are."""
        often = [n for n in Counter(one.runner_id for one in self.sent).values() if n > 1]
        return sum(often), len(often)


def look_back(ties: Sequence[Coachship], *, days: int = DAYS) -> dict[Preset, LookedBack]:
    """For each preset, as if nobody had answered; a runner counts for the kinds that this coach may see today, and one
    who shares nothing a kind looks at is as one without any days."""
    shares = {tie.runner_id: tie.shares for tie in ties if any(shared_for(kind, tie.shares) for kind in Kind)}
    seen = sharing.seen_before(list(shares), days=days + BEFORE)
    last = float(np.max(seen.columns["day"], initial=0.0))
    there_are = min(days, int(last) - seen.first.toordinal() + 1) if seen.first is not None else 0
    found = {}
    for preset in Preset:
        sent = [one for kind in Kind for one in sent_of(kind, preset, seen) if shared_for(kind, shares[one.runner_id])]
        within = [one for one in sent if one.day.toordinal() > last - days]
        newest_first = sorted(within, key=lambda one: (-one.day.toordinal(), one.runner_id, one.kind))
        found[preset] = LookedBack(preset, there_are, tuple(newest_first))
    return found


def sent_of(kind: Kind, preset: Preset, seen: Seen) -> list[Sent]:
    """Day after day: what would have been sent knows what was sent before it."""
    began, days = since(kind, preset, seen), seen.columns["day"]
    calling = np.flatnonzero(~np.isnan(began))
    told: dict[int, float] = {}
    found = []
    for row in calling[np.argsort(days[calling], kind="stable")].tolist():
        runner_id, day = int(seen.runner_ids[row]), float(days[row])
        if due(kind, since=float(began[row]), day=day, told_on=told.get(runner_id)):
            told[runner_id] = day
            found.append(Sent(runner_id, kind, date.fromordinal(int(day))))
    return found
