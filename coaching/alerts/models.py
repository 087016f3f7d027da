from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from runners.models import Coachship, Outbox, User
from runners.models.people import CoachshipSet

COOLDOWN = timedelta(days=14)


class Assessment(models.Model):
    """What was read for a runner on a local day; written again when that day is worked out again."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    reading = models.CharField(max_length=14)
    score = models.FloatField(null=True)
    confidence = models.FloatField(default=0)
    contributions = models.JSONField(default=dict)
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "local_day"], name="one_assessment_a_day")]


class State(models.TextChoices):
    OPEN = "open", "Open"
    SEEN = "seen", "Seen"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    SNOOZED = "snoozed", "Later"
    ACTED_ON = "acted_on", "Talked"
    RESOLVED = "resolved", "Resolved"
    NOT_THIS_TIME = "not_this_time", "Not this time"


LIVE = (State.OPEN, State.SEEN, State.SNOOZED)

# From which states an alert may go where. Closed is closed; everything else may be thought over.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.OPEN: frozenset(set(State) - {State.OPEN}),
    State.SEEN: frozenset(set(State) - {State.OPEN, State.SEEN}),
    State.SNOOZED: frozenset(set(State) - {State.OPEN, State.SEEN, State.SNOOZED}),
    State.ACKNOWLEDGED: frozenset({State.ACTED_ON, State.SNOOZED, State.RESOLVED, State.NOT_THIS_TIME}),
    State.ACTED_ON: frozenset({State.RESOLVED, State.NOT_THIS_TIME}),
    State.RESOLVED: frozenset(),
    State.NOT_THIS_TIME: frozenset(),
}


# Called up again when the runner asks for a talk: somebody thought that it was taken care of.
CALLED_UP = frozenset({State.ACKNOWLEDGED, State.SNOOZED})
CLOSING = (State.ACTED_ON, State.RESOLVED, State.NOT_THIS_TIME)


class Answer(models.TextChoices):
    """What the runner says to an alert about them. One tap, and they may think again."""

    BUSY = "busy", "I’m fine, just a busy stretch"
    TALK = "talk", "I’d like to talk"
    ROOM = "room", "Please give me some room"


class Outcome(models.TextChoices):
    """What a coach says came of it."""

    TALKED = "talked", "We talked"
    EASED = "eased", "Eased the week"
    OTHER = "other", "It was something else"
    NOTHING = "nothing", "Nothing needed"
    WRONG = "wrong", "Wrong alarm"


class Useful(models.TextChoices):
    """Whether the alert was of use to the coach."""

    YES = "yes", "Yes"
    NOT_REALLY = "not_really", "Not really"
    KNEW = "knew", "I already knew"


class AlertSet(models.QuerySet["Alert"]):
    def of_runner(self, runner: User) -> "AlertSet":
        return self.filter(runner=runner).order_by("-raised_at")

    def for_coach(self, coach: User) -> "AlertSet":
        """Only of runners who share the balance check with this coach right now."""
        tie = Coachship.objects.of_coach(coach).sharing_balance().filter(runner=OuterRef("runner"))
        return self.filter(Exists(tie)).order_by("-raised_at")

    def live(self, now: datetime) -> "AlertSet":
        """Alerts that still ask for somebody: not closed, not put off."""
        return self.filter(state__in=LIVE).filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def unfinished(self) -> "AlertSet":
        return self.exclude(state__in=(State.RESOLVED, State.NOT_THIS_TIME))

    def untold_ties(self) -> CoachshipSet:
        """Coaches who may see one of these alerts and have had no word of it."""
        told = Delivery.objects.filter(alert__in=self, recipient=OuterRef("coach"), alert__runner=OuterRef("runner"))
        return Coachship.objects.sharing_balance().filter(Exists(self.filter(runner=OuterRef("runner"))), ~Exists(told))

    def of_episode(self, runner_id: int, episode_on: date, day: date) -> "AlertSet":
        """Alerts that this episode has had, or that are too recent for another one."""
        since = min(episode_on, day - COOLDOWN + timedelta(days=1))
        return self.filter(runner_id=runner_id, local_day__gte=since)


class Alert(models.Model):
    """Somebody's last days are unlike their usual: a thing with a life, seen by them and the coaches they chose."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, default="balance")
    local_day = models.DateField()
    episode_on = models.DateField()
    reading = models.CharField(max_length=14)
    score = models.FloatField()
    contributions = models.JSONField()
    facts = models.JSONField()
    state = models.CharField(max_length=14, choices=State, default=State.OPEN)
    snoozed_until = models.DateTimeField(null=True)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = AlertSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=Answer.values, answered_at__isnull=False),
                name="an_answer_has_its_time",
            ),
            models.UniqueConstraint(fields=["runner", "kind", "local_day"], name="one_alert_a_day"),
            models.UniqueConstraint(fields=["runner", "kind", "episode_on"], name="one_alert_an_episode"),
        ]

    def may(self, to: State) -> bool:
        return to in TRANSITIONS[State(self.state)]

    @property
    def over(self) -> bool:
        return self.state in (State.RESOLVED, State.NOT_THIS_TIME)


class AlertStep(models.Model):
    """One step in the life of an alert: who did what, and when. `by` is empty when time did it.

    A step that closes may carry what came of it, and whether the alert was of use.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.CharField(max_length=14, choices=State)
    after = models.CharField(max_length=14, choices=State)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    useful = models.CharField(max_length=10, choices=Useful, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", useful="") | Q(after__in=CLOSING), name="only_a_closing_step_has_an_outcome"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="a_known_outcome"),
            models.CheckConstraint(condition=Q(useful__in=["", *Useful.values]), name="a_known_usefulness"),
        ]


class Delivery(models.Model):
    """An alert on its way to one person on one channel; an e-mail points at its row in the outbox."""

    class Channel(models.TextChoices):
        IN_APP = "in_app"
        EMAIL = "email"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel)
    letter = models.OneToOneField(Outbox, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "recipient", "channel"], name="one_delivery_a_channel")]
