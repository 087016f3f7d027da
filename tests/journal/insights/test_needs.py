"""What was wanted beside what was got."""

from datetime import datetime, timedelta

from journal.queries.insights.needs import Needs, needs_of
from journal.queries.insights.told import outings_told
from runners.models import User
from tests.journal.insights.telling import told


def needs(runner: User, now: datetime) -> Needs:
    return needs_of(outings_told(runner, today=runner.day(now)))


def test_a_need_is_given_from_seven_of_ten_on(runner: User, now: datetime) -> None:
    for back, answer in enumerate((6, 7, 8, 10, 0, 7, 9, 3)):
        told(runner, at=now - timedelta(days=back), need_met=answer)
    (row,) = needs(runner, now).rows
    assert (row.need, row.whole.times, row.whole.n) == ("clear_my_head", 5, 8)
    assert row.whole.interval == "35 to 84 %"


def test_under_eight_it_waits(runner: User, now: datetime) -> None:
    for back in range(7):
        told(runner, at=now - timedelta(days=back), need_met=9)
    told(runner, at=now - timedelta(days=8), need_met=None)
    found = needs(runner, now)
    assert found.rows == ()
    assert [(row.whole.n, row.whole.interval) for row in found.waiting] == [(7, "")]
    assert found.sentence.startswith("This begins once")


def test_it_says_on_which_runs_a_need_was_met(runner: User, now: datetime) -> None:
    for back in range(16):
        easy = back % 2 == 0
        plan = {"before_planned_effort": 3 if easy else 8, "before_kind": "steady"}
        told(runner, at=now - timedelta(days=back), need_met=9 if easy else 2, **plan)
    (row,) = needs(runner, now).rows
    assert [(sort.name, sort.times, sort.n) for sort in row.sorts] == [
        ("Planned easy, 0 to 4", 8, 8),
        ("Planned harder, 5 to 10", 0, 8),
    ]


def test_a_run_with_two_needs_counts_for_both(runner: User, now: datetime) -> None:
    for back in range(8):
        met = 9 if back < 6 else 1
        told(runner, at=now - timedelta(days=back), need_met=met, before_needs=["nature", "company"])
        told(runner, at=now - timedelta(days=back, hours=5), need_met=met, before_needs=["company"])
    found = needs(runner, now)
    assert [(row.need, row.whole.n) for row in found.rows] == [("company", 16), ("nature", 8)]
    assert found.sentence.endswith("given 12 of 16 times.")
