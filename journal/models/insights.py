from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from runners.models import User
from runners.private import PrivateText


class WeeklyReview(models.Model):
    """A week looked back on: drafted from the entries, then in the runner's own words, a column a part.

    `week_on` is the Monday in it, on whichever day the weeks of its runner begin.
    A coach reads the parts named in `shared` and no other, as long as the switches behind that part are on.
    """

    class Part(models.TextChoices):
        RUNS = "runs", "Runs"
        FEELINGS = "feelings", "Feelings"
        NEEDS = "needs", "What you came for"
        REST = "rest", "Sleep and rest"
        OWN = "own", "In your own words"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    runs = PrivateText()
    feelings = PrivateText()
    needs = PrivateText()
    rest = PrivateText()
    own = PrivateText()
    shared = ArrayField(models.CharField(max_length=10, choices=Part), default=list, size=len(Part))
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "week_on"], name="one_review_a_week"),
            models.CheckConstraint(condition=Q(week_on__iso_week_day=1), name="review_of_a_week_from_monday"),
        ]

    def words(self, part: str) -> str:
        """What was written under one part."""
        return str(getattr(self, WeeklyReview.Part(part).value))
