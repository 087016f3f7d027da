"""The runner's own word on an alert: it is fine for now, and why."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from coaching.alerts.models.alerts import Alert, Kind
from runners.models import User
from runners.models.private import PrivateText

LONGEST_HOLD = 28
LONGEST_REASON = 300


class FineSet(models.QuerySet["Fine"]):
    def holding(self, day: date) -> "FineSet":
        return self.filter(until_on__gte=day)


class Fine(models.Model):
    """ "This is fine because …": nothing more of its kind is raised about this runner until then.

    The reason is theirs, sealed; a coach reads it only where they ticked that. It stays when its alert is long over:
    the next one of its kind begins with what was said last time.
    """

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="fine")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = PrivateText()
    reason_shared = models.BooleanField(default=False)
    said_on = models.DateField()
    until_on = models.DateField()

    objects = FineSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="fine_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("said_on") - timedelta(days=1))
                & Q(until_on__lte=models.F("said_on") + timedelta(days=LONGEST_HOLD)),
                name="fine_for_four_weeks_at_most",
            ),
        ]
