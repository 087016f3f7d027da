"""After a run: what was wanted beside what came."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.models import Reflection
from journal.queries.outings import Outing, check_in_before, outing_of, run_after
from runners.actions import leave_coach
from runners.models import Coachship, User
from tests import making
from tests.journal.test_kept import HOUR_MS, sent_by

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-reflect")


@pytest.fixture
def today() -> datetime:
    """A moment of today, early enough for a run to have ended by now."""
    return datetime.now(UTC) - timedelta(minutes=50)


def fields(**changed: Any) -> dict[str, Any]:
    full = {
        "key": str(uuid.uuid4()),
        "effort": "6",
        "valence": "2",
        "activation": "-1",
        "enjoyment": "8",
        "need_met": "7",
    }
    return {**full, **changed}


def test_it_puts_what_was_wanted_beside_what_came(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now, valence=-3, activation=3, planned_effort=4)
    answer = signed_in(runner).post(PAGE, fields(check_in=str(before.pk), run=""), follow=True)
    page = answer.content.decode()
    assert "You came to clear your head, and got most of it (7 of 10)." in page
    assert "From restless to content: five steps towards good, four calmer." in page
    assert "Effort 6, 2 above your plan of 4." in page
    assert 'aria-label="On the map from restless to content"' in page


def test_it_keeps_the_run_and_the_check_in_it_belongs_to(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before, ran = making.check_in(runner, at=now), making.run(runner, at=now + timedelta(minutes=10))
    signed_in(runner).post(PAGE, fields(check_in=str(before.pk), run=str(ran.pk)))
    entry = Reflection.objects.get()
    assert (entry.check_in, entry.run) == (before, ran)
    assert (entry.effort, entry.feeling, entry.enjoyment, entry.need_met) == (6, (2, -1), 8, 7)


def test_it_counts_a_reflection_on_an_earlier_run_as_late(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = making.run(runner, at=now)
    signed_in(runner).post(PAGE, fields(run=str(ran.pk), check_in=""))
    entry = Reflection.objects.get()
    assert entry.local_day == ran.local_day
    assert entry.days_late > 0


def test_it_starts_with_the_effort_the_run_already_has(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = making.run(runner, at=now, effort=7)
    page = signed_in(runner).get(PAGE, {"run": ran.pk}).content.decode()
    assert '<input type="radio" name="effort" value="7" checked>' in page


def test_it_takes_the_open_check_in_of_today_by_itself(runner: User, today: datetime) -> None:
    entry = making.check_in(runner, at=today)
    ran = making.run(runner, at=today + timedelta(minutes=5), minutes=20)
    assert outing_of(runner, check_in=None, run=None, now=today) == Outing(entry, ran)
    making.reflection(runner, at=today, check_in=entry, run=ran)
    assert outing_of(runner, check_in=None, run=None, now=today) == Outing()


def test_it_takes_no_outing_when_the_form_was_about_none(runner: User, signed_in: SignedIn, today: datetime) -> None:
    making.check_in(runner, at=today)
    signed_in(runner).post(PAGE, fields(check_in="", run=""))
    assert Reflection.objects.get().check_in is None


def test_it_leads_to_the_reflection_that_is_there(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now)
    there = making.reflection(runner, at=now, check_in=before)
    answer = signed_in(runner).get(PAGE, {"check_in": before.pk})
    assert answer["Location"] == reverse("journal-reflected", args=[there.pk])


def test_it_answers_a_second_tap_like_the_first(runner: User, signed_in: SignedIn) -> None:
    browser, sent = signed_in(runner), fields(check_in="", run="")
    assert browser.post(PAGE, sent)["Location"] == browser.post(PAGE, sent)["Location"]
    assert Reflection.objects.count() == 1


def test_it_can_be_left_empty(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, {"check_in": "", "run": ""}, follow=True)
    assert "Kept." in answer.content.decode()
    assert Reflection.objects.get().effort is None


@pytest.mark.parametrize("number", ["0", "-1", "abc", "٣", "1" * 30])
@pytest.mark.parametrize("what", ["run", "check_in"])
def test_it_knows_no_other_numbers(runner: User, signed_in: SignedIn, what: str, number: str) -> None:
    assert signed_in(runner).get(PAGE, {what: number}).status_code == 404


def test_it_takes_nobody_elses_run_or_check_in(
    runner: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    ran, before = making.run(runner, at=now), making.check_in(runner, at=now)
    browser = signed_in(stranger)
    assert browser.get(PAGE, {"run": ran.pk}).status_code == 404
    assert browser.post(PAGE, fields(check_in=str(before.pk), run="")).status_code == 404
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("name", ["journal-reflected", "journal-reflection-edit"])
def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    page = reverse(name, args=[making.reflection(runner, at=now).pk])
    assert signed_in(coach).get(page).status_code == 404


def test_it_is_changed_on_the_same_form(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = making.run(runner, at=now)
    entry = making.reflection(runner, at=now, run=ran, note="first")
    page = reverse("journal-reflection-edit", args=[entry.pk])
    signed_in(runner).post(page, fields(note="second", effort="9"))
    entry.refresh_from_db()
    assert (entry.note, entry.effort, entry.run) == ("second", 9, ran)


def test_it_says_so_when_the_run_did_not_shift_it(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now, valence=-2, activation=2)
    sent = fields(check_in=str(before.pk), run="", valence="-3", activation="2")
    assert "The run did not shift it" in signed_in(runner).post(PAGE, sent, follow=True).content.decode()


def test_it_shows_where_help_can_be_reached_after_heavy_words(runner: User, signed_in: SignedIn) -> None:
    sent = fields(note="i dont want to be alive", check_in="", run="")
    assert "support-panel" in signed_in(runner).post(PAGE, sent, follow=True).content.decode()


def test_it_matches_a_run_with_the_check_in_shortly_before_it(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now - timedelta(hours=7))
    near = making.check_in(runner, at=now - timedelta(minutes=20))
    ran = making.run(runner, at=now)
    assert check_in_before(ran) == near
    assert run_after(near) == ran
    assert check_in_before(making.run(runner, at=now + timedelta(hours=12))) is None


def test_it_gives_a_check_in_to_one_run_only(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now)
    first = making.run(runner, at=now + timedelta(minutes=5), minutes=20)
    making.reflection(runner, at=now + timedelta(hours=1), run=first, check_in=entry)
    second = making.run(runner, at=now + timedelta(hours=2))
    assert check_in_before(second) is None
    assert check_in_before(first) == entry


def test_it_adds_what_a_second_page_says_to_the_first(runner: User, signed_in: SignedIn, today: datetime) -> None:
    before, browser = making.check_in(runner, at=today), signed_in(runner)
    about = {"check_in": str(before.pk), "run": ""}
    browser.post(PAGE, fields(**about, word="content", note="Rain.", note_shared="on"))
    again = fields(**about, effort="8", enjoyment="", valence="-2", note="Then sun.")
    page = browser.post(PAGE, again, follow=True).content.decode()
    entry = Reflection.objects.get()
    assert (entry.effort, entry.enjoyment, entry.feeling, entry.word) == (8, 8, (-2, -1), "")
    assert (entry.note, entry.note_shared) == ("Rain.\n\nThen sun.", False)
    assert "You had reflected on this run already." in page


def test_words_an_earlier_coach_was_given_are_not_shared_along_with_new_ones(
    runner: User, tie: Coachship, stranger: User, now: datetime
) -> None:
    before = making.check_in(runner, at=now)
    making.reflection(runner, at=now, check_in=before, note="For Jo.", note_shared=True)
    leave_coach(runner, coachship=tie, now=now)
    making.coachship(stranger, runner, at=now + timedelta(days=1))
    later = now + timedelta(days=2)
    merged = making.reflection(runner, at=later, check_in=before, note="For Stan.", note_shared=True)
    assert (merged.note, merged.note_shared) == ("For Jo.\n\nFor Stan.", False)


def test_it_adds_nothing_twice(runner: User, signed_in: SignedIn, today: datetime) -> None:
    before, browser = making.check_in(runner, at=today), signed_in(runner)
    sent = [fields(check_in=str(before.pk), run="", note=note) for note in ("Rain.", "Sun.")]
    for one in (*sent, *sent):
        browser.post(PAGE, one)
    assert Reflection.objects.get().note == "Rain.\n\nSun."


@pytest.mark.parametrize(("waited_ms", "effort"), [(0, 8), (2 * HOUR_MS, 6)])
def test_one_that_waited_on_a_phone_is_added_and_what_was_typed_later_counts(
    runner: User, signed_in: SignedIn, waited_ms: int, effort: int
) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    before = making.check_in(runner, at=hour_ago - timedelta(hours=3))
    there = making.reflection(runner, at=hour_ago, check_in=before, effort=6, note="Rain.")
    answers = {"check_in": str(before.pk), "effort": "8", "note": "Sun."}
    sent, browser = sent_by(runner, "reflect", waited_ms=waited_ms, **answers), signed_in(runner)
    assert browser.post(reverse("kept"), sent).json() == browser.post(reverse("kept"), sent).json()
    there.refresh_from_db()
    assert (there.effort, there.note) == (effort, "Rain.\n\nSun.")
    assert Reflection.objects.count() == 1


def test_it_takes_another_one_after_the_first_was_deleted(runner: User, now: datetime) -> None:
    before = making.check_in(runner, at=now)
    actions.delete(runner, entry=making.reflection(runner, at=now, check_in=before), now=now)
    making.reflection(runner, at=now, check_in=before)
    assert Reflection.objects.kept().count() == 1


@pytest.mark.parametrize("on", ["check_in", "run"])
@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_reflection(runner: User, now: datetime, on: str) -> None:
    about = {on: making.check_in(runner, at=now) if on == "check_in" else making.run(runner, at=now)}

    def send(number: int) -> None:
        making.reflection(runner, at=now, note=f"From page {number}.", **about)
        connection.close()

    with ThreadPoolExecutor(4) as pages:
        list(pages.map(send, range(4)))
    assert Reflection.objects.get().note.count("From page") == 4


def test_it_offers_to_be_about_another_run(runner: User, signed_in: SignedIn, today: datetime) -> None:
    making.check_in(runner, at=today)
    browser = signed_in(runner)
    assert f'href="{PAGE}?check_in="' in browser.get(PAGE).content.decode()
    page = browser.get(PAGE, {"check_in": ""}).content.decode()
    assert "It was another day" in page
    assert "About another run" not in page


def test_it_says_which_year_an_old_run_was(runner: User, signed_in: SignedIn, now: datetime) -> None:
    page = signed_in(runner).get(PAGE, {"run": making.run(runner, at=now.replace(year=2016)).pk}).content.decode()
    assert "Fri 18 Mar 2016" in page


def test_it_says_the_date_on_the_clock_in_the_night(runner: User, signed_in: SignedIn) -> None:
    late = datetime(2026, 3, 18, 1, 38, tzinfo=ZoneInfo(runner.time_zone))
    after = making.reflection(runner, at=late)
    assert after.local_day == date(2026, 3, 17)
    browser = signed_in(runner)
    assert (
        "Wednesday 18 March 2026, 01:38" in browser.get(reverse("journal-reflected", args=[after.pk])).content.decode()
    )
    assert "01:38, in the night" in browser.get(reverse("journal-entries")).content.decode()
