"""What a hand-made address, an old link or a broken program may send: each has its own answer, and none books."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations import actions
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind
from runners.models import CoachProfile, User
from tests.coaching.consultations import making


@pytest.fixture
def real() -> datetime:
    """Pages read the clock themselves: nine in the morning in Dublin, three days from now."""
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture
def held(client: Client, offer: Offer, real: datetime) -> Booking:
    answer = making.choose(client, offer, real)
    assert answer.status_code == 302, answer.content
    return Booking.objects.get()


WHO = {"name": "Sam Field", "email": "sam@example.org", "needs": ["clear_my_head"], "more": "Hello"}


def filled(client: Client, booking: Booking, **other: object) -> Booking:
    assert client.post(making.page(booking), {**WHO, **other}).status_code == 302
    booking.refresh_from_db()
    return booking


def booked(client: Client, booking: Booking) -> Booking:
    filled(client, booking)
    client.post(reverse("booking-confirm", args=[booking.confirm_token]))
    booking.refresh_from_db()
    assert booking.state == State.BOOKED
    return booking


def said(answer: object) -> str:
    """Without tokens: now and then one of them has somebody's name in it."""
    html = answer.content.decode().replace("&#x27;", "'")  # type: ignore[attr-defined]
    return re.sub(r"[\w:-]{32,}", "", html)


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(0.5, Kind.NOT_OFFERED), (7, Kind.NOT_OFFERED), (-24 * 10, Kind.PAST), (24 * 400, Kind.TOO_FAR),
     (-24 * 3 + 1.5, None)],
)  # fmt: skip
def test_a_time_made_by_hand_is_refused_in_words(
    client: Client, offer: Offer, real: datetime, hours: float, kind: Kind | None
) -> None:
    answer = making.choose(client, offer, real + timedelta(hours=hours))
    assert answer.status_code == 409
    assert any(k.value in said(answer) for k in ([kind] if kind else [Kind.TOO_SOON, Kind.PAST, Kind.NOT_OFFERED]))
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "start", ["", "now", "2026-13-45T99:00Z", "2026-03-20T09:00", "9999-12-31T23:59:59-23:59", "\0"]
)
def test_what_is_no_time_at_all_is_said_to_be_none(client: Client, offer: Offer, start: str) -> None:
    answer = making.choose(client, offer, start)
    assert answer.status_code == 400
    assert Kind.NO_TIME.value in said(answer)


def test_a_taken_time_says_so_and_shows_others(client: Client, offer: Offer, held: Booking, real: datetime) -> None:
    answer = making.choose(Client(), offer, real, day=f"{real:%Y-%m-%d}")
    assert (answer.status_code, Kind.TAKEN.value in said(answer)) == (409, True)
    assert f'value="{real + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"' in said(answer)


def test_an_offer_of_another_coach_is_not_there(client: Client, offer: Offer, stranger: User, real: datetime) -> None:
    making.profile(stranger, slug="stan")
    assert client.get(reverse("offer", args=["stan", offer.slug])).status_code == 404
    assert client.post(reverse("offer", args=["stan", offer.slug]), {"start": real.isoformat()}).status_code == 404


def test_a_closed_offer_and_an_unlisted_coach_are_not_there(
    client: Client, offer: Offer, profile: CoachProfile
) -> None:
    Offer.objects.update(closed_at=timezone.now())
    assert client.get(making.address(offer)).status_code == 404
    Offer.objects.update(closed_at=None)
    CoachProfile.objects.update(listed_at=None)
    assert client.get(making.address(offer)).status_code == 404


def test_links_nobody_wrote_open_nothing(client: Client, held: Booking) -> None:
    good = held.token
    for token in ("1", "1-1", f"{held.pk}-1:", good[:-1], "x" + good, good.replace("-", "x", 1), held.confirm_token):
        assert client.get(reverse("booking", args=[token])).status_code == 404, token
    assert client.get(reverse("booking-confirm", args=[good])).status_code == 404
    assert client.get(reverse("booking-decide", args=[good])).status_code == 404


def test_the_page_before_the_mail_cannot_confirm(client: Client, held: Booking) -> None:
    """Whoever typed an address does not own it yet."""
    filled(client, held)
    assert client.post(making.page(held)).status_code == 200
    held.refresh_from_db()
    assert held.waits_for_link


def test_an_older_link_says_so_and_mails_the_newest_to_the_same_address(client: Client, held: Booking) -> None:
    old = held.token
    filled(client, held)
    answer = client.get(reverse("booking", args=[old]))
    assert (answer.status_code, "This link is old" in said(answer), "Sam" in said(answer)) == (410, True, False)
    client.post(reverse("booking-newest", args=[old]))
    letters = making.sent(timezone.now())
    assert [letter.to for letter in letters] == [["sam@example.org"]] * 2


def test_a_link_expires_a_month_after_the_call(client: Client, held: Booking) -> None:
    booked(client, held)
    long_ago = timezone.now() - timedelta(days=31)
    Meeting.objects.update(starts_at=long_ago - timedelta(hours=1), ends_at=long_ago)
    assert client.get(making.page(held)).status_code == 410


def test_a_confirm_link_used_twice_says_so(client: Client, held: Booking) -> None:
    filled(client, held)
    link = reverse("booking-confirm", args=[held.confirm_token])
    assert [client.post(link).status_code for _ in range(2)] == [302, 410]


def test_opening_links_changes_nothing(client: Client, held: Booking) -> None:
    filled(client, held)
    assert client.get(reverse("booking-confirm", args=[held.confirm_token])).status_code == 200
    assert client.get(reverse("booking-decide", args=[held.decision_token])).status_code == 200
    held.refresh_from_db()
    assert held.state == State.PENDING


def test_the_same_choice_twice_is_one_hold(client: Client, offer: Offer, real: datetime) -> None:
    key = str(uuid.uuid4())
    answers = [making.choose(client, offer, real, key=key) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Booking.objects.count() == 1


def test_the_same_details_twice_are_one_booking(client: Client, held: Booking) -> None:
    first = client.post(making.page(held), WHO)
    again = client.post(making.page(held), WHO)
    assert (first.status_code, again.status_code, Booking.objects.count()) == (302, 410, 1)


def test_a_second_tab_cannot_move_what_the_first_has_moved(client: Client, held: Booking, real: datetime) -> None:
    booked(client, held)
    link, day = making.page(held, "booking-move"), timedelta(days=1)
    assert client.post(link, {"start": (real + day).isoformat()}).status_code == 302
    assert client.post(link, {"start": (real + 2 * day).isoformat()}).status_code == 410
    held.refresh_from_db()
    assert held.meeting.starts_at == real + day


def test_a_move_into_the_past_is_refused(client: Client, held: Booking, real: datetime) -> None:
    booked(client, held)
    answer = client.post(making.page(held, "booking-move"), {"start": (real - timedelta(days=30)).isoformat()})
    assert (answer.status_code, Kind.PAST.value in said(answer)) == (409, True)


@pytest.mark.parametrize(
    "name", ["Sam\r\nBcc: all@example.org", "Sam\nBEGIN:VEVENT", "x" * 10_000, "", " ", "\u202e\u202d", "a\0b"]
)
def test_names_that_would_write_lines_of_their_own_are_refused_or_one_line(
    client: Client, held: Booking, name: str
) -> None:
    answer = client.post(making.page(held), {**WHO, "name": name})
    held.refresh_from_db()
    if answer.status_code == 302:
        assert held.name == " ".join(name.split())
        letters = making.sent(timezone.now())
        assert all("Bcc" not in letter.message() and len(letter.recipients()) == 1 for letter in letters)
    else:
        assert (answer.status_code, held.state) == (200, State.HELD)


def test_a_name_written_from_right_to_left_stays_and_turns_nothing_around(client: Client, held: Booking) -> None:
    filled(client, held, name="\u202eنور الدين")
    assert held.name == "نور الدين"


@pytest.mark.parametrize(
    "email",
    [
        "sam@example.org\nBcc: x@example.org",
        "sam@example.org,kim@example.org",
        '"a b"@example.org',
        "sam",
        "a" * 300 + "@b.org",
    ],
)
def test_addresses_that_are_none_are_refused(client: Client, held: Booking, email: str) -> None:
    assert client.post(making.page(held), {**WHO, "email": email}).status_code == 200
    held.refresh_from_db()
    assert held.state == State.HELD


def test_words_in_a_calendar_file_stay_words(client: Client, held: Booking, offer: Offer) -> None:
    Offer.objects.update(title="Hi\r\nBEGIN:VALARM;x,y\\", venue="Room 1\nATTENDEE:mailto:x@example.org")
    booked(client, held)
    entry = client.get(making.page(held, "booking-calendar"))
    lines = entry.content.decode().replace("\r\n ", "").split("\r\n")
    assert entry["Content-Type"].startswith("text/calendar; method=REQUEST")
    assert [line.split(":")[0].split(";")[0] for line in lines].count("ATTENDEE") == 1
    assert "BEGIN:VALARM" not in lines


def test_a_program_that_fills_in_everything_books_nothing(client: Client, held: Booking) -> None:
    assert client.post(making.page(held), {**WHO, "website": "https://example.org"}).status_code == 200
    held.refresh_from_db()
    assert held.state == State.HELD


def test_an_hour_of_tries_is_enough(client: Client, offer: Offer, real: datetime) -> None:
    answers = [making.choose(client, offer, real).status_code for _ in range(31)]
    assert (answers[0], answers[1], answers[-1]) == (302, 409, 429)


def test_pages_of_a_booking_are_kept_from_robots_and_caches_and_name_nobody(client: Client, held: Booking) -> None:
    booked(client, held)
    answer = client.get(making.page(held))
    assert 'content="noindex, nofollow"' in said(answer)
    assert "no-store" in answer["Cache-Control"]
    assert not any(word in said(answer) for word in ("Sam Field", "sam@example.org", "Clear my head", "Hello"))
    public = said(client.get("/work-with-me/jo/")) + said(client.get(making.address(held.meeting.offer)))
    assert "Sam Field" not in public
    assert "jo@example.org" not in public


def test_a_late_form_gets_its_time_back_while_it_is_free(client: Client, held: Booking) -> None:
    Booking.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    actions.end_what_ran_out(held.coach_id, now=timezone.now())
    assert "The five minutes are over" in said(client.get(making.page(held)))
    filled(client, held)
    assert held.waits_for_link
