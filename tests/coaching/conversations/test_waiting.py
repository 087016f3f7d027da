"""What somebody who writes may expect: how soon an answer comes, and that a coach is away. And how much is unread."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coaching.consultations.absent import away_until
from coaching.consultations.models import Away
from coaching.conversations import habits, threads
from coaching.conversations.models import About, Thread, Within
from coaching.conversations.topics import Topic
from runners.models import CoachProfile, Coachship, User
from tests.coaching.conversations.making import said, thread

SignedIn = Callable[[User], Client]
TODAY = date(2026, 3, 18)


def days(first: int, last: int) -> tuple[date, date]:
    """So many days from today."""
    return TODAY + timedelta(days=first), TODAY + timedelta(days=last)


def keep_free(coach: User, first_on: date, last_on: date) -> None:
    profile, _ = CoachProfile.objects.get_or_create(person=coach)
    Away.objects.create(coach=profile, first_on=first_on, last_on=last_on)


@pytest.mark.parametrize(
    ("absences", "last"),
    [
        ([], None),
        ([(-9, -1)], None),
        ([(1, 3)], None),
        ([(-9, 0)], 0),
        ([(0, 3), (4, 9), (2, 5), (11, 12)], 9),
        ([(-3, -1), (0, 1)], 1),
    ],
)
def test_absences_without_a_day_between_are_one(
    coach: User, now: datetime, absences: list[tuple[int, int]], last: int | None
) -> None:
    for absence in absences:
        keep_free(coach, *days(*absence))
    assert away_until([coach], now) == ({} if last is None else {coach.pk: TODAY + timedelta(days=last)})
    assert away_until([], now) == {}


@pytest.mark.parametrize("name", ["message-new", "message-thread"])
def test_beside_the_box_it_says_how_soon_an_answer_comes_or_until_when_the_coach_is_away(
    tie: Coachship, runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    there, usually = thread(tie, now=now), "Jo usually answers within two days."
    address = reverse(name, args=[there.pk] if name == "message-thread" else [])
    habits.answer_within(coach, within=Within.TWO_DAYS)
    assert usually in signed_in(runner).get(address).content.decode()
    keep_free(coach, TODAY, date(2030, 12, 8))
    page = signed_in(runner).get(address).content.decode()
    assert ("Jo is away until Sunday 8 December." in page, usually in page) == (True, False)


def test_the_list_counts_what_is_unread_on_all_its_pages(
    tie: Coachship, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    for number in range(1, 27):
        said(coach, thread(tie, now=now, topic=Topic(About.RUN, number)), "Hello", now=now)
    assert Thread.objects.count() == 26
    for page in (1, 2):
        shown = signed_in(runner).get(reverse("messages"), {"page": page}).content.decode()
        assert "26 messages you have not read." in shown
    seen = threads.coach_threads(coach, now=now, number="2")
    assert (seen.unread, seen.sentence) == (0, "Nothing new.")
