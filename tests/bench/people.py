"""Whom the benchmarks look at: a coach with a squad that grows, a runner of 12 weeks and one of three years."""

from datetime import datetime, timedelta

import numpy as np
from django.db import connection

from journal import loads, series, states
from journal.days import Span
from journal.demo import squad
from journal.demo.diaries import write_diary
from journal.demo.lives import Story
from journal.models import SIGNALS, CheckIn, DailyCheck, Reflection, RunnerState
from runners.models import CoachProfile, Coachship, Run, Stale, User

WEEKS = 84
YEARS = 3 * 365
DAYS = 365
RUN_DAYS = ("effort_drift", "joyless", "unmet")


def cast(now: datetime) -> squad.Squad:
    made = squad.build(runners=12, days=WEEKS, seed=7, end=now.date(), now=now)
    loads.refresh_stale(now=now)
    return made


def three_years(made: squad.Squad, now: datetime) -> User:
    runner = User.objects.create(
        email="three@bench.example", name="Three Years", adult_confirmed_at=now, terms_version=made.coach.terms_version
    )
    first = now.date() - timedelta(days=YEARS)
    rng = np.random.default_rng(3)
    diary = write_diary(rng, runner, story=Story.ORDINARY, first=first, last=now.date(), until=now)
    Run.objects.bulk_create(diary.runs)
    CheckIn.objects.bulk_create(diary.check_ins)
    Reflection.objects.bulk_create(diary.reflections)
    DailyCheck.objects.bulk_create(diary.checks)
    tie(made.coach, [runner], now)
    Stale.objects.mark(runner.pk, first)
    loads.refresh_stale(now=now)
    return runner


def squad_of(size: int, made: squad.Squad, now: datetime) -> User:
    """A coach of that many: each row is a copy of one that was really worked out."""
    coach = User.objects.create(
        email=f"coach{size}@bench.example", is_coach=True, terms_version=made.coach.terms_version
    )
    CoachProfile.objects.create(person=coach)
    members = User.objects.bulk_create(
        User(email=f"s{size}r{n}@bench.example", name=f"Runner Number {n}", adult_confirmed_at=now) for n in range(size)
    )
    tie(coach, members, now)
    states = list(RunnerState.objects.filter(runner__in=made.runners))
    copies = []
    for n, member in enumerate(members):
        kept = {f.attname: getattr(states[n % len(states)], f.attname) for f in RunnerState._meta.fields}
        copies.append(RunnerState(**{**kept, "runner_id": member.pk}))
    RunnerState.objects.bulk_create(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself a minute later
    return coach


def tie(coach: User, members: list[User], now: datetime) -> None:
    shares = {f"shares_{what}": True for what in ("training", "emotional", "balance", "reflections")}
    Coachship.objects.bulk_create(Coachship(coach=coach, runner=m, started_at=now, **shares) for m in members)


def crowd(count: int, now: datetime) -> list[User]:
    """Runners with a year behind them, worked out until yesterday: a night has passed, and all of them are due."""
    members = User.objects.bulk_create(
        [User(email=f"crowd{n}@bench.example", adult_confirmed_at=now) for n in range(count)], batch_size=5000
    )
    today = members[0].day(now)
    first, last = today - timedelta(days=DAYS - 1), today - timedelta(days=1)
    long_ago = {"made_at": now - timedelta(days=DAYS - 1), "local_day": first, "entered_at": now, "time_zone": "UTC"}
    DailyCheck.objects.bulk_create([DailyCheck(runner=m, sleep=7, **long_ago) for m in members], batch_size=5000)
    rng = np.random.default_rng(1)
    for start in range(0, count, 200):
        spans = [Span(m.pk, first, first, last) for m in members[start : start + 200]]
        window = series.Window(series.stretch(first), last)
        kept = series.read([span.runner_id for span in spans], window)
        for name, values in _days(rng, len(spans)).items():
            kept.values[name][:, window.column(first) :] = values[:, 1:]
        states.write(loads.keep(spans, ["UTC"] * len(spans), window, kept), now=now - timedelta(days=1))
    return members


def _days(rng: np.random.Generator, runners: int) -> dict[str, np.ndarray]:
    """Made-up days: about three answers in four, a run on four days in seven."""
    ran = rng.random((runners, DAYS)) < 4 / 7
    answered = rng.random((runners, DAYS)) < 0.75
    matrix = {}
    for name in SIGNALS:
        values = np.clip(np.round(rng.normal(4, 1.5, (runners, DAYS))), 0, 10)
        matrix[name] = np.where(answered & (ran if name in RUN_DAYS else True), values, np.nan)
    matrix["training"] = np.where(ran, rng.gamma(4, 60, (runners, DAYS)), 0.0)
    matrix["emotional"] = np.where(answered, rng.uniform(10, 60, (runners, DAYS)), np.nan)
    if "score" in matrix:
        matrix["score"] = np.full((runners, DAYS), np.nan)
    return matrix
