"""A time is held, somebody says who they are, confirms, moves, calls off; and the database keeps two apart."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from coaching.consultations import actions, deciding, lines, moving
from coaching.consultations.models import LIVE, STEPS, Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from runners.models import CoachProfile, Outbox, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

TEN = NINE + timedelta(hours=1)


def refused(kind: Kind) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=kind.value[:40])


def letters(booking: Booking) -> list[str]:
    return sorted(Outbox.objects.waiting().filter(subject_id=booking.pk).values_list("kind", flat=True))


def test_a_held_time_is_nobody_elses_for_five_minutes(offer: Offer, now: datetime) -> None:
    booking = making.held(offer, NINE, now=now)
    assert (booking.state, booking.held_until) == (State.HELD, now + timedelta(minutes=5))
    with refused(Kind.TAKEN):
        making.held(offer, NINE, now=now + timedelta(minutes=4, seconds=59))


def test_at_the_very_second_a_hold_is_over_for_everybody(offer: Offer, now: datetime) -> None:
    first, over = making.held(offer, NINE, now=now), now + timedelta(minutes=5)
    second = making.held(offer, NINE, now=over)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.LAPSED, State.HELD)
    with refused(Kind.RAN_OUT):
        actions.fill(first, details=making.details(), person=None, now=over)


def test_what_ran_out_comes_back_while_it_is_free(offer: Offer, now: datetime) -> None:
    booking = making.held(offer, NINE, now=now)
    late = actions.fill(booking, details=making.details(), person=None, now=now + timedelta(minutes=9))
    assert late.state == State.PENDING
    with refused(Kind.TAKEN):
        making.held(offer, NINE, now=now + timedelta(minutes=10))


def test_the_same_form_twice_is_the_same_hold(offer: Offer, now: datetime) -> None:
    key = uuid.uuid4()
    first, second = (making.held(offer, NINE, now=now, key=key) for _ in range(2))
    assert first.pk == second.pk
    assert Meeting.objects.count() == 1


def test_the_link_in_the_mail_books_it_and_tells_both(offer: Offer, now: datetime) -> None:
    booking = making.pending(offer, NINE, now=now)
    assert letters(booking) == ["booking-confirm"]
    booking = actions.confirm(booking, now=now + timedelta(minutes=3))
    assert booking.state == State.BOOKED
    assert letters(booking) == ["booking-booked", "booking-confirm", "booking-news", *["booking-reminder"] * 2]


def test_confirming_twice_changes_nothing(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    again = actions.confirm(booking, now=now)
    assert (again.turn, letters(again)) == (booking.turn, letters(booking))


def test_somebody_signed_in_needs_no_link(offer: Offer, stranger: User, now: datetime) -> None:
    booking = making.held(offer, NINE, now=now)
    booking = actions.fill(booking, details=making.details(email=stranger.email), person=stranger, now=now)
    assert booking.state == State.BOOKED


def test_of_two_who_waited_for_the_same_time_one_gets_it(offer: Offer, now: datetime) -> None:
    first = making.pending(offer, NINE, now=now)
    later = now + actions.CONFIRM_WITHIN
    second = making.pending(offer, NINE, now=later, email="kim@example.org")
    with refused(Kind.RAN_OUT):
        actions.confirm(first, now=later)
    assert actions.confirm(second, now=later).state == State.BOOKED
    assert Booking.objects.live().count() == 1


def test_moving_frees_the_old_time_and_takes_the_reminders_along(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    moved = moving.move(booking, start=TEN + timedelta(days=1), now=now)
    assert (moved.sequence, moved.turn, moved.uid) == (1, booking.turn + 1, booking.uid)
    due = Outbox.objects.waiting().filter(kind="booking-reminder").values_list("due_at", flat=True)
    assert sorted(due) == [TEN, TEN + timedelta(hours=23)]
    assert making.held(offer, NINE, now=now).state == State.HELD


def test_it_moves_into_a_time_that_overlaps_its_own(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, step_minutes=30, buffer_before=10, buffer_after=10)
    moved = moving.move(making.booked(offer, NINE, now=now), start=NINE + timedelta(minutes=30), now=now)
    assert moved.meeting.starts_at == NINE + timedelta(minutes=30)
    assert Meeting.objects.live().count() == 1


def test_moving_into_a_taken_time_leaves_everything_as_it_was(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    making.booked(offer, TEN, now=now, email="kim@example.org")
    with refused(Kind.TAKEN):
        moving.move(booking, start=TEN, now=now)
    booking.refresh_from_db()
    assert (booking.meeting.starts_at, booking.meeting.live, booking.sequence) == (NINE, True, 0)


def test_moving_twice_to_the_same_time_is_moving_once(offer: Offer, now: datetime) -> None:
    moved = [moving.move(making.booked(offer, NINE, now=now), start=TEN, now=now)]
    moved.append(moving.move(moved[0], start=TEN, now=now))
    assert moved[0].turn == moved[1].turn


def test_within_the_policy_hours_it_wants_a_line_instead(offer: Offer, now: datetime) -> None:
    booking, late = making.booked(offer, NINE, now=now), NINE - timedelta(hours=23, minutes=59)
    with refused(Kind.TOO_LATE):
        moving.move(booking, start=TEN, now=late)
    with refused(Kind.TOO_LATE):
        actions.call_off(booking, now=late)
    lines.write_line(booking, text="My train stands still.", now=late)
    assert "booking-note" in letters(booking)


def test_called_off_it_reminds_nobody_and_is_free(offer: Offer, now: datetime) -> None:
    booking = actions.call_off(making.booked(offer, NINE, now=now), now=now)
    assert (booking.state, booking.sequence) == (State.CANCELLED, 1)
    assert not Outbox.objects.waiting().filter(kind="booking-reminder").exists()
    assert making.held(offer, NINE, now=now).state == State.HELD


def test_an_approval_that_never_came_ends_with_a_letter(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, approves=True)
    booking = making.booked(offer, NINE, now=now)
    assert (booking.state, booking.waits_for_coach) == (State.PENDING, True)
    actions.end_what_ran_out(profile.pk, now=NINE)
    booking.refresh_from_db()
    assert (booking.state, booking.ended_by) == (State.DECLINED, Booking.By.TIME)
    assert "booking-declined" in letters(booking)


def test_a_coach_says_yes_once_and_no_with_words(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, approves=True)
    yes = deciding.approve(making.booked(offer, NINE, now=now), now=now)
    assert deciding.approve(yes, now=now).turn == yes.turn
    no = making.booked(offer, TEN, now=now, email="kim@example.org")
    no = deciding.decline(no, words="I am on a train then.", now=now)
    assert (no.state, no.meeting.live, Booking.objects.get(pk=no.pk).words) == (
        State.DECLINED, False, "I am on a train then.",
    )  # fmt: skip
    with refused(Kind.OVER):
        deciding.approve(no, now=now)


def test_who_came_can_be_said_only_after_it_began(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    with refused(Kind.OVER):
        deciding.mark(booking, state=State.NO_SHOW, now=NINE - timedelta(seconds=1))
    assert deciding.mark(booking, state=State.NO_SHOW, now=NINE).state == State.NO_SHOW
    assert deciding.mark(booking, state=State.DONE, now=NINE).state == State.DONE


def test_one_address_books_three_calls_ahead_and_not_four(offer: Offer, now: datetime) -> None:
    for hours in range(3):
        making.booked(offer, NINE + timedelta(hours=hours), now=now)
    fourth = making.pending(offer, NINE + timedelta(days=1), now=now)
    with refused(Kind.TOO_MANY):
        actions.confirm(fourth, now=now)


def test_what_a_stranger_books_under_an_address_stands_in_nobodys_way(
    offer: Offer, runner: User, now: datetime
) -> None:
    for hours in range(3):
        making.pending(offer, NINE + timedelta(hours=hours), now=now, email=runner.email)
    held = making.held(offer, NINE + timedelta(days=1), now=now, person=runner)
    booked = actions.fill(held, details=making.details(email=runner.email), person=runner, now=now)
    assert booked.state == State.BOOKED


def test_whoever_types_an_address_learns_nothing_of_its_calls(offer: Offer, now: datetime) -> None:
    for hours in range(3):
        making.booked(offer, NINE + timedelta(hours=hours), now=now)
    assert making.pending(offer, NINE + timedelta(days=1), now=now).waits_for_link


def test_the_time_of_somebody_who_deleted_their_account_is_free(offer: Offer, runner: User, now: datetime) -> None:
    booking = making.held(offer, NINE, now=now)
    actions.fill(booking, details=making.details(email=runner.email), person=runner, now=now)
    runner.delete()
    assert making.held(offer, NINE, now=now).state == State.HELD


def test_two_meetings_at_once_are_forbidden_by_the_database(offer: Offer, now: datetime) -> None:
    first = actions.open_meeting(offer, NINE, now=now)
    fields = {"coach": offer.coach, "offer": offer, "starts_at": NINE, "ends_at": TEN, "made_at": now}
    with pytest.raises(IntegrityError, match="no_two_meetings_at_once"), transaction.atomic():
        Meeting.objects.create(takes=(NINE + timedelta(minutes=59), TEN), **fields)
    Meeting.objects.filter(pk=first.pk).update(live=False)
    Meeting.objects.create(takes=(NINE, TEN), **fields)


def test_two_coaches_may_meet_people_at_the_same_time(offer: Offer, stranger: User, now: datetime) -> None:
    other = making.offer(making.profile(stranger, slug="stan"))
    assert making.held(offer, NINE, now=now).state == making.held(other, NINE, now=now).state == State.HELD


def test_buffers_keep_neighbours_apart(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, minutes=50, buffer_after=10, buffer_before=10, step_minutes=10)
    making.held(offer, TEN, now=now)
    for minutes in (-50, -60, 50, 60):
        with refused(Kind.TAKEN):
            making.held(offer, TEN + timedelta(minutes=minutes), now=now)
    assert making.held(offer, TEN + timedelta(minutes=70), now=now).state == State.HELD


def test_every_state_knows_where_it_leads(db: None) -> None:
    assert set(STEPS) == set(State)
    assert set(LIVE) <= set(State)


def test_what_was_said_is_sealed_in_the_table(offer: Offer, now: datetime) -> None:
    booking = making.pending(offer, NINE, now=now)
    raw = Booking.objects.filter(pk=booking.pk).values_list("answers", flat=True)[0]
    assert "Clear my head" not in raw.ciphertext
    assert "Clear my head" in Booking.objects.get(pk=booking.pk).answers
