"""Many people at one moment of a coach's calendar, over real HTTP and several web processes: nobody gets it twice."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind
from tests import making
from tests.coaching.consultations import making as calls
from tests.faults import site as fault_site
from tests.faults.site import Answer, Browser, Site

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
LONG = [pytest.mark.long, pytest.mark.timeout(1800)]
CROWDS = [pytest.param(40, id="short"), pytest.param(500, id="long", marks=LONG)]
ROUNDS = [pytest.param(3, id="short"), pytest.param(25, id="long", marks=LONG)]
WORDS = {kind.value: kind.name for kind in Kind}
Tell = Callable[[object], None]


class Guest(Browser):
    """Somebody on a network of their own."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, timeout=300)
        self.headers = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        return super()._ask(method, path, body, {**headers, **self.headers})


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, static_files: Path) -> Iterator[int]:
    """Two web processes of four threads each, behind one proxy."""
    folder, chosen = tmp_path_factory.mktemp("calls"), fault_site.free_port()
    site = Site(fault_site.environment(folder), folder)
    site.web(chosen, TRUSTED_PROXY_COUNT="1", EVENPACE_STATIC=str(static_files))
    yield chosen
    site.close()
    assert "Traceback" not in site.said("web")


@pytest.fixture
def nine() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(calls.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture
def offer() -> Offer:
    coach = making.person("jo@example.org", name="Jo Okonedo", is_coach=True)
    return calls.offer(calls.profile(coach))


def at_once(asks: list[Callable[[], Answer]]) -> list[Answer]:
    """All of them leave at the same moment."""
    gate, answers = threading.Barrier(len(asks)), []

    def one(ask: Callable[[], Answer]) -> None:
        gate.wait()
        answers.append(ask())

    threads = [threading.Thread(target=one, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def table(answers: list[Answer]) -> Counter[str]:
    """What each heard: booked, or which sentence, or the bare status for anything else."""
    return Counter(_heard(answer) for answer in answers)


def _heard(answer: Answer) -> str:
    said = next((name for words, name in WORDS.items() if words in answer.text), "")
    return "yes" if answer.status == 302 else f"{answer.status} {said}".strip()


def holds(port: int, offer: Offer, start: datetime, number: int, first: int = 0) -> list[Callable[[], Answer]]:
    def ask(guest: Guest) -> Callable[[], Answer]:
        return lambda: guest.post(offer.get_absolute_url(), start=start.isoformat(), zone="UTC")

    return [ask(Guest(port, first + n)) for n in range(number)]


def posts(port: int, links: list[str], **fields: str) -> list[Callable[[], Answer]]:
    """One guest a link."""

    def ask(guest: Guest, link: str) -> Callable[[], Answer]:
        return lambda: guest.post(link, **fields)

    return [ask(Guest(port, number), link) for number, link in enumerate(links)]


def slowest(answers: list[Answer]) -> str:
    return f"slowest {max(answer.seconds for answer in answers):.1f} s"


def nobody_overlaps() -> bool:
    live = list(Meeting.objects.live().order_by("takes").values_list("takes", flat=True))
    return all(before.upper <= after.lower for before, after in zip(live, live[1:], strict=False))


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_on_one_time_books_it_once(port: int, offer: Offer, nine: datetime, crowd: int, tell: Tell) -> None:
    answers = at_once(holds(port, offer, nine, crowd))
    heard = table(answers)
    tell(f"{crowd} at once on one time: {dict(heard)}, {slowest(answers)}")
    assert (heard["yes"], Booking.objects.count(), Meeting.objects.count()) == (1, 1, 1)
    assert heard.total() - heard["yes"] == heard["409 TAKEN"] + heard["409 BUSY"]


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_on_the_last_two_seats_gets_two(
    port: int, offer: Offer, nine: datetime, crowd: int, tell: Tell
) -> None:
    group = calls.offer(offer.coach, slug="group", seats=3)
    calls.date_of(group, nine, now=timezone.now())
    calls.booked(group, nine, now=timezone.now())
    answers = at_once(holds(port, group, nine, crowd))
    heard = table(answers)
    tell(f"{crowd} at once on the last two seats: {dict(heard)}, {slowest(answers)}")
    assert (heard["yes"], Booking.objects.live().count()) == (2, 3)
    assert heard.total() - 2 == heard["409 FULL"] + heard["409 BUSY"]


@pytest.mark.parametrize("movers", [pytest.param(9, id="short"), pytest.param(60, id="long", marks=LONG)])
def test_of_all_who_move_into_one_time_one_does(
    port: int, offer: Offer, nine: datetime, movers: int, tell: Tell
) -> None:
    times = [nine + timedelta(days=n // 3 + 1, hours=n % 3) for n in range(movers)]
    booked = [calls.booked(offer, at, now=timezone.now(), email=f"guest{n}@example.org") for n, at in enumerate(times)]
    links = [reverse("booking-move", args=[booking.token]) for booking in booked]
    answers = at_once(posts(port, links, start=nine.isoformat()))
    heard = table(answers)
    tell(f"{movers} move into one time at once: {dict(heard)}, {slowest(answers)}")
    stayed = Booking.objects.filter(state=State.BOOKED, sequence=0, meeting__starts_at__in=times, meeting__live=True)
    assert (heard["yes"], stayed.count(), nobody_overlaps()) == (1, movers - 1, True)
    assert heard.total() - 1 == heard["409 TAKEN"] + heard["409 BUSY"]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_who_confirm_one_time_one_gets_it(
    port: int, offer: Offer, nine: datetime, rounds: int, tell: Tell
) -> None:
    """Both ran out while their mails lay there; both open the link at the same moment."""
    heard: Counter[str] = Counter()
    for number in range(rounds):
        at, now = nine + timedelta(days=number), timezone.now()
        both = [_ran_out(offer, at, now=now, email=f"{who}{number}@example.org") for who in ("a", "b")]
        links = [reverse("booking-confirm", args=[booking.confirm_token]) for booking in both]
        answers = at_once(posts(port, links))
        heard += table(answers)
        assert Booking.objects.live().filter(meeting__starts_at=at).count() == 1
    tell(f"two confirm one time, {rounds} times: {dict(heard)}")
    assert (heard["yes"], heard["409 RAN_OUT"] + heard["409 BUSY"]) == (rounds, rounds)


def _ran_out(offer: Offer, at: datetime, *, now: datetime, email: str) -> Booking:
    booking = calls.pending(offer, at, now=now, email=email)
    Booking.objects.filter(pk=booking.pk).update(state=State.LAPSED, held_until=None)
    Meeting.objects.filter(pk=booking.meeting_id).update(live=False)
    return booking


@pytest.mark.parametrize("rounds", ROUNDS)
def test_at_the_second_a_hold_ends_it_is_the_guests_or_one_newcomers(
    port: int, offer: Offer, nine: datetime, rounds: int, tell: Tell
) -> None:
    heard: Counter[str] = Counter()
    for number in range(rounds):
        at, now = nine + timedelta(days=number), timezone.now()
        held = calls.held(offer, at, now=now)
        over = timezone.now() + timedelta(seconds=0.8)
        Booking.objects.filter(pk=held.pk).update(held_until=over)
        link = reverse("booking", args=[held.token])
        owner = posts(port, [link], name="Sam Field", email=f"sam{number}@example.org")
        asks = [*owner, *holds(port, offer, at, 8, first=number * 8 + 1)]
        answers = at_once([_at(over, ask) for ask in asks])
        heard += table(answers)
        assert Booking.objects.live().filter(meeting__starts_at=at).count() == 1
        assert table(answers)["yes"] == 1
    tell(f"nine at the second a hold ends, {rounds} times: {dict(heard)}")
    assert set(heard) <= {"yes", "409 TAKEN", "409 RAN_OUT", "409 BUSY"}
    assert nobody_overlaps()


def _at(moment: datetime, ask: Callable[[], Answer]) -> Callable[[], Answer]:
    def asked() -> Answer:
        time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
        return ask()

    return asked
