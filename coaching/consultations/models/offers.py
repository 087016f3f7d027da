"""What a coach offers, and when."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from runners.models import CoachProfile, Coachship, SecretLink, User
from runners.private import PrivateText

OPEN_QUESTION = "What do you need from running right now?"


class Welcome(models.Model):
    """What stands on a coach's public page beside name and offers. `faq` holds pairs of a question and its answer."""

    coach = models.OneToOneField(CoachProfile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    how = models.TextField(max_length=4000, blank=True)
    faq = models.JSONField(default=list)
    changed_at = models.DateTimeField()


class WeeklyRule(models.Model):
    """Hours of every week, as the clock on the coach's wall shows them. Until midnight or past it is allowed."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    from_time = models.TimeField()
    until_time = models.TimeField()
    for_squad = models.BooleanField(default=False)  # kept for runners of the coach: no visitor is offered these

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lt=7), name="a_week_has_seven_days")]


class Override(models.Model):
    """One day that is different: other hours, `[["09:00", "12:30"], ...]`, or none at all."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    windows = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coach", "day"], name="one_override_a_day")]


class Away(models.Model):
    """Days without any call, first and last included."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="away_ends_after_it_begins")
        ]


class BusyFeed(models.Model):
    """Another calendar of the coach. Its address is a secret: whoever has it reads that calendar."""

    coach = models.OneToOneField(CoachProfile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    url = PrivateText(owner="coach_id")
    host = models.CharField(max_length=253)
    added_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)


class CallsFeed(SecretLink):
    """The secret link under which a coach's own calendar reads their calls."""

    coach = models.OneToOneField(CoachProfile, on_delete=models.CASCADE, primary_key=True, related_name="+")


class BusyTime(models.Model):
    """When the coach is busy by that calendar; never why."""

    feed = models.ForeignKey(BusyFeed, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["feed", "ends_at"], name="busy_until")]


class OfferSet(models.QuerySet["Offer"]):
    def of(self, coach: CoachProfile) -> "OfferSet":
        return self.filter(coach=coach).order_by("place_in_list", "pk")

    def open(self) -> "OfferSet":
        return self.filter(closed_at=None)

    def public(self, now: datetime) -> "OfferSet":
        """What visitors may book: of listed coaches, and not kept for the coach's own runners."""
        listed = CoachProfile.objects.listed(now)
        return self.open().filter(for_squad=False, coach__in=listed)

    def for_runner(self, runner: User) -> "OfferSet":
        """What the coaches of this runner keep for their own."""
        return self.open().filter(
            for_squad=True,
            coach__person__is_active=True,
            coach__person__leaving_at=None,
            coach__in=Coachship.objects.of_runner(runner).values("coach"),
        )


class Offer(models.Model):
    """Something a coach offers: a first call, an hour, a group call. Times are minutes unless the name says else."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    about = models.TextField(max_length=2000)
    price = models.CharField(max_length=80)
    venue = models.CharField(max_length=300, blank=True)  # how we meet; told with the confirmation alone
    minutes = models.PositiveSmallIntegerField(default=60)
    seats = models.PositiveSmallIntegerField(default=1)
    step_minutes = models.PositiveSmallIntegerField(default=30)
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=10)
    notice_hours = models.PositiveSmallIntegerField(default=12)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    per_day = models.PositiveSmallIntegerField(null=True)
    per_week = models.PositiveSmallIntegerField(null=True)
    policy_hours = models.PositiveSmallIntegerField(default=24)
    approves = models.BooleanField(default=False)
    for_squad = models.BooleanField(default=False)
    questions = models.JSONField(default=list)  # the coach's own, after the open one
    place_in_list = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = OfferSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "slug"], name="one_offer_an_address"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="a_call_has_a_length"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=200), name="an_offer_has_seats"),
            models.CheckConstraint(condition=Q(step_minutes__gte=5, step_minutes__lte=240), name="a_step_has_a_length"),
            models.CheckConstraint(condition=Q(horizon_days__gte=1, horizon_days__lte=365), name="a_horizon_in_sight"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="an_offer_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.for_squad or not self.coach.slug:
            return reverse("squad-offer", args=[self.pk])
        return reverse("offer", args=[self.coach.slug, self.slug])

    @property
    def is_group(self) -> bool:
        return self.seats > 1

    def span(self, start: datetime) -> tuple[datetime, datetime]:
        """The time it takes from the coach, buffers included."""
        begins = start - timedelta(minutes=self.buffer_before)
        return begins, start + timedelta(minutes=self.minutes + self.buffer_after)
