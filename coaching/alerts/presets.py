"""A coach chooses how much they want to hear: for the squad, a group of it, or one runner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from coaching.alerts.models import Preset, Watch, watched
from runners.models import Coachship, Group, User
from runners.models.people import CoachshipSet

Place = Group | Coachship | None  # whom a preset is for: a group, a runner, or everybody


@transaction.atomic
def choose(coach: User, *, place: Place, preset: Preset | None, now: datetime) -> None:
    """The same choice twice is one. Without a preset the group or runner goes with what is around them again."""
    User.objects.select_for_update().get(pk=coach.pk)  # two choices at once: the later one counts
    if preset is None:
        Watch.objects.filter(coach=coach, **_where(place)).delete()
        return
    Watch.objects.update_or_create(coach=coach, **_where(place), defaults={"preset": preset, "chosen_at": now})


def _where(place: Place) -> dict[str, Any]:
    return {
        "group": place if isinstance(place, Group) else None,
        "tie": place if isinstance(place, Coachship) else None,
    }


def chosen_for(coach: User, place: Place) -> Preset | None:
    kept = Watch.objects.filter(coach=coach, **_where(place)).values_list("preset", flat=True).first()
    return None if kept is None else Preset(kept)


def concerned(coach: User, place: Place) -> list[Coachship]:
    """Those whose nearest preset is the one of this place, or would be."""
    ties = Coachship.objects.of_coach(coach).select_related("runner").order_by("runner__name", "runner_id")
    if isinstance(place, Coachship):
        return list(ties.filter(pk=place.pk))
    own = Q(pk__in=Watch.objects.filter(coach=coach, tie__isnull=False).values("tie"))
    if isinstance(place, Group):
        return list(ties.exclude(own).filter(pk__in=place.members.values("pk")))
    grouped = Watch.objects.filter(coach=coach, group__isnull=False).values("group__members")
    return list(ties.exclude(own).exclude(pk__in=grouped))


@dataclass(frozen=True)
class Elsewhere:
    """The most watchful preset of the other groups somebody is in, and which group that is."""

    preset: Preset
    group: str


def elsewhere(coach: User, group: Group) -> dict[int, Elsewhere]:
    """Of those in this group who are in others with a preset, by runner."""
    rows = Watch.objects.filter(coach=coach, group__members__in=group.members.values("pk")).exclude(group=group)
    told = rows.order_by("preset", "-group__name").values_list("group__members__runner", "preset", "group__name")
    return {runner_id: Elsewhere(Preset(preset), name) for runner_id, preset, name in told}  # the last one counts


def watched_ties(coach: User) -> CoachshipSet:
    """Every runner of this coach with the preset that counts for them, as `watch`."""
    return watched(Coachship.objects.of_coach(coach)).select_related("runner").order_by("runner__name", "runner_id")
