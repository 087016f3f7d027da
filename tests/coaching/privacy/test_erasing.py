"""Gone is gone: a phrase in every field of somebody's, and the whole database and disk looked through for it."""

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.postgres.fields import ArrayField
from django.db import Error, connection, models, transaction
from django.test import Client
from django.urls import reverse

from coaching.articles import owned as articles
from coaching.articles.models import Comment
from coaching.consultations.models import Booking, Meeting, Offer
from coaching.privacy import erasing
from coaching.privacy.registry import OWNED
from journal.models import CheckIn
from runners import own_data
from runners.models import AccessLog, CoachProfile, Coachship, DataKey, Helpline, Invite, User
from runners.private import PrivateText
from tests import making
from tests.coaching.privacy.making import booked, brought, contents, filled, packed, taken, zip_of
from tests.privacy.test_policy import TABLES

CANARY = "quietcanary4c1e"
TEXTS = (models.CharField, models.TextField)
DAY = timedelta(days=1)


def written_into(row: models.Model, field: "models.Field[Any, Any]") -> bool:
    """Whether the phrase is in that column now; some columns hold nothing but words of a list."""
    value: Any = CANARY
    if isinstance(field, models.JSONField):
        value = {"a": CANARY}
    elif isinstance(field, models.BinaryField):
        value = CANARY.encode()
    elif isinstance(field, ArrayField):
        value = [CANARY]
    try:
        with transaction.atomic():
            setattr(row, field.attname, value)
            row.save(update_fields=[field.attname])
    except (Error, TypeError, ValueError):
        row.refresh_from_db()
        return False
    return True


def typed_everywhere(person: User) -> int:
    """Into every column of every row of theirs that takes words."""
    done = 0
    for owned in OWNED:
        for row in owned.of(person.pk):
            for field in row._meta.concrete_fields:
                wordy = isinstance(field, (*TEXTS, models.JSONField, models.BinaryField, ArrayField))
                if wordy and not field.choices and not field.primary_key and field.name != "time_zone":
                    done += written_into(row, field)
    return done


def tables_with(phrase: str) -> set[str]:
    """Every column of every table in which the phrase stands, bytes included."""
    hexed = phrase.encode().hex()
    question = " UNION ".join(
        f"SELECT '{table}.' || c.key FROM \"{table}\" t, jsonb_each_text(to_jsonb(t)) c "
        "WHERE c.value ILIKE %(it)s OR c.value ILIKE %(hex)s"
        for table in sorted(TABLES)
    )
    with connection.cursor() as cursor:
        cursor.execute(question, {"it": f"%{phrase}%", "hex": f"%{hexed}%"})
        return {str(name) for (name,) in cursor.fetchall()}


def pointing_at(pk: int) -> set[str]:
    """Every column with this person's number in it."""
    found = set()
    for model in TABLES.values():
        for field in model._meta.local_concrete_fields:
            if (
                field.related_model in (User, CoachProfile)
                and model._default_manager.filter(**{field.attname: pk}).exists()
            ):
                found.add(f"{model._meta.db_table}.{field.column}")
    return found


def sealed_with(phrase: str) -> int:
    fields = [(m, f) for m in TABLES.values() for f in m._meta.local_fields if isinstance(f, PrivateText)]
    return sum(phrase in getattr(row, f.attname) for m, f in fields for row in m._base_manager.all())


@pytest.fixture
def leaver(runner: User, coach: User, now: datetime, settings: Any) -> User:
    """Somebody with one of everything, once brought back, once taken, who has asked to be deleted."""
    filled(runner, coach, now - DAY)
    booked(runner, coach, now)
    Invite.objects.create(coach=coach, token_hash="x", email=runner.email, created_at=now, expires_at=now)
    anonymous = Comment.objects.exclude(person=runner).first()
    assert anonymous is not None
    anonymous.pk, anonymous.key, anonymous.email = None, own_data.Export().token, runner.email.upper()
    anonymous.save()
    taken(runner, now - DAY)
    Client().force_login(runner)
    return runner


def test_a_phrase_in_every_field_is_nowhere_afterwards(
    leaver: User,
    coach: User,
    now: datetime,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    pk, columns = leaver.pk, typed_everywhere(leaver)
    User.objects.filter(pk=pk).update(email=f"{CANARY}@example.org")
    for model in (Comment, Booking, Invite):
        model._default_manager.filter(email__iexact="mia@example.org").update(email=f"{CANARY}@example.org")
    own_data.leave(User.objects.get(pk=pk), now=now)
    before, sealed = tables_with(CANARY), sealed_with(CANARY)
    with capsys.disabled():
        print(f"\n  typed into {columns} columns of rows: readable in {len(before)}, sealed in {sealed}; afterwards 0")
    assert len(before) > 20, "the control: what is not sealed is found"
    assert sealed > 5
    assert erasing.erase_due(now=now + 7 * DAY - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.erase_due(now=now + 7 * DAY) == 1
    assert tables_with(CANARY) == set()
    assert tables_with("Mia Thorne") == set()
    assert sealed_with(CANARY) == 0
    assert pointing_at(pk) == set()
    assert not DataKey.objects.filter(pk=pk).exists()
    assert [path for path in settings.FILES.rglob("*") if path.is_file()] == []
    said = [json.loads(line) for line in settings.ERASED.read_text().splitlines()]
    assert [set(line) for line in said] == [{"person", "joined_at", "erased_at"}]


def test_what_an_earlier_copy_told_goes_too(runner: User, coach: User, now: datetime, settings: Any) -> None:
    filled(runner, coach, now)
    copy = packed(contents(zip_of(taken(runner, now))))
    newcomer = making.person("new@example.org")
    brought(newcomer, copy, now)
    own_data.leave(newcomer, now=now)
    assert erasing.erase_due(now=now + 7 * DAY) == 1
    assert pointing_at(newcomer.pk) == set()
    assert CheckIn.objects.filter(runner=runner).count() == 2, "the one it came from is another account"


def test_a_coachs_other_rows_stay_and_their_time_is_free_again(leaver: User, coach: User, now: datetime) -> None:
    own_data.leave(leaver, now=now)
    erasing.erase_due(now=now + 7 * DAY)
    assert Offer.objects.filter(coach=coach.pk).exists()
    assert not Meeting.objects.filter(coach=coach.pk).exists()
    assert Comment.objects.filter(email="a@example.org").exists()


def test_a_coach_who_goes_leaves_runners_everything_of_theirs(
    runner: User, coach: User, now: datetime, signed_in: Callable[[User], Client]
) -> None:
    filled(runner, coach, now)
    own_data.leave(coach, now=now)
    erasing.erase_due(now=now + 7 * DAY)
    assert not Coachship.objects.exists()
    assert CheckIn.objects.filter(runner=runner).count() == 2
    assert AccessLog.objects.get(subject=runner).actor is None
    assert signed_in(runner).get(reverse("settings-readers")).status_code == 200


def test_who_thinks_again_stays(runner: User, now: datetime) -> None:
    own_data.leave(runner, now=now)
    assert own_data.stay(runner, now=now + 7 * DAY - timedelta(seconds=1))
    assert erasing.erase_due(now=now + 8 * DAY) == 0
    assert User.objects.filter(pk=runner.pk).exists()
    assert not own_data.stay(runner, now=now + 8 * DAY)


def test_one_that_cannot_be_erased_holds_up_nobody(
    runner: User, stranger: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (runner, stranger):
        own_data.leave(person, now=now)
    really = erasing.delete

    def fails_for_one(person: User) -> None:
        if person == runner:
            raise OSError
        really(person)

    monkeypatch.setattr(erasing, "delete", fails_for_one)
    assert erasing.erase_due(now=now + 7 * DAY) == 1
    assert list(User.objects.values_list("pk", flat=True)) == [runner.pk]


def lines_in(erased: Path) -> list[Any]:
    return [json.loads(line) for line in erased.read_text().splitlines()] if erased.exists() else []


def test_nothing_goes_when_not_everything_can(
    leaver: User, now: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Rows, letters, files and the line on the disk: all of it or none."""
    own_data.leave(leaver, now=now)
    before = [Comment.objects.count(), Booking.objects.count(), Invite.objects.count()]
    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(User, "delete", lambda self: 1 / 0)
        assert erasing.erase_due(now=now + 7 * DAY) == 0
    assert [Comment.objects.count(), Booking.objects.count(), Invite.objects.count()] == before
    assert [path for path in settings.FILES.rglob("*") if path.is_file()] != []
    assert lines_in(settings.ERASED) == []
    assert not own_data.stay(leaver, now=now + 7 * DAY), "it may be half done elsewhere: nobody stays after their day"


def test_however_often_it_is_tried_there_is_one_line(runner: User, now: datetime, settings: Any) -> None:
    for _ in range(3):
        with suppress(ZeroDivisionError), transaction.atomic():
            erasing.erase(User.objects.get(pk=runner.pk), now=now, erased=settings.ERASED)
            raise ZeroDivisionError  # the database goes away right after the line
    erasing.erase(User.objects.get(pk=runner.pk), now=now, erased=settings.ERASED)
    assert [line["person"] for line in lines_in(settings.ERASED)] == [runner.pk]


def test_a_line_that_a_full_disk_cut_short_is_in_nobodys_way(runner: User, now: datetime, settings: Any) -> None:
    pk = runner.pk
    settings.ERASED.write_text('{"person": 7, "joi')
    erasing.erase(runner, now=now, erased=settings.ERASED)
    torn, whole = settings.ERASED.read_text().splitlines()
    assert (torn, json.loads(whole)["person"]) == ('{"person": 7, "joi', pk)


def test_every_address_that_is_theirs_counts(runner: User, stranger: User, coach: User, now: datetime) -> None:
    """One more of their own, in whatever letters; not one they never confirmed, nor what another account wrote."""
    filled(runner, coach, now)
    comment = Comment.objects.exclude(person=runner).get()
    for email, verified in (("second@example.org", True), ("never@example.org", False)):
        EmailAddress.objects.create(user=runner, email=email, verified=verified)
    before = set(Comment.objects.values_list("pk", flat=True))
    for email, person in (("Second@Example.org", None), ("never@example.org", None), ("second@example.org", stranger)):
        comment.pk, comment.key, comment.email, comment.person = None, uuid.uuid4(), email, person
        comment.save()
    mine = articles.comments_of(runner.pk).exclude(pk__in=before)
    assert [row.email for row in mine] == ["Second@Example.org"]
    erasing.delete(runner)
    left = Comment.objects.filter(person=None).values_list("email", flat=True)
    assert (sorted(left), Comment.objects.filter(person=stranger).count()) == (
        ["a@example.org", "never@example.org"],
        1,
    )


def test_a_number_they_checked_stays_checked_by_nobody_in_particular(runner: User, stranger: User) -> None:
    checked = [runner.email.upper(), str(runner), stranger.email]
    lines = list(Helpline.objects.order_by("pk")[:3])
    for line, by in zip(lines, checked, strict=True):
        Helpline.objects.filter(pk=line.pk).update(checked_by=by)
    erasing.delete(runner)
    left = Helpline.objects.filter(pk__in=[line.pk for line in lines]).order_by("pk")
    assert [line.checked_by for line in left] == ["", "", stranger.email]
