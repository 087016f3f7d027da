from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from coaching.alerts.models.presets import Preset, watched
from runners.models import Coachship, User
from runners.models.people import CoachshipSet, Shares
from runners.roles import Deed, those_who_may

COOLDOWN = timedelta(days=14)


class Assessment(models.Model):
    """What was read for a runner on a local day; written again when that day is worked out again."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    reading = models.CharField(max_length=14)
    score = models.FloatField(null=True)
    confidence = models.FloatField(default=0)
    contributions = models.JSONField(default=dict)
    formula = models.PositiveSmallIntegerField(default=1)  # the one that made it: history stays what it was
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "local_day"], name="one_assessment_a_day")]


class Kind(models.TextChoices):
    """What an alert is about; the most urgent first."""

    BALANCE = "balance", "Balance check"
    CHARGED = "charged", "Runs driven by feelings"
    DIVERGENCE = "divergence", "Head and legs apart"
    QUIET = "quiet", "Quiet"
    SPIKE = "spike", "A much longer run"
    GOOD_WEEK = "good_week", "A good week"


# What a runner must share with a coach for one of these to be about them; a kind looks at nothing else.
NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.BALANCE: ("balance",),
    Kind.CHARGED: ("emotional",),
    Kind.DIVERGENCE: ("training", "emotional"),
    Kind.QUIET: ("balance",),
    Kind.SPIKE: ("training",),
    Kind.GOOD_WEEK: ("balance", "emotional", "reflections"),
}
# Worth knowing, but nobody waits for an answer: these are not counted among what is open, unless a talk is asked for.
IN_PASSING = (Kind.SPIKE, Kind.GOOD_WEEK)


def shared_for(kind: str, shares: Shares) -> bool:
    return all(getattr(shares, switch) for switch in NEEDS[Kind(kind)])


def sharing_for(ties: CoachshipSet, kind: OuterRef) -> CoachshipSet:
    """Those of the ties that share what this kind looks at."""
    wide = Q()
    for name, switches in NEEDS.items():
        wide |= Q(about=name, **{f"shares_{switch}": True for switch in switches})
    return ties.alias(about=ExpressionWrapper(kind, output_field=models.CharField())).filter(wide)


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
TAKEN_UP = (State.ACKNOWLEDGED, *CLOSING)  # whoever took one of these steps can say whether the alert was of use


class Answer(models.TextChoices):
    """What the runner says to an alert about them. One tap, and they may think again."""

    BUSY = "busy", "I’m fine, just a busy stretch"
    TALK = "talk", "I’d like to talk"
    ROOM = "room", "Please give me some room"


# What fits each kind: whoever had a good week has nothing to put right, and nothing to say that it is fine.
NO_WORRY = (Kind.GOOD_WEEK,)
ANSWERS: dict[Kind, tuple[Answer, ...]] = {kind: tuple(Answer) for kind in Kind} | dict.fromkeys(
    NO_WORRY, (Answer.TALK,)
)


class Outcome(models.TextChoices):
    """What a coach says came of it."""

    TALKED = "talked", "We talked"
    EASED = "eased", "Eased the week"
    OTHER = "other", "It was something else"
    NOTHING = "nothing", "Nothing needed"
    WRONG = "wrong", "Wrong alarm"


class Useful(models.TextChoices):
    """Whether the alert was of use to the coach."""

    YES = "yes", "Useful"
    NOT_REALLY = "not_really", "Not useful this time"
    KNEW = "knew", "I already knew"


class AlertSet(models.QuerySet["Alert"]):
    def of_runner(self, runner: User) -> "AlertSet":
        return self.filter(runner=runner).order_by("-raised_at")

    def for_coach(self, coach: User) -> "AlertSet":
        """Of runners who share right now what the kind looks at: those this coach was told of, and the plainest."""
        ties = sharing_for(Coachship.objects.of_coach(coach).filter(runner=OuterRef("runner")), OuterRef("kind"))
        told = Alert.objects.filter(pk=OuterRef("pk"), deliveries__recipient=coach)
        return self.filter(Exists(ties), Q(level=Preset.CALM) | Q(Exists(told))).order_by("-raised_at")

    def to_answer_by(self, coach: User) -> "AlertSet":
        """Those of them that this coach may acknowledge, put off or close: not who only reads."""
        return self._for_role(coach, Deed.ANSWER)

    def told_to(self, coach: User) -> "AlertSet":
        """Those of them that may come to this coach outside the site: not to who only reads."""
        return self._for_role(coach, Deed.BE_TOLD)

    def _for_role(self, coach: User, deed: Deed) -> "AlertSet":
        ties = Coachship.objects.of_coach(coach).filter(role__in=those_who_may(deed))
        return self.for_coach(coach).filter(runner__in=ties.values("runner"))

    def live(self, now: datetime) -> "AlertSet":
        """Alerts that still ask for somebody: not closed, not put off."""
        return self.filter(state__in=LIVE).filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def unfinished(self) -> "AlertSet":
        return self.exclude(state__in=(State.RESOLVED, State.NOT_THIS_TIME))

    def untold(self) -> "AlertSet":
        """Those that some coach may see and wants to hear of, and has had no word of."""
        told = Alert.objects.filter(pk=OuterRef(OuterRef("pk")), deliveries__recipient=OuterRef("coach"))
        wanting = Q(runner=OuterRef("runner")) & Q(watch__gte=OuterRef("level"))
        ties = watched(Coachship.objects.current()).filter(wanting)
        return self.filter(Exists(sharing_for(ties, OuterRef("kind")).exclude(Exists(told))))


class Alert(models.Model):
    """Somebody's last days are unlike their usual: a thing with a life, seen by them and the coaches they chose.

    `level` is the calmest preset that has called for it so far; `figures` is what a kind other than the balance check
    rests on, and what the balance check was when it was raised, once its reading has climbed since. `changed_at`: the
    entries behind it changed later, and its day would read `score_later` now.
    """

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.BALANCE)
    level = models.PositiveSmallIntegerField(choices=Preset, default=Preset.CALM)
    figures = models.JSONField(default=dict)
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
    changed_at = models.DateTimeField(null=True)
    score_later = models.FloatField(null=True)

    objects = AlertSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=Answer.values, answered_at__isnull=False),
                name="an_answer_has_its_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="a_known_kind"),
            models.CheckConstraint(condition=Q(level__in=Preset.values), name="a_known_level"),
            models.UniqueConstraint(fields=["runner", "kind", "local_day"], name="one_alert_a_day"),
            models.UniqueConstraint(fields=["runner", "kind", "episode_on"], name="one_alert_an_episode"),
        ]

    def may(self, to: State) -> bool:
        return to in TRANSITIONS[State(self.state)]

    @property
    def score_now(self) -> float:
        """What its day comes to as far as anybody has looked."""
        return self.score if self.score_later is None else self.score_later

    @property
    def first_reading(self) -> str:
        """What it read when it was raised."""
        return str(self.figures.get("reading", self.reading))

    @property
    def first_on(self) -> date:
        """The day it was raised for; `local_day` is the one its figures are of."""
        return date.fromisoformat(self.figures["on"]) if "on" in self.figures else self.local_day

    @property
    def asks_for_a_talk(self) -> bool:
        """As long as nobody has talked with them."""
        return self.answer == Answer.TALK and self.state not in CLOSING

    @property
    def over(self) -> bool:
        return self.state in (State.RESOLVED, State.NOT_THIS_TIME)


class AlertStep(models.Model):
    """One step in the life of an alert: who did what, and when. `by` is empty when time did it.

    A step that closes may carry what came of it, one that takes it up whether the alert was of use. `was_until`: until
    when the alert had been set aside, for whoever takes the step back.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.CharField(max_length=14, choices=State)
    after = models.CharField(max_length=14, choices=State)
    at = models.DateTimeField()
    was_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    useful = models.CharField(max_length=10, choices=Useful, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(after__in=CLOSING), name="only_a_closing_step_has_an_outcome"
            ),
            models.CheckConstraint(condition=Q(useful="") | Q(after__in=TAKEN_UP), name="only_who_took_it_up_judges"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="a_known_outcome"),
            models.CheckConstraint(condition=Q(useful__in=["", *Useful.values]), name="a_known_usefulness"),
        ]
