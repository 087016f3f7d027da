"""What was said too late, or of a run that was deleted, counts on no page that looks back, and for no coach."""

from datetime import date, datetime, timedelta

import pytest

from journal import sharing
from journal.models import DailyCheck
from journal.planned import week_start
from journal.queries.insights.evenness import alike_of
from journal.queries.insights.told import outings_told
from journal.queries.insights.weeks import drafts
from journal.queries.insights.years import year_page
from journal.queries.ledger import ledger_page
from journal.queries.places import places_page
from journal.sharing.helping import helps
from runners import actions
from runners.models import Coachship
from runners.models.people import SHARES, Shares
from tests import making
from tests.journal.insights.telling import told

RUNS = 8


def met(tie: Coachship, since: date) -> list[tuple[int, int]]:
    return [(need.came, need.answered) for need in sharing.lately(tie, since=since, ran_since=since, limit=1).needs]


def counted(tie: Coachship, now: datetime) -> dict[str, object]:
    """How many runs, or taps, each page rests on."""
    runner, today = tie.runner, tie.runner.day(now)
    week = drafts(runner, week_start(today, runner.first_weekday))
    helped, where = helps(tie, now=now), places_page(runner, now=now).shelves[0]
    return {
        "insights": len(outings_told(runner, today=today)),
        "ledger": [row.times for row in ledger_page(runner, now=now).rows],
        "places": [row.times for row in (*where.rows, *where.waiting)],
        "taps": (year_page(runner, now=now).taps, alike_of(runner, today=today).n),
        "week": " ".join(drafted.words for drafted in week[1:]),
        "coach": ([row.times for row in helped.rows] if helped else [], met(tie, today)),
    }


@pytest.fixture
def shared(tie: Coachship, now: datetime) -> Coachship:
    actions.set_shares(tie.runner, coachship=tie, shares=Shares(**dict.fromkeys(SHARES, True)), now=now)
    for back in range(RUNS):
        told(tie.runner, at=now - timedelta(days=1 + back), came=back % 3, left=2, place="park", need_met=5)
    return tie


LATE = [{"days_late": 2}, {"before_days_late": 2}, {"days_late": 2, "before_days_late": 2}]


@pytest.mark.parametrize("late", LATE, ids=["the reflection", "the check-in", "both"])
def test_what_was_said_too_late_counts_nowhere(shared: Coachship, now: datetime, late: dict[str, int]) -> None:
    before = counted(shared, now)
    told(shared.runner, at=now - timedelta(hours=3), came=-4, left=4, place="park", need_met=9, **late)
    after = counted(shared, now)
    for page in ("insights", "ledger", "places"):
        assert after[page] == before[page], page
    assert after["coach"] == (before["coach"][0], [] if "before_days_late" in late else [(1, 0)])  # type: ignore[index]
    if len(late) == 2:
        assert after == before


def test_a_day_late_is_in_time(shared: Coachship, now: datetime) -> None:
    told(shared.runner, at=now - timedelta(hours=3), place="park", need_met=9, days_late=1, before_days_late=1)
    after = counted(shared, now)
    assert (after["insights"], after["ledger"], after["places"]) == (RUNS + 1, [RUNS + 1], [RUNS + 1])
    assert after["coach"] == ([RUNS + 1], [(1, 1)])


def test_what_was_said_of_a_deleted_run_counts_nowhere(shared: Coachship, now: datetime) -> None:
    run = making.run(shared.runner, at=now - timedelta(hours=3))
    told(shared.runner, at=now - timedelta(hours=4), came=0, left=4, place="park", need_met=9, run=run)
    there = counted(shared, now)
    run.delete_softly(now=now)
    gone = counted(shared, now)
    assert (there["insights"], there["ledger"], there["coach"]) == (RUNS + 1, [RUNS + 1], ([RUNS + 1], [(1, 1)]))
    assert (gone["insights"], gone["ledger"], gone["coach"]) == (RUNS, [RUNS], ([RUNS], [(1, 0)]))
    assert (there["taps"], gone["taps"]) == ((2 * RUNS + 2,) * 2, (2 * RUNS + 1,) * 2)


@pytest.mark.parametrize("late", [0, 2])
def test_a_late_answer_about_a_day_is_not_of_its_week(shared: Coachship, now: datetime, late: int) -> None:
    check = making.daily_check(shared.runner, at=now, sleep=3)
    DailyCheck.objects.filter(pk=check.pk).update(days_late=late)
    assert ("Sleep 3 of 10" in str(counted(shared, now)["week"])) is (late == 0)
