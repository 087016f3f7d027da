import uuid
from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from runners.models import Coachship, User
from runners.private import PrivateText


class About(models.TextChoices):
    """What a conversation is about. Whoever owns such things knows their titles; here they are a kind and a number."""

    ANYTHING = "anything", "Anything"
    RUN = "run", "About a run"
    CHECK_IN = "check-in", "About a check-in"
    REFLECTION = "reflection", "About a reflection"
    ALERT = "alert", "About an alert"
    PLAN = "plan", "About a planned run"


class ThreadSet(models.QuerySet["Thread"]):
    def of_runner(self, runner: User) -> "ThreadSet":
        return self.filter(runner=runner)

    def of_coach(self, coach: User) -> "ThreadSet":
        """Those the runner lets this coach read, while they run with them: gone with the tie, at once."""
        return self.filter(readers__tie__in=Coachship.objects.of_coach(coach)).select_related("runner")

    def open_to(self, person: User) -> "ThreadSet":
        """From either side. To be asked about one of them: for lists a side at a time is the shorter question."""
        reads = Reader.objects.filter(thread=OuterRef("pk"), tie__in=Coachship.objects.of_coach(person))
        return self.filter(Q(runner=person) | Exists(reads)).select_related("runner")

    def read_by(self, tie: Coachship) -> "ThreadSet":
        return self.filter(readers__tie=tie)

    def shown_to(self, reader: User, now: datetime) -> "ThreadSet":
        """With something in them to read: what is unread first, then the newest."""
        seen = Message.objects.seen_by(reader, now).filter(thread=OuterRef("pk"))
        newest = seen.order_by("-due_at", "-pk")
        waiting = Unread.objects.of(reader).filter(message__thread=OuterRef("pk"), message__due_at__lte=now)
        many = waiting.values("message__thread").annotate(many=Count("pk")).values("many")
        found = self.annotate(
            newest_at=Subquery(newest.values("due_at")[:1]),
            newest_by=Subquery(newest.values("writer_id")[:1]),
            unread=Subquery(many),
        )
        return found.filter(newest_at__isnull=False).order_by(F("unread").desc(nulls_last=True), "-newest_at", "-pk")


class Thread(models.Model):
    """A runner and the coaches they let take part, talking about one thing, or about anything.

    `tie` is the coach it began with; empty once the runner has taken that coach out, so that the coach begins anew.
    """

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    tie = models.ForeignKey(Coachship, on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=10, choices=About, default=About.ANYTHING)
    number = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()

    objects = ThreadSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tie", "about", "number"], name="one_thread_a_topic"),
            models.CheckConstraint(
                condition=Q(about="anything", number=0) | (~Q(about="anything") & Q(number__gt=0)),
                name="a_topic_has_its_number",
            ),
        ]


class Reader(models.Model):
    """A coach who takes part in a conversation. The runner decides; without the tie it opens nothing."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readers")
    tie = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "tie"], name="one_place_in_a_thread")]


class MessageSet(models.QuerySet["Message"]):
    def there(self) -> "MessageSet":
        return self.filter(deleted_at=None)

    def seen_by(self, reader: User, now: datetime) -> "MessageSet":
        """What has gone out, and one's own that has not yet."""
        return self.there().filter(Q(due_at__lte=now) | Q(writer=reader))

    def by(self, writer: User) -> "MessageSet":
        return self.filter(writer=writer).select_related("thread__runner")


class Message(models.Model):
    """One message, sealed with the runner's data key whoever wrote it. Others read it from `due_at` on."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    writer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    text = PrivateText()
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = MessageSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "writer", "key"], name="one_message_a_key"),
            models.CheckConstraint(condition=~Q(text=""), name="a_message_says_something"),
        ]
        indexes = [
            models.Index(fields=["thread", "-due_at"], name="newest_of_a_thread"),
            models.Index(fields=["writer", "written_at"], name="written_lately"),
        ]

    @property
    def runner_id(self) -> int:
        """Whose data key seals the text."""
        return self.thread.runner_id


class UnreadSet(models.QuerySet["Unread"]):
    def of(self, person: User) -> "UnreadSet":
        return self.filter(person=person, message__deleted_at=None)

    def of_runner(self, runner: User) -> "UnreadSet":
        """In their own conversations."""
        return self.of(runner).filter(message__thread__runner=runner)

    def of_coach(self, coach: User) -> "UnreadSet":
        """In those they take part in as a coach, now."""
        return self.of(coach).filter(message__thread__readers__tie__in=Coachship.objects.of_coach(coach))


class Unread(models.Model):
    """A message somebody has not read. The row goes when a page has shown it to them, and with no other message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="unread_by")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    objects = UnreadSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "message"], name="unread_once")]


class Within(models.IntegerChoices):
    """How soon a coach usually answers."""

    A_DAY = 1, "within a day"
    TWO_DAYS = 2, "within two days"
    THREE_DAYS = 3, "within three days"
    A_WEEK = 7, "within a week"


class Habit(models.Model):
    """How somebody goes about messages: whether a mail tells them, and what a coach lets runners expect."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    wants_mail = models.BooleanField(default=True)
    answers_within = models.PositiveSmallIntegerField(choices=Within, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answers_within=None) | Q(answers_within__in=Within.values), name="a_known_habit"
            )
        ]


class Phrase(models.Model):
    """Words a coach keeps to begin a message with. Sealed with the coach's own data key."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    text = PrivateText(owner="coach_id")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "key"], name="one_phrase_a_key"),
            models.CheckConstraint(condition=~Q(text=""), name="a_phrase_says_something"),
        ]
