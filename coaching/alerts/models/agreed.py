"""What a runner agreed in calm times: whom to tell, and when. Theirs to write, to hold and to take back."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from journal.sharing import Sign
from runners.models import Coachship, User
from runners.roles import Deed, those_who_may

TOLD_FOR = timedelta(days=14)  # so long a coach reads that somebody asked them to be there


class AgreementSet(models.QuerySet["Agreement"]):
    def standing(self) -> "AgreementSet":
        """Those that hold: not taken back, between two people who run together."""
        return self.filter(ended_at=None, tie__in=Coachship.objects.current())

    def reaching(self) -> "AgreementSet":
        """Those of them whose coach is here to be told, and does not only read."""
        here = self.standing().filter(tie__coach__is_active=True, tie__coach__leaving_at=None)
        return here.filter(tie__role__in=those_who_may(Deed.BE_TOLD))

    def of(self, runner: User) -> "AgreementSet":
        return self.standing().filter(tie__runner=runner).select_related("tie__coach").order_by("pk")


class Agreement(models.Model):
    """ "If this happens, tell Ana": one sign, one coach, and the hours in which the runner may still say no."""

    tie = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    sign = models.CharField(max_length=8, choices=Sign)
    hours = models.PositiveSmallIntegerField(default=12)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AgreementSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tie", "sign"], condition=Q(ended_at=None), name="one_agreement_a_sign"),
            models.CheckConstraint(condition=Q(sign__in=Sign.values), name="a_known_sign"),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=72), name="a_countdown_of_hours"),
        ]


class TellingSet(models.QuerySet["Telling"]):
    def counting_down(self) -> "TellingSet":
        """Not while nobody is there to be told: nothing is said to be told that nobody hears."""
        return self.filter(told_at=None, held_at=None, agreement__in=Agreement.objects.reaching())

    def for_coach(self, coach: User) -> "TellingSet":
        """What this coach was told, as long as the agreement holds and they may be told."""
        mine = Agreement.objects.standing().filter(tie__coach=coach, tie__role__in=those_who_may(Deed.BE_TOLD))
        told = self.filter(told_at__isnull=False, agreement__in=mine)
        return told.select_related("agreement__tie__runner").order_by("-told_at")


class Telling(models.Model):
    """The sign has come: a countdown the runner sees, then one word to the coach, unless they hold it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="tellings")
    met_on = models.DateField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    objects = TellingSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(held_at=None, told_at=None), name="one_countdown_at_once"
            ),
            models.CheckConstraint(condition=Q(held_at=None) | Q(told_at=None), name="held_or_told"),
            models.CheckConstraint(
                condition=Q(heard_at=None) | Q(told_at__isnull=False), name="nothing_is_heard_before_it_is_told"
            ),
        ]
