from django.db import models

from journal.facts import FactsField
from journal.models.own import Pause
from runners.models import User

# The day values kept in FourWeeks, in the order of the rows of `numbers`. NaN says "no answer".
SIGNALS = ("training", "emotional", "tiredness", "poor_sleep", "effort_drift", "joyless", "unmet", "score")
# Where lines and replays stood on the evening before, in the order of `carried`; days are ordinals.
CARRIED = (
    *("legs_acute", "legs_chronic", "head_acute", "head_chronic", "head_observed", "head_answers", "head_days"),
    *("worth_a_look", "strained", "talk_today", "strained_on"),
    *("scored_on", "score_4", "score_3", "score_2", "score_1"),
)


class FourWeeks(models.Model):
    """One row a runner and four weeks, small enough for the database to keep in one piece.

    `numbers` are the raw bytes of float64 (signals, 28), the first day `from_on`; `carried` those of what the days
    before hand on. Derived, never the source: thrown away, it is worked out again from the entries.
    """

    pk = models.CompositePrimaryKey("runner_id", "from_on")
    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    from_on = models.DateField()
    numbers = models.BinaryField()
    carried = models.BinaryField()


class RunnerState(models.Model):
    """Where a runner stands today: what every row of the squad page and the runner's own pages start from."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    first_on = models.DateField(null=True)
    day = models.DateField()
    day_ends_at = models.DateTimeField(db_index=True)
    reading = models.CharField(max_length=14, default="learning")
    score = models.FloatField(null=True)
    confidence = models.FloatField(default=0)
    contributions = models.JSONField(default=dict)
    facts = FactsField(default=dict)
    noticed = models.BinaryField(default=b"")  # what alerts start from, in the order of noticing.COLUMNS
    episode_on = models.DateField(null=True)
    days_answered = models.PositiveSmallIntegerField(default=0)
    answers_lately = models.PositiveSmallIntegerField(default=0)
    quiet_days = models.PositiveSmallIntegerField(null=True)
    paused_as = models.CharField(max_length=10, choices=Pause.Kind, blank=True)
    paused_on = models.DateField(null=True)
    held_until = models.DateField(null=True)
    runs_ran_them = models.PositiveSmallIntegerField(default=0)
    training_acute = models.FloatField(null=True)
    training_low = models.FloatField(null=True)
    training_high = models.FloatField(null=True)
    emotional_acute = models.FloatField(null=True)
    emotional_low = models.FloatField(null=True)
    emotional_high = models.FloatField(null=True)
    # Eight weeks of each load in the bytes of charts.sparks: a sparkline's half, drawn when it is read.
    training_spark = models.BinaryField(default=b"")
    emotional_spark = models.BinaryField(default=b"")
    last_check_in_at = models.DateTimeField(null=True)
    last_need = models.CharField(max_length=20, blank=True)
    last_valence = models.SmallIntegerField(null=True)
    last_activation = models.SmallIntegerField(null=True)
    refreshed_at = models.DateTimeField()


class Unassessed(models.Model):
    """A runner whose standing is new. A small row of its own: taking it away leaves the wide one as it is."""

    runner = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )


class SixWeeks(models.Model):
    """The chart of a runner's first page as it was last drawn; `drawn_from` says from what. Derived, like FourWeeks."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    drawn_from = models.CharField(max_length=64)
    html = models.TextField()
