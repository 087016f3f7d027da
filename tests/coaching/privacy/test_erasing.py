"""Gone is gone: a phrase in every field of somebody's, and the whole database and disk looked through for it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import Error, connection, models, transaction
from django.test import Client
from django.urls import reverse

from coaching.articles.models import Comment
from coaching.consultations.models import Booking, Meeting, Offer
from coaching.privacy import erasing
from coaching.privacy.registry import OWNED
from journal.models import CheckIn
from runners import own_data
from runners.models import AccessLog, CoachProfile, Coachship, DataKey, Invite, Outbox, User
from runners.private import PrivateText
from tests import making
from tests.coaching.privacy.making import brought, contents, filled, packed, taken, zip_of
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


def booked(runner: User, coach: User, now: datetime) -> None:
    profile = CoachProfile.objects.get(person=coach)
    offer = Offer.objects.create(
        coach=profile, title="First call", slug="first", about="", price="", made_at=now, changed_at=now
    )
    for person, email in ((runner, runner.email), (None, runner.email.upper())):
        start = now + timedelta(days=3, hours=2 if person else 9)
        meeting = Meeting.objects.create(
            coach=profile, offer=offer, starts_at=start, ends_at=start + timedelta(hours=1),
            takes=(start, start + timedelta(hours=1)), made_at=now,
        )  # fmt: skip
        Booking.objects.create(
            meeting=meeting, coach=profile, person=person, state="booked", name="Mia", email=email, made_at=now
        )


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
    leaver: User, coach: User, now: datetime, settings: Any, capsys: pytest.CaptureFixture[str]
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


@pytest.mark.parametrize("who", ["runner", "coach"])
def test_calls_are_called_off_while_the_other_side_can_be_told(
    runner: User, coach: User, now: datetime, who: str
) -> None:
    booked(runner, coach, now)
    own_data.leave({"runner": runner, "coach": coach}[who], now=now)
    done = erasing.call_off_calls(now=now)
    assert done == (1 if who == "runner" else 2)
    assert Booking.objects.filter(state="cancelled").count() == done
    letters = Outbox.objects.exclude(kind="leaving").values_list("kind", flat=True)
    assert set(letters) == ({"booking-news"} if who == "runner" else {"booking-cancelled"})
    assert erasing.call_off_calls(now=now) == 0


def test_who_thinks_again_stays(runner: User, now: datetime) -> None:
    own_data.leave(runner, now=now)
    assert own_data.stay(runner)
    assert erasing.erase_due(now=now + 8 * DAY) == 0
    assert User.objects.filter(pk=runner.pk).exists()
    assert not own_data.stay(runner)


def test_one_that_cannot_be_erased_holds_up_nobody(
    runner: User, stranger: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (runner, stranger):
        own_data.leave(person, now=now)
    really = erasing.backups.erase

    def fails_for_one(person: User, **how: Any) -> None:
        if person == runner:
            raise OSError
        really(person, **how)

    monkeypatch.setattr(erasing.backups, "erase", fails_for_one)
    assert erasing.erase_due(now=now + 7 * DAY) == 1
    assert list(User.objects.values_list("pk", flat=True)) == [runner.pk]
