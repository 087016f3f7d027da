"""Something small to notice on a run: offered before it, asked about once after it."""

from dataclasses import dataclass
from datetime import date

from journal.models import CheckIn
from journal.tools.cues import CUES, Cue, offered_for


@dataclass(frozen=True)
class Along:
    """What is on offer, and which was taken."""

    cues: tuple[Cue, ...]
    taken: Cue | None


@dataclass(frozen=True)
class AlongAsked:
    """The question after the run; `answer` is "" until it was answered."""

    check_in_id: int
    cue: Cue
    answer: str
    answers: tuple[tuple[str, str], ...]


def along_offered(entry: CheckIn, *, today: date, reflected: bool) -> Along | None:
    """Before a run of today that nobody has come back from yet."""
    if reflected or entry.local_day != today:
        return None
    return Along(cues=offered_for(entry.needs), taken=CUES.get(entry.cue))


def along_asked(before: CheckIn | None) -> AlongAsked | None:
    cue = CUES.get(before.cue) if before is not None else None
    if before is None or cue is None:
        return None
    answers = tuple((answer.value, str(answer.label)) for answer in CheckIn.CueWent)
    return AlongAsked(check_in_id=before.pk, cue=cue, answer=before.cue_went, answers=answers)
