"""A week looked back on: drafted from entries, put into own words, and given to a coach part by part."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import reviewing, sharing
from journal.models import WeeklyReview
from journal.planned import week_start
from journal.queries.insights.weeks import drafts, week_asked, week_page
from journal.sharing.reviews import SWITCHES, TITLES
from runners import actions
from runners.models import Coachship, User
from runners.models.people import Shares
from tests import making
from tests.journal.insights.telling import told

SignedIn = Callable[[User], Client]
MONDAY = date(2026, 3, 9)


def words_of(runner: User, week_on: date) -> dict[str, str]:
    return {drafted.part.value: drafted.words for drafted in drafts(runner, week_on)}


def kept(runner: User, now: datetime, *, shared: tuple[str, ...] = (), week_on: date = MONDAY) -> WeeklyReview:
    words = {part.value: f"my {part.value}" for part in WeeklyReview.Part}
    return reviewing.keep_review(runner, week_on=week_on, words=words, shared=shared, now=now)


def sent(**answers: Any) -> dict[str, Any]:
    return {
        "week": week_start(timezone.now().date() - timedelta(days=7), 0).isoformat(),
        "runs": "Two slow ones.",
        **answers,
    }


def test_the_draft_counts_what_was_entered_that_week(runner: User, now: datetime) -> None:
    at = now - timedelta(days=7)
    making.run(runner, at=at, minutes=40)
    making.run(runner, at=at + timedelta(days=1), minutes=50)
    told(runner, at=at, came=-2, left=2, need_met=8)
    making.daily_check(runner, at=at, sleep=6, tiredness=4, stress=5)
    making.practice(runner, at=at)  # no coach hears of it
    said = words_of(runner, MONDAY)
    assert said["runs"] == "2 runs, 90 minutes. 1 more run told about, no minutes known."
    assert said["feelings"] == "Came mostly off (1 tap). Left mostly content (1 tap)."
    assert said["needs"] == "Came for: clear my head. 1 of 1 run gave what was needed."
    assert said["rest"] == "Sleep 6 of 10 on 1 day, tiredness 4 of 10 on 1 day, stress 5 of 10 on 1 day."
    assert said["own"] == ""


def test_its_sentences_begin_large_whatever_was_left_out(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now - timedelta(days=7), sleep=None, tiredness=4, stress=None)
    assert words_of(runner, MONDAY)["rest"] == "Tiredness 4 of 10 on 1 day."


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([282, 250, 202], ""),
        ([282, 250, 202, 256], " The middle one of the 4 weeks before had 253."),
        ([282, 0, 0, 0, 256], " The middle one of the 5 weeks before had 0."),
        ([30] * 8 + [300] * 9, " The middle one of the 8 weeks before had 30."),
        ([30, 30, 30, 0, 0, 0, 0, 0, 0, 30], " The middle one of the 8 weeks before had 0."),
    ],
    ids=["too few", "none before the first", "one without a run", "eight at most", "one of long ago"],
)
def test_the_week_stands_beside_the_middle_one_of_those_since_the_first(
    runner: User, now: datetime, before: list[int], said: str
) -> None:
    for back, minutes in enumerate([30, *before], start=1):
        if minutes:
            making.run(runner, at=now - timedelta(days=7 * back), minutes=minutes)
    assert words_of(runner, MONDAY)["runs"] == f"1 run, 30 minutes.{said}"


def test_a_week_without_anything_is_no_failure(runner: User, now: datetime) -> None:
    assert words_of(runner, MONDAY) == {
        "runs": "No run this week.", "feelings": "", "needs": "", "rest": "", "own": ""
    }  # fmt: skip
    making.run(runner, at=now - timedelta(days=21))
    assert words_of(runner, MONDAY)["runs"] == "No run this week. A week of rest is a week, too."


def test_a_run_that_was_only_told_about_is_a_run(runner: User, now: datetime) -> None:
    told(runner, at=now - timedelta(days=7), need_met=8)
    said = words_of(runner, MONDAY)
    assert said["runs"] == "1 run told about, no minutes known."
    assert said["needs"].endswith("1 of 1 run gave what was needed.")


@pytest.mark.parametrize(
    ("typed", "today", "expected"),
    [
        ("", date(2026, 3, 18), MONDAY),
        ("", date(2026, 3, 14), MONDAY),
        ("2026-03-12", date(2026, 3, 18), MONDAY),
        ("2026-03-19", date(2026, 3, 18), MONDAY),
        ("2020-01-01", date(2026, 3, 18), MONDAY),
        ("last week", date(2026, 3, 18), MONDAY),
    ],
    ids=["the last one", "this one from Saturday on", "by any day of it", "not ahead", "not long ago", "no day"],
)
def test_a_week_is_asked_for_by_a_day(runner: User, typed: str, today: date, expected: date) -> None:
    assert week_asked(runner, typed, today=today) == expected


@pytest.mark.parametrize(
    ("today", "day", "expected"),
    [(15, 15, 15), (15, 14, 8), (18, 16, 15), (18, 15, 15), (13, 13, 8)],
    ids=["its first day", "the last of the one before", "its second day", "in the middle", "its sixth day"],
)
def test_a_week_from_sunday_is_found_by_each_of_its_days(runner: User, today: int, day: int, expected: int) -> None:
    runner.first_weekday = User.Weekday.SUNDAY
    asked = date(2026, 3, day).isoformat()
    assert week_asked(runner, asked, today=date(2026, 3, today)) == date(2026, 3, expected)


def test_a_week_begins_where_the_runner_has_it_begin(runner: User, tie: Coachship, now: datetime) -> None:
    runner.first_weekday = tie.runner.first_weekday = User.Weekday.SUNDAY
    for day, minutes in ((7, 20), (8, 30), (14, 40), (15, 50)):
        making.run(runner, at=datetime(2026, 3, day, 12, tzinfo=now.tzinfo), minutes=minutes)
    sunday = date(2026, 3, 8)
    assert words_of(runner, sunday)["runs"] == "2 runs, 70 minutes."
    kept(runner, now, shared=("runs",), week_on=sunday)
    page, (review,) = week_page(runner, week_on=sunday, now=now), sharing.reviews(tie)
    assert (page.week_on, page.last_on, page.over) == (sunday, date(2026, 3, 14), True)
    assert (review.week_on, review.last_on) == (page.week_on, page.last_on)


def test_kept_words_stay_under_their_days_when_weeks_begin_on_another(
    runner: User, tie: Coachship, now: datetime
) -> None:
    kept(runner, now, shared=("runs",))
    runner.first_weekday = tie.runner.first_weekday = User.Weekday.SATURDAY
    today = runner.day(now)
    its, new = (
        week_page(runner, week_on=week_asked(runner, typed, today=today), now=now)
        for typed in ("2026-03-09", "2026-03-10")
    )
    assert (its.kept, its.week_on, its.last_on) == (True, MONDAY, date(2026, 3, 15))
    assert (new.kept, new.week_on, new.last_on) == (False, date(2026, 3, 7), date(2026, 3, 13))
    assert (its.before, its.next, new.next) == (date(2026, 3, 7), date(2026, 3, 14), date(2026, 3, 14))
    assert [other.week_on for other in new.others] == [MONDAY]
    assert sharing.reviews(tie)[0].week_on == MONDAY
    kept(runner, now, week_on=new.week_on)
    assert week_page(runner, week_on=MONDAY, now=now).initial["runs"] == "my runs"


@pytest.mark.parametrize(("begins", "first"), [(0, 9), (5, 7), (6, 8)])
def test_reviews_kept_by_their_mondays_come_under_their_first_days(
    runner: User, now: datetime, begins: int, first: int
) -> None:
    User.objects.filter(pk=runner.pk).update(first_weekday=begins)
    kept(runner, now)
    moved = import_module("journal.migrations.0006_first_day_of_a_review")
    with connection.cursor() as cursor:
        cursor.execute(moved.FROM_MONDAYS)
        assert WeeklyReview.objects.get().week_on == date(2026, 3, first)
        cursor.execute(moved.TO_MONDAYS)
    assert WeeklyReview.objects.get().week_on == MONDAY


def test_what_was_kept_stands_in_place_of_the_draft(runner: User, coach: User, now: datetime) -> None:
    kept(runner, now, shared=("own",))
    page = week_page(runner, week_on=MONDAY, now=now)
    assert (page.kept, page.shared, page.over) == (True, 1, True)
    assert page.initial["runs"] == "my runs"


def test_a_week_is_kept_once_and_sealed(runner: User, now: datetime) -> None:
    kept(runner, now, shared=("own",))
    kept(runner, now)
    assert WeeklyReview.objects.get().shared == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT runs || own FROM journal_weeklyreview")
        assert "my" not in cursor.fetchone()[0].split()


def test_a_part_without_words_is_given_to_nobody(runner: User, now: datetime) -> None:
    words = {"runs": "Two.", "own": ""}
    review = reviewing.keep_review(runner, week_on=MONDAY, words=words, shared=("own", "runs"), now=now)
    assert review.shared == ["runs"]


def test_the_page_keeps_what_was_sent_and_says_who_reads_it(signed_in: SignedIn, runner: User, coach: User) -> None:
    page = signed_in(runner).post(reverse("insights-week"), sent(shared=["runs"]), follow=True).content.decode()
    assert "Kept. Your coaches can read 1 of its 5 parts." in page
    assert "Two slow ones." in page
    assert WeeklyReview.objects.get().shared == ["runs"]


def test_without_a_coach_nothing_is_shared(signed_in: SignedIn, runner: User) -> None:
    page = signed_in(runner).post(reverse("insights-week"), sent(shared=["runs"]), follow=True).content.decode()
    assert "Kept, for you alone." in page
    assert "What my coaches get" not in page
    assert WeeklyReview.objects.get().shared == []


def test_one_tap_makes_it_private_again(signed_in: SignedIn, runner: User, coach: User) -> None:
    browser = signed_in(runner)
    browser.post(reverse("insights-week"), sent(shared=["runs"]))
    browser.post(reverse("insights-week-private"), sent())
    review = WeeklyReview.objects.get()
    assert (review.shared, review.runs) == ([], "Two slow ones.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shared": ["moon"]}, "Choose from these parts only."),
        ({"own": "x" * 5001}, "A note holds up to 5000 characters."),
    ],
)
def test_what_cannot_be_kept_changes_nothing(
    signed_in: SignedIn, runner: User, coach: User, wrong: dict[str, Any], said: str
) -> None:
    page = signed_in(runner).post(reverse("insights-week"), sent(**wrong)).content.decode()
    assert said in page
    assert not WeeklyReview.objects.exists()


@pytest.mark.parametrize("week", ["", "last week", "2020-01-06", "2999-01-01"])
def test_words_about_no_week_write_over_none(signed_in: SignedIn, runner: User, week: str) -> None:
    browser = signed_in(runner)
    browser.post(reverse("insights-week"), sent())
    page = browser.post(reverse("insights-week"), sent(week=week, runs="Others.")).content.decode()
    assert "Nothing was kept" in page
    assert "Others." in page
    assert WeeklyReview.objects.get().runs == "Two slow ones."


def test_heavy_words_show_where_help_is_and_rest_the_nudges(signed_in: SignedIn, runner: User) -> None:
    page = signed_in(runner).post(reverse("insights-week"), sent(own="I want to kill myself"), follow=True)
    assert page.context["support"] is not None
    runner.refresh_from_db()
    assert runner.nudges_paused_until is not None


def test_a_coach_reads_the_parts_that_were_given(tie: Coachship, runner: User, now: datetime) -> None:
    kept(runner, now, shared=("runs", "own"))
    (review,) = sharing.reviews(tie)
    assert [(part.name, part.words) for part in review.parts] == [("Runs", "my runs"), ("In their own words", "my own")]
    reviewing.take_back(runner, week_on=MONDAY)
    assert sharing.reviews(tie) == ()


def test_parts_given_to_an_earlier_coach_are_not_the_next_ones(
    tie: Coachship, stranger: User, runner: User, now: datetime
) -> None:
    kept(runner, now - timedelta(days=1), shared=("runs", "own"))
    new = making.coachship(stranger, runner, at=now)
    assert (len(sharing.reviews(tie)), sharing.reviews(new)) == (1, ())
    assert week_page(runner, week_on=MONDAY, now=now).read_by == "Jo"
    kept(runner, now + timedelta(days=1), shared=("own",))
    assert sharing.reviews(new) == (), "a tick that stayed is no new one"
    actions.leave_coach(runner, coachship=tie, now=now)
    assert week_page(runner, week_on=MONDAY, now=now).initial["shared"] == []
    kept(runner, now + timedelta(days=1), shared=("own",))
    assert len(sharing.reviews(new)) == 1


@pytest.mark.parametrize(
    ("switches", "seen"),
    [
        ({"training"}, ["runs"]),
        ({"emotional"}, ["feelings", "rest", "own"]),
        ({"reflections"}, []),
        ({"emotional", "reflections"}, ["feelings", "needs", "rest", "own"]),
        ({"balance"}, []),
    ],
)
def test_each_part_stands_behind_its_switch(
    tie: Coachship, runner: User, now: datetime, switches: set[str], seen: list[str]
) -> None:
    """What somebody came for is behind one switch, whether they got it behind another: that part takes both."""
    kept(runner, now, shared=tuple(WeeklyReview.Part))
    actions.set_shares(runner, coachship=tie, shares=Shares(**dict.fromkeys(switches, True)), now=now)
    tie.refresh_from_db()
    given = [part.words.removeprefix("my ") for review in sharing.reviews(tie) for part in review.parts]
    assert given == seen


def test_every_part_has_a_switch_and_a_title() -> None:
    assert set(SWITCHES) == set(TITLES) == set(WeeklyReview.Part)


def test_it_stands_on_the_coachs_page_until_it_is_taken_back(
    signed_in: SignedIn, tie: Coachship, runner: User, coach: User, stranger: User, now: datetime
) -> None:
    kept(runner, now, shared=("own",))
    address = reverse("athlete", args=[runner.pk])
    assert "my own" in signed_in(coach).get(address).content.decode()
    assert "my own" in signed_in(runner).get(reverse("settings-preview", args=[tie.pk])).content.decode()
    assert signed_in(stranger).get(address).status_code == 404
    actions.set_shares(runner, coachship=tie, shares=Shares(training=True), now=now)
    assert "my own" not in signed_in(coach).get(address).content.decode()


def test_a_coach_reads_the_two_newest(tie: Coachship, runner: User, now: datetime) -> None:
    for back in range(3):
        kept(runner, now, shared=("runs",), week_on=MONDAY - timedelta(days=7 * back))
    assert [review.week_on for review in sharing.reviews(tie)] == [MONDAY, MONDAY - timedelta(days=7)]
