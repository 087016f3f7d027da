"""Calls of somebody who goes: those before their day take place, later ones are called off while one can be told."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from coaching.alerts.emails import WRITERS
from coaching.consultations.models import Booking
from coaching.management.commands import dispatch
from coaching.privacy import erasing, tasks
from runners import mail as letters
from runners import own_data
from runners.models import Export, Outbox, User
from tests.coaching.privacy.making import booked

DAY = timedelta(days=1)
WEEK = 7 * DAY
NEWS = {"runner": "booking-news", "coach": "booking-cancelled"}


def news() -> list[str]:
    return list(Outbox.objects.exclude(kind="leaving").order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("who", ["runner", "coach"])
def test_calls_before_their_day_take_place(runner: User, coach: User, now: datetime, who: str) -> None:
    booked(runner, coach, now, days=3)
    own_data.leave({"runner": runner, "coach": coach}[who], now=now)
    for later in (timedelta(0), DAY, 2.9 * DAY):
        assert erasing.call_off_calls(now=now + later) == 0
    assert (Booking.objects.filter(state="booked").count(), news()) == (2, [])


@pytest.mark.parametrize("who", ["runner", "coach"])
def test_later_ones_are_called_off_the_day_before(runner: User, coach: User, now: datetime, who: str) -> None:
    """Also the one that was booked from the address without signing in, in capitals."""
    booked(runner, coach, now, days=8)
    own_data.leave({"runner": runner, "coach": coach}[who], now=now)
    assert erasing.call_off_calls(now=now + 6 * DAY - timedelta(seconds=1)) == 0
    assert erasing.call_off_calls(now=now + 6 * DAY) == 2
    assert Booking.objects.filter(state="cancelled").count() == 2
    assert news() == [NEWS[who]] * 2
    assert erasing.call_off_calls(now=now + 6 * DAY) == 0


def test_who_waited_for_a_seat_with_a_coach_who_goes_is_told(runner: User, coach: User, now: datetime) -> None:
    booked(runner, coach, now, days=8)
    Booking.objects.update(state="waiting")
    own_data.leave(coach, now=now)
    assert erasing.call_off_calls(now=now + 6 * DAY) == 2
    assert news() == ["booking-cancelled"] * 2


def test_a_coach_hears_nothing_of_what_was_never_confirmed(runner: User, coach: User, now: datetime) -> None:
    booked(runner, coach, now, days=8)
    Booking.objects.update(state="pending", confirmed_at=None, held_until=now + 8 * DAY)
    own_data.leave(runner, now=now)
    assert erasing.call_off_calls(now=now + 6 * DAY) == 2
    assert news() == []


def test_who_thinks_again_on_the_last_day_stays_without_them(runner: User, coach: User, now: datetime) -> None:
    booked(runner, coach, now, days=8)
    own_data.leave(runner, now=now)
    erasing.call_off_calls(now=now + 6 * DAY)
    assert own_data.stay(runner, now=now + 6.5 * DAY)
    assert Booking.objects.filter(state="cancelled").count() == 2


def test_one_that_cannot_be_called_off_holds_up_no_other(
    runner: User, coach: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(runner, coach, now, days=8)
    own_data.leave(runner, now=now)
    first, really = Booking.objects.order_by("pk").first(), erasing.actions.locked

    def fails_for_one(booking: Booking) -> Booking:
        if booking == first:
            raise OperationalError
        return really(booking)

    with monkeypatch.context() as broken:
        broken.setattr(erasing.actions, "locked", fails_for_one)
        assert erasing.call_off_calls(now=now + 6 * DAY) == 1
    assert erasing.call_off_calls(now=now + 6 * DAY) == 1


def test_erasing_goes_on_when_calling_off_does_not(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> int:
        raise OperationalError

    own_data.leave(runner, now=now - 8 * DAY)
    monkeypatch.setattr(erasing, "call_off_calls", fails)
    with pytest.raises(OperationalError):
        tasks.erase_due()
    assert not User.objects.filter(pk=runner.pk).exists()


def test_the_letter_goes_before_the_call_does(runner: User, coach: User, now: datetime) -> None:
    """A site that stood still on the last day: called off late, told first, erased then."""
    booked(runner, coach, now, days=8)
    own_data.leave(runner, now=now)
    due = now + WEEK
    assert (erasing.call_off_calls(now=due), erasing.erase_due(now=due)) == (2, 0)
    letters.drain(now=due, writers=WRITERS, clock=lambda: due)
    assert [letter.to for letter in mail.outbox if "called off" in letter.body] == [[coach.email]] * 2
    assert erasing.erase_due(now=due + timedelta(minutes=10)) == 1


def test_a_mail_server_that_is_down_holds_it_up_for_an_hour(runner: User, coach: User, now: datetime) -> None:
    booked(runner, coach, now, days=8)
    own_data.leave(runner, now=now)
    erasing.call_off_calls(now=now + WEEK)
    assert erasing.erase_due(now=now + WEEK + timedelta(minutes=59)) == 0
    assert erasing.erase_due(now=now + WEEK + timedelta(minutes=60)) == 1


def test_the_command_tells_the_other_side_before_it_erases(runner: User, coach: User) -> None:
    booked(runner, coach, timezone.now(), days=3)
    address = runner.email
    call_command("erase", address, "--yes", verbosity=0)
    assert not User.objects.filter(email=address).exists()
    assert not Booking.objects.exists()
    assert [letter.to for letter in mail.outbox] == [[coach.email]] * 2
    assert all("called off" in letter.body for letter in mail.outbox)


def test_without_a_broker_copies_are_written_and_accounts_erased(runner: User, stranger: User) -> None:
    now = timezone.now()
    made = own_data.ask_for_copy(stranger, now=now)
    own_data.leave(runner, now=now - 8 * DAY)
    dispatch.once()
    made.refresh_from_db()
    assert made.state == Export.State.READY
    assert not User.objects.filter(pk=runner.pk).exists()
    Export.objects.update(expires_at=now)
    dispatch.tidy()
    made.refresh_from_db()
    assert made.state == Export.State.OVER
