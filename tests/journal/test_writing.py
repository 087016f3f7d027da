"""A page of one's own: kept while it is written, sealed, and what comes up again is asked about."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions, practising
from journal.models import Practice
from journal.practising import Page
from journal.queries.practices import thread_of
from journal.tools.writing import prompts
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
HEAVY = "I want to die"


def typed(browser: Client, text: str, key: uuid.UUID, *, by_itself: bool = True, **said: object) -> object:
    headers = {"HX-Request": "true"} if by_itself else {}
    return browser.post(reverse("toolbox-write"), {"note": text, "key": key, **said}, headers=headers)


def written(runner: User, *, at: datetime, trigger: str = "work", word: str = "") -> Practice:
    entry = practising.write_page(runner, page=Page("words", "", None), key=uuid.uuid4(), now=at)
    practising.name_trigger(entry, trigger=trigger, word=word)
    return entry


def test_it_is_kept_while_it_is_written(signed_in: SignedIn, runner: User) -> None:
    browser, key = signed_in(runner), uuid.uuid4()
    first = typed(browser, "One line", key, prompt="f-middle-1")
    typed(browser, "One line\nand another", key, prompt="f-middle-1", valence=1, activation=-1)
    entry = Practice.objects.get()
    assert (entry.note, entry.which, entry.before) == ("One line\nand another", "f-middle-1", (1, -1))
    assert first["HX-Replace-Url"] == reverse("toolbox-write-on", args=[entry.pk])  # type: ignore[index]
    assert "Kept at" in first.content.decode()  # type: ignore[attr-defined]


def test_loading_it_again_shows_what_was_written(signed_in: SignedIn, runner: User) -> None:
    browser, key = signed_in(runner), uuid.uuid4()
    typed(browser, "Half a thought", key)
    on = reverse("toolbox-write-on", args=[Practice.objects.get().pk])
    page = browser.get(on).content.decode()
    assert "Half a thought" in page
    assert str(key) in page
    browser.post(on, {"note": "The whole of it", "key": key}, headers={"HX-Request": "true"})
    assert Practice.objects.get().note == "The whole of it"


def test_an_empty_sheet_by_itself_takes_nothing_away(signed_in: SignedIn, runner: User) -> None:
    browser, key = signed_in(runner), uuid.uuid4()
    typed(browser, "  ", key)
    assert not Practice.objects.exists()
    typed(browser, "Words", key)
    typed(browser, "", key)
    assert Practice.objects.get().note == "Words"
    typed(browser, "", key, by_itself=False)
    assert Practice.objects.get().note == ""


def test_the_button_goes_on_to_how_one_leaves_it(signed_in: SignedIn, runner: User) -> None:
    answer = typed(signed_in(runner), "Words", uuid.uuid4(), by_itself=False)
    assert answer["Location"] == reverse("practice-after", args=[Practice.objects.get().pk])  # type: ignore[index]
    answer = typed(signed_in(runner), "", uuid.uuid4(), by_itself=False)
    assert answer["Location"] == reverse("toolbox-write")  # type: ignore[index]


def test_a_deleted_page_is_not_brought_back_by_an_old_sheet(signed_in: SignedIn, runner: User) -> None:
    browser, key = signed_in(runner), uuid.uuid4()
    typed(browser, "Words", key)
    entry = Practice.objects.get()
    actions.delete(runner, entry=entry, now=timezone.now())
    assert "Kept at" not in typed(browser, "More", key).content.decode()  # type: ignore[attr-defined]
    assert typed(browser, "More", key, by_itself=False).status_code == 302  # type: ignore[attr-defined]
    entry.refresh_from_db()
    assert entry.note == "Words"


def test_a_page_too_long_is_told_and_nothing_is_cut(signed_in: SignedIn, runner: User) -> None:
    aside = typed(signed_in(runner), "x" * 20_001, uuid.uuid4()).content.decode()  # type: ignore[attr-defined]
    assert "Not kept yet: A page holds up to 20000 characters." in aside
    assert "<html" not in aside
    page = typed(signed_in(runner), "x" * 20_001, uuid.uuid4(), by_itself=False).content.decode()  # type: ignore[attr-defined]
    assert "A page holds up to 20000 characters." in page
    assert "x" * 20_001 in page


def test_a_beginning_stands_above_the_page(signed_in: SignedIn, runner: User) -> None:
    browser = signed_in(runner)
    prompt = prompts()["n-settle_down-3"]
    assert f"<h1>{prompt.words}</h1>" in browser.get(reverse("toolbox-write"), {"prompt": prompt.key}).content.decode()
    assert "A page of your own" in browser.get(reverse("toolbox-write"), {"prompt": "<b>"}).content.decode()
    assert browser.get(reverse("toolbox-beginnings")).content.decode().count("?prompt=") == len(prompts())


def test_no_word_of_it_lies_readable(runner: User, now: datetime) -> None:
    entry = written(runner, at=now, trigger="", word="my brother")
    practising.name_step(entry, step="call him")
    practising.add_confidant(runner, name="Ann", opener="Hello there", key=uuid.uuid4(), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(p)::text FROM journal_practice p UNION SELECT to_jsonb(c)::text FROM journal_confidant c"
        )
        lying = " ".join(row for (row,) in cursor.fetchall())
    assert not [words for words in ("words", "brother", "call him", "Ann", "Hello") if words in lying]


def test_the_writer_sees_where_help_can_be_reached(signed_in: SignedIn, runner: User) -> None:
    browser = signed_in(runner)
    kept = typed(browser, HEAVY, uuid.uuid4()).content.decode()  # type: ignore[attr-defined]
    assert "You do not have to carry it alone" in kept
    entry = Practice.objects.get()
    for name in ("toolbox-write-on", "practice-after", "practice"):
        assert "You do not have to carry it alone" in browser.get(reverse(name, args=[entry.pk])).content.decode()
    runner.refresh_from_db()
    assert runner.nudges_paused_until is not None


def test_a_heavy_word_or_step_shows_it_too(signed_in: SignedIn, runner: User) -> None:
    entry = written(runner, at=timezone.now(), trigger="", word="suicide")
    page = signed_in(runner).get(reverse("practice", args=[entry.pk])).content.decode()
    assert "You do not have to carry it alone" in page


def test_what_comes_up_a_third_time_is_asked_about(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entries = [written(runner, at=now + timedelta(days=day)) for day in range(3)]
    browser = signed_in(runner)
    pages = [browser.get(reverse("practice", args=[entry.pk])).content.decode() for entry in entries]
    assert ["come up" in page for page in pages] == [False, False, True]
    assert "Work has come up 3 times since 18 March." in pages[2]
    browser.post(reverse("practice-step", args=[entries[2].pk]), {"next_step": " talk to  Jo "})
    again = written(runner, at=now + timedelta(days=4))
    assert "<li>talk to Jo</li>" in browser.get(reverse("practice", args=[again.pk])).content.decode()


def test_threads_of_own_words_are_told_apart(runner: User, now: datetime) -> None:
    for word in ("The move", "rent", "the MOVE"):
        entry = written(runner, at=now, trigger="", word=word)
    thread = thread_of(runner, entry)
    assert thread is not None
    assert (thread.times, thread.asks, thread.about) == (2, False, "the MOVE")


def test_a_thread_is_nobody_elses(runner: User, stranger: User, now: datetime) -> None:
    for person in (stranger, stranger, runner):
        entry = written(person, at=now)
    thread = thread_of(runner, entry)
    assert thread is not None
    assert thread.times == 1


@pytest.mark.parametrize(
    ("before", "trigger", "word", "kept"),
    [
        (("", ""), "work", "", ("work", "")),
        (("", ""), "", "rent", ("own", "rent")),
        (("", ""), "work", "rent", ("own", "rent")),
        (("own", "rent"), "work", "rent", ("work", "")),
        (("own", "rent"), "", "", ("", "")),
    ],
)
def test_a_new_word_of_ones_own_goes_before_what_is_on_offer(
    runner: User, now: datetime, before: tuple[str, str], trigger: str, word: str, kept: tuple[str, str]
) -> None:
    entry = written(runner, at=now, trigger=before[0], word=before[1])
    practising.name_trigger(entry, trigger=trigger, word=word)
    entry.refresh_from_db()
    assert (entry.trigger, entry.trigger_word) == kept


def test_only_a_page_is_written_on(signed_in: SignedIn, runner: User, now: datetime) -> None:
    entry = making.practice(runner, at=now)
    assert signed_in(runner).get(reverse("toolbox-write-on", args=[entry.pk])).status_code == 404
    practising.write_page(runner, page=Page("words", "", None), key=entry.key, now=now)
    entry.refresh_from_db()
    assert entry.note == ""


@pytest.mark.parametrize("by_itself", [True, False])
def test_it_does_not_say_kept_where_it_was_not(
    signed_in: SignedIn, runner: User, now: datetime, by_itself: bool
) -> None:
    entry = making.practice(runner, at=now)
    page = typed(signed_in(runner), "My words", entry.key, by_itself=by_itself).content.decode()  # type: ignore[attr-defined]
    assert "Copy your words into a new page." in page
    assert "Kept at" not in page
    assert by_itself or "My words" in page
