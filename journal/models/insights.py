from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from runners.models import User
from runners.private import PrivateText


class WeeklyReview(models.Model):
    """A week looked back on: drafted from the entries, then in the runner's own words, a column a part.

    `week_on` is its first day, as its runner's weeks began then: they may begin on another day by now.
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
    shared_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "week_on"], name="one_review_a_week"),
        ]

    @property
    def given_at(self) -> datetime:
        """When its parts were shared; where nothing says so, when it was kept."""
        return self.shared_at or self.kept_at

    def words(self, part: str) -> str:
        """What was written under one part."""
        return str(getattr(self, WeeklyReview.Part(part).value))
