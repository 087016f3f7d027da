"""One athlete's row of the squad page: every value worded here, so that the template has nothing to decide."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from journal.charts import SparkHalf, spark
from journal.readings import PAUSED, Facet, ReadingState, learning_sentence
from journal.sharing import Half, Standing
from runners.ties import NAMELESS

LOUDEST_FIRST = (
    ReadingState.TALK_TODAY,
    ReadingState.STRAINED,
    ReadingState.WORTH_A_LOOK,
    ReadingState.STEADY,
    ReadingState.LEARNING,
    ReadingState.QUIET,
)
LOUD = LOUDEST_FIRST[:3]
_AREAS: dict[str, str] = {
    Facet.EXHAUSTION: "energy",
    Facet.EMOTIONAL: "head",
    Facet.MOTIVATION: "enjoyment",
    Facet.LOAD: "training",
}
_SAID = {"up": ", above usual", "down": ", below usual"}
# These stand in a row where it says how long ago the last check-in was, which changes while nothing happens, and what
# lies ahead, which is of the plan and not of the diary. No text in the database can hold their first character.
AGO, NEXT = "\0ago", "\0next"


@dataclass(frozen=True)
class Figure:
    """A load about a week beside the runner's own usual: "31", "24–40", up."""

    value: str = ""
    usual: str = ""
    place: str = ""
    said: str = ""


class Row(NamedTuple):
    """What the template has places for, all of it text; what is empty is left out. With `pk` it can be chosen."""

    pk: str
    address: str
    name: str
    initials: str
    state: str
    reading: str
    areas: str
    up: str
    up_beside_usual: str
    up_without_usual: str
    down: str
    down_beside_usual: str
    down_without_usual: str
    training: str
    training_usual: str
    training_place: str
    training_said: str
    emotional: str
    emotional_usual: str
    emotional_place: str
    emotional_said: str
    last_icon: str
    last_word: str
    ago: str
    next: str


def row_of(standing: Standing) -> Row:
    need, drawn = standing.last_need, spark(standing.training_spark, standing.emotional_spark)
    return Row(
        str(standing.runner_id),
        reverse("athlete", args=[standing.runner_id]),
        standing.name or NAMELESS,
        initials(standing.name),
        drawn_as(standing),
        reading_words(standing),
        areas_words(standing),
        *_half(drawn.up if drawn else None),
        *_half(drawn.down if drawn else None),
        *_load(figure(standing.training)),
        *_load(figure(standing.emotional)),
        need.icon if need else "",
        standing.last_feeling or (need.label if need else "Checked in"),
        AGO if standing.last_check_in_at else "",
        NEXT,
    )


def _half(half: SparkHalf | None) -> tuple[str, str, str]:
    return (half.line, half.beside_usual, half.without_usual) if half else ("", "", "")


def _load(now: Figure | None) -> tuple[str, str, str, str]:
    return (now.value, now.usual, now.place, now.said) if now else ("", "", "", "")


def drawn_as(standing: Standing) -> str:
    """Which drawing stands beside the word: while a pause lasts, one that says nothing of how loud it was before."""
    if standing.reading is None:
        return ""
    return PAUSED if standing.paused else standing.reading.value


def reading_words(standing: Standing) -> str:
    if standing.reading is None:
        return ""
    if standing.paused:
        return "Paused"
    if standing.reading is ReadingState.QUIET and standing.quiet_days:
        return f"Quiet for {standing.quiet_days} day{'' if standing.quiet_days == 1 else 's'}"
    return standing.reading.word


def areas_words(standing: Standing) -> str:
    """Below the reading: which areas it comes from, how far the learning has come, or what the pause is for."""
    if standing.paused:
        return standing.paused_as
    if standing.reading is ReadingState.LEARNING:
        return learning_sentence(standing.days_answered)
    if standing.reading not in LOUD:
        return ""
    return " and ".join(_AREAS[area] for area in standing.largest if area is not None)


def figure(half: Half | None) -> Figure | None:
    if half is None or half.acute is None:
        return None
    known = half.low is not None and half.high is not None
    usual = f"{max(0.0, half.low or 0.0):.0f}–{half.high:.0f}" if known else ""
    return Figure(value=f"{half.acute:.0f}", usual=usual, place=half.place, said=_SAID.get(half.place, ""))


def initials(name: str) -> str:
    parts = name.replace("-", " ").split()
    ends = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()
