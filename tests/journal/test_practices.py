"""A practice from its start to its end: two taps, its own moment, and nobody else's business."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions, practising
from journal.models import CheckIn, Practice
from journal.queries.entries import line_of
from journal.queries.practices import KEPT, said_after
from journal.tools.catalogue import TOOLS
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]


def start(browser: Client, which: str = "box", **said: object) -> str:
    answer = browser.post(reverse("toolbox-start", args=[which]), {"key": uuid.uuid4(), **said})
    assert answer.status_code == 302
    return answer["Location"]


def test_it_is_begun_led_through_and_left(signed_in: SignedIn, runner: User) -> None:
    browser = signed_in(runner)
    guide = start(browser, valence=-2, activation=3)
    entry = Practice.objects.get()
    assert guide == f"{reverse('breathe-pattern', args=['box'])}?practice={entry.pk}"
    after = reverse("practice-after", args=[entry.pk])
    assert after in browser.get(guide).content.decode()
    browser.post(after, {"after_valence": 1, "after_activation": -1, "minutes": "4"})
    entry.refresh_from_db()
    assert (entry.before, entry.after, entry.minutes, entry.kind) == ((-2, 3), (1, -1), 4, "breathing")


def test_both_taps_can_be_left_out(signed_in: SignedIn, runner: User) -> None:
    browser = signed_in(runner)
    start(browser, which="sore-legs")
    entry = Practice.objects.get()
    page = browser.post(reverse("practice-after", args=[entry.pk]), {"minutes": ""}, follow=True).content.decode()
    entry.refresh_from_db()
    assert (entry.before, entry.after, entry.minutes) == (None, None, 5)
    assert KEPT in page


def test_half_a_point_is_no_feeling(signed_in: SignedIn, runner: User) -> None:
    start(signed_in(runner), valence=-2)
    assert Practice.objects.get().before is None


def test_the_same_start_sent_twice_is_one_practice(signed_in: SignedIn, runner: User) -> None:
    browser, key = signed_in(runner), uuid.uuid4()
    assert start(browser, key=key) == start(browser, key=key, valence=4, activation=4)
    assert Practice.objects.get().before is None


@pytest.mark.parametrize("which", TOOLS)
def test_every_tool_has_a_start_a_guide_and_its_words(signed_in: SignedIn, runner: User, which: str) -> None:
    browser, tool = signed_in(runner), TOOLS[which]
    assert tool.text[0] in browser.get(reverse("toolbox-start", args=[which])).content.decode().replace("&#x27;", "'")
    guide = browser.get(reverse(tool.page, args=[which])).content.decode()
    assert f"{reverse('practice-new')}?which={which}" in guide


def test_a_tool_that_is_not_there_is_not_found(signed_in: SignedIn, runner: User) -> None:
    browser = signed_in(runner)
    for address in (
        reverse("toolbox-start", args=["juggling"]),
        reverse("breathe-pattern", args=["sore-legs"]),
        reverse("strength", args=["box"]),
    ):
        assert browser.get(address).status_code == 404


def test_a_guide_is_opened_for_no_practice_of_somebody_else(
    signed_in: SignedIn, runner: User, stranger: User, now: datetime
) -> None:
    theirs = making.practice(stranger, at=now)
    for asked in (theirs.pk, 999_999, "x", "٣"):
        address = reverse("breathe-pattern", args=["box"])
        assert signed_in(runner).get(address, {"practice": asked}).status_code == 404


def test_the_first_line_of_a_guide_may_break(signed_in: SignedIn, runner: User) -> None:
    for address in (reverse("breathe"), reverse("breathe-pattern", args=["box"])):
        page = signed_in(runner).get(address).content.decode()
        assert '<p class="muted" data-left>' in page  # the script, which writes a clock there, keeps it on one line


def test_a_hint_about_a_group_is_said_with_it(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entry = making.practice(runner, at=now, kind="writing", which="")
    page = signed_in(runner).post(reverse("practice-after", args=[entry.pk]), {"trigger": "nothing"}).content.decode()
    assert 'aria-describedby="id_trigger_helptext id_trigger_error"' in page
    assert page.count('id="id_trigger_helptext"') == page.count('id="id_trigger_error"') == 1


def test_it_can_be_noted_down_for_another_day(signed_in: SignedIn, runner: User) -> None:
    day = runner.day(timezone.now()) - timedelta(days=2)
    said = {"kind": "talking", "minutes": "30", "after_valence": 2, "after_activation": 0, "other_day": day.isoformat()}
    page = signed_in(runner).post(reverse("practice-new"), said, follow=True).content.decode()
    entry = Practice.objects.get()
    assert (entry.local_day, entry.days_late, entry.which) == (day, 2, "")
    assert "added 2 days later" in page


@pytest.mark.parametrize("minutes", ["0", "1441", "ten", "-3", "٣"])
def test_it_asks_again_for_minutes_that_cannot_be(signed_in: SignedIn, runner: User, minutes: str) -> None:
    answer = signed_in(runner).post(reverse("practice-new"), {"kind": "sitting", "minutes": minutes})
    assert "Something needs another look" in answer.content.decode()
    assert not Practice.objects.exists()


def test_it_forgets_which_it_was_when_the_kind_changes(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entry = making.practice(runner, at=now)
    said = {"kind": "strength", "which": "box", "minutes": "12"}
    signed_in(runner).post(reverse("practice-edit", args=[entry.pk]), said)
    entry.refresh_from_db()
    assert (entry.kind, entry.which, entry.minutes, entry.made_at) == ("strength", "", 12, now)


def test_a_written_page_stays_one(signed_in: SignedIn, runner: User, now: datetime) -> None:
    page = practising.Page("mine alone", "f-middle-1", None)
    entry = practising.write_page(runner, page=page, key=uuid.uuid4(), now=now)
    browser, edit = signed_in(runner), reverse("practice-edit", args=[entry.pk])
    assert 'name="kind"' not in browser.get(edit).content.decode()
    browser.post(edit, {"kind": "breathing", "which": "f-middle-1", "minutes": "12"})
    entry.refresh_from_db()
    assert (entry.kind, entry.which, entry.minutes, entry.note) == ("writing", "f-middle-1", 12, "mine alone")


def test_nothing_else_becomes_a_written_page(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entry = making.practice(runner, at=now)
    answer = signed_in(runner).post(reverse("practice-edit", args=[entry.pk]), {"kind": "writing"})
    assert "Choose one of these." in answer.content.decode()
    entry.refresh_from_db()
    assert entry.kind == "breathing"


def test_a_phone_makes_nothing_else_of_a_written_page(runner: User, now: datetime) -> None:
    page = practising.Page("mine alone", "", None)
    entry = practising.write_page(runner, page=page, key=uuid.uuid4(), now=now)
    practising.correct(entry, answers=actions.PracticeAnswers(kind="sitting", minutes=3), typed_at=now)
    assert (entry.kind, entry.minutes) == ("writing", 3)


def test_the_journal_shows_deletes_and_brings_it_back(signed_in: SignedIn, runner: User) -> None:
    entry = making.practice(runner, at=timezone.now(), valence=-4, activation=4, after_valence=4, after_activation=-4)
    browser, journal = signed_in(runner), reverse("journal-entries")
    page = browser.get(journal).content.decode()
    assert all(
        word in page for word in ("Breathing", "Box", "agitated", "calm", reverse("practice-edit", args=[entry.pk]))
    )
    browser.post(reverse("journal-delete", args=["practice", entry.pk]))
    assert "Deleted: breathing" in browser.get(journal).content.decode()
    browser.post(reverse("journal-restore", args=["practice", entry.pk]))
    assert Practice.objects.kept().get() == entry


def test_a_deleted_one_is_gone_after_a_day(runner: User, now: datetime) -> None:
    entry = making.practice(runner, at=now)
    actions.delete(runner, entry=entry, now=now)
    assert actions.purge_deleted(now=now + timedelta(hours=25)) == 1
    assert not Practice.objects.exists()


def test_its_page_on_paper_is_shared_with_nobody(signed_in: SignedIn, runner: User, coach: User, now: datetime) -> None:
    entry = making.practice(runner, at=now, kind="writing", which="")
    practising.carry_on(entry, page=practising.Page("mine alone", "", None), typed_at=now)
    browser = signed_in(runner)
    page = browser.get(reverse("journal-entries")).content.decode()
    assert "mine alone" in page
    assert reverse("journal-share", args=["practice", entry.pk]) not in page
    assert browser.post(reverse("journal-share", args=["practice", entry.pk]), {"shared": "yes"}).status_code == 404
    assert "mine alone" not in signed_in(coach).get(reverse("athlete", args=[runner.pk])).content.decode()


@pytest.mark.parametrize("wrong", [{"valence": 5}, {"after_activation": -5}, {"minutes": 0}, {"minutes": 1441}])
def test_the_database_refuses_nonsense(runner: User, now: datetime, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError):
        making.practice(runner, at=now, **wrong)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, None, KEPT),
        ((1, 1), None, KEPT),
        (None, (4, -4), "Kept. You leave it calm."),
        ((-4, 4), (4, -4), "You came agitated and leave calm."),
        ((0, 0), (0, 0), "You came even and leave even. Some moods take their time."),
        ((2, 0), (-4, -4), "You came content and leave empty. That happens, too; be kind to yourself for a while."),
    ],
)
def test_it_says_where_one_came_in_and_went_out(
    before: tuple[int, int] | None, after: tuple[int, int] | None, said: str
) -> None:
    assert said_after(before, after) == said


def test_one_thing_is_taken_along_and_asked_about_once(signed_in: SignedIn, runner: User) -> None:
    now = timezone.now()
    entry, browser = making.check_in(runner, at=now, needs=["nature"]), signed_in(runner)
    page = browser.get(reverse("journal-checked-in", args=[entry.pk])).content.decode()
    assert "Take one along" in page
    browser.post(reverse("journal-cue", args=[entry.pk]), {"cue": "senses"})
    assert "You take along: senses" in browser.get(reverse("journal-checked-in", args=[entry.pk])).content.decode()
    after = reverse("journal-reflected", args=[making.reflection(runner, at=now, check_in=entry).pk])
    asked = reverse("journal-cue-went", args=[entry.pk])
    assert asked in browser.get(after).content.decode()
    answered = browser.post(asked, {"answer": "often"}, follow=True).content.decode()
    assert "It was there often." in answered
    assert asked not in answered


def test_nothing_that_is_not_offered_is_taken_along(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entry, browser = making.check_in(runner, at=now), signed_in(runner)
    browser.post(reverse("journal-cue", args=[entry.pk]), {"cue": "a piano"})
    browser.post(reverse("journal-cue-went", args=[entry.pk]), {"answer": "often"})
    assert CheckIn.objects.filter(cue="", cue_went="").count() == 1
    practising.take_along(entry, cue="breath")
    assert [(said.label, said.answer) for said in line_of(entry).answers] == [("Along", "Breath")]
    page = browser.get(reverse("journal-checked-in", args=[entry.pk])).content.decode()
    assert 'id="along"' not in page  # its day is over
