"""Conversations as pages show them: the list of each side, and one of them from either side."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Sum
from django.utils import timezone

from coaching.conversations.models import About, Habit, Message, Reader, Thread, ThreadSet, Unread, Within
from coaching.conversations.taking_part import may_write
from coaching.conversations.topics import Topic
from coaching.conversations.writing import CHANGES
from runners.models import Coachship, User
from runners.ties import NAMELESS, listed

A_PAGE = 20
NAMELESS_COACH = "Your coach"
NOBODY = "Nobody reads this now"
# The last day away of those of these coaches who are away now: the rooms above know their calendars.
Absent: TypeAlias = Callable[[Sequence[User], datetime], Mapping[int, date]]


@dataclass(frozen=True)
class ThreadLine:
    """One conversation in a list. Its words are not in it: a list is looked at over a shoulder."""

    pk: int
    who: str
    about: str
    last: str
    unread: int


@dataclass(frozen=True)
class ThreadsPage:
    """`unread`: on all its pages together."""

    lines: tuple[ThreadLine, ...]
    page: Page[Thread]
    unread: int

    @property
    def sentence(self) -> str:
        if not self.unread:
            return "Nothing new."
        return "One message you have not read." if self.unread == 1 else f"{self.unread} messages you have not read."


@dataclass(frozen=True)
class Line:
    """One message as a reader sees it. `goes_out` says when others get it, `read` who of them has read it."""

    pk: int
    text: str
    by: str
    own: bool
    when: str
    edited: bool
    goes_out: str
    read: str
    may_edit: bool


@dataclass(frozen=True)
class Choice:
    """One of the runner's coaches, and whether they take part."""

    pk: int
    name: str
    chosen: bool


@dataclass(frozen=True)
class ThreadPage:
    pk: int
    who: str
    about: Topic
    lines: tuple[Line, ...]
    page: Page[Message]
    unread: tuple[int, ...]
    deleted: tuple[int, ...]
    coaches: tuple[str, ...]
    expected: tuple[str, ...]
    choices: tuple[Choice, ...]
    may_write: bool

    @property
    def own_words(self) -> str:
        """What the reader wrote last, and what of theirs can still be changed, on the newest page."""
        own = [line for line in self.lines if line.own] if self.page.number == 1 else []
        return "\n\n".join(line.text for line in own if line.may_edit or line is own[-1])


# --- lists ------------------------------------------------------------------------------------------------------------


def runner_threads(runner: User, *, now: datetime, number: str | None) -> ThreadsPage:
    return _threads(Thread.objects.of_runner(runner), runner, now, number)


def coach_threads(coach: User, *, now: datetime, number: str | None) -> ThreadsPage:
    return _threads(Thread.objects.of_coach(coach), coach, now, number)


def threads_with(tie: Coachship, *, now: datetime, number: str | None) -> ThreadsPage:
    """What this coach and this runner talk about."""
    return _threads(Thread.objects.of_coach(tie.coach).filter(runner=tie.runner), tie.coach, now, number)


def _threads(found: ThreadSet, reader: User, now: datetime, number: str | None) -> ThreadsPage:
    shown = found.shown_to(reader, now)
    page = Paginator(shown, A_PAGE).get_page(number)
    coaches = _coaches_of([thread.pk for thread in page])
    writers = User.objects.only("name").in_bulk([thread.newest_by for thread in page])  # type: ignore[attr-defined]
    lines = tuple(_thread_line(thread, coaches, writers, reader, now) for thread in page)
    elsewhere = page.has_other_pages()
    unread = shown.aggregate(all=Sum("unread"))["all"] or 0 if elsewhere else sum(line.unread for line in lines)
    return ThreadsPage(lines, page, unread)


def _thread_line(
    thread: Thread, coaches: Mapping[int, Sequence[User]], writers: Mapping[int, User], reader: User, now: datetime
) -> ThreadLine:
    newest_by, newest_at = thread.newest_by, thread.newest_at  # type: ignore[attr-defined]
    by = "You" if newest_by == reader.pk else _first_name(writers[newest_by])
    wrote = "Goes out" if newest_at > now else f"{by} wrote"
    return ThreadLine(
        pk=thread.pk,
        who=_who(thread, coaches.get(thread.pk, ()), reader),
        about=topic(thread).words,
        last=f"{wrote}, {said_at(newest_at, now)}",
        unread=thread.unread or 0,  # type: ignore[attr-defined]
    )


def _coaches_of(threads: Sequence[int]) -> dict[int, list[User]]:
    """Who takes part now, by conversation."""
    found: dict[int, list[User]] = {}
    rows = Reader.objects.filter(thread__in=threads, tie__in=Coachship.objects.current())
    for row in rows.select_related("tie__coach").order_by("tie__coach__name", "tie"):
        found.setdefault(row.thread_id, []).append(row.tie.coach)
    return found


def _who(thread: Thread, coaches: Iterable[User], reader: User) -> str:
    if thread.runner_id != reader.pk:
        return thread.runner.name or NAMELESS
    names = [coach.name or NAMELESS_COACH for coach in coaches]
    return listed(names) if names else NOBODY


def topic(thread: Thread) -> Topic:
    return Topic(About(thread.about), thread.number)


def read_along(ties: Iterable[Coachship], about: Topic) -> dict[int, str]:
    """Who else reads what is written to the coach of each of these ties about this, where anybody does."""
    numbers = [tie.pk for tie in ties]
    threads = Thread.objects.filter(readers__tie__in=numbers, about=about.about, number=about.number)
    rows = Reader.objects.filter(thread__in=threads, tie__in=Coachship.objects.current()).select_related("tie__coach")
    together: dict[int, dict[int, str]] = {}
    for row in rows.order_by("tie__coach__name", "tie"):
        together.setdefault(row.thread_id, {})[row.tie_id] = row.tie.coach.name or NAMELESS_COACH
    return {
        mine: listed(others)
        for names in together.values()
        for mine in names
        if mine in numbers and (others := [name for tie, name in names.items() if tie != mine])
    }


# --- one of them ------------------------------------------------------------------------------------------------------


def thread_page(thread: Thread, reader: User, *, absent: Absent, now: datetime, number: str | None) -> ThreadPage:
    """The newest page first; on each of them what was said last stands last."""
    page = _messages(thread, reader, now, number)
    readers = list(
        Reader.objects.filter(thread=thread, tie__in=Coachship.objects.current())
        .select_related("tie__coach")
        .order_by("tie__coach__name", "tie")
    )
    coaches, own = [row.tie.coach for row in readers], thread.runner_id == reader.pk
    since, writes = {row.tie.coach_id: row.joined_at for row in readers}, may_write(reader, thread)
    return ThreadPage(
        pk=thread.pk,
        who=_who(thread, coaches, reader),
        about=topic(thread),
        lines=tuple(_line(message, reader, [thread.runner, *coaches], since, now, writes=writes) for message in page)[
            ::-1
        ],
        page=page,
        unread=tuple(m.pk for m in page if any(row.person_id == reader.pk for row in m.unread_by.all())),
        deleted=_deleted(thread, reader, now),
        coaches=tuple(coach.name or NAMELESS_COACH for coach in coaches),
        expected=expected(coaches, absent, now=now) if own else (),
        choices=_choices(reader, readers) if own else (),
        may_write=bool(coaches) and writes,
    )


def _messages(thread: Thread, reader: User, now: datetime, number: str | None) -> Page[Message]:
    found = thread.messages.seen_by(reader, now).select_related("writer").order_by("-due_at", "-pk")
    page = Paginator(found.prefetch_related(Prefetch("unread_by", Unread.objects.order_by("pk"))), A_PAGE)
    shown = page.get_page(number)
    for message in shown:
        message.thread = thread
    return shown


def _line(
    message: Message,
    reader: User,
    people: Sequence[User],
    since: Mapping[int, datetime],
    now: datetime,
    *,
    writes: bool,
) -> Line:
    own, waits = message.writer_id == reader.pk, message.due_at > now
    others = [p for p in people if p.pk != reader.pk and since.get(p.pk, message.due_at) <= message.due_at]
    return Line(
        pk=message.pk,
        text=message.text,
        by="You" if own else message.writer.name or NAMELESS,
        own=own,
        when=said_at(message.written_at, now),
        edited=message.edited_at is not None,
        goes_out=f"{timezone.localtime(message.due_at):%H:%M}" if waits else "",
        read=_read_words(message, others) if own and not waits else "",
        may_edit=own and writes and now - message.written_at <= CHANGES,
    )


def _read_words(message: Message, others: Sequence[User]) -> str:
    not_yet = {row.person_id for row in message.unread_by.all()}
    names = [_first_name(person) for person in others if person.pk not in not_yet]
    return f"Read by {listed(names)}" if names else "Not read yet"


def _deleted(thread: Thread, reader: User, now: datetime) -> tuple[int, ...]:
    """What the reader deleted and may still bring back."""
    gone = thread.messages.filter(writer=reader, deleted_at__gt=now - CHANGES).order_by("-deleted_at")
    return tuple(gone.values_list("pk", flat=True)[:5])


def expected(coaches: Sequence[User], absent: Absent, *, now: datetime) -> tuple[str, ...]:
    """Who is not here to read it, or away, and how soon an answer usually comes, by those who have said so."""
    here = [one for one in coaches if one.is_here]
    gone = (f"{_first_name(one)} is not here just now and reads nothing." for one in coaches if not one.is_here)
    until = absent(here, now)
    away = (f"{_first_name(one)} is away until {_on(until[one.pk])}." for one in here if one.pk in until)
    return (*gone, *away, *_answer_within([one for one in here if one.pk not in until]))


def _on(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _answer_within(coaches: Sequence[User]) -> tuple[str, ...]:
    said = Habit.objects.filter(person__in=coaches, answers_within__isnull=False)
    within = dict(said.values_list("person", "answers_within"))
    return tuple(
        f"{_first_name(coach)} usually answers {Within(days).label}."
        for coach in coaches
        if (days := within.get(coach.pk))
    )


def _choices(runner: User, readers: Sequence[Reader]) -> tuple[Choice, ...]:
    taking_part = {row.tie_id for row in readers}
    ties = Coachship.objects.of_runner(runner).select_related("coach").order_by("coach__name", "pk")
    offered = (tie for tie in ties if tie.coach.is_here or tie.pk in taking_part)
    return tuple(Choice(tie.pk, tie.coach.name or NAMELESS_COACH, tie.pk in taking_part) for tie in offered)


def _first_name(person: User) -> str:
    return person.name.split(" ")[0] or "Somebody"


def said_at(instant: datetime, now: datetime) -> str:
    """ "07:12" today, "Tuesday 07:12" within a week, "3 March 07:12" beyond, in the reader's zone."""
    there, today = timezone.localtime(instant), timezone.localdate(now)
    if there.date() == today:
        return f"{there:%H:%M}"
    if abs(there.date() - today) < timedelta(days=7):
        return f"{there:%A %H:%M}"
    return f"{there.day} {there:%B}" + ("" if there.year == today.year else f" {there.year}") + f" {there:%H:%M}"


# --- one text to many -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipient:
    """One of the people a text goes to, and the conversation it stands in."""

    name: str
    thread: int


@dataclass(frozen=True)
class SentToMany:
    """`until`: when it goes out, as long as it has not."""

    text: str
    to: tuple[Recipient, ...]
    until: str


def sent_to_many(coach: User, *, key: uuid.UUID, now: datetime) -> SentToMany | None:
    own = Message.objects.by(coach).there().filter(key=key, thread__readers__tie__in=Coachship.objects.of_coach(coach))
    sent = list(own.order_by("thread__runner__name", "pk"))
    if not sent:
        return None
    to = tuple(Recipient(message.thread.runner.name or NAMELESS, message.thread_id) for message in sent)
    waits = sent[0].due_at > now
    return SentToMany(sent[0].text, to, f"{timezone.localtime(sent[0].due_at):%H:%M}" if waits else "")
