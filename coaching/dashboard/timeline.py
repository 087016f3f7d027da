"""One athlete's days as one line: runs, what came of plans, alerts, calls, messages, the coach's own notes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from coaching.alerts.lines import first_title_of
from coaching.alerts.live import alerts_about
from coaching.alerts.models import State
from coaching.alerts.queries import answer_words
from coaching.consultations.together import calls_with
from coaching.conversations.models import Message, Note, Thread
from coaching.conversations.threads import topic
from coaching.dashboard.athletes import OutingRow, outing_row
from coaching.planning import lately
from journal import sharing
from runners.models import Coachship

MOST = 150
EARLIEST = date(1970, 1, 1)
MOST_MESSAGES = 3_000
FIRST_WORDS = 160


class Kind(Enum):
    """What a line is about: its word in the address, on its chip, and its drawing."""

    RUNS = "runs", "Runs and reflections", "runs"
    PLANS = "plans", "Plans", "cal"
    ALERTS = "alerts", "Alerts", "bell"
    CALLS = "calls", "Calls", "phone"
    MESSAGES = "messages", "Messages", "coach"
    NOTES = "notes", "Your notes", "pen"

    def __init__(self, key: str, words: str, icon: str) -> None:
        self.key, self.words, self.icon = key, words, icon


@dataclass(frozen=True)
class Item:
    day: date
    kind: Kind
    title: str
    words: str = ""
    quoted: str = ""
    address: str = ""
    write: str = ""


@dataclass(frozen=True)
class Day:
    """What lies on one day."""

    when: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Chip:
    words: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Timeline:
    """`earlier` is the address of what lies before its days."""

    name: str
    first_name: str
    days: tuple[Day, ...]
    chips: tuple[Chip, ...]
    count: int
    earlier: str
    further_back: bool


@dataclass(frozen=True)
class Reach:
    """The days looked at: all before `until`, and none after `now`."""

    until: date
    now: datetime

    @classmethod
    def read(cls, before: str, *, now: datetime) -> "Reach":
        """As an address asks for it; nonsense asks for the newest."""
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        try:
            asked = date.fromisoformat(before)
        except ValueError:
            asked = tomorrow
        return cls(min(tomorrow, max(asked, EARLIEST)), now)

    @property
    def ends(self) -> datetime:
        return min(self.now, timezone.make_aware(datetime.combine(self.until, time.min)))

    @property
    def further_back(self) -> bool:
        return self.until <= timezone.localdate(self.now)


def previewed(tie: Coachship, *, reach: Reach, show: str) -> Timeline:
    """The same for the athlete themselves: without the coach's notes, and without the ways on."""
    seen = timeline(tie, reach=reach, show=show, among=[kind for kind in Kind if kind is not Kind.NOTES])
    plain = (Day(day.when, tuple(replace(item, address="", write="") for item in day.items)) for day in seen.days)
    return replace(seen, days=tuple(plain))


def timeline(tie: Coachship, *, reach: Reach, show: str, among: Sequence[Kind] = tuple(Kind)) -> Timeline:
    """The newest lines, as far as they are shared; `show` is a kind's word, or all of them."""
    kinds = [kind for kind in among if kind.key == show] or among
    found = [item for kind in kinds for item in _FINDERS[kind](tie, reach) if item.day < reach.until]
    newest = _whole_days(sorted(found, key=lambda item: item.day, reverse=True))
    name = tie.runner.name
    return Timeline(
        name=name,
        first_name=name.split(" ")[0] or "They",
        days=tuple(_by_day(newest, timezone.localdate(reach.now))),
        chips=tuple(_chips(among, show)),
        count=len(newest),
        earlier=_earlier(newest, show) if len(newest) < len(found) else "",
        further_back=reach.further_back,
    )


def _whole_days(found: list[Item]) -> list[Item]:
    """No more than fit, and no day in part, so that what comes before can begin with a day."""
    if len(found) <= MOST:
        return found
    begun = found[MOST].day
    return [item for item in found if item.day > begun] or [item for item in found if item.day == begun]


def _earlier(newest: list[Item], show: str) -> str:
    asked = {"before": newest[-1].day.isoformat(), "show": show}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _by_day(items: list[Item], today: date) -> Iterator[Day]:
    days: dict[date, list[Item]] = {}
    for item in items:
        days.setdefault(item.day, []).append(item)
    for day, there in days.items():
        year = "" if day.year == today.year else f" {day.year}"
        yield Day(f"{day:%A} {day.day} {day:%B}{year}", tuple(there))


def _chips(among: Sequence[Kind], show: str) -> Iterator[Chip]:
    yield Chip("All", "?", show not in {kind.key for kind in among})
    for kind in among:
        yield Chip(kind.words, f"?show={kind.key}", kind.key == show)


def _runs(tie: Coachship, reach: Reach) -> Iterator[Item]:
    today = timezone.localdate(reach.now)
    for outing in sharing.outings(tie, since=EARLIEST, until=reach.until, limit=MOST + 1):
        row = outing_row(outing, tie, today)
        title = " · ".join(part for part in (outing.title, row.length) if part)
        yield Item(outing.day, Kind.RUNS, title or "A check-in", _felt(row), row.words, write=row.write)


def _felt(row: OutingRow) -> str:
    need = f"“{row.need}”" if row.need else ""
    said = {"came for": need, "arrived": row.arrived, "planned": row.plan, "": row.against, "left": row.left}
    line = ", ".join(f"{what} {words[:1].lower()}{words[1:]}".strip() for what, words in said.items() if words)
    return " · ".join(part for part in (f"{line[:1].upper()}{line[1:]}", row.answers) if part)


def _plans(tie: Coachship, reach: Reach) -> Iterator[Item]:
    """What was said of planned runs, and what became of lighter days that were offered."""
    until = min(reach.until, tie.runner.day(reach.now))
    for plan in lately.answered_runs(tie, since=EARLIEST, until=until, now=reach.now):
        yield Item(plan.day, Kind.PLANS, f"Planned: {plan.said}", " · ".join(plan.came))
    for offer in lately.offers(tie, now=reach.now):
        there = reverse("ease", args=[tie.runner_id])
        yield Item(offer.day, Kind.PLANS, "Lighter days offered", offer.state, offer.answer, there)


def _alerts(tie: Coachship, reach: Reach) -> Iterator[Item]:
    for alert in alerts_about(tie):
        said = " · ".join(part for part in (State(alert.state).label, answer_words(alert)) if part)
        there = reverse("athlete", args=[tie.runner_id])
        yield Item(alert.first_on, Kind.ALERTS, f"Alert: {first_title_of(alert)}", said, address=there)


def _calls(tie: Coachship, reach: Reach) -> Iterator[Item]:
    for at in calls_with(tie):
        there = timezone.localtime(at)
        yield Item(there.date(), Kind.CALLS, "Call", f"At {there:%H:%M}", address=reverse("consultations"))


def _messages(tie: Coachship, reach: Reach) -> Iterator[Item]:
    """Each day of each conversation this coach may read, as far as it has gone out; the words stay in it."""
    threads = {thread.pk: thread for thread in Thread.objects.of_coach(tie.coach).filter(runner=tie.runner_id)}
    said = Message.objects.seen_by(tie.coach, reach.now).filter(thread__in=threads, due_at__lte=reach.ends)
    found: dict[tuple[date, int], list[int]] = {}
    for number, at, writer in said.order_by("-due_at", "-pk").values_list("thread", "due_at", "writer")[:MOST_MESSAGES]:
        found.setdefault((timezone.localdate(at), number), []).append(writer)
    for (day, number), writers in found.items():
        about = topic(threads[number]).words or "Conversation"
        there = reverse("coach-thread", args=[number])
        yield Item(day, Kind.MESSAGES, about, _who_wrote(writers, tie), address=there)


def _who_wrote(writers: Sequence[int], tie: Coachship) -> str:
    """Of one day, the newest first."""
    last = {tie.coach_id: "you", tie.runner_id: "they"}.get(writers[0], "another coach")
    many = "One message" if len(writers) == 1 else f"{len(writers)} messages"
    return f"{many}, {last} wrote {'it' if len(writers) == 1 else 'last'}"


def _notes(tie: Coachship, reach: Reach) -> Iterator[Item]:
    for note in Note.objects.of_tie(tie).filter(written_at__lte=reach.ends).order_by("-written_at", "-pk")[: MOST + 1]:
        note.coachship = tie
        shared = "They can read it" if note.shared_at else "Only you"
        words = note.text if len(note.text) <= FIRST_WORDS else f"{note.text[:FIRST_WORDS].rstrip()} …"
        there = reverse("note-edit", args=[note.pk])
        yield Item(timezone.localdate(note.written_at), Kind.NOTES, "Note", shared, words, there)


_FINDERS: dict[Kind, Callable[[Coachship, Reach], Iterator[Item]]] = {
    Kind.RUNS: _runs,
    Kind.PLANS: _plans,
    Kind.ALERTS: _alerts,
    Kind.CALLS: _calls,
    Kind.MESSAGES: _messages,
    Kind.NOTES: _notes,
}
