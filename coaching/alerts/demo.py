"""The demo's coach has said how alerts reach them, one runner agreed on something in calm times, another says why it is
fine."""

from datetime import datetime, timedelta

from coaching.alerts import agreed, answering, delivering, presets
from coaching.alerts.models import Alert, Kind, Pace, Preset
from journal.sharing import Sign
from runners.models import Coachship, Group, User

FINE, FINE_DAYS = "Two exams until Friday. I sleep again after that.", 5


def agree_in_calm_times(coach: User, *, now: datetime) -> None:
    """Nobody is told in a demo: the agreement begins to count now."""
    delivering.choose(coach, wishes={"weekday": 0}, paces={Kind.SPIKE: Pace.DAILY})
    tie = Coachship.objects.of_coach(coach).select_related("runner").order_by("pk").first()
    if tie is not None:
        agreed.agree(tie.runner, tie_id=tie.pk, sign=Sign.LOW, hours=12, now=now - timedelta(minutes=1))


def hear_more_of_some(coach: User, *, now: datetime) -> None:
    """One group is watched more closely, and one alert is answered by its runner."""
    group = Group.objects.of(coach).order_by("pk").first()
    if group is not None:
        presets.choose(coach, place=group, preset=Preset.WATCHFUL, now=now)
    alert = Alert.objects.for_coach(coach).live(now).order_by("raised_at", "pk").select_related("runner").first()
    if alert is not None:
        answering.say_fine(alert.runner, alert_id=alert.pk, days=FINE_DAYS, reason=FINE, shared=True, now=now)
