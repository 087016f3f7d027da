"""The demo's coach has said how alerts reach them, and one of the runners agreed on something in calm times."""

from datetime import datetime, timedelta

from coaching.alerts import agreed, delivering
from coaching.alerts.models import Kind, Pace
from journal.sharing import Sign
from runners.models import Coachship, User


def agree_in_calm_times(coach: User, *, now: datetime) -> None:
    """Nobody is told in a demo: the agreement begins to count now."""
    delivering.choose(coach, wishes={"weekday": 0}, paces={Kind.SPIKE: Pace.DAILY})
    tie = Coachship.objects.of_coach(coach).select_related("runner").order_by("pk").first()
    if tie is not None:
        agreed.agree(tie.runner, tie_id=tie.pk, sign=Sign.LOW, hours=12, now=now - timedelta(minutes=1))
