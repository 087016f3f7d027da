"""What went with what, from entries: running among the tools, and nothing of anybody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.queries.ledger import ledger_page
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
MOVED: dict[str, Any] = {"valence": -1, "activation": 3, "after_valence": 1, "after_activation": 0}


def ran(runner: User, at: datetime) -> None:
    before = making.check_in(runner, at=at, valence=0, activation=2)
    making.reflection(runner, at=at + timedelta(hours=1), check_in=before, valence=1, activation=1)


def test_running_stands_among_the_tools(runner: User, now: datetime) -> None:
    for day in range(6):
        ran(runner, now - timedelta(days=day))
        making.practice(runner, at=now - timedelta(days=day), **MOVED)
    running, box = sorted(ledger_page(runner, now=now).rows, key=lambda row: row.name, reverse=True)
    assert (running.name, box.name) == ("Running", "Breathing: box")
    assert running.better is not None
    assert box.better is not None
    assert box.calmer is not None
    assert (running.times, running.better.mean, box.better.mean, box.calmer.mean) == (6, 1, 2, 3)


def test_what_was_done_less_than_five_times_waits(runner: User, now: datetime) -> None:
    for _ in range(4):
        making.practice(runner, at=now, **MOVED)
    page = ledger_page(runner, now=now)
    assert page.rows == ()
    assert [(row.name, row.times) for row in page.waiting] == [("Breathing: box", 4)]


def test_only_what_has_both_taps_lately_and_is_kept_counts(runner: User, stranger: User, now: datetime) -> None:
    making.practice(runner, at=now, valence=1, activation=1)
    making.practice(runner, at=now - timedelta(days=366), **MOVED)
    making.practice(stranger, at=now, **MOVED)
    actions.delete(runner, entry=making.practice(runner, at=now, **MOVED), now=now)
    page = ledger_page(runner, now=now)
    assert (page.rows, page.waiting) == ((), ())


def test_its_page_tells_numbers_and_no_cause(signed_in: SignedIn, runner: User) -> None:
    from_now = timezone.now()
    for _ in range(5):
        making.practice(runner, at=from_now, **MOVED)
    page = signed_in(runner).get(reverse("toolbox-ledger")).content.decode()
    assert "+2.0" in page
    assert "Breathing: box" in page
    assert not [word for word in ("because", "helps", "works", "effect", "thanks to") if word in page.lower()]
