"""Puts a made-up squad into the database: the coach, the runners, their ties and their diaries."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from journal.demo import people
from journal.demo.diaries import Diary, write_diary
from journal.demo.lives import Story, story_of
from journal.models import CheckIn, DailyCheck, Reflection
from runners.models import CoachProfile, Coachship, Run, Stale, User

DOMAIN = "demo.evenpace.example"
COACH = f"jo@{DOMAIN}"
NEW_DAYS = 11
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
        is_coach=True, is_demo=True, adult_confirmed_at=now,
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
            started_at=start,
        )
        for number, member in enumerate(members)
    )


def _live_through(member: User, number: int, *, seed: int, first: date, end: date, now: datetime) -> None:
    story = story_of(number)
    begin = end - timedelta(days=NEW_DAYS) if story is Story.NEW else first
    rng = np.random.default_rng([seed, number])
    diary = write_diary(rng, member, story=story, first=begin, last=end, until=now)
    _save(diary)
    Stale.objects.mark(member.pk, begin)


def _save(diary: Diary) -> None:
    Run.objects.bulk_create(diary.runs)
    CheckIn.objects.bulk_create(diary.check_ins)
    Reflection.objects.bulk_create(diary.reflections)
    DailyCheck.objects.bulk_create(diary.checks)
