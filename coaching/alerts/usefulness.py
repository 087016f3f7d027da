"""How useful alerts were, by a coach's own taps: kind by kind, and whether fewer would do, and where."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from coaching.alerts.models import USUAL, AlertStep, Kind, Preset, Useful, Watch
from coaching.alerts.presets import Place
from runners.models import Coachship, GroupMember, User

LOOKED_BACK = timedelta(days=90)
JUDGED = 30  # so many answers before anything is proposed (science: section 5)
ENOUGH = 1 / 3
LEAST_HERE = 5  # of them, before a group or a runner is named for it


@dataclass(frozen=True)
class Precision:
    """Of the alerts of one kind that were judged lately, how many were of use."""

    kind: Kind
    useful: int
    judged: int

    @property
    def words(self) -> str:
        return f"useful {self.useful} of {self.judged} in the last {LOOKED_BACK.days} days"


@dataclass(frozen=True)
class Proposal:
    """The next calmer `preset` for a place. Of the last `JUDGED` alerts, judged from `since` on, `useful` were of use;
    `here` of them came from this place, which is at `now`."""

    place: Place
    now: Preset
    preset: Preset
    useful: int
    here: int
    since: datetime


@dataclass(frozen=True)
class _Judgement:
    watch: Watch | None
    useful: bool
    at: datetime


def precision_of(coach: User, *, now: datetime) -> tuple[Precision, ...]:
    """Only kinds that this coach has judged at all."""
    rows = _judged(coach).filter(at__gt=now - LOOKED_BACK).values_list("alert__kind", "useful")
    judged = Counter(kind for kind, _ in rows)
    useful = Counter(kind for kind, said in rows if said == Useful.YES)
    return tuple(Precision(kind, useful[kind], judged[kind]) for kind in Kind if judged[kind])


def calmer(coach: User) -> Proposal | None:
    """Once fewer than one in three of the last alerts were of use, each judged since its preset was chosen: for the
    place that most of them came from, of those where so few were and where there is a calmer preset."""
    rows = list(_judged(coach).values_list("alert__runner", "useful", "at", "pk"))
    if len(rows) < JUDGED:
        return None
    nearest, squad = _nearest(coach)
    newest_first = sorted(rows, key=lambda row: (row[2], row[3]), reverse=True)
    said = [_Judgement(nearest.get(who, squad), word == Useful.YES, at) for who, word, at, _ in newest_first]
    last = [one for one in said if one.watch is None or one.at > one.watch.chosen_at][:JUDGED]
    return _proposed(last) if len(last) == JUDGED and _too_few(last) else None


def _proposed(last: Sequence[_Judgement]) -> Proposal | None:
    places: dict[Watch | None, list[_Judgement]] = defaultdict(list)
    for one in last:
        places[one.watch].append(one)
    few = {watch: here for watch, here in places.items() if len(here) >= LEAST_HERE and _too_few(here)}
    noisy = [watch for watch in few if _preset(watch) is not Preset.CALM]
    if not noisy:
        return None
    watch = max(noisy, key=lambda watch: len(few[watch]))
    place = None if watch is None else watch.group or watch.tie
    useful, preset = sum(one.useful for one in last), _preset(watch)
    return Proposal(place, preset, Preset(preset - 1), useful, len(few[watch]), last[-1].at)


def _preset(watch: Watch | None) -> Preset:
    return USUAL if watch is None else Preset(watch.preset)


def _too_few(said: Sequence[_Judgement]) -> bool:
    return sum(one.useful for one in said) < ENOUGH * len(said)


def _nearest(coach: User) -> tuple[Mapping[int, Watch], Watch | None]:
    """As `watched` has it: the choice that counts for each runner who has a nearer one, and the squad's."""
    ties = Coachship.objects.of_coach(coach)
    chosen = Watch.objects.filter(Q(tie=None) | Q(tie__in=ties), coach=coach).select_related("group", "tie__runner")
    kept = list(chosen.order_by("preset", "-pk"))
    groups = {watch.group_id: watch for watch in kept if watch.group_id is not None}
    members = GroupMember.objects.filter(group__in=list(groups), coachship__in=ties)
    of_group = defaultdict(list)
    for group_id, runner_id in members.values_list("group", "coachship__runner"):
        of_group[group_id].append(runner_id)
    # The last one counts: of several groups the most watchful.
    nearest = {runner_id: watch for group_id, watch in groups.items() for runner_id in of_group[group_id]}
    nearest |= {watch.tie.runner_id: watch for watch in kept if watch.tie is not None}
    return nearest, next((watch for watch in kept if watch.group_id is None and watch.tie_id is None), None)


def _judged(coach: User) -> QuerySet[AlertStep]:
    """The newest word of this coach on each alert."""
    return AlertStep.objects.filter(by=coach).exclude(useful="").order_by("alert", "-at", "-pk").distinct("alert")
