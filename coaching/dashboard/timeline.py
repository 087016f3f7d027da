"""One athlete's days as one line: runs, what came of plans, alerts, calls, messages, the coach's own notes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from django.urls import reverse
from django.utils import timezone

from coaching.alerts.lines import title_of
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

REACH = timedelta(days=365)
MOST_OUTINGS = 120
MOST = 150
MOST_MESSAGES = 600
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
    name: str
    first_name: str
    days: tuple[Day, ...]
    chips: tuple[Chip, ...]
    count: int


def previewed(tie: Coachship, *, now: datetime, show: str) -> Timeline:
    """The same for the athlete themselves: without the coach's notes, and without the ways on."""
    seen = timeline(tie, now=now, show=show, among=[kind for kind in Kind if kind is not Kind.NOTES])
    plain = (Day(day.when, tuple(replace(item, address="") for item in day.items)) for day in seen.days)
    return replace(seen, days=tuple(plain))


def timeline(tie: Coachship, *, now: datetime, show: str, among: Sequence[Kind] = tuple(Kind)) -> Timeline:
    """The newest lines of a year, as far as they are shared; `show` is a kind's word, or all of them."""
    kinds = [kind for kind in among if kind.key == show] or among
    since = timezone.localdate(now) - REACH
    found = [item for kind in kinds for item in _FINDERS[kind](tie, now) if item.day > since]
    newest = sorted(found, key=lambda item: item.day, reverse=True)[:MOST]
    name = tie.runner.name
    return Timeline(
        name=name,
        first_name=name.split(" ")[0] or "They",
        days=tuple(_by_day(newest, timezone.localdate(now))),
        chips=tuple(_chips(among, show)),
        count=len(newest),
    )


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


def _runs(tie: Coachship, now: datetime) -> Iterator[Item]:
    today = timezone.localdate(now)
    for outing in sharing.outings(tie, since=today - REACH, limit=MOST_OUTINGS):
        row = outing_row(outing, today)
        title = " · ".join(part for part in (outing.title, row.length) if part)
        yield Item(outing.day, Kind.RUNS, title or "A check-in", _felt(row), row.words)


def _felt(row: OutingRow) -> str:
    need = f"“{row.need}”" if row.need else ""
    said = {"came for": need, "arrived": row.arrived, "planned": row.plan, "": row.against, "left": row.left}
    line = ", ".join(f"{what} {words[:1].lower()}{words[1:]}".strip() for what, words in said.items() if words)
    return " · ".join(part for part in (f"{line[:1].upper()}{line[1:]}", row.answers) if part)


def _plans(tie: Coachship, now: datetime) -> Iterator[Item]:
    """What was said of planned runs, and what became of lighter days that were offered."""
    until = tie.runner.day(now)
    for plan in lately.answered_runs(tie, since=until - REACH, until=until):
        yield Item(plan.day, Kind.PLANS, f"Planned: {plan.said}", " · ".join(plan.came))
    for offer in lately.offers(tie, now=now)[:MOST]:
        there = reverse("ease", args=[tie.runner_id])
        yield Item(offer.day, Kind.PLANS, "Lighter days offered", offer.state, offer.answer, there)


def _alerts(tie: Coachship, now: datetime) -> Iterator[Item]:
    for alert in alerts_about(tie):
        said = " · ".join(part for part in (State(alert.state).label, answer_words(alert)) if part)
        there = reverse("athlete", args=[tie.runner_id])
        yield Item(alert.local_day, Kind.ALERTS, f"Alert: {title_of(alert)}", said, address=there)


def _calls(tie: Coachship, now: datetime) -> Iterator[Item]:
    for at in calls_with(tie):
        there = timezone.localtime(at)
        yield Item(there.date(), Kind.CALLS, "Call", f"At {there:%H:%M}", address=reverse("consultations"))


def _messages(tie: Coachship, now: datetime) -> Iterator[Item]:
    """Each day of each conversation this coach may read, as far as it has gone out; the words stay in it."""
    threads = {thread.pk: thread for thread in Thread.objects.of_coach(tie.coach).filter(runner=tie.runner_id)}
    said = Message.objects.seen_by(tie.coach, now).filter(thread__in=threads, due_at__range=(now - REACH, now))
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


def _notes(tie: Coachship, now: datetime) -> Iterator[Item]:
    for note in Note.objects.of_tie(tie).order_by("-written_at", "-pk")[:MOST]:
        note.coachship = tie
        shared = "They can read it" if note.shared_at else "Only you"
        words = note.text if len(note.text) <= FIRST_WORDS else f"{note.text[:FIRST_WORDS].rstrip()} …"
        there = reverse("note-edit", args=[note.pk])
        yield Item(timezone.localdate(note.written_at), Kind.NOTES, "Note", shared, words, there)


_FINDERS: dict[Kind, Callable[[Coachship, datetime], Iterator[Item]]] = {
    Kind.RUNS: _runs,
    Kind.PLANS: _plans,
    Kind.ALERTS: _alerts,
    Kind.CALLS: _calls,
    Kind.MESSAGES: _messages,
    Kind.NOTES: _notes,
}
