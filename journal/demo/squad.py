"""Puts a made-up squad into the database: the coach, the runners, their ties and their diaries."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from journal.demo import people
from journal.demo.diaries import Diary, write_diary
from journal.demo.lives import Story, story_of
from journal.demo.looking_back import answer, look_back
from journal.demo.practising import practise
from journal.demo.recordings import record
from journal.demo.striving import strive, surround
from journal.models import Pause
from runners.models import CoachProfile, Coachship, Stale, User
from runners.models.private import Sealed
from runners.terms import TERMS_VERSION

DOMAIN = "demo.evenpace.example"
COACH = f"jo@{DOMAIN}"
NEW_DAYS = 11
AWAY, AWAY_DAYS = 20, 3  # who said that they travel, and since when
AT_ONCE = 50


@dataclass(frozen=True)
class Squad:
    coach: User
    runners: list[User]
    password: str
    first: date


def build(*, runners: int, days: int, seed: int, end: date, now: datetime) -> Squad:
    """Same numbers, same squad: only the password is made anew."""
    password = secrets.token_urlsafe(9)
    hashed = make_password(password)
    first = end - timedelta(days=days - 1)
    with transaction.atomic():
        coach = _coach(hashed, now)
        members = _members(runners, hashed, now)
        _confirm([coach, *members])
        _ties(coach, members, start=now - timedelta(days=days))
    for start in range(0, len(members), AT_ONCE):
        with transaction.atomic():
            for number, member in enumerate(members[start : start + AT_ONCE], start):
                _live_through(member, number, seed=seed, first=first, end=end, now=now)
    return Squad(coach, members, password, first)


def new_password() -> str:
    password = secrets.token_urlsafe(9)
    User.objects.filter(is_demo=True).update(password=make_password(password))
    return password


def _coach(hashed: str, now: datetime) -> User:
    coach = User.objects.create(
        email=COACH, name="Jo Okonedo", password=hashed, time_zone="Europe/Dublin", country="IE",
        is_coach=True, is_demo=True, adult_confirmed_at=now, terms_version=TERMS_VERSION,
    )  # fmt: skip
    CoachProfile.objects.create(person=coach, about="Easy miles, honest weeks.")
    return coach


def _members(count: int, hashed: str, now: datetime) -> list[User]:
    return User.objects.bulk_create(
        User(
            email=f"runner{number + 1}@{DOMAIN}",
            name=people.name(number),
            password=hashed,
            time_zone=people.ZONES[number % len(people.ZONES)],
            country="IE",
            is_demo=True,
            adult_confirmed_at=now,
            terms_version=TERMS_VERSION,
        )
        for number in range(count)
    )


def _confirm(people_: list[User]) -> None:
    """Their addresses count as confirmed, so that one can sign in as them."""
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people_
    )


def _ties(coach: User, members: list[User], *, start: datetime) -> None:
    """Most share everything; one keeps the head to themselves, one shares nothing yet."""
    Coachship.objects.bulk_create(
        Coachship(
            coach=coach,
            runner=member,
            shares_training=number % 24 != 15,
            shares_emotional=number % 24 not in (12, 15),
            shares_balance=number % 24 != 15,
            shares_reflections=number % 3 != 0,
            shares_trigger=number % 6 == 0,
            shares_helps=number % 4 == 0,
            started_at=start,
        )
        for number, member in enumerate(members)
    )


def _live_through(member: User, number: int, *, seed: int, first: date, end: date, now: datetime) -> None:
    story = story_of(number)
    begin = end - timedelta(days=NEW_DAYS) if story is Story.NEW else first
    member.joined_at = datetime.combine(begin, time(12), tzinfo=UTC)
    member.save(update_fields=["joined_at"])
    rng = np.random.default_rng([seed, number])
    diary = write_diary(rng, member, story=story, first=begin, last=end, until=now)
    ways = np.random.default_rng([seed, number, 3])
    surround(diary, number, rng=ways)
    answer(diary, rng=np.random.default_rng([seed, number, 4]))
    _save(diary)
    look_back(member, number, end=end, now=now)
    strive(member, number, end=end, rng=ways)
    if number % 24 == AWAY:
        Pause.objects.create(runner=member, kind=Pause.Kind.TRAVELLING, from_on=end - timedelta(days=AWAY_DAYS))
    _copy(practise(diary, number, rng=np.random.default_rng([seed, number, 2])))
    record(diary, number, rng=np.random.default_rng([seed, number, 1]))
    Stale.objects.mark(member.pk, begin)


def _save(diary: Diary) -> None:
    for rows in (diary.runs, diary.check_ins, diary.reflections, diary.checks):
        _copy(rows)


def _copy(rows: Sequence[Model]) -> None:
    """Rows by COPY, with numbers drawn for them first: thousands of INSERTs would be most of a big squad's time."""
    if not rows:
        return
    model = type(rows[0])
    table, fields = model._meta.db_table, model._meta.concrete_fields
    owned = [field for field in fields if isinstance(field, ForeignKey)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)]
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            for field in owned:  # what a row belongs to has had its number for a moment only
                if field.is_cached(row) and (owner := field.get_cached_value(row)) is not None:
                    setattr(row, field.attname, owner.pk)
        # Sealing a text may ask for a key: not while COPY has the connection. All else is plain values already.
        lines = [[_plain(field.pre_save(row, add=True)) for field in fields] for row in rows]
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def _plain(value: object) -> object:
    return value.ciphertext if isinstance(value, Sealed) else value
