"""One visitor holds two times of a coach at once, to choose between, and no more: a third lets the first go."""

from datetime import datetime

from django.core.cache import cache

from coaching.consultations import actions
from coaching.consultations.models import Booking, State

AT_ONCE = 2


def let_oldest_go(visitor: str, newest: Booking, *, now: datetime) -> None:
    """It runs out before its time: whoever shares a network with others has it back, while it is free.

    What somebody holds is remembered for as long as they hold it.
    """
    key = f"held:{newest.coach_id}:{visitor}"
    with actions.one_at_a_time(newest.coach_id, now=now):
        before = [pk for pk in cache.get(key, []) if pk != newest.pk]
        cache.set(key, [*before, newest.pk][-AT_ONCE:], actions.HELD_FOR.total_seconds())
        holds = Booking.objects.filter(pk__in=before[: 1 - AT_ONCE], state=State.HELD, email="", from_queue=False)
        if holds.update(held_until=now):
            actions.end_what_ran_out(newest.coach_id, now=now)
