"""Out of a plan, and back into it within ten minutes.

Meanwhile what was taken out lies in the cache, which is in no backup, sealed with the runner's key; later nobody reads
it there. That it was taken out is remembered for a day, for a page that is still open in another tab.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core import serializers
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from coaching.planning.queries import answer_of
from coaching.planning.whom import TABLES, planned_by
from runners import crypto
from runners.models import Coachship, DataKey, EasedRun, Easing, PlannedPractice, PlannedRun, User
from runners.roles import Deed, those_who_may

UNDO_WITHIN = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)
PLACE = "coaching.planning.taken-out"


class Answered(Exception):
    """The runner has said how this run went: it stays where it is."""


@transaction.atomic
def take_out(coach: User, *, what: str, pk: int, now: datetime) -> None:
    """Twice at once is once. Raises Answered."""
    planned = planned_by(coach, what).select_for_update(of=("self",)).filter(pk=pk).first()
    if planned is None:
        return
    refuse_answered(planned)
    sealed = (planned.runner_id, now, _sealed(planned))
    cache.set(_named("kept", coach, what, pk), sealed, UNDO_WITHIN.total_seconds())
    cache.set(_named("out", coach, what, pk), planned.local_day, REMEMBERED.total_seconds())
    planned.delete()


def refuse_answered(planned: PlannedRun | PlannedPractice) -> None:
    """As far as the coach may know of an answer: what they may not read holds nothing up."""
    if isinstance(planned, PlannedRun) and answer_of(planned):
        raise Answered


@transaction.atomic
def put_back(coach: User, *, what: str, pk: int, now: datetime) -> bool:
    """As it was, under its own number. False: it is too late, it is there again, or they run together no more."""
    kept = cache.get(_named("kept", coach, what, pk))
    if kept is None or kept[1] <= now - UNDO_WITHIN or not cache.delete(_named("kept", coach, what, pk)):
        return False
    ties = Coachship.objects.of_coach(coach).filter(runner=kept[0], role__in=those_who_may(Deed.PLAN))
    found = _opened(kept[0], kept[2]) if ties.exists() else []
    if not found or not ties.filter(pk=found[0].coachship_id).exists() or _there(found[0]):
        return False
    planned, *eased = found
    asked = _asked(eased, out_at=kept[1])
    planned.save(force_insert=True)
    EasedRun.objects.bulk_create(asked)
    cache.delete(_named("out", coach, what, pk))
    return True


def _asked(eased: Sequence[EasedRun], *, out_at: datetime) -> list[EasedRun]:
    """Its part in offers of lighter days: not in one that was taken back, nor in one answered while it was out."""
    offers = Easing.objects.filter(Q(state=Easing.State.OPEN) | Q(answered_at__lte=out_at))
    there = set(offers.filter(pk__in=[one.easing_id for one in eased]).select_for_update().values_list("pk", flat=True))
    return [one for one in eased if one.easing_id in there]


def _there(planned: PlannedRun | PlannedPractice) -> bool:
    """A week that was copied once more has brought it anew."""
    table = TABLES["runs" if isinstance(planned, PlannedRun) else "practices"]
    return table.objects.filter(coachship=planned.coachship_id, key=planned.key).exists()


def taken_out_from(coach: User, what: str, pk: int) -> date | None:
    """The day in whose plan it was, for the coach who took it out; None where they did not."""
    found: date | None = cache.get(_named("out", coach, what, pk))
    return found


def _named(what_for: str, coach: User, what: str, pk: int) -> str:
    return f"{PLACE}:{what_for}:{coach.pk}:{what}:{pk}"


def _sealed(planned: Any) -> str:
    eased = EasedRun.objects.filter(planned=planned.pk) if isinstance(planned, PlannedRun) else ()
    owner, text = planned.runner_id, serializers.serialize("json", [planned, *eased])
    return crypto.seal(text, data_key=DataKey.objects.key_of(owner), place=PLACE, owner_id=owner)


def _opened(owner: int, sealed: str) -> list[Any]:
    text = crypto.open_sealed(sealed, data_key=DataKey.objects.key_of(owner), place=PLACE, owner_id=owner)
    return [one.object for one in serializers.deserialize("json", text)]
