"""How much a coach wants to hear: for the squad, for a group of it, for one runner. The nearest one counts."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from runners.models import Coachship, Group, User
from runners.models.people import CoachshipSet


class Preset(models.IntegerChoices):
    """From few alerts to many: whoever hears of something on a calm day hears of it on a watchful one too."""

    CALM = 0, "Calm"
    BALANCED = 1, "Balanced"
    WATCHFUL = 2, "Watchful"


USUAL = Preset.BALANCED


class Watch(models.Model):
    """One choice of a coach: for everybody when neither a group nor a tie is named."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    tie = models.ForeignKey(Coachship, on_delete=models.CASCADE, null=True, related_name="+")
    preset = models.PositiveSmallIntegerField(choices=Preset)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach"], condition=Q(group=None, tie=None), name="one_preset_a_squad"),
            models.UniqueConstraint(fields=["group"], name="one_preset_a_group"),
            models.UniqueConstraint(fields=["tie"], name="one_preset_a_runner"),
            models.CheckConstraint(condition=Q(group=None) | Q(tie=None), name="a_preset_is_for_one"),
            models.CheckConstraint(condition=Q(preset__in=Preset.values), name="a_known_preset"),
        ]


def watched(ties: CoachshipSet) -> CoachshipSet:
    """With `watch`: the runner's own preset, else the most watchful of their groups, else the squad's."""
    own = Watch.objects.filter(tie=OuterRef("pk")).values("preset")
    grouped = Watch.objects.filter(group__members=OuterRef("pk")).order_by("-preset").values("preset")[:1]
    squad = Watch.objects.filter(coach=OuterRef("coach"), group=None, tie=None).values("preset")
    return ties.annotate(watch=Coalesce(Subquery(own), Subquery(grouped), Subquery(squad), Value(USUAL)))
