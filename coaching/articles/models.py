import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from django.core.signing import BadSignature, Signer
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from runners.models import CoachProfile, User

COMMENT_DAYS = 60
ADDRESSES = 7_007  # the advisory lock under which articles and tags find an address nobody has
DIGITS = 12  # of a picture's digest, in its address


class Tag(models.Model):
    name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=40, unique=True, allow_unicode=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles-tag", args=[self.slug])


class ArticleSet(models.QuerySet["Article"]):
    def of(self, author: CoachProfile) -> "ArticleSet":
        return self.filter(author=author).order_by(F("published_at").desc(nulls_first=True), "-pk")

    def public(self, now: datetime) -> "ArticleSet":
        """Published by a listed coach whose account is open, newest first."""
        out = self.filter(published_at__lte=now, author__in=CoachProfile.objects.listed(now))
        return out.order_by("-published_at", "-pk")

    def showing(self, picture: "Picture") -> "ArticleSet":
        return self.filter(author=picture.author_id, html__contains=picture.get_absolute_url())

    def lock_addresses(self) -> None:
        """One at a time finds a free one, until the end of the transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ADDRESSES])

    def tagged(self, tag: Tag) -> "ArticleSet":
        return self.filter(tags=tag)

    def by(self, author: CoachProfile) -> "ArticleSet":
        return self.filter(author=author)

    def before(self, article: "Article") -> "ArticleSet":
        """Older ones, the next older first."""
        at, pk = article.published_at, article.pk
        return self.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))

    def after(self, article: "Article") -> "ArticleSet":
        """Newer ones, the next newer first."""
        at, pk = article.published_at, article.pk
        newer = self.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk))
        return newer.order_by("published_at", "pk")


class Article(models.Model):
    """What a coach writes for everybody. `html`, `contents`, `minutes` and `card` are made from it at each save."""

    class Comments(models.IntegerChoices):
        NONE = 0, "No comments"
        FORTNIGHT = 14, "For two weeks"
        TWO_MONTHS = COMMENT_DAYS, "For two months"
        ALWAYS = 36_500, "For as long as it stands"

    author = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField()
    contents = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=1)
    card = models.BinaryField()
    card_hash = models.CharField(max_length=12)
    tags = models.ManyToManyField(Tag, related_name="+")
    comment_days = models.PositiveIntegerField(choices=Comments, default=Comments.TWO_MONTHS)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = ArticleSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="articles_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="an_article_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    def is_public(self, now: datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    def takes_comments(self, now: datetime) -> bool:
        return self.is_public(now) and now < self._published() + timedelta(days=self.comment_days)

    def _published(self) -> datetime:
        return self.published_at or self.written_at


class OldAddress(models.Model):
    """A slug an article was published under before: whoever kept the link still arrives."""

    slug = models.SlugField(max_length=80, primary_key=True, allow_unicode=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")


class PictureSet(models.QuerySet["Picture"]):
    def at(self, pk: int, digits: str) -> "PictureSet":
        return self.filter(pk=pk, digest__startswith=digits) if len(digits) == DIGITS else self.none()

    def of(self, author: CoachProfile) -> "PictureSet":
        return self.filter(author=author).order_by("-pk")


class Picture(models.Model):
    """A picture of a coach, encoded anew: nothing the camera knew about place or owner is left in it."""

    author = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shows = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    objects = PictureSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "digest"], name="same_picture_once"),
            models.CheckConstraint(condition=~Q(shows=""), name="a_picture_says_what_it_shows"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("article-picture", args=[self.pk, self.digest[:DIGITS]])


LONGEST_COMMENT = 4000
HIDDEN_FROM = 3  # reports by different people
HALF = 32  # of a reporter is the account, the rest the network address
TOKENS = Signer(salt="articles.comment")


class CommentSet(models.QuerySet["Comment"]):
    def published(self) -> "CommentSet":
        return self.filter(state=Comment.State.PUBLISHED)

    def of_author(self, author: CoachProfile) -> "CommentSet":
        return self.filter(article__author=author)

    def by_token(self, token: str) -> "CommentSet":
        """The one a mailed link is about, or none."""
        try:
            return self.filter(pk=int(TOKENS.unsign(token)))
        except (BadSignature, ValueError):
            return self.none()

    def from_address(self, email: str) -> "CommentSet":
        return self.filter(email__iexact=email)

    def waiting(self) -> "CommentSet":
        """What wants a decision: held, reported, or asked to be looked at again."""
        asks = Q(state=Comment.State.HELD) | Q(state=Comment.State.PUBLISHED, reported=True)
        again = Q(state=Comment.State.DECLINED, appealed_at__isnull=False, appeal_closed_at=None)
        reports = Report.objects.filter(comment=OuterRef("pk"), settled_at=None)
        return self.annotate(reported=Exists(reports)).filter(asks | again).order_by("written_at", "pk")


class Comment(models.Model):
    """What somebody says under an article. Name and text are public once published; the address never is."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Waits for its writer to confirm it"
        HELD = "held", "Waits for the author"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Not published"

    class Why(models.TextChoices):
        """Why a comment is not published; the writer is told in these words."""

        UNKIND = "unkind", "It speaks about a person in a way that could hurt them."
        ASIDE = "aside", "It is about something else than the article."
        SELLS = "sells", "It advertises something."
        ADVICE = "advice", "It gives medical advice that could harm somebody."
        PRIVATE = "private", "It says something private about somebody."

    # Where a comment can go from where it stands.
    STEPS: ClassVar[dict[str, frozenset[str]]] = {
        State.UNCONFIRMED: frozenset({State.HELD, State.PUBLISHED}),
        State.HELD: frozenset({State.PUBLISHED, State.DECLINED}),
        State.PUBLISHED: frozenset({State.DECLINED, State.HELD}),
        State.DECLINED: frozenset({State.PUBLISHED}),
    }

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    answers = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField()
    text = models.TextField(max_length=LONGEST_COMMENT)
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    hold = models.BooleanField(default=False)
    wants_replies = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_closed_at = models.DateTimeField(null=True)

    objects = CommentSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(why="") | ~Q(state="declined") & Q(why=""),
                name="a_declined_comment_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["article", "state", "written_at"], name="comments_of_article")]

    @property
    def token(self) -> str:
        return TOKENS.sign(str(self.pk))

    @property
    def by_author(self) -> bool:
        return self.person_id is not None and self.person_id == self.article.author.pk

    def may_go(self, state: str) -> bool:
        return state in self.STEPS[self.state]


def people_behind(reporters: Iterable[str]) -> int:
    """Each is told apart by account and by network address: one person signed in and out, here and there, is one."""
    both = [(reporter[:HALF], reporter[HALF:]) for reporter in reporters]
    return min(len({account for account, _ in both}), len({network for _, network in both}))


class ReportSet(models.QuerySet["Report"]):
    def people_on(self, comment: Comment) -> int:
        return people_behind(self.filter(comment=comment, settled_at=None).values_list("reporter", flat=True))


class Report(models.Model):
    """Somebody thinks a comment should be looked at again. Who it was is kept as numbers that cannot be read back."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    reporter = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=Comment.Why)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = ReportSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="one_report_a_person")]
