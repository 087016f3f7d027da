"""Beside going: the offer at a charged start, and the question after the run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.charged import Outing, charged, signature
from journal.models import CheckIn
from journal.queries.answers import checked_in_page, reflected_page
from journal.queries.insights.told import outings_told
from journal.queries.run import run_page
from journal.sharing import own_standing
from journal.sharing.outings import lately
from runners.models import Coachship, User
from tests import making

SignedIn = Callable[[User], Client]
ROUGH: dict[str, Any] = {"valence": -4, "activation": 4, "planned_effort": 3}
HOUR = timedelta(hours=1)


def outing(**changed: Any) -> Outing:
    plain: dict[str, Any] = {
        "feeling": (-4, 4), "word": "", "planned": 3, "effort": 7, "gaps": (), "cv_succ": None, "own": ()
    }  # fmt: skip
    return Outing(**{**plain, **changed})


@pytest.mark.parametrize(
    ("feeling", "word", "expected"),
    [
        ((-4, 0), "", True),
        ((-3, 2), "", True),
        ((-2, 0), "", False),
        ((-2, 0), "angry", True),
        ((-2, 0), "sad", False),
        ((4, 4), "", False),
        ((-4, -4), "", True),
        (None, "angry", False),
    ],
)
def test_a_start_is_charged_from_half_on(feeling: tuple[int, int] | None, word: str, expected: bool) -> None:
    assert charged(feeling, word) is expected


def test_it_needs_a_charged_start_and_a_trace_of_it() -> None:
    loud = signature(outing())
    assert loud is not None
    assert (loud.points, loud.asks, loud.strong) == (100, True, True)
    calm, planned = signature(outing(feeling=(2, 0))), signature(outing(effort=3))
    assert calm is not None
    assert planned is not None
    assert (calm.points, planned.points) == (0, 0)


@pytest.mark.parametrize("missing", [{"feeling": None}, {"effort": None}, {"planned": None}])
def test_it_says_nothing_where_too_little_is_known(missing: dict[str, Any]) -> None:
    assert signature(outing(**missing)) is None


def test_it_leaves_the_own_habit_aside_from_six_runs_on() -> None:
    five, six = signature(outing(effort=6, gaps=(3,) * 5)), signature(outing(effort=6, gaps=(3,) * 6))
    assert five is not None
    assert six is not None
    assert (five.points, six.points) == (82, 0)
    assert "came out 3 above it" in six.parts[1].sentence


def test_it_compares_the_pace_with_six_own_steady_runs() -> None:
    uneven = signature(outing(effort=None, cv_succ=0.2, own=(0.05,) * 6))
    assert uneven is not None
    assert uneven.points == 100
    assert signature(outing(effort=None, cv_succ=0.2, own=(0.05,) * 5)) is None


@pytest.mark.parametrize("feeling", [(-4, 4), (-2, 1)])
def test_it_never_gives_a_verdict(feeling: tuple[int, int]) -> None:
    found = signature(outing(feeling=feeling))
    assert found is not None
    said = " ".join([found.sentence, *(part.sentence for part in found.parts)]).lower()
    for word in ("rage", "detect", "predict", "diagnos", "wrong", "should"):
        assert word not in said


def test_it_offers_something_else_at_a_charged_start(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now, **{**ROUGH, "planned_effort": 8})
    offered = checked_in_page(runner, entry.pk, today=runner.day(now)).offered
    assert offered is not None
    assert (offered.cap, offered.chosen) == (4, "")


def test_it_offers_nothing_at_a_calm_start_on_another_day_or_after_the_run(runner: User, now: datetime) -> None:
    today = runner.day(now)
    calm, rough = making.check_in(runner, at=now), making.check_in(runner, at=now, **ROUGH)
    assert checked_in_page(runner, calm.pk, today=today).offered is None
    assert checked_in_page(runner, rough.pk, today=today + timedelta(days=1)).offered is None
    making.reflection(runner, at=now + HOUR, check_in=rough)
    assert checked_in_page(runner, rough.pk, today=today).offered is None


@pytest.mark.parametrize(("planned", "after"), [(8, 4), (None, 4), (3, 3)])
def test_one_tap_caps_the_plan_and_never_raises_it(
    runner: User, signed_in: SignedIn, planned: int | None, after: int
) -> None:
    entry = making.check_in(runner, at=timezone.now(), **{**ROUGH, "planned_effort": planned})
    page = signed_in(runner).post(reverse("journal-choose", args=[entry.pk]), {"choice": "cap"}, follow=True)
    entry.refresh_from_db()
    assert (entry.planned_effort, entry.meant_effort, entry.offer_choice) == (planned, after, "cap")
    assert entry.offer_chosen_at is not None
    assert "You chose to cap the effort." in page.content.decode()


def test_a_ceiling_can_be_moved_and_taken_back(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now(), **{**ROUGH, "planned_effort": 9})
    browser, address = signed_in(runner), reverse("journal-choose", args=[entry.pk])
    for cap in ("3", "7"):
        page = browser.post(address, {"choice": "cap", "cap": cap}, follow=True).content.decode()
        assert f'name="cap" value="{cap}" checked' in page
    browser.post(address, {"choice": "go"})
    after = making.reflection(runner, at=timezone.now(), check_in=CheckIn.objects.get(), effort=9)
    assert "Effort 9, as planned." in reflected_page(runner, after.pk).more


@pytest.mark.parametrize(("cap", "meant"), [(None, 9), (4, 4)])
def test_a_run_is_looked_at_beside_the_ceiling(
    runner: User, tie: Coachship, now: datetime, cap: int | None, meant: int
) -> None:
    entry = making.check_in(runner, at=now, **{**ROUGH, "planned_effort": 9})
    if cap is not None:
        actions.choose(runner, entry=entry, offer="cap", cap=cap, now=now)
    making.reflection(runner, at=now + HOUR, check_in=entry, run=making.run(runner, at=now), effort=9)
    assert [one.planned for one in outings_told(runner, today=runner.day(now))] == [meant]
    read = lately(tie, since=runner.day(now), ran_since=runner.day(now), limit=5)
    assert [one.planned_effort for one in read.outings] == [meant]


def test_writing_it_out_takes_a_ceiling_back(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now, **ROUGH)
    actions.choose(runner, entry=entry, offer="cap", now=now)
    actions.write_out(runner, entry=entry, note="Everything.", now=now)
    entry.refresh_from_db()
    assert (entry.offer_choice, entry.effort_cap) == ("write", None)


def test_it_leads_to_the_breathing_page_and_back(runner: User, signed_in: SignedIn) -> None:
    entry, browser = making.check_in(runner, at=timezone.now(), **ROUGH), signed_in(runner)
    page = browser.post(reverse("journal-choose", args=[entry.pk]), {"choice": "breathe"}, follow=True)
    assert page.redirect_chain == [(f"{reverse('breathe')}?check_in={entry.pk}", 302)]
    body = page.content.decode()
    assert "In for four, out for six" in body
    assert 'aria-live="polite"' in body
    assert reverse("journal-checked-in", args=[entry.pk]) in body
    assert CheckIn.objects.get().offer_choice == "breathe"


def test_it_breathes_without_a_check_in_but_with_nobody_elses(
    runner: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    assert signed_in(runner).get(reverse("breathe")).status_code == 200
    theirs = making.check_in(stranger, at=now)
    for asked in (theirs.pk, 999_999, "x"):
        assert signed_in(runner).get(reverse("breathe"), {"check_in": asked}).status_code == 404


def test_it_keeps_what_was_written_out_private(runner: User, coach: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now(), note="short", note_shared=True, **ROUGH)
    browser, page = signed_in(runner), reverse("journal-write", args=[entry.pk])
    browser.post(reverse("journal-choose", args=[entry.pk]), {"choice": "write"})
    assert CheckIn.objects.get().offer_choice == ""
    browser.post(page, {"note": "All of it."})
    kept = CheckIn.objects.get()
    assert (kept.note, kept.note_shared, kept.offer_choice) == ("All of it.", False, "write")


def test_it_shows_where_help_is_when_what_was_written_speaks_of_it(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now(), **ROUGH)
    page = signed_in(runner).post(reverse("journal-write", args=[entry.pk]), {"note": "I want to die"}, follow=True)
    body = page.content.decode()
    assert "Your check-in is kept." in body
    assert "Go anyway" not in body


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("breathe", "Before the run you chose to breathe first."),
        ("go", "Before the run you chose to go as you were."),
        ("cap", "Before the run you chose to cap the effort."),
    ],
)
def test_the_choice_comes_back_after_the_run(runner: User, signed_in: SignedIn, choice: str, sentence: str) -> None:
    now = timezone.now()
    entry, browser = making.check_in(runner, at=now, **ROUGH), signed_in(runner)
    browser.post(reverse("journal-choose", args=[entry.pk]), {"choice": choice})
    after = making.reflection(runner, at=now + HOUR, check_in=entry)
    assert sentence in browser.get(reverse("journal-reflected", args=[after.pk])).content.decode()


def test_it_takes_no_other_choice(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now(), **ROUGH)
    signed_in(runner).post(reverse("journal-choose", args=[entry.pk]), {"choice": "shout"})
    signed_in(runner).post(reverse("journal-ran-me", args=[entry.pk]), {"answer": "maybe"})
    kept = CheckIn.objects.get()
    assert (kept.offer_choice, kept.ran_me) == ("", "")


def test_it_asks_after_a_charged_start_and_an_effort_over_plan(
    runner: User, signed_in: SignedIn, now: datetime
) -> None:
    before = making.check_in(runner, at=now, **ROUGH)
    after = making.reflection(runner, at=now + HOUR, check_in=before, effort=8)
    page = signed_in(runner).get(reverse("journal-reflected", args=[after.pk])).content.decode()
    assert "Did this run run you?" in page
    assert "Effort 8, planned 3." in page
    assert reverse("breathe") in page
    assert "rage" not in page.lower()


def test_it_stays_silent_after_a_run_as_planned(runner: User, now: datetime) -> None:
    before = making.check_in(runner, at=now, **ROUGH)
    after = making.reflection(runner, at=now + HOUR, check_in=before, effort=3)
    assert reflected_page(runner, after.pk).question is None


def test_it_asks_on_the_page_of_a_run_nobody_reflected_on(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now, **ROUGH)
    ran = making.run(runner, at=now + timedelta(minutes=10), effort=8)
    question = run_page(runner, ran.pk).question
    assert question is not None
    assert question.calm


def test_the_answer_is_kept_and_can_be_changed(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now, **ROUGH)
    after = making.reflection(runner, at=now + HOUR, check_in=before, effort=8)
    browser, address = signed_in(runner), reverse("journal-ran-me", args=[before.pk])
    answer = browser.post(address, {"answer": "yes", "on": "reflection"})
    assert answer["Location"] == reverse("journal-reflected", args=[after.pk]) + "#ran-me"
    browser.post(address, {"answer": "no"})
    kept = CheckIn.objects.get()
    assert kept.ran_me == "no"
    assert kept.ran_me_at is not None


def test_the_answer_leads_back_to_the_run_it_was_given_on(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now, **ROUGH)
    ran = making.run(runner, at=now + timedelta(minutes=10), effort=8)
    answer = signed_in(runner).post(reverse("journal-ran-me", args=[before.pk]), {"answer": "unsure", "on": "run"})
    assert answer["Location"] == reverse("run", args=[ran.pk]) + "#ran-me"


def test_it_counts_confirmed_runs_of_four_weeks_from_three_on(runner: User, now: datetime) -> None:
    entries = [making.check_in(runner, at=now - timedelta(days=back), **ROUGH) for back in (0, 5, 27, 28)]
    for entry in entries[1:]:
        actions.answer_ran_me(runner, entry=entry, answer="yes", now=now)
    making.refreshed(now)
    assert own_standing(runner).ran_them is None
    actions.answer_ran_me(runner, entry=entries[0], answer="yes", now=now)
    making.refreshed(now)
    assert own_standing(runner).ran_them == 3


@pytest.mark.parametrize("name", ["journal-choose", "journal-write", "journal-ran-me"])
def test_it_belongs_to_its_runner_alone(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    entry = making.check_in(runner, at=now, **ROUGH)
    sent = {"choice": "cap", "answer": "yes", "note": "x"}
    assert signed_in(coach).post(reverse(name, args=[entry.pk]), sent).status_code == 404
    entry.refresh_from_db()
    assert (entry.planned_effort, entry.ran_me, entry.note) == (3, "", "")
