"""The page of one athlete: as much as they share with this coach, in sentences first, numbers second, a chart third."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from coaching.alerts.lines import first_title_of
from coaching.alerts.live import alerts_about
from coaching.alerts.models import Alert, Kind
from coaching.consultations.together import calls_with
from coaching.dashboard.calling import Calling, calling
from coaching.dashboard.comparing import REACH, Comparison, comparison
from coaching.dashboard.drawing import Chart, chart_of
from coaching.dashboard.rows import LOUD, drawn_as, initials, reading_words
from coaching.dashboard.stretch import Asked
from coaching.planning.lately import OfferLine, RunLine, answer_lately, answered_runs
from journal import sharing
from journal.charts import Event
from journal.findings import facet_facts
from journal.readings import Facet, ReadingState, Voice, learning_sentence, openers, quiet_sentence, reading_sentence
from journal.reasons import FacetFacts, Reason, little_about, reasons
from journal.sharing import Helps, NeedMet, Outing, SharedHistory, SharedReview, Standing
from journal.states import BASE_DAYS
from runners.models import Coachship, User
from runners.roles import Deed, may
from runners.templatetags.look import minutes
from runners.ties import NAMELESS

OUTING_DAYS = 84
OUTINGS = 12
PLANNED_DAYS = 14
LEAST_ANSWERS = 3  # a mean of fewer says nothing. Our convention
AREA_WORDS: dict[Facet, str] = {
    Facet.EXHAUSTION: "Energy: tiredness, sleep, effort at the same pace",
    Facet.EMOTIONAL: "Head: feelings and stress",
    Facet.MOTIVATION: "What runs give: enjoyment and needs met",
    Facet.LOAD: "Training: the week against the usual week",
}


@dataclass(frozen=True)
class Part:
    """One line of the sum that makes the score."""

    words: str
    points: int


@dataclass(frozen=True)
class Working:
    """How the reading is worked out; the parts add up to the score."""

    score: int
    parts: tuple[Part, ...]
    confidence: str
    answers: str


@dataclass(frozen=True)
class Reading:
    state: str
    word: str
    sentence: str
    reasons: tuple[Reason, ...]
    working: Working | None


class OutingRow(NamedTuple):
    """One run in words, all of it text: what they came for, what happened, and what they wrote, in a note or two.
    `write` is where a message about it begins."""

    run: str
    length: str
    icon: str
    need: str
    arrived: str
    plan: str
    against: str
    direction: str
    left: str
    answers: str
    words: str
    more: str
    write: str


@dataclass(frozen=True)
class NeedRow:
    """A need, how often they came for it, and how far runs gave it: "6.8 of 10, from 12 answers"."""

    icon: str
    words: str
    came: int
    met: str


@dataclass(frozen=True)
class AthletePage:
    pk: int
    name: str
    first_name: str
    initials: str
    since: str
    reading: Reading | None
    alert: Calling | None
    chart: Chart | None
    compared: Comparison | None
    needs: tuple[NeedRow, ...]
    outings: tuple[OutingRow, ...]
    ways_in: tuple[str, ...]
    ran_them: int | None
    trigger_repeats: bool
    helps: Helps | None
    reviews: tuple[SharedReview, ...]
    planned: tuple[RunLine, ...]
    eased: OfferLine | None

    @property
    def empty(self) -> bool:
        told = self.outings or self.trigger_repeats or self.helps or self.reviews or self.planned or self.alert
        return self.reading is None and self.chart is None and not told

    @property
    def words_alone(self) -> bool:
        """Nothing of a run is shared but what they wrote afterwards, and how it was."""
        return not any(row.length or row.arrived or row.need or row.plan or row.left for row in self.outings)


def athlete_page(coach: User, tie: Coachship, *, now: datetime, asked: Asked) -> AthletePage:
    (standing, history), today = sharing.athlete(tie), timezone.localdate(now)
    alerts, since = alerts_about(tie), today - timedelta(days=OUTING_DAYS)
    alert = calling(alerts, tie, standing, now=now, units=coach.units)
    lately = sharing.lately(tie, since=since, ran_since=_first_compared(history, today), limit=OUTINGS)
    return AthletePage(
        pk=tie.runner_id,
        name=standing.name or NAMELESS,
        first_name=standing.first_name or "Somebody",
        initials=initials(standing.name),
        since=_since(tie),
        reading=_reading(standing),
        alert=alert,
        chart=chart_of(history, standing, [*lately.happened, *_events(tie, alerts)], asked, late=lately.late),
        compared=comparison(history, lately.run_days),
        needs=tuple(map(need_row, lately.needs)),
        outings=tuple(outing_row(outing, tie, today) for outing in lately.outings),
        ways_in=alert.ways_in if alert and alert.ways_in else _ways_in(standing),
        ran_them=None if alert and alert.kind is Kind.CHARGED else standing.ran_them,
        trigger_repeats=sharing.trigger_repeats(tie, now=now),
        helps=sharing.helps(tie, now=now),
        reviews=sharing.reviews(tie),
        planned=tuple(answered_runs(tie, since=today - timedelta(days=PLANNED_DAYS), until=today, now=now)),
        eased=answer_lately(tie, now=now),
    )


def _ways_in(standing: Standing) -> tuple[str, ...]:
    return openers(standing.largest[0]) if standing.reading in LOUD and not standing.paused else ()


def _first_compared(history: SharedHistory, today: date) -> date:
    return (history.days[-1] if history.days else today) - REACH


def _since(tie: Coachship) -> str:
    return f"{timezone.localtime(tie.started_at):%B %Y}"


# --- the reading ------------------------------------------------------------------------------------------------------


def _reading(standing: Standing) -> Reading | None:
    if standing.reading is None:
        return None
    facts = facet_facts(standing.contributions, standing.facts, standing.score) if _scored(standing) else []
    return Reading(
        state=drawn_as(standing),
        word=reading_words(standing),
        sentence=_sentence(standing, standing.reading),
        reasons=tuple(reasons(facts, voice=Voice.COACH, until=None, **standing.shown.switches())),
        working=_working(standing, facts) if facts else None,
    )


def _scored(standing: Standing) -> bool:
    """Silence and learning stand in the place of a score."""
    return standing.score is not None and standing.reading not in (ReadingState.QUIET, ReadingState.LEARNING)


def _sentence(standing: Standing, state: ReadingState) -> str:
    if standing.paused:
        return standing.paused
    if state is ReadingState.QUIET and standing.quiet_days:
        return quiet_sentence(standing.quiet_days, voice=Voice.COACH, name=standing.first_name)
    largest, second = standing.largest
    found = reading_sentence(
        state=state,
        largest=largest,
        second=second,
        legs=standing.legs,
        voice=Voice.COACH,
        name=standing.first_name,
        answers=standing.answers_lately,
    )
    return f"{found} {learning_sentence(standing.days_answered)}" if state is ReadingState.LEARNING else found


def _working(standing: Standing, facts: Sequence[FacetFacts]) -> Working:
    parts = sorted((Part(AREA_WORDS[area.facet], area.points) for area in facts), key=lambda part: -part.points)
    return Working(
        score=round(standing.score or 0.0),
        parts=tuple(parts),
        confidence=confidence_words(
            standing.confidence, little_about(facts, voice=Voice.COACH, **standing.shown.switches())
        ),
        answers=f"Answers on {standing.days_answered} of the last {BASE_DAYS} days",
    )


def confidence_words(confidence: float, little: str) -> str:
    """How well it is known: answers behind the usual, answers lately, and how many of four areas have any. `little`
    names the area with the fewest."""
    if confidence < 0.4:
        return little
    return "fairly well known" if confidence < 0.75 else "well known"


def _events(tie: Coachship, alerts: Sequence[Alert]) -> list[Event]:
    calls = [Event(timezone.localdate(at), "call", "A call with you") for at in calls_with(tie)]
    return [*(Event(alert.first_on, "alert", f"Alert: {first_title_of(alert)}") for alert in alerts), *calls]


# --- what they came for, what happened --------------------------------------------------------------------------------


def outing_row(outing: Outing, tie: Coachship, today: date) -> OutingRow:
    need = outing.needs[0] if outing.needs else None
    against, direction = against_plan(outing.effort, outing.planned_effort)
    words, more = (*outing.words, "", "")[:2]
    return OutingRow(
        run=_day(outing.day, today),
        length=_length(outing),
        icon=need.icon if need else "",
        need=" · ".join(n.label for n in outing.needs),
        arrived=outing.arrived,
        plan=_plan(outing),
        against=against,
        direction=direction,
        left=outing.left,
        answers=_answers(outing),
        words=words,
        more=more,
        write=_write(outing, tie),
    )


def _write(outing: Outing, tie: Coachship) -> str:
    """Nowhere for who only reads along."""
    if not outing.about or not may(tie, Deed.WRITE):
        return ""
    return f"{reverse('coach-runner-messages', args=[tie.runner_id])}?about={outing.about}"


def need_row(need: NeedMet) -> NeedRow:
    known = need.met is not None and need.answered >= LEAST_ANSWERS
    met = f"{need.met:.1f} of 10, from {need.answered} answers" if known else "too few answers yet"
    return NeedRow(need.need.icon, need.need.label, need.came, met)


def _length(outing: Outing) -> str:
    """Nobody is compared with anybody: how even a run was stands here as its own figure, without a verdict."""
    if outing.unevenness is None:
        return minutes(outing.timer_s)
    return f"{minutes(outing.timer_s)}, pace varied by {100 * outing.unevenness:.1f} %"


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if (today - day).days > 6 else f"{day:%a} {day.day}"


def _plan(outing: Outing) -> str:
    """What was meant beforehand; a run without a check-in had no plan that we know of."""
    if outing.planned_effort is None:
        return ""
    words = ", ".join(part for part in (outing.kind, f"effort {outing.planned_effort}") if part)
    return f"{words[:1].upper()}{words[1:]}"


def against_plan(effort: float | None, planned: int | None) -> tuple[str, str]:
    """Points of effort above or below the plan, without a verdict."""
    if effort is None or planned is None:
        return "", ""
    gap = round(effort - planned)
    if gap == 0:
        return "As planned", ""
    return f"{abs(gap)} {'harder' if gap > 0 else 'easier'}", "up" if gap > 0 else "down"


def _answers(outing: Outing) -> str:
    said = {"enjoyed it": outing.enjoyment, "got what they came for": outing.need_met}
    line = " · ".join(f"{words} {value} of 10" for words, value in said.items() if value is not None)
    return f"{line[:1].upper()}{line[1:]}"
