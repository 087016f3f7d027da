"""Who may have to hear of some runners' alerts, how much each wants to hear, and what they have heard already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from coaching.alerts.models import Alert, Delivery, Fine, Kind, watched
from runners.models import Coachship, User


@dataclass(frozen=True)
class Party:
    """A coach of the runner; `told_on` is the ordinal of the day on which they last heard of this kind."""

    tie: Coachship
    watch: int
    told_on: float | None


@dataclass(frozen=True)
class Parties:
    ties: Mapping[int, Sequence[Coachship]]
    told: Mapping[tuple[int, int, str], datetime]
    raised: Mapping[tuple[int, str], date]
    held: Mapping[tuple[int, str], date]

    def of(self, runner: User, kind: Kind) -> list[Party]:
        return [
            Party(tie, tie.watch, self._told_on(tie, runner, kind))  # type: ignore[attr-defined]
            for tie in self.ties.get(runner.pk, ())
        ]

    def _told_on(self, tie: Coachship, runner: User, kind: Kind) -> float | None:
        told = self.told.get((tie.coach_id, runner.pk, kind))
        return None if told is None else float(runner.day(told).toordinal())

    def raised_on(self, runner_id: int, kind: Kind) -> float | None:
        newest = self.raised.get((runner_id, kind))
        return None if newest is None else float(newest.toordinal())

    def holds(self, runner_id: int, kind: Kind, *, on: date) -> bool:
        """Whether the runner has said that this is fine, and until when."""
        until = self.held.get((runner_id, kind))
        return until is not None and on <= until


def parties_of(runner_ids: Sequence[int]) -> Parties:
    """Four queries, however many runners."""
    ties: dict[int, list[Coachship]] = {}
    for tie in watched(Coachship.objects.current()).filter(runner__in=runner_ids).select_related("coach"):
        ties.setdefault(tie.runner_id, []).append(tie)
    told = Delivery.objects.filter(alert__runner__in=runner_ids, channel=Delivery.Channel.IN_APP)
    rows = told.values_list("recipient", "alert__runner", "alert__kind").annotate(Max("created_at"))
    about = Alert.objects.filter(runner__in=runner_ids).order_by().values_list("runner", "kind")
    fine = Fine.objects.filter(runner__in=runner_ids).values_list("runner", "kind")
    return Parties(
        ties=ties,
        told={(coach, runner, kind): at for coach, runner, kind, at in rows},
        raised={(runner, kind): day for runner, kind, day in about.annotate(Max("local_day"))},
        held={(runner, kind): until for runner, kind, until in fine.annotate(Max("until_on"))},
    )
