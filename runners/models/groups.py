"""A coach's own order among their runners: groups under a name, and looks at the squad worth coming back to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from runners.models.people import Coachship, User

LONGEST_NAME = 40
LONGEST_QUERY = 300


class GroupSet(models.QuerySet["Group"]):
    def of(self, coach: User) -> "GroupSet":
        return self.filter(coach=coach).order_by("name", "pk")


class Group(models.Model):
    """Some of a coach's runners under one name. Nobody but the coach sees it."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    made_at = models.DateTimeField()
    members = models.ManyToManyField(Coachship, through="GroupMember", related_name="+")

    objects = GroupSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "name"], name="one_group_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_group_has_a_name"),
        ]


class GroupMember(models.Model):
    """A runner in a group, by their tie: it goes when the tie ends. `batch` is the form that brought them in."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    coachship = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()
    batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "coachship"], name="once_in_a_group")]


class SavedView(models.Model):
    """A look at the squad page under a name: which rows, in which order, as its address says it."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["coach", "name"], name="one_saved_view_a_name")]
