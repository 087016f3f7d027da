"""The coach's pages about calls."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from coaching.consultations import clearing
from coaching.consultations.models import Booking, Meeting, Offer, State, Welcome
from coaching.consultations.problems import Kind
from runners import invites
from runners.models import CoachProfile, Invite, User
from tests.coaching.consultations import making

OFFER = {"title": "A first call", "about": "Twenty minutes.", "price": "Free", "minutes": "20", "seats": "1",
         "step_minutes": "20", "buffer_before": "0", "buffer_after": "10", "notice_hours": "12", "horizon_days": "60",
         "policy_hours": "24", "questions": "What hurts?\nWhat else?"}  # fmt: skip


@pytest.fixture
def browser(signed_in: Callable[[User], Client], coach: User, profile: CoachProfile) -> Client:
    return signed_in(coach)


@pytest.fixture
def soon() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def began(hours_ago: float) -> None:
    start = timezone.now() - timedelta(hours=hours_ago)
    Meeting.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))


def test_a_coach_makes_an_offer_a_visitor_can_open(browser: Client, client: Client) -> None:
    assert browser.post("/coach/consultations/offers/new/", OFFER).status_code == 302
    made = Offer.objects.get()
    assert (made.slug, made.questions, made.per_day) == ("a-first-call", ["What hurts?", "What else?"], None)
    assert client.get("/work-with-me/jo/a-first-call/").status_code == 200
    assert "A first call" in client.get("/work-with-me/jo/").content.decode()


def test_a_second_offer_of_the_same_name_has_an_address_of_its_own(browser: Client) -> None:
    for _ in range(2):
        browser.post("/coach/consultations/offers/new/", OFFER)
    assert sorted(Offer.objects.values_list("slug", flat=True)) == ["a-first-call", "a-first-call-2"]


def test_the_form_of_a_new_offer_sent_twice_is_one_offer(browser: Client) -> None:
    form = browser.get("/coach/consultations/offers/new/").context["form"]
    filled = {**OFFER, "as_of": form["as_of"].value()}
    assert len({browser.post("/coach/consultations/offers/new/", filled)["Location"] for _ in range(4)}) == 1
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"minutes": "4"}, {"seats": "0"}, {"horizon_days": "400"}, {"price": ""},
              {"minutes": "x"}, {"questions": "?\n" * 7}, {"step_minutes": "1"}, {"about": "\0"}, {"per_day": "0"}],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_said_beside_it(browser: Client, wrong: dict[str, str]) -> None:
    answer = browser.post("/coach/consultations/offers/new/", {**OFFER, **wrong})
    assert (answer.status_code, Offer.objects.count()) == (200, 0)
    assert 'class="problems"' in answer.content.decode()


def test_a_public_page_shows_at_once_what_was_changed(browser: Client, client: Client, offer: Offer) -> None:
    client.get("/work-with-me/jo/")
    browser.post(
        "/coach/consultations/page/", {"about": "I run.", "how": "I listen.", "faq": "Fast?\nNo.\n\nAnd?\nYes."}
    )
    page = client.get("/work-with-me/jo/").content.decode()
    assert all(words in page for words in ("I run.", "I listen.", "Fast?", "Yes."))
    assert Welcome.objects.get().faq == [["Fast?", "No."], ["And?", "Yes."]]
    browser.post(f"/coach/consultations/offers/{offer.pk}/close/")
    assert "A first call" not in client.get("/work-with-me/jo/").content.decode()


def test_a_call_shows_what_was_said_and_only_to_its_coach(
    browser: Client, offer: Offer, soon: datetime, signed_in: Callable[[User], Client], stranger: User
) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    page = f"/coach/consultations/{booking.pk}/"
    assert "Clear my head" in browser.get(page).content.decode()
    assert "Sam Field" in browser.get("/coach/consultations/").content.decode()
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(stranger).post(f"{page}call-off/").status_code == 404


def test_who_has_not_confirmed_is_nobody_to_the_coach(browser: Client, offer: Offer, soon: datetime) -> None:
    booking = making.pending(offer, soon, now=timezone.now())
    assert "Sam Field" not in browser.get("/coach/consultations/").content.decode()
    assert browser.get(f"/coach/consultations/{booking.pk}/").status_code == 404


def test_calling_off_tells_the_guest(browser: Client, offer: Offer, soon: datetime) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    browser.post(f"/coach/consultations/{booking.pk}/call-off/", {"text": "I am ill."})
    assert Booking.objects.get().state == State.CANCELLED
    letters = making.sent(timezone.now())
    assert any("I am ill." in letter.body and letter.to == ["sam@example.org"] for letter in letters)


def test_words_of_a_step_that_came_too_late_are_not_lost(browser: Client, offer: Offer, soon: datetime) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    Booking.objects.update(state=State.DONE)
    answer = browser.post(f"/coach/consultations/{booking.pk}/call-off/", {"text": "My train stands still."})
    assert "My train stands still." in answer.content.decode()
    assert Kind.OVER.value in answer.content.decode()
    assert not Booking.objects.exclude(state=State.DONE).exists()


def test_every_page_a_visitor_can_book_on_is_on_the_map(offer: Offer, client: Client) -> None:
    making.offer(offer.coach, slug="for-the-squad", for_squad=True)
    shown = client.get("/sitemap.xml").content.decode()
    assert shown.count("/work-with-me/") == 3
    assert "/work-with-me/jo/</loc>" in shown
    assert f"{offer.get_absolute_url()}</loc>" in shown


def test_a_guest_becomes_an_invited_runner_in_one_click(browser: Client, offer: Offer, soon: datetime) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    for _ in range(2):
        browser.post(f"/coach/consultations/{booking.pk}/invite/")
    assert list(Invite.objects.values_list("email", flat=True)) == ["sam@example.org"]


def test_an_invite_nobody_took_in_time_goes_out_anew(
    browser: Client, offer: Offer, soon: datetime, mailoutbox: list[EmailMessage]
) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    for _ in range(3):
        answer = browser.post(f"/coach/consultations/{booking.pk}/invite/", follow=True)
        assert "The link is on its way" in answer.content.decode()
        Invite.objects.update(expires_at=timezone.now())
    assert len({re.search(r"/invites/\w+", str(mail.body))[0] for mail in mailoutbox}) == 3


def test_an_invite_whose_mail_was_refused_is_not_on_its_way(
    browser: Client, offer: Offer, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    monkeypatch.setattr(invites, "send", lambda made: False)
    said = [browser.post(f"/coach/consultations/{booking.pk}/invite/", follow=True).content.decode() for _ in range(2)]
    assert ["did not take the mail" in said[0], "invited already" in said[1]] == [True, True]
    assert not any("on its way" in page for page in said)


def test_a_call_that_is_over_took_place_unless_the_coach_says_otherwise(
    browser: Client, offer: Offer, soon: datetime
) -> None:
    booking = making.booked(offer, soon, now=timezone.now())
    began(2)
    clearing.clear(now=timezone.now())
    assert Booking.objects.get().state == State.DONE
    browser.post(f"/coach/consultations/{booking.pk}/no-show/")
    assert Booking.objects.get().state == State.NO_SHOW


def test_traces_of_what_never_became_a_booking_go_after_a_week(offer: Offer, soon: datetime) -> None:
    now = timezone.now()
    making.pending(offer, soon, now=now)
    clearing.clear(now=now + timedelta(hours=1))
    assert Booking.objects.get().state == State.LAPSED
    clearing.clear(now=now + timedelta(days=8))
    assert (Booking.objects.count(), Meeting.objects.count()) == (0, 0)


def test_a_date_of_a_session_is_opened_once_and_called_off(browser: Client, group: Offer, soon: datetime) -> None:
    typed = {"at": f"{soon.astimezone(making.DUBLIN):%Y-%m-%dT%H:%M}"}
    place = f"/coach/consultations/offers/{group.pk}/dates/"
    assert browser.post(place, typed).status_code == 302
    assert "another call or hold" in browser.post(place, typed).content.decode()
    assert "still to come" in browser.post(place, {"at": "2020-01-01T09:00"}).content.decode()
    browser.post(f"/coach/consultations/dates/{Meeting.objects.get().pk}/call-off/")
    assert not Meeting.objects.get().live


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_date_at_the_end_of_time_is_refused_at_its_field(browser: Client, group: Offer, at: str) -> None:
    answer = browser.post(f"/coach/consultations/offers/{group.pk}/dates/", {"at": at})
    assert "This day is too far away." in answer.content.decode()
    assert not Meeting.objects.exists()
