"""Plain factories: each makes one real row the way the product would."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from journal import actions as diary
from journal import goals, loads
from journal.models import CheckIn, DailyCheck, Goal, Practice, Reflection
from runners import actions, pieces
from runners.models import CoachProfile, Coachship, Export, Run, Subscription, User
from runners.push import subscribing
from runners.terms import TERMS_VERSION

NOON = time(12, tzinfo=UTC)


def person(email: str, *, name: str = "Some Body", is_coach: bool = False, time_zone: str = "Europe/Dublin") -> User:
    made = User.objects.create_user(
        email,
        "a long enough password",
        name=name,
        time_zone=time_zone,
        country="IE",
        is_coach=is_coach,
        terms_version=TERMS_VERSION,
    )
    if is_coach:
        CoachProfile.objects.create(person=made)
    return made


def coachship(coach: User, runner: User, *, shares: bool = True, at: datetime | None = None) -> Coachship:
    return Coachship.objects.create(
        coach=coach,
        runner=runner,
        shares_training=shares,
        shares_emotional=shares,
        shares_balance=shares,
        shares_reflections=shares,
        shares_trigger=shares,
        shares_helps=shares,
        started_at=at or datetime(2026, 1, 1, tzinfo=UTC),
    )


def run(
    runner: User, *, at: datetime, minutes: float = 45, effort: float | None = 4, distance_m: float | None = 8000
) -> Run:
    typed = actions.TypedRun(started_at=at, timer_s=int(minutes * 60), distance_m=distance_m, effort=effort)
    return actions.log_run(runner, run=typed, key=uuid.uuid4(), now=at + timedelta(hours=1))


def check_in(runner: User, *, at: datetime, **answers: object) -> CheckIn:
    filled = diary.CheckInAnswers(**{"valence": 1, "activation": 0, "needs": ["clear_my_head"], **answers})
    return diary.check_in(runner, answers=filled, key=uuid.uuid4(), now=at)


def reflection(
    runner: User, *, at: datetime, run: Run | None = None, check_in: CheckIn | None = None, **answers: object
) -> Reflection:
    filled = diary.ReflectionAnswers(**{"effort": 4, "enjoyment": 7, "need_met": 7, **answers})
    return diary.reflect(runner, answers=filled, key=uuid.uuid4(), now=at, run=run, check_in=check_in)


def daily_check(runner: User, *, at: datetime, **answers: object) -> DailyCheck:
    filled = diary.DailyAnswers(**{"sleep": 7, "tiredness": 3, "stress": 3, **answers})
    return diary.daily_check(runner, answers=filled, key=uuid.uuid4(), now=at)


def copy_of_everything(runner: User, *, now: datetime) -> Export:
    """One that is ready and waits, with next to nothing in it."""
    made = Export.objects.create(
        runner=runner, asked_at=now, state="ready", size=2, expires_at=now + timedelta(days=3650)
    )
    pieces.write(made.token, "0", b"PK", owner_id=runner.pk)
    return made


def phone(runner: User, *, at: datetime) -> Subscription:
    """A browser that is told; its address leads nowhere."""
    endpoint, secret = f"https://push.example/{runner.pk}", {"p256dh": "k", "auth": "a"}
    subscribing.subscribe(runner, endpoint=endpoint, **secret, device="Chrome on Android", now=at)
    return Subscription.objects.get(endpoint=endpoint)


def practice(runner: User, *, at: datetime, **answers: object) -> Practice:
    filled = diary.PracticeAnswers(**{"kind": "breathing", "which": "box", "minutes": 4, **answers})
    return diary.practise(runner, answers=filled, key=uuid.uuid4(), now=at)


def goal(runner: User, *, on: date, kind: str = "minutes", **said: object) -> Goal:
    sizes = {"race_on": on + timedelta(days=70), "race_m": 21_097} if kind == "race" else {"a_week": 120}
    made = goals.aim(runner, at=goals.Aim(kind, **{**sizes, **said}), key=uuid.uuid4(), on=on)
    assert made is not None
    return made


def drifting_month(runner: User, *, until: date, steady_days: int = 56, heavy_days: int = 14) -> None:
    """Eight usual weeks, then two in which tiredness and stress rise and runs stop giving: someone drifting."""
    days = steady_days + heavy_days
    for back in range(days - 1, -1, -1):
        day = until - timedelta(days=back)
        at = datetime.combine(day, NOON)
        heavy = back < heavy_days
        wave = back % 3 - 1  # answers are never all the same
        low = 2 * heavy
        daily_check(
            runner, at=at, sleep=7 - 2 * low // 2 + wave, tiredness=3 + 2 * low + wave, stress=3 + 2 * low + wave
        )
        if back % 2 == 0:
            ran = run(runner, at=at, minutes=45 + 3 * wave)
            reflection(
                runner, at=at + timedelta(hours=2), run=ran, enjoyment=7 - 2 * low + wave, need_met=7 - 2 * low + wave
            )


def refreshed(now: datetime) -> None:
    loads.refresh_stale(now=now)
