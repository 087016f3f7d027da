"""Beside going: what is offered at a charged start, what was chosen, and the question after the run."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least

from journal.charged import CAP, CAPS, OWN_RUNS, Outing, Signature, charged, may_ask, signature
from journal.models import CheckIn, Reflection
from journal.queries.entries import kept_run
from runners.models import Run
from runners.science.asking import MOST_ANSWERS

CHOSE: dict[str, str] = {
    CheckIn.Offer.BREATHE: "Before the run you chose to breathe first.",
    CheckIn.Offer.CAP: "Before the run you chose to cap the effort.",
    CheckIn.Offer.WRITE: "Before the run you chose to write it out.",
    CheckIn.Offer.GO: "Before the run you chose to go as you were.",
}
CHOSEN: dict[str, str] = {
    CheckIn.Offer.BREATHE: "You chose to breathe first.",
    CheckIn.Offer.CAP: "You chose to cap the effort.",
    CheckIn.Offer.WRITE: "You chose to write it out.",
    CheckIn.Offer.GO: "You chose to go as you are.",
}


@dataclass(frozen=True)
class Offered:
    """What stands beside going. `chosen` is "" until something was, `cap` the ceiling that is ticked."""

    cap: int | None
    chosen: str
    caps: range = CAPS


def offered(entry: CheckIn, *, today: date, reflected: bool) -> Offered | None:
    """Only for a charged start of today that nobody has come back from yet."""
    if reflected or entry.local_day != today:
        return None
    return offered_to(
        entry.feeling, entry.word, entry.planned_effort, chose=entry.offer_choice, cap=entry.effort_cap or CAP
    )


def offered_to(
    feeling: tuple[int, int] | None, word: str, planned: int | None, *, chose: str, cap: int = CAP
) -> Offered | None:
    """The same for anybody: only at a charged start, and no ceiling where the plan is under the usual one already."""
    if not charged(feeling, word):
        return None
    low = planned is not None and planned <= CAP
    return Offered(cap=None if low else cap, chosen=CHOSEN.get(chose, ""))


def chose(before: CheckIn | None) -> str:
    """What was chosen before the run, for the page after it."""
    return CHOSE.get(before.offer_choice, "") if before is not None else ""


@dataclass(frozen=True)
class Question:
    """Did this run run you? `answer` is "" until it was answered; `calm` says to offer something calming."""

    check_in_id: int
    signature: Signature
    answer: str
    calm: bool


def question_about(before: CheckIn | None, after: Reflection | None, run: Run | None) -> Question | None:
    if before is None or not may_ask(before.feeling, before.word) or (after is None and run is None):
        return None
    found = signature(_outing(before, after, run), _answers(before))
    if found is None or not (found.asks or before.ran_me):
        return None
    return Question(
        check_in_id=before.pk,
        signature=found,
        answer=before.ran_me,
        calm=found.strong or before.ran_me == CheckIn.RanMe.YES,
    )


def points_of(entry: CheckIn) -> float | None:
    """What the question about this check-in rests on, 0..100; None where it is not asked."""
    after = Reflection.objects.kept().filter(check_in=entry).select_related("run").order_by("-made_at").first()
    run = kept_run(entry) or (kept_run(after) if after is not None else None)
    question = question_about(entry, after, run)
    return None if question is None else question.signature.score


def _answers(before: CheckIn) -> list[tuple[float, bool]]:
    """Answers to the question about other runs, newest first. "Not sure" moves nothing."""
    said = CheckIn.objects.kept().filter(
        runner=before.runner_id, ran_me__in=(CheckIn.RanMe.YES, CheckIn.RanMe.NO), ran_me_score__isnull=False
    )
    rows = said.exclude(pk=before.pk).order_by("-ran_me_at", "-pk").values_list("ran_me_score", "ran_me")
    return [(score, answer == CheckIn.RanMe.YES) for score, answer in rows[:MOST_ANSWERS] if score is not None]


def _outing(before: CheckIn, after: Reflection | None, run: Run | None) -> Outing:
    steady = run is not None and run.meant_steady and run.cv_succ is not None
    return Outing(
        feeling=before.feeling,
        word=before.word,
        planned=before.meant_effort,
        effort=_effort(after, run),
        gaps=_gaps(before),
        cv_succ=run.cv_succ if run is not None and steady else None,
        own=unevenness_before(run) if run is not None and steady else (),
    )


def _effort(after: Reflection | None, run: Run | None) -> float | None:
    """The runner's word in the reflection, then the one typed with the run, then the watch's."""
    if after is not None and after.effort is not None:
        return after.effort
    if run is None:
        return None
    return run.effort if run.effort is not None else run.watch_effort


def _gaps(before: CheckIn) -> list[float]:
    """Effort minus plan of the outings before this one, newest first."""
    said = Reflection.objects.kept().filter(check_in=OuterRef("pk"), effort__isnull=False).order_by("-made_at")
    meant = CheckIn.objects.kept().annotate(meant=Least("planned_effort", "effort_cap"))
    earlier = meant.filter(runner=before.runner_id, made_at__lt=before.made_at, meant__isnull=False)
    kept = Q(run__deleted_at=None)
    on_run = Case(When(kept, then=Coalesce(F("run__effort"), F("run__watch_effort"))))
    felt = Coalesce(Subquery(said.values("effort")[:1]) * 1.0, on_run)
    known = earlier.annotate(felt=felt).filter(felt__isnull=False).order_by("-made_at", "-pk")
    return [felt - planned for felt, planned in known.values_list("felt", "meant")[:OWN_RUNS]]


def unevenness_before(run: Run) -> list[float]:
    """How uneven the steady runs before this one were, newest first: fixes and watches differ, so only those alike."""
    steady = Run.objects.meant_steady().filter(
        runner=run.runner_id,
        started_at__lt=run.started_at,
        cv_succ__isnull=False,
        distance_from=run.distance_from,
    )
    values = steady.order_by("-started_at").values_list("cv_succ", flat=True)[:OWN_RUNS]
    return [value for value in values if value is not None]
