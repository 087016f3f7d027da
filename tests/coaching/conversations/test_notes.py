"""A coach's notes about a runner: the coach's alone, or shared after a look at what the runner would read."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coaching.conversations import actions
from coaching.conversations.models import Note
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making

SignedIn = Callable[[User], Client]
TEXT = "Sleeps badly since the move. <b>Ask</b> gently."


@pytest.fixture
def note(tie: Coachship, now: datetime) -> Note:
    return actions.write_note(tie, text=TEXT, key=uuid.uuid4(), now=now)


def athlete(client: Client, runner: User) -> str:
    return client.get(reverse("athlete", args=[runner.pk])).content.decode()


def post(client: Client, name: str, pk: int, **fields: str) -> int:
    return client.post(reverse(name, args=[pk]), fields).status_code


def test_it_is_written_on_the_athlete_s_page_and_private(runner: User, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)

    assert post(client, "notes-about", runner.pk, text=f"  {TEXT}\r\nSecond line. ", key=str(uuid.uuid4())) == 302

    html = athlete(client, runner)
    assert "&lt;b&gt;Ask&lt;/b&gt; gently.<br>Second line." in html
    assert "only you" in html
    assert Note.objects.get().shared_at is None


def test_it_is_one_note_however_often_it_is_sent(runner: User, coach: User, signed_in: SignedIn) -> None:
    client, key = signed_in(coach), str(uuid.uuid4())

    answers = {post(client, "notes-about", runner.pk, text=TEXT, key=key) for _ in range(2)}

    assert answers == {302}
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "nothing written"), (" \n ", "nothing written"), ("a\x00b", "characters"), ("x" * 5001, "up to 5000")],
)
def test_it_refuses_what_cannot_be_kept(runner: User, coach: User, signed_in: SignedIn, text: str, words: str) -> None:
    answer = signed_in(coach).post(reverse("notes-about", args=[runner.pk]), {"text": text})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Note.objects.exists()


def test_it_is_sealed_with_the_runner_s_key(note: Note) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM conversations_note")
        (kept,) = cursor.fetchone()

    assert "Sleeps" not in kept
    assert Note.objects.select_related("coachship").get().text == TEXT


def test_it_never_leaves_the_coach_who_wrote_it(note: Note, runner: User, coach: User, signed_in: SignedIn) -> None:
    second = making.person("sam@example.org", name="Sam Fell", is_coach=True)
    mine = making.coachship(second, runner)

    assert "Sleeps badly" not in athlete(signed_in(second), runner)
    assert "Sleeps badly" not in signed_in(second).get(reverse("notes-about", args=[runner.pk])).content.decode()
    readable = ("notes", "journal-today", "journal-entries", "alerts", "settings-sharing")
    pages = [signed_in(runner).get(reverse(name)).content.decode() for name in readable]
    pages.append(signed_in(runner).get(reverse("settings-preview", args=[note.coachship_id])).content.decode())
    assert not [page for page in pages if "Sleeps badly" in page]
    assert mine.pk != note.coachship_id


@pytest.mark.parametrize("name", ["note-edit", "note-share", "note-unshare", "note-delete"])
def test_it_does_not_exist_for_anybody_else(
    note: Note, runner: User, stranger: User, signed_in: SignedIn, name: str
) -> None:
    second = making.person("sam@example.org", name="Sam Fell", is_coach=True)
    making.coachship(second, runner)

    for person in (second, stranger, runner):
        assert post(signed_in(person), name, note.pk, text="mine now") == 404
    note.refresh_from_db()
    assert (note.text, note.shared_at) == (TEXT, None)


def test_it_shows_before_sharing_what_the_runner_will_read(
    note: Note, runner: User, coach: User, signed_in: SignedIn
) -> None:
    shown = signed_in(coach).get(reverse("note-share", args=[note.pk])).content.decode()
    post(signed_in(coach), "note-share", note.pk)
    read = signed_in(runner).get(reverse("notes")).content.decode()

    def piece(html: str) -> str:
        return html.split("<article")[1].split("Shared ")[0]

    assert "A note from Jo Okonedo" in piece(read)
    assert piece(shown) == piece(read)
    assert "It is still yours alone." in shown


def test_it_is_gone_from_the_runner_s_page_once_taken_back(
    note: Note, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    actions.share_note(coach, note_id=note.pk, now=now)
    assert "Sleeps badly" in signed_in(runner).get(reverse("notes")).content.decode()

    post(signed_in(coach), "note-unshare", note.pk)

    assert "Sleeps badly" not in signed_in(runner).get(reverse("notes")).content.decode()


def test_it_reads_a_change_of_a_shared_note(note: Note, runner: User, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    post(client, "note-share", note.pk)

    assert post(client, "note-edit", note.pk, text="Rest on Friday.") == 302

    assert "Rest on Friday." in signed_in(runner).get(reverse("notes")).content.decode()
    assert "changed since" in athlete(client, runner)


def test_sharing_twice_keeps_the_first_time(note: Note, coach: User, now: datetime) -> None:
    for hours in (1, 2):
        actions.share_note(coach, note_id=note.pk, now=now + timedelta(hours=hours))

    assert Note.objects.get().shared_at == now + timedelta(hours=1)


def test_who_only_reads_by_now_takes_back_and_deletes_their_notes_and_no_more(
    note: Note, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(coach)
    Coachship.objects.update(role=Role.READER)
    html = athlete(client, runner)
    assert reverse("note-edit", args=[note.pk]) in html
    assert reverse("note-share", args=[note.pk]) not in html
    assert (post(client, "note-edit", note.pk, text="New"), post(client, "note-share", note.pk)) == (404, 404)
    assert 'name="text"' not in client.get(reverse("note-edit", args=[note.pk])).content.decode()
    with pytest.raises(Note.DoesNotExist):
        actions.share_note(coach, note_id=note.pk, now=now)

    assert (post(client, "note-unshare", note.pk), post(client, "note-delete", note.pk)) == (302, 302)
    assert not Note.objects.exists()


def test_it_is_really_deleted(note: Note, runner: User, coach: User, signed_in: SignedIn) -> None:
    assert post(signed_in(coach), "note-delete", note.pk) == 302

    assert not Note.objects.exists()


def test_a_runner_who_leaves_keeps_what_was_shared(
    note: Note, tie: Coachship, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    actions.share_note(coach, note_id=note.pk, now=now)
    Coachship.objects.filter(pk=tie.pk).update(ended_at=now)

    assert "Sleeps badly" in signed_in(runner).get(reverse("notes")).content.decode()
    assert post(signed_in(coach), "note-edit", note.pk, text="x") == 404


def test_it_is_about_somebody_who_runs_with_the_coach(
    runner: User, coach: User, stranger: User, signed_in: SignedIn
) -> None:
    for person in (stranger, runner):
        assert post(signed_in(person), "notes-about", runner.pk, text=TEXT) == 404
    assert Client().get(reverse("notes"))["Location"].startswith(reverse("account_login"))


def test_the_database_refuses_an_empty_note_and_a_second_one_of_a_key(
    tie: Coachship, note: Note, now: datetime
) -> None:
    for wrong in ({"text": ""}, {"text": "x", "key": note.key}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.create(coachship=tie, written_at=now, **wrong)


def test_it_asks_the_database_as_often_for_many(
    runner: User,
    coach: User,
    tie: Coachship,
    signed_in: SignedIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(runner)
    for count in (1, 12):
        for _ in range(count):
            note = actions.write_note(tie, text=TEXT, key=uuid.uuid4(), now=now)
            actions.share_note(coach, note_id=note.pk, now=now)
        with django_assert_num_queries(5):
            client.get(reverse("notes"))
