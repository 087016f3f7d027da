"""What each role may do for a runner. What it may see is the runner's switches alone."""

from enum import Enum, auto

from runners.models import Coachship
from runners.models.people import Role


class Deed(Enum):
    BE_TOLD = auto()  # hears of alerts by mail, and may stand in
    ANSWER = auto()  # acknowledges an alert, puts it off, closes it, says what came of it
    WRITE = auto()  # notes and messages
    PLAN = auto()  # plans runs, eases a week


MAY: dict[Role, frozenset[Deed]] = {
    Role.COACH: frozenset(Deed),
    Role.ASSISTANT: frozenset({Deed.BE_TOLD, Deed.ANSWER, Deed.WRITE}),
    Role.READER: frozenset(),
}


def may(tie: Coachship, deed: Deed) -> bool:
    return deed in MAY[Role(tie.role)]


def those_who_may(deed: Deed) -> list[Role]:
    return [role for role, deeds in MAY.items() if deed in deeds]
