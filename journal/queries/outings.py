"""Which check-in, run and reflection belong together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from journal.models import CheckIn, Reflection
from journal.queries.entries import check_in_of, kept_run, needs_of
from journal.words import Need
from runners.models import Run, User
from runners.queries import run_of

# A check-in belongs to a run that starts soon after it; watches and people are a little off, hence the slack.
SOON = timedelta(hours=6)
SLACK = timedelta(minutes=30)
# An entry that no run stands beside; a deleted one is hidden until it is gone.
NO_RUN = Q(run=None) | Q(run__deleted_at__isnull=False)


@dataclass(frozen=True)
class Felt:
    """What a watch offers as an answer to "how did you feel", and where on the map that suggestion stands."""

    word: str
    valence: int


FELT: dict[int, Felt] = {
    0: Felt("very weak", -4),
    25: Felt("weak", -2),
    50: Felt("normal", 0),
    75: Felt("strong", 2),
    100: Felt("very strong", 4),
}


def check_in_before(run: Run) -> CheckIn | None:
    """What was said before this run: the check-in kept with it, else the newest one shortly before its start."""
    near = NO_RUN & Q(made_at__range=(run.started_at - SOON, run.started_at + SLACK))
    elsewhere = Reflection.objects.kept().filter(~NO_RUN, check_in=OuterRef("pk")).exclude(run=run)
    found = CheckIn.objects.kept().filter(Q(run=run) | near & ~Exists(elsewhere), runner=run.runner_id)
    entry: CheckIn | None = found.order_by(F("run").desc(nulls_last=True), "-made_at").first()
    return entry


def run_after(check_in: CheckIn) -> Run | None:
    """The first run after this check-in that nobody has reflected on yet."""
    if kept_run(check_in) is not None:
        return check_in.run
    window = (check_in.made_at - SLACK, check_in.made_at + SOON)
    runs = Run.objects.kept().filter(runner=check_in.runner_id, started_at__range=window)
    return _without_reflection(runs).order_by("started_at").first()


def open_check_in(runner: User, *, now: datetime) -> CheckIn | None:
    """The newest check-in of the last hours that no run has come to yet."""
    lately = CheckIn.objects.of(runner).filter(NO_RUN, made_at__range=(now - SOON, now))
    entry: CheckIn | None = lately.order_by("-made_at").first()
    return entry


def began_with(runner: User, *, check_in: str, now: datetime) -> CheckIn | None:
    """The check-in a run that is typed in began with: the one asked for by number, else the open one."""
    return check_in_of(runner, _number(check_in)) if check_in else open_check_in(runner, now=now)


def reflection_after(run: Run, before: CheckIn | None) -> Reflection | None:
    """What was said after this run: kept with it, or only with its check-in as yet."""
    about = Q(run=run) if before is None else Q(run=run) | NO_RUN & Q(check_in=before)
    found = Reflection.objects.kept().filter(about, runner=run.runner_id).select_related("check_in", "run")
    entry: Reflection | None = found.order_by(F("run").desc(nulls_last=True), "-made_at").first()
    return entry


def _without_reflection(runs: QuerySet[Run]) -> QuerySet[Run]:
    return runs.filter(~Exists(Reflection.objects.kept().filter(run=OuterRef("pk"))))


@dataclass(frozen=True)
class Outing:
    """What a reflection is about; both may be missing. `reflection_id` is set when there is one already."""

    check_in: CheckIn | None = None
    run: Run | None = None
    reflection_id: int | None = None

    @property
    def needs(self) -> tuple[Need, ...]:
        return needs_of(self.check_in) if self.check_in else ()

    @property
    def effort_from_watch(self) -> bool:
        return self.run is not None and self.run.effort is None and self.run.watch_effort is not None

    @property
    def feel_on_watch(self) -> str:
        """How strong the runner said they felt, on the watch, in words; "" when nothing was said there."""
        return FELT.get(self.run.watch_feel, Felt("", 0)).word if self.run and self.run.watch_feel is not None else ""

    def initial(self) -> dict[str, int | None]:
        """What the form knows before anybody answers: what it is about, and what the run and the watch say already."""
        run = self.run
        effort = None if run is None else run.effort if run.effort is not None else run.watch_effort
        felt = None if run is None or run.watch_feel is None else FELT.get(run.watch_feel)
        return {
            "check_in": self.check_in.pk if self.check_in else None,
            "run": run.pk if run else None,
            "effort": None if effort is None else round(effort),
            "valence": felt.valence if felt else None,
            "activation": 0 if felt else None,
        }

    def ended_at(self, *, runner: User, now: datetime) -> datetime:
        """When it was felt: now for an outing of today, else its end, so that the entry counts as late."""
        run, check_in = self.run, self.check_in
        end = now
        if run is not None:
            end = run.started_at + timedelta(seconds=run.elapsed_s or run.timer_s)
        elif check_in is not None:
            end = check_in.made_at
        return now if end > now or runner.day(end) == runner.day(now) else end


def outing_of(runner: User, *, check_in: str | None, run: str | None, now: datetime) -> Outing:
    """The outing asked for by number; with no number asked for at all the newest of today, with an empty one none.

    Numbers of others are nobody's: 404.
    """
    if check_in and run:
        return Outing(check_in_of(runner, _number(check_in)), run_of(runner, _number(run)))
    if check_in:
        found = check_in_of(runner, _number(check_in))
        return Outing(found, run_after(found), _reflection_on(found))
    if run:
        ran = run_of(runner, _number(run))
        before = check_in_before(ran)
        after = reflection_after(ran, before)
        return Outing(before, ran, after.pk if after else None)
    return _newest_of_today(runner, now=now) if check_in is None and run is None else Outing()


def _newest_of_today(runner: User, *, now: datetime) -> Outing:
    today = runner.day(now)
    reflected = Reflection.objects.kept().filter(check_in=OuterRef("pk"))
    waiting = CheckIn.objects.of(runner).filter(~Exists(reflected), local_day=today).select_related("run").first()
    if waiting is not None:
        return Outing(waiting, run_after(waiting))
    ran = _without_reflection(Run.objects.of(runner).filter(local_day=today)).first()
    return Outing(run=ran)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Http404
    return int(typed)


def _reflection_on(check_in: CheckIn) -> int | None:
    newest = Reflection.objects.kept().filter(check_in=check_in).order_by("-made_at").values_list("pk", flat=True)
    pk: int | None = newest.first()
    return pk
