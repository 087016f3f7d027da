"""A very low stretch, read in one look, is the one the rule describes."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from journal import actions
from journal.models import CheckIn, DailyCheck, Entry, Reflection
from journal.queries import support
from runners.models import User
from runners.support import very_low
from tests import making

DAYS = 9


def written(runner: User, now: datetime, seed: int) -> list[Entry]:
    """Mostly low days, some answers skipped, some entries deleted."""
    dice = random.Random(seed)
    entries: list[Entry] = []
    lowest = -3 - seed % 2  # once for the days with stress, once for the taps
    for back in range(DAYS):
        at = now - timedelta(days=back)
        stress = dice.choice([None, 9, 9, 10, 10])
        entries.append(making.daily_check(runner, at=at, stress=stress))
        for _ in range(dice.choice([0, 1, 1, 2])):
            make: Callable[..., Entry] = dice.choice([making.check_in, making.reflection])
            valence = dice.choice([None, 0, lowest, lowest, lowest, lowest])
            entries.append(make(runner, at=at + timedelta(minutes=len(entries)), valence=valence))
    for entry in entries:
        if dice.random() < 0.15:
            actions.delete(runner, entry=entry, now=now)
    return [entry for entry in entries if entry.deleted_at is None]


def by_the_rule(entries: list[Entry], today: date) -> bool:
    felt = [entry for entry in entries if isinstance(entry, CheckIn | Reflection) and entry.local_day <= today]
    taps = [entry.valence for entry in sorted(felt, key=lambda entry: entry.made_at)]
    days = []
    for day in (today - timedelta(days=back) for back in reversed(range(5))):
        stress = [entry.stress for entry in entries if isinstance(entry, DailyCheck) and entry.local_day == day]
        valences = [entry.valence for entry in felt if entry.local_day == day and entry.valence is not None]
        days.append((stress[0] if stress else None, min(valences, default=None)))
    return very_low(taps, days)


@pytest.mark.django_db
def test_it_is_the_one_the_rule_describes(now: datetime) -> None:
    found = []
    for seed in range(20):
        runner = making.person(f"r{seed}@example.org")
        entries = written(runner, now, seed)
        for today in (now.date() - timedelta(days=back) for back in range(DAYS)):
            found.append(support.low_stretch(runner, today=today))
            assert found[-1] == by_the_rule(entries, today), (seed, today)
    assert 20 < sum(found) < 160  # both answers are seen
