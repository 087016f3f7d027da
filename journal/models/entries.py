import uuid
from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from runners.models import Run, User
from runners.private import PrivateText

FEELING = range(-4, 5)


def between(name: str, low: int, high: int) -> models.CheckConstraint:
    within = Q(**{name: None}) | Q(**{f"{name}__range": (low, high)})
    return models.CheckConstraint(condition=within, name=f"%(class)s_{name}_range")


def _point(valence: int | None, activation: int | None) -> tuple[int, int] | None:
    return None if valence is None or activation is None else (valence, activation)


class EntrySet(models.QuerySet):  # type: ignore[type-arg]
    def kept(self) -> "EntrySet":
        return self.filter(deleted_at=None)

    def of(self, runner: User) -> "EntrySet":
        return self.kept().filter(runner=runner).order_by("-made_at", "-pk")

    def on_days(self, runner_ids: list[int], since: date, until: date) -> "EntrySet":
        return self.kept().filter(runner__in=runner_ids, local_day__range=(since, until))


class Entry(models.Model):
    """What every entry has: whose, when, in which zone, on which local day, how late, and when it was last typed in."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    made_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    local_day = models.DateField()
    days_late = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = EntrySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "key"], name="%(class)s_key_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["runner", "local_day"])]

    def delete_softly(self, *, now: datetime) -> None:
        self.deleted_at = now
        self.save(update_fields=["deleted_at"])


class Felt(Entry):
    """An entry with a point on the feelings map and an optional, explicitly chosen word."""

    valence = models.SmallIntegerField(null=True)
    activation = models.SmallIntegerField(null=True)
    word = models.CharField(max_length=30, blank=True)
    note = PrivateText()
    note_shared = models.BooleanField(default=False)
    note_shared_at = models.DateTimeField(null=True)

    class Meta(Entry.Meta):
        abstract = True
        constraints = [*Entry.Meta.constraints, between("valence", -4, 4), between("activation", -4, 4)]

    @property
    def given_at(self) -> datetime:
        """When a note that is shared was: in the first rows nothing says so, and the day it was typed in counts."""
        return self.note_shared_at or self.entered_at

    @property
    def feeling(self) -> tuple[int, int] | None:
        return _point(self.valence, self.activation)


class CheckIn(Felt):
    """What a runner says before a run, what they chose of what was offered then, and whether the run ran them."""

    class Offer(models.TextChoices):
        BREATHE = "breathe", "Breathe first"
        CAP = "cap", "Cap the effort"
        WRITE = "write", "Write it out"
        GO = "go", "Go anyway"

    class RanMe(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSURE = "unsure", "Not sure"

    class CueWent(models.TextChoices):
        OFTEN = "often", "Often"
        SOMETIMES = "sometimes", "Now and then"
        FORGOT = "forgot", "It slipped my mind"

    needs = ArrayField(models.CharField(max_length=20), default=list, size=3)
    planned_effort = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Run.Kind, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    offer_choice = models.CharField(max_length=10, choices=Offer, blank=True)
    offer_chosen_at = models.DateTimeField(null=True)
    ran_me = models.CharField(max_length=10, choices=RanMe, blank=True)
    ran_me_at = models.DateTimeField(null=True)
    # What the question rested on when it was answered, 0..100: from this it learns when to ask.
    ran_me_score = models.FloatField(null=True)
    # The effort this run was meant to stay under, chosen at a charged start: the plan stays what it was.
    effort_cap = models.PositiveSmallIntegerField(null=True)
    cue = models.CharField(max_length=20, blank=True)
    cue_went = models.CharField(max_length=10, choices=CueWent, blank=True)

    class Meta(Felt.Meta):
        abstract = False
        constraints = [
            *Felt.Meta.constraints,
            between("planned_effort", 0, 10),
            between("effort_cap", 0, 10),
            between("ran_me_score", 0, 100),
        ]
        indexes = [
            *Felt.Meta.indexes,
            models.Index(fields=["runner", "local_day"], condition=Q(ran_me="yes", deleted_at=None), name="ran_them"),
        ]

    @property
    def meant_effort(self) -> int | None:
        """How hard the run was meant to be in the end: the plan, or the ceiling that was set below it."""
        return min((one for one in (self.planned_effort, self.effort_cap) if one is not None), default=None)


class Reflection(Felt):
    """What a runner says after a run; where it led and who came along are nobody else's."""

    class Place(models.TextChoices):
        ROAD = "road", "Road"
        PARK = "park", "Park"
        TRAIL = "trail", "Trail"
        HILLS = "hills", "Hills"
        WATER = "water", "By the water"
        TRACK = "track", "Track"
        TREADMILL = "treadmill", "Treadmill"

    class Company(models.TextChoices):
        ALONE = "alone", "Alone"
        ONE = "one", "With one other"
        GROUP = "group", "A group"
        CLUB = "club", "The club"
        DOG = "dog", "A dog"

    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    check_in = models.ForeignKey(CheckIn, on_delete=models.SET_NULL, null=True, related_name="+")
    effort = models.PositiveSmallIntegerField(null=True)
    enjoyment = models.PositiveSmallIntegerField(null=True)
    need_met = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=12, choices=Place, blank=True)
    company = models.CharField(max_length=12, choices=Company, blank=True)

    class Meta(Felt.Meta):
        abstract = False
        constraints = [
            *Felt.Meta.constraints,
            between("effort", 0, 10),
            between("enjoyment", 0, 10),
            between("need_met", 0, 10),
        ]


class DailyCheck(Entry):
    """Once a day, run or not. Everything is 0..10; sleep is its quality; food and water are enough or not quite."""

    sleep = models.PositiveSmallIntegerField(null=True)
    tiredness = models.PositiveSmallIntegerField(null=True)
    stress = models.PositiveSmallIntegerField(null=True)
    soreness = models.PositiveSmallIntegerField(null=True)
    food = models.BooleanField(null=True)
    water = models.BooleanField(null=True)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["runner", "local_day"], condition=Q(deleted_at=None), name="one_daily_check_a_day"
            ),
            between("sleep", 0, 10),
            between("tiredness", 0, 10),
            between("stress", 0, 10),
            between("soreness", 0, 10),
        ]


class Practice(Entry):
    """Something done for oneself that is no run, with a feeling before and after. Nothing of it is anybody else's."""

    class Kind(models.TextChoices):
        BREATHING = "breathing", "Breathing"
        SITTING = "sitting", "Sitting still"
        WRITING = "writing", "Writing"
        TALKING = "talking", "Talking with somebody"
        STRENGTH = "strength", "Strength"

    class Trigger(models.TextChoices):
        WORK = "work", "Work"
        FAMILY = "family", "Family"
        MONEY = "money", "Money"
        HEALTH = "health", "Health"
        OWN = "own", "Something else"

    kind = models.CharField(max_length=10, choices=Kind)
    which = models.CharField(max_length=30, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    valence = models.SmallIntegerField(null=True)
    activation = models.SmallIntegerField(null=True)
    after_valence = models.SmallIntegerField(null=True)
    after_activation = models.SmallIntegerField(null=True)
    note = PrivateText()
    trigger = models.CharField(max_length=10, choices=Trigger, blank=True)
    trigger_word = PrivateText()
    next_step = PrivateText()

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            *(between(name, -4, 4) for name in ("valence", "activation", "after_valence", "after_activation")),
            between("minutes", 1, 1440),
        ]

    @property
    def before(self) -> tuple[int, int] | None:
        return _point(self.valence, self.activation)

    @property
    def after(self) -> tuple[int, int] | None:
        return _point(self.after_valence, self.after_activation)
