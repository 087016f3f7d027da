"""When an entry was made, for whoever may know of it: what a conversation about it is titled with."""

from datetime import date

from journal.models import CheckIn, Reflection
from runners.models import Coachship, User
from runners.models.people import Shares

KINDS: dict[str, type[CheckIn] | type[Reflection]] = {"check-in": CheckIn, "reflection": Reflection}


def entry_day(runner: User, *, kind: str, pk: int, tie: Coachship | None) -> date | None:
    """The day of this entry of theirs. For a coach only where they see such entries, or were given its note."""
    entry = KINDS[kind].objects.of(runner).filter(pk=pk).first()
    if entry is None or (tie is not None and not (_sees(kind, tie.shares) or _given(entry, tie))):
        return None
    day: date = entry.local_day
    return day


def _given(entry: CheckIn | Reflection, tie: Coachship) -> bool:
    return entry.note_shared and entry.given_at >= tie.started_at


def _sees(kind: str, shares: Shares) -> bool:
    return shares.emotional if kind == "check-in" else shares.reflections
