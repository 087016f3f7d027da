"""Before a run: four taps and a sentence back."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journal.forms import CheckInForm
from journal.models import CheckIn
from runners.models import Helpline, Stale, User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-check-in")
HEAVY = "I want to die"


def fields(**changed: Any) -> dict[str, Any]:
    full = {
        "key": str(uuid.uuid4()),
        "valence": "-3",
        "activation": "2",
        "needs": ["let_energy_out"],
        "planned_effort": "3",
    }
    return {**full, **changed}


def test_it_asks_for_a_feeling_a_need_and_an_effort(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(PAGE).content.decode()
    assert 'name="valence"' in page
    assert page.count('name="needs"') == 9
    assert page.count('name="planned_effort"') == 11
    assert ">Go<" in page


def test_it_keeps_the_answers_and_says_one_sentence_back(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, fields(), follow=True)
    entry = CheckIn.objects.get(runner=runner)
    assert (entry.valence, entry.activation, entry.needs, entry.planned_effort) == (-3, 2, ["let_energy_out"], 3)
    assert answer.redirect_chain == [(reverse("journal-checked-in", args=[entry.pk]), 302)]
    assert "A lot of charge wants out" in answer.content.decode()
    assert "3, could chat for hours" in answer.content.decode()
    assert Stale.objects.filter(runner=runner).exists()


def test_it_can_be_left_empty(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(PAGE, {})
    entry = CheckIn.objects.get(runner=runner)
    assert (entry.valence, entry.activation, entry.needs, entry.planned_effort) == (None, None, [], None)


def test_it_answers_a_second_tap_like_the_first(runner: User, signed_in: SignedIn) -> None:
    browser, sent = signed_in(runner), fields()
    first, second = browser.post(PAGE, sent), browser.post(PAGE, sent)
    assert first["Location"] == second["Location"]
    assert CheckIn.objects.count() == 1


def test_it_keeps_needs_in_catalogue_order(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(PAGE, fields(needs=["get_away", "nature", "clear_my_head"]))
    assert CheckIn.objects.get().needs == ["clear_my_head", "nature", "get_away"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"needs": ["nature", "company", "get_away", "feel_strong"]}, "Choose up to three."),
        ({"needs": ["win"]}, "Choose from the needs on this page."),
        ({"valence": "5"}, "Choose a number from -4 to 4, or leave it out."),
        ({"planned_effort": "11"}, "Choose a number from 0 to 10, or leave it out."),
        ({"planned_effort": "٣"}, "Choose a number from 0 to 10, or leave it out."),
        ({"planned_minutes": "0"}, "Minutes go from 1 to 1440."),
        ({"planned_minutes": "1e3"}, "Type whole minutes, such as 45."),
        ({"word": "murderous"}, "Choose one of the words, or none."),
        ({"note": "a\x00b"}, "There are characters in this text that cannot be kept."),
        ({"note": "x" * 5001}, "A note holds up to 5000 characters."),
        ({"key": "not-a-key"}, "This page is too old to be sent."),
    ],
)
def test_it_names_what_it_cannot_keep(
    runner: User, signed_in: SignedIn, changed: dict[str, Any], sentence: str
) -> None:
    answer = signed_in(runner).post(PAGE, fields(**changed))
    assert sentence in answer.content.decode()
    assert "data-problems" in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_what_it_names_leads_to_the_first_of_a_group(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(PAGE, fields(planned_effort="99", needs="none")).content.decode()
    for name, kind in (("planned_effort", "radio"), ("needs", "checkbox")):
        assert f'<a href="#id_{name}">' in page
        assert page.count(f'<input type="{kind}" id="id_{name}" name="{name}"') == 1


def test_it_keeps_a_note_private_and_word_for_word(runner: User, signed_in: SignedIn) -> None:
    words = "v1:not a cipher {{ 7*7 }} <script>alert(1)</script>\nsecond line"
    answer = signed_in(runner).post(PAGE, fields(note=words.replace("\n", "\r\n")), follow=True)
    assert CheckIn.objects.get().note == words
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()
    assert "Only you can read this note." in answer.content.decode()


def test_it_offers_to_share_a_note_only_with_a_coach(runner: User, signed_in: SignedIn) -> None:
    assert "note_shared" not in signed_in(runner).get(PAGE).content.decode()
    signed_in(runner).post(PAGE, fields(note="hm", note_shared="on"))
    assert not CheckIn.objects.get().note_shared


def test_it_shares_a_note_when_that_is_ticked(runner: User, coach: User, signed_in: SignedIn) -> None:
    assert "Share this note with my coaches" in signed_in(runner).get(PAGE).content.decode()
    signed_in(runner).post(PAGE, fields(note="hm", note_shared="on"))
    assert CheckIn.objects.get().note_shared


def test_it_is_changed_on_the_same_form(runner: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now, note="before", planned_effort=4)
    page = reverse("journal-check-in-edit", args=[entry.pk])
    assert ">\nbefore</textarea>" in signed_in(runner).get(page).content.decode()
    signed_in(runner).post(page, fields(note="after", planned_effort="6"))
    entry.refresh_from_db()
    assert (entry.note, entry.planned_effort, entry.made_at) == ("after", 6, now)


@pytest.mark.parametrize("name", ["journal-checked-in", "journal-check-in-edit"])
def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    page = reverse(name, args=[making.check_in(runner, at=now).pk])
    assert signed_in(coach).get(page).status_code == 404
    assert signed_in(stranger).post(page, {}).status_code in (404, 405)
    assert Client().get(page)["Location"].startswith(reverse("account_login"))


def test_it_shows_where_help_can_be_reached_after_heavy_words(runner: User, coach: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, fields(note=HEAVY), follow=True).content.decode()
    assert "support-panel" in answer
    assert "A lot of charge wants out" not in answer
    assert all(line.phone in answer for line in Helpline.objects.of_country("IE"))
    again = signed_in(runner).get(reverse("journal-checked-in", args=[CheckIn.objects.get().pk]))
    assert "support-panel" in again.content.decode()


def test_it_rests_nudges_for_a_week_and_keeps_nothing_else_of_it(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(PAGE, fields(note=HEAVY))
    runner.refresh_from_db()
    entry = CheckIn.objects.get()
    assert runner.nudges_paused_until == entry.local_day + timedelta(days=7)
    assert entry.note == HEAVY
    assert not entry.note_shared


def test_it_shows_no_panel_for_running_talk(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(PAGE, fields(note="I killed that hill"), follow=True)
    assert "support-panel" not in answer.content.decode()
    runner.refresh_from_db()
    assert runner.nudges_paused_until is None


def test_it_shows_the_panel_once_a_day_in_a_very_low_stretch(runner: User, signed_in: SignedIn) -> None:
    for back in (3, 2, 1):
        making.check_in(runner, at=datetime.now(UTC) - timedelta(days=back), valence=-4)
    browser = signed_in(runner)
    first = browser.post(PAGE, fields(valence="-4"), follow=True)
    assert "support-panel" in first.content.decode()
    assert "support-panel" in browser.get(first.redirect_chain[-1][0]).content.decode()
    later = browser.post(PAGE, fields(valence="-4"), follow=True)
    assert "support-panel" not in later.content.decode()


def test_it_needs_no_more_queries_with_more_entries(
    runner: User, signed_in: SignedIn, django_assert_max_num_queries: Any, now: datetime
) -> None:
    entries = [making.check_in(runner, at=now - timedelta(hours=back), note="hm") for back in range(20)]
    browser = signed_in(runner)
    with django_assert_max_num_queries(9):
        browser.get(reverse("journal-checked-in", args=[entries[0].pk]))


def test_it_takes_four_queries_to_keep_a_check_in(
    runner: User, signed_in: SignedIn, django_assert_num_queries: Any
) -> None:
    browser = signed_in(runner)
    with django_assert_num_queries(4):  # who it is (2), the entry with its mark, the very low stretch
        assert browser.post(PAGE, fields(valence="-4")).status_code == 302


def test_it_asks_for_a_coach_again_on_a_page_that_comes_back(runner: User, coach: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(PAGE, fields(valence="9")).content.decode()
    assert 'name="note_shared"' in page


def test_it_forgets_one_form_before_the_next(now: datetime) -> None:
    def form(**data: str) -> CheckInForm:
        return CheckInForm(data, has_coach=lambda: False, now=now)

    wrong, right, empty = form(valence="9", kind="walk"), form(valence="2", kind="race"), form()
    assert [made.is_valid() for made in (wrong, right, empty)] == [False, True, True]
    assert right.to_answers().valence == 2
    assert empty.to_answers().valence is None
    assert str(right["kind"]) != str(empty["kind"])
