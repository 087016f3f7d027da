"""A week looked back on: a draft from its entries, and the reviews that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median

from journal.models import CheckIn, DailyCheck, Reflection, WeeklyReview
from journal.planned import week_start
from journal.queries.insights.needs import MET
from journal.queries.insights.told import in_time
from journal.queries.shared import NOBODY, given
from journal.queries.weeks import KNOWN
from journal.words import Need, word_at
from runners.models import Run, User
from runners.queries import Began, coaches_of

WEEK = timedelta(days=7)
USUAL_WEEKS, LEAST_WEEKS = 8, 4
REMEMBERED = 53  # weeks one can look back on
NEARLY_OVER = 5  # days into a week
Part = WeeklyReview.Part


@dataclass(frozen=True)
class Drafted:
    """One part with its words: those that were kept, else the draft."""

    part: WeeklyReview.Part
    words: str
    shared: bool


@dataclass(frozen=True)
class Kept:
    """A review that was kept, in the list of them."""

    week_on: date
    shared: int


@dataclass(frozen=True)
class Week:
    """`week_on` to `last_on` are its days; the first is its name in the address. `read_by`: which coaches read its
    shared parts."""

    week_on: date
    last_on: date
    parts: tuple[Drafted, ...]
    kept: bool
    over: bool
    has_coach: bool
    read_by: str
    before: date | None
    next: date | None
    others: tuple[Kept, ...]

    @property
    def shared(self) -> int:
        return sum(drafted.shared for drafted in self.parts)

    @property
    def initial(self) -> dict[str, object]:
        words = {drafted.part.value: drafted.words for drafted in self.parts}
        return {**words, "shared": [drafted.part.value for drafted in self.parts if drafted.shared]}


def week_asked(runner: User, typed: str, *, today: date) -> date:
    """The first day of a week that was asked for, else of the last one that is over, or nearly.

    One that was kept while weeks began on another day is asked for by its own first day.
    """
    latest = week_start(today, runner.first_weekday)
    usual = latest if (today - latest).days >= NEARLY_OVER else latest - WEEK
    try:
        asked = date.fromisoformat(typed) if typed.isascii() else usual
    except ValueError:
        return usual
    if not latest - REMEMBERED * WEEK <= asked <= today:
        return usual
    return asked if review_of(runner, asked) else week_start(asked, runner.first_weekday)


def week_page(runner: User, *, week_on: date, now: datetime) -> Week:
    today, kept, coaches = runner.day(now), review_of(runner, week_on), coaches_of(runner)
    latest, now_on = (week_start(day, runner.first_weekday) for day in (today, week_on))
    first, last_on = latest - REMEMBERED * WEEK, _within(week_on)[1]
    read_by = given(kept, coaches) if kept and kept.shared else NOBODY
    parts = _kept_parts(kept, shared=bool(read_by.to)) if kept else drafts(runner, week_on)
    return Week(
        week_on=week_on,
        last_on=last_on,
        parts=parts,
        kept=kept is not None,
        over=last_on < today,
        has_coach=bool(coaches),
        read_by=read_by.to,
        before=(now_on if now_on < week_on else week_on - WEEK) if week_on > first else None,
        next=now_on + WEEK if now_on < latest else None,
        others=_others(runner, week_on, coaches, since=first),
    )


def review_of(runner: User, week_on: date) -> WeeklyReview | None:
    found: WeeklyReview | None = WeeklyReview.objects.filter(runner=runner, week_on=week_on).first()
    return found


def _kept_parts(kept: WeeklyReview, *, shared: bool) -> tuple[Drafted, ...]:
    return tuple(Drafted(part, kept.words(part), shared and part in kept.shared) for part in Part)


def _others(runner: User, week_on: date, coaches: Sequence[Began], *, since: date) -> tuple[Kept, ...]:
    rows = WeeklyReview.objects.filter(runner=runner, week_on__gte=since).exclude(week_on=week_on)
    found = rows.order_by("-week_on").only("week_on", "shared", "shared_at", "kept_at")
    return tuple(Kept(row.week_on, len(row.shared) if given(row, coaches).to else 0) for row in found)


def drafts(runner: User, week_on: date) -> tuple[Drafted, ...]:
    """What that week's entries say of each part; nothing of one's own words."""
    said = {
        Part.RUNS: _runs(runner, week_on),
        Part.FEELINGS: _feelings(runner, week_on),
        Part.NEEDS: _needs(runner, week_on),
        Part.REST: _rest(runner, week_on),
    }
    return tuple(Drafted(part, said.get(part, ""), shared=False) for part in Part)


def _within(week_on: date) -> tuple[date, date]:
    return week_on, week_on + WEEK - timedelta(days=1)


def _runs(runner: User, week_on: date) -> str:
    """Runs and their minutes, beside the middle one of the weeks before; and what was told without a run."""
    days = _within(week_on)
    weeks = _timed(runner, days[0] - KNOWN, days[1])
    mine = weeks.pop(days[0], [])
    told = Reflection.objects.of(runner).filter(local_day__range=days, run=None).count()
    if not mine and not told:
        return "No run this week." + (" A week of rest is a week, too." if weeks else "")
    said = [f"{_many(len(mine), 'run')}, {sum(mine) / 60:.0f} minutes."] if mine else []
    before = _before(weeks, days[0])
    if mine and len(before) >= LEAST_WEEKS:
        said.append(f"The middle one of the {len(before)} weeks before had {median(before):.0f}.")
    return " ".join([*said, *_told(told, beside=bool(mine))])


def _before(weeks: Mapping[date, Sequence[int]], until: date) -> list[float]:
    """Minutes of each of the eight weeks before, a week without a run too, but none before the first run."""
    last = [until - (k + 1) * WEEK for k in range(USUAL_WEEKS)]
    return [sum(weeks.get(start, ())) / 60 for start in last if start >= min(weeks, default=until)]


def _timed(runner: User, since: date, until: date) -> dict[date, list[int]]:
    """Seconds of each run, by the first day of its week."""
    rows = Run.objects.of(runner).filter(sport=Run.Sport.RUNNING, local_day__range=(since, until))
    weeks: dict[date, list[int]] = {}
    for day, timer_s in rows.values_list("local_day", "timer_s"):
        weeks.setdefault(week_start(day, runner.first_weekday), []).append(timer_s)
    return weeks


def _told(many: int, *, beside: bool) -> list[str]:
    """Runs of which there is a reflection and nothing else."""
    return [f"{_many(many, 'more run' if beside else 'run')} told about, no minutes known."] if many else []


def _feelings(runner: User, week_on: date) -> str:
    said = []
    for lead, model in (("Came", CheckIn), ("Left", Reflection)):
        said_then = in_time(model.objects.of(runner)).filter(local_day__range=_within(week_on))
        felt = said_then.filter(valence__isnull=False, activation__isnull=False)
        taps = list(felt.values_list("valence", "activation"))
        if taps:
            said.append(f"{lead} mostly {word_at(*_middle(taps)).lower()} ({_many(len(taps), 'tap')}).")
    return " ".join(said)


def _middle(taps: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return round(mean(tap[0] for tap in taps)), round(mean(tap[1] for tap in taps))


def _needs(runner: User, week_on: date) -> str:
    """What was asked of the runs, and how often a run gave it."""
    days = _within(week_on)
    came = list(in_time(CheckIn.objects.of(runner)).filter(local_day__range=days).values_list("needs", flat=True))
    wanted = [need for need in Need if any(need in needs for needs in came)]
    answered = in_time(Reflection.objects.of(runner)).filter(local_day__range=days, need_met__isnull=False)
    met = list(answered.values_list("need_met", flat=True))
    said = [f"Came for: {', '.join(need.label.lower() for need in wanted)}."] if wanted else []
    if met:
        said.append(f"{sum(1 for one in met if one >= MET)} of {_many(len(met), 'run')} gave what was needed.")
    return " ".join(said)


def _rest(runner: User, week_on: date) -> str:
    """Nothing of the toolbox: what is ticked here is read by a coach, and what is practised by none."""
    checks = in_time(DailyCheck.objects.of(runner)).filter(local_day__range=_within(week_on))
    rows = list(checks.values_list("sleep", "tiredness", "stress"))
    said = []
    for name, answers in zip(("sleep", "tiredness", "stress"), zip(*rows, strict=True), strict=False):
        known = [answer for answer in answers if answer is not None]
        if known:
            said.append(f"{name} {mean(known):.0f} of 10 on {_many(len(known), 'day')}")
    return ", ".join(said).capitalize() + "." if said else ""


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
