"""A life -> rows: runs, check-ins, reflections and daily checks with the moments they would have been typed in."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator

from journal.demo import people
from journal.demo.lives import Life, Story, live, plan_week
from journal.models import CheckIn, DailyCheck, Reflection
from journal.words import Need
from runners.models import Run, User

NEEDS_WHEN_ROUGH = (Need.LET_ENERGY_OUT, Need.CLEAR_MY_HEAD, Need.GET_AWAY, Need.SETTLE_DOWN)
NEEDS_WHEN_GOOD = (Need.ENJOY_MOVING, Need.FEEL_STRONG, Need.JUST_TURN_UP, Need.NATURE, Need.COMPANY)


@dataclass
class Diary:
    runs: list[Run] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    reflections: list[Reflection] = field(default_factory=list)
    checks: list[DailyCheck] = field(default_factory=list)


def _within(value: float, least: int, most: int) -> int:
    """The nearest whole number of a scale. Asked a hundred thousand times for a big squad: NumPy takes too long."""
    return max(least, min(most, round(value)))


@dataclass
class Writer:
    """Writes one runner's days into a diary."""

    rng: Generator
    runner: User
    story: Story
    life: Life
    diary: Diary
    speed: float

    def at(self, day: date, hour: float) -> datetime:
        minutes = int(hour * 60) + int(self.rng.integers(0, 50))
        return datetime.combine(day, time(minutes // 60 % 24, minutes % 60), tzinfo=ZoneInfo(self.runner.time_zone))

    def when(self, made_at: datetime) -> dict[str, object]:
        day = self.runner.day(made_at)
        zone = self.runner.time_zone
        return {"runner": self.runner, "made_at": made_at, "time_zone": zone, "local_day": day, "entered_at": made_at}

    def rating(self, value: float) -> int:
        return _within(value, 0, 10)

    def felt(self, t: int, shift: float = 0.0, calm: float = 0.0) -> dict[str, int]:
        v = self.life.valence[t] + shift + self.rng.normal(0, 0.6)
        a = self.life.activation[t] - calm + self.rng.normal(0, 0.8)
        return {"valence": _within(v, -4, 4), "activation": _within(a, -4, 4)}

    def daily(self, t: int, day: date) -> None:
        life = self.life
        self.diary.checks.append(
            DailyCheck(
                **self.when(self.at(day, 7)),
                sleep=self.rating(life.sleep[t]),
                tiredness=self.rating(life.tiredness[t]),
                stress=self.rating(life.stress[t]),
                soreness=self.rating(life.tiredness[t] - 1 + self.rng.normal(0, 1)),
                food=bool(self.rng.random() < 0.85),
                water=bool(self.rng.random() < 0.75),
            )
        )

    def run(self, t: int, day: date, plan: tuple[str, float, float], *, answers: bool) -> None:
        kind, minutes, planned = plan
        charged = self.story is Story.CHARGED and self.rng.random() < 0.3
        extra = 3.0 if charged else max(0.0, self.rng.normal(0.2, 0.6))
        effort = self.rating(planned + extra + self.life.drift[t])
        started = self.at(day, 17.2)
        run = self._ran(day, started, kind, minutes, effort, wild=charged)
        if answers:
            self._check_in(t, run, kind, minutes, planned, charged=charged)
            self._reflect(t, run, effort, charged=charged)

    def _ran(self, day: date, started: datetime, kind: str, minutes: float, effort: int, *, wild: bool) -> Run:
        speed = self.speed * {"intervals": 1.12, "steady": 1.0}[kind] * (1.07 if wild else 1.0)
        wobble = 0.16 if wild else 0.12 if kind == "intervals" else 0.03
        windows = speed * np.exp(self.rng.normal(0, wobble, max(12, int(minutes))))
        run = Run(
            runner=self.runner,
            started_at=started,
            time_zone=self.runner.time_zone,
            local_day=day,
            kind=kind,
            timer_s=int(minutes * 60),
            elapsed_s=int(minutes * 60 + self.rng.integers(0, 120)),
            distance_m=float(speed * minutes * 60),
            avg_hr=float(np.clip(112 + 6 * effort + self.rng.normal(0, 4), 95, 190)),
            effort=effort,
            window_speeds=[round(float(v), 3) for v in windows],
            cv_succ=float(np.sqrt(np.mean(np.diff(windows) ** 2) / 2) / windows.mean()),
            entered_at=started,
        )
        self.diary.runs.append(run)
        return run

    def _check_in(self, t: int, run: Run, kind: str, minutes: float, planned: float, *, charged: bool) -> None:
        feeling = {"valence": -3, "activation": 3} if charged else self.felt(t)
        needs = NEEDS_WHEN_ROUGH if feeling["valence"] < 0 else NEEDS_WHEN_GOOD
        self.diary.check_ins.append(
            CheckIn(
                **self.when(run.started_at - timedelta(minutes=int(self.rng.integers(4, 20)))),
                **feeling,
                word="angry" if charged and self.rng.random() < 0.6 else "",
                needs=[str(self.rng.choice(needs))],
                planned_effort=int(planned),
                kind=kind,
                planned_minutes=int(minutes),
                run=run,
            )
        )

    def _reflect(self, t: int, run: Run, effort: int, *, charged: bool) -> None:
        rough = charged or self.life.episode[t] > 0.6
        notes = people.NOTES_HARD if rough else people.NOTES_GOOD
        with_note = self.rng.random() < (0.35 if rough else 0.12)
        self.diary.reflections.append(
            Reflection(
                **self.when(run.started_at + timedelta(seconds=run.timer_s + int(self.rng.integers(300, 3000)))),
                **self.felt(t, shift=0.2 if charged else 0.8, calm=0.5),
                effort=effort,
                enjoyment=self.rating(self.life.joy[t] - (1.5 if charged else 0)),
                need_met=self.rating(self.life.joy[t] + self.rng.normal(-0.2, 0.8) - (2 if charged else 0)),
                note=str(self.rng.choice(notes)) if with_note else "",
                note_shared=bool(with_note and self.rng.random() < 0.6),
                run=run,
                check_in=self.diary.check_ins[-1],
            )
        )


def write_diary(rng: Generator, runner: User, *, story: Story, first: date, last: date, until: datetime) -> Diary:
    """Everything one runner did and said from the first to the last day, nothing later than `until`."""
    days = (last - first).days + 1
    diary = Diary()
    life = live(rng, days=days, story=story)
    writer = Writer(rng, runner, story, life, diary, speed=float(rng.uniform(2.5, 3.3)))
    runs = int(rng.integers(4, 6)) if story is Story.ORDINARY else 5
    week: dict[int, tuple[str, float, float]] = {}
    for t in range(days):
        day = first + timedelta(days=t)
        if day.weekday() == 0 or not week:
            week = plan_week(rng, runs=runs, week=day.isocalendar().week)
        answers = bool(rng.random() < life.answering[t])
        if answers:
            writer.daily(t, day)
        plan = week.get(day.weekday())
        if plan and rng.random() < min(1.0, life.volume[t]):
            kind, minutes, planned = plan
            stretched = (kind, minutes * max(1.0, float(life.volume[t])), planned)
            writer.run(t, day, stretched, answers=answers and rng.random() < 0.9)
    return _until(diary, until)


def _until(diary: Diary, until: datetime) -> Diary:
    """Drop what would lie in the future; a run goes with what was said about it."""
    runs = [r for r in diary.runs if r.started_at + timedelta(seconds=r.timer_s) <= until]
    kept = {id(r) for r in runs}
    return Diary(
        runs=runs,
        check_ins=[c for c in diary.check_ins if id(c.run) in kept],
        reflections=[r for r in diary.reflections if id(r.run) in kept and r.made_at <= until],
        checks=[c for c in diary.checks if c.made_at <= until],
    )
