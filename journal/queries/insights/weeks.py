"""A week looked back on: a draft from its entries, and the reviews that were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median

from journal.models import CheckIn, DailyCheck, Practice, Reflection, WeeklyReview
from journal.planned import week_start
from journal.queries.insights.needs import MET
from journal.words import Need, word_at
from runners.models import Run, User
from runners.queries import has_coach

WEEK = timedelta(days=7)
USUAL_WEEKS = 8
REMEMBERED = 53  # weeks one can look back on
NEARLY_OVER = 5  # days into a week
Part = WeeklyReview.Part


def monday_in(day: date, first_weekday: int) -> date:
    """The Monday in the week a day lies in, on whichever day that week begins: what its review is kept by."""
    first = week_start(day, first_weekday)
    return first + timedelta(days=-first.weekday() % 7)


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
    first_on: date
    shared: int


@dataclass(frozen=True)
class Week:
    """`week_on` is the Monday in it, its name in the address; `first_on` to `last_on` are its days."""

    week_on: date
    first_on: date
    last_on: date
    parts: tuple[Drafted, ...]
    kept: bool
    over: bool
    has_coach: bool
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


def week_asked(typed: str, *, today: date, first_weekday: int) -> date:
    """The Monday in a week that was asked for, else in the last one that is over, or nearly."""
    latest = monday_in(today, first_weekday)
    usual = latest if (today.weekday() - first_weekday) % 7 >= NEARLY_OVER else latest - WEEK
    try:
        asked = date.fromisoformat(typed) if typed.isascii() else usual
    except ValueError:
        return usual
    known = latest - REMEMBERED * WEEK <= asked <= max(today, latest)
    return monday_in(asked, first_weekday) if known else usual


def week_page(runner: User, *, week_on: date, now: datetime) -> Week:
    today, kept = runner.day(now), review_of(runner, week_on)
    latest = monday_in(today, runner.first_weekday)
    first, (first_on, last_on) = latest - REMEMBERED * WEEK, _within(runner, week_on)
    parts = _kept_parts(kept) if kept else drafts(runner, week_on)
    return Week(
        week_on=week_on,
        first_on=first_on,
        last_on=last_on,
        parts=parts,
        kept=kept is not None,
        over=last_on < today,
        has_coach=has_coach(runner),
        before=week_on - WEEK if week_on > first else None,
        next=week_on + WEEK if week_on < latest else None,
        others=_others(runner, week_on, since=first),
    )


def review_of(runner: User, week_on: date) -> WeeklyReview | None:
    found: WeeklyReview | None = WeeklyReview.objects.filter(runner=runner, week_on=week_on).first()
    return found


def _kept_parts(kept: WeeklyReview) -> tuple[Drafted, ...]:
    return tuple(Drafted(part, kept.words(part), part in kept.shared) for part in Part)


def _others(runner: User, week_on: date, *, since: date) -> tuple[Kept, ...]:
    rows = WeeklyReview.objects.filter(runner=runner, week_on__gte=since).exclude(week_on=week_on)
    found = rows.order_by("-week_on").values_list("week_on", "shared")
    return tuple(Kept(monday, _within(runner, monday)[0], len(shared)) for monday, shared in found)


def drafts(runner: User, week_on: date) -> tuple[Drafted, ...]:
    """What that week's entries say of each part; nothing of one's own words."""
    said = {
        Part.RUNS: _runs(runner, week_on),
        Part.FEELINGS: _feelings(runner, week_on),
        Part.NEEDS: _needs(runner, week_on),
        Part.REST: _rest(runner, week_on),
    }
    return tuple(Drafted(part, said.get(part, ""), shared=False) for part in Part)


def _within(runner: User, week_on: date) -> tuple[date, date]:
    first_on = week_start(week_on, runner.first_weekday)
    return first_on, first_on + WEEK - timedelta(days=1)


def _runs(runner: User, week_on: date) -> str:
    """Runs and their minutes, beside the middle one of the eight weeks before; and what was told without a run."""
    days = _within(runner, week_on)
    since = days[0] - USUAL_WEEKS * WEEK
    weeks = _timed(runner, since, days[1])
    mine = weeks.pop(days[0], [])
    told = Reflection.objects.of(runner).filter(local_day__range=days, run=None).count()
    if not mine and not told:
        return "No run this week." + (" A week of rest is a week, too." if weeks else "")
    said = [f"{_many(len(mine), 'run')}, {sum(mine) / 60:.0f} minutes."] if mine else []
    if mine and len(weeks) >= USUAL_WEEKS // 2:
        usual = median(sum(weeks.get(since + k * WEEK, [])) / 60 for k in range(USUAL_WEEKS))
        said.append(f"The middle one of the {USUAL_WEEKS} weeks before had {usual:.0f}.")
    return " ".join([*said, *_told(told, beside=bool(mine))])


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
        felt = model.objects.of(runner).filter(local_day__range=_within(runner, week_on), valence__isnull=False)
        taps = list(felt.filter(activation__isnull=False).values_list("valence", "activation"))
        if taps:
            said.append(f"{lead} mostly {word_at(*_middle(taps)).lower()} ({_many(len(taps), 'tap')}).")
    return " ".join(said)


def _middle(taps: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return round(mean(tap[0] for tap in taps)), round(mean(tap[1] for tap in taps))


def _needs(runner: User, week_on: date) -> str:
    """What was asked of the runs, and how often a run gave it."""
    came = CheckIn.objects.of(runner).filter(local_day__range=_within(runner, week_on)).values_list("needs", flat=True)
    wanted = [need for need in Need if any(need in needs for needs in came)]
    met = list(
        Reflection.objects.of(runner)
        .filter(local_day__range=_within(runner, week_on), need_met__isnull=False)
        .values_list("need_met", flat=True)
    )
    said = [f"Came for: {', '.join(need.label.lower() for need in wanted)}."] if wanted else []
    if met:
        said.append(f"{sum(1 for one in met if one >= MET)} of {_many(len(met), 'run')} gave what was needed.")
    return " ".join(said)


def _rest(runner: User, week_on: date) -> str:
    checks = DailyCheck.objects.of(runner).filter(local_day__range=_within(runner, week_on))
    rows = list(checks.values_list("sleep", "tiredness", "stress"))
    said = []
    for name, answers in zip(("sleep", "tiredness", "stress"), zip(*rows, strict=True), strict=False):
        known = [answer for answer in answers if answer is not None]
        if known:
            said.append(f"{name} {mean(known):.0f} of 10 on {_many(len(known), 'day')}")
    done = Practice.objects.of(runner).filter(local_day__range=_within(runner, week_on)).count()
    lines = [", ".join(said).capitalize() + "."] if said else []
    return " ".join([*lines, f"{_many(done, 'practice')} beside running."] if done else lines)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
