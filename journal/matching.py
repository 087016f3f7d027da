"""A run finds the check-in made before it and the reflection written after it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from journal.days import Span
from journal.models import CheckIn, Reflection
from runners import columns
from runners.models import Run

BEFORE = timedelta(hours=6)  # a check-in counts for a run that starts within six hours
AFTER = timedelta(minutes=30)  # or that had begun when it was tapped
LATER = timedelta(hours=12)  # a reflection looks back to a run that ended within twelve hours
# A deleted run is hidden until it is gone; what was said about it is free for another one.
UNPAIRED = Q(run=None) | Q(run__deleted_at__isnull=False)


def match(spans: Sequence[Span]) -> None:
    """Pair what is unpaired in these spans. Pairs already made stay."""
    ids = [s.runner_id for s in spans]
    since = min(s.since for s in spans) - timedelta(days=1)
    if not _anything_loose(ids, since):
        return
    before = CheckIn.objects.kept().filter(runner__in=ids, local_day__gte=since)
    loose = list(before.filter(UNPAIRED).order_by("made_at"))
    if loose:
        _match_check_ins(loose, _free_runs(ids, since, before.exclude(run=None).values("run_id")))
    after = Reflection.objects.kept().filter(runner__in=ids, local_day__gte=since)
    alone = list(after.filter(UNPAIRED, check_in=None).only("runner_id", "made_at").order_by("made_at"))
    if alone:
        _match_reflections(alone, _free_runs(ids, since, after.exclude(run=None).values("run_id")))


LOOSE = """
SELECT EXISTS (
    SELECT FROM (
        SELECT runner_id, run_id, local_day FROM journal_checkin WHERE deleted_at IS NULL
        UNION ALL
        SELECT runner_id, run_id, local_day FROM journal_reflection WHERE deleted_at IS NULL AND check_in_id IS NULL
    ) e LEFT JOIN runners_run r ON r.id = e.run_id
    WHERE e.runner_id = ANY(%s::bigint[]) AND e.local_day >= %s AND (e.run_id IS NULL OR r.deleted_at IS NOT NULL)
)
"""


def _anything_loose(ids: Sequence[int], since: date) -> bool:
    """Most days nothing is, for anybody: one plain question for all of them."""
    ((loose,),) = columns.fetched(LOOSE, [columns.integers(ids), since])
    return bool(loose)


def _free_runs(ids: list[int], since: date, taken: QuerySet[Any]) -> dict[int, list[Run]]:
    """Kept runs that nothing is said about yet, by runner."""
    by_runner: dict[int, list[Run]] = defaultdict(list)
    runs = Run.objects.kept().filter(runner__in=ids, local_day__gte=since).exclude(pk__in=taken)
    for run in runs.only("runner_id", "started_at", "timer_s", "elapsed_s", "kind"):
        by_runner[run.runner_id].append(run)
    return by_runner


def _match_check_ins(loose: list[CheckIn], runs: dict[int, list[Run]]) -> None:
    """A reflection about a check-in that finds its run belongs to the run, too."""
    paired = _pair(loose, runs)
    for entry in paired:
        entry.save(update_fields=["run"])
    about = Reflection.objects.kept().filter(UNPAIRED, check_in__in=[entry.pk for entry in paired])
    for reflection in about.annotate(its_run=F("check_in__run")):
        reflection.run_id = reflection.its_run
        reflection.save(update_fields=["run"])


def _match_reflections(alone: list[Reflection], runs: dict[int, list[Run]]) -> None:
    """Reflections written with no check-in before, and before their run was here. The nearest end first."""
    apart = [
        (entry.made_at - _end(run), run, entry)
        for entry in alone
        for run in runs[entry.runner_id]
        if run.started_at <= entry.made_at <= _end(run) + LATER
    ]
    found: set[int] = set()
    used: set[int] = set()
    for _, run, entry in sorted(apart, key=lambda one: abs(one[0])):
        if run.pk not in used and entry.pk not in found:
            entry.run = run
            entry.save(update_fields=["run"])
            used.add(run.pk)
            found.add(entry.pk)


def _end(run: Run) -> datetime:
    return run.started_at + timedelta(seconds=run.elapsed_s or run.timer_s)


def _pair(entries: Iterable[CheckIn], runs: dict[int, list[Run]]) -> list[CheckIn]:
    """Closest in time first; each check-in and each run at most once."""
    near = [(run, entry) for entry in entries for run in runs[entry.runner_id] if _near(entry.made_at, run.started_at)]
    paired: dict[int, CheckIn] = {}
    used: set[int] = set()
    for run, entry in sorted(near, key=lambda pair: abs(pair[0].started_at - pair[1].made_at)):
        if run.pk not in used and entry.pk not in paired:
            entry.run = run
            if entry.kind and not run.kind:
                run.kind = entry.kind
                run.save(update_fields=["kind"])
            used.add(run.pk)
            paired[entry.pk] = entry
    return list(paired.values())


def _near(made_at: datetime, started_at: datetime) -> bool:
    return made_at - AFTER <= started_at <= made_at + BEFORE
