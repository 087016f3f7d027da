"""A run finds the check-in made before it; a reflection about that check-in then belongs to the run too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from journal.days import Span
from journal.models import CheckIn, Reflection
from runners.models import Run

BEFORE = timedelta(hours=6)  # a check-in counts for a run that starts within six hours
AFTER = timedelta(minutes=30)  # or that had begun when it was tapped


def match(spans: Sequence[Span]) -> None:
    """Pair what is unpaired in these spans. Pairs already made stay."""
    ids = [s.runner_id for s in spans]
    since = min(s.since for s in spans) - timedelta(days=1)
    loose = list(CheckIn.objects.kept().filter(runner__in=ids, run=None, local_day__gte=since).order_by("made_at"))
    if not loose:
        return
    taken = CheckIn.objects.kept().filter(runner__in=ids, run__isnull=False, local_day__gte=since).values("run_id")
    runs = Run.objects.filter(runner__in=ids, local_day__gte=since).exclude(pk__in=taken)
    by_runner: dict[int, list[Run]] = defaultdict(list)
    for run in runs.only("runner_id", "started_at", "kind"):
        by_runner[run.runner_id].append(run)
    paired = _pair(loose, by_runner)
    for entry in paired:
        entry.save(update_fields=["run"])
    about = Reflection.objects.kept().filter(check_in__in=[entry.pk for entry in paired], run=None)
    for reflection in about.annotate(its_run=F("check_in__run")):
        reflection.run_id = reflection.its_run
        reflection.save(update_fields=["run"])


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
