import uuid

from django.db import models
from django.db.models import Q

from runners.models import Coachship, User
from runners.private import PrivateText


class NoteSet(models.QuerySet["Note"]):
    def of_coach(self, coach: User) -> "NoteSet":
        """Their own notes about people who run with them now; another coach's notes are not there."""
        return self.filter(coachship__in=Coachship.objects.of_coach(coach)).select_related("coachship")

    def of_tie(self, tie: Coachship) -> "NoteSet":
        return self.filter(coachship=tie)

    def shared_with(self, runner: User) -> "NoteSet":
        """What coaches chose to show this runner. It stays theirs to read when they have left that coach."""
        return self.filter(coachship__runner=runner, shared_at__isnull=False).select_related("coachship__coach")


class Note(models.Model):
    """A coach's note about a runner: the coach's alone unless shared. Sealed with the runner's data key."""

    coachship = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    text = PrivateText()
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)

    objects = NoteSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coachship", "key"], name="one_note_a_key"),
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
        ]

    @property
    def runner_id(self) -> int:
        """Whose data key seals the text."""
        return self.coachship.runner_id
