"""Articles as pages show them."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coaching.articles.markdown import Shown, named_pictures
from coaching.articles.models import Article, ArticleSet, Comment, OldAddress, Picture, Report, Tag, people_behind
from runners.models import CoachProfile, User

A_PAGE = 12
IN_A_FEED = 30
PICTURES_A_PAGE = 60
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Listed:
    """A list of articles: all of them, a tag's, or a coach's."""

    heading: str
    address: str
    feed: str
    page: Page[Article]
    tag: Tag | None = None
    author: CoachProfile | None = None

    @property
    def canonical(self) -> str:
        number = self.page.number
        return settings.PUBLIC_URL + self.address + (f"?page={number}" if number > 1 else "")


@dataclass(frozen=True)
class Neighbour:
    """The next article in one direction, and the next within each tag."""

    article: Article | None
    within: tuple[tuple[Tag, Article], ...]


@dataclass(frozen=True)
class ArticlePage:
    article: Article
    author: str
    by: str
    published: datetime
    tags: tuple[Tag, ...]
    older: Neighbour
    newer: Neighbour
    canonical: str
    card: str
    comments: tuple["Thread", ...]
    comment_count: int
    takes_comments: bool

    @property
    def structured(self) -> str:
        """For search engines: JSON-LD in which nothing can end the script it stands in."""
        said = {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": self.article.title,
            "description": self.article.summary,
            "image": self.card,
            "datePublished": self.published.isoformat(),
            "dateModified": self.article.changed_at.isoformat(),
            "author": {"@type": "Person", "name": self.author},
            "mainEntityOfPage": self.canonical,
        }
        return json.dumps(said).translate(HARMLESS)


def all_articles(*, now: datetime, number: str | None) -> Listed:
    feed = reverse("articles-feed")
    return Listed("Articles", reverse("articles"), feed, _page(Article.objects.public(now), number))


def tagged_articles(slug: str, *, now: datetime, number: str | None) -> Listed:
    """A tag that is in drafts alone is nobody's business."""
    tag = get_object_or_404(Tag, slug=slug)
    page = _page(Article.objects.public(now).tagged(tag), number)
    if not page.paginator.count:
        raise Http404
    return Listed(tag.name, tag.get_absolute_url(), reverse("articles-tag-feed", args=[slug]), page, tag=tag)


def articles_by(slug: str, *, now: datetime, number: str | None) -> Listed:
    author = listed_coach(slug, now=now)
    page = _page(Article.objects.public(now).by(author), number)
    address, feed = reverse("articles-author", args=[slug]), reverse("articles-author-feed", args=[slug])
    return Listed(f"Articles by {author.person.name}", address, feed, page, author=author)


def listed_coach(slug: str, *, now: datetime) -> CoachProfile:
    return get_object_or_404(CoachProfile.objects.listed(now).select_related("person"), slug=slug)


def _page(articles: ArticleSet, number: str | None) -> Page[Article]:
    light = articles.select_related("author__person").prefetch_related("tags").defer("body", "html", "card")
    return Paginator(light, A_PAGE).get_page(number)


def article_page(slug: str, *, now: datetime) -> ArticlePage | None:
    found = Article.objects.public(now).select_related("author__person").defer("body", "card").filter(slug=slug).first()
    if found is None or found.published_at is None:
        return None
    tags = tuple(found.tags.all())
    threads = threads_of(found)
    return ArticlePage(
        article=found,
        author=found.author.person.name,
        by=found.author.slug or "",
        published=found.published_at,
        tags=tags,
        older=_neighbour(found, tags, now=now, older=True),
        newer=_neighbour(found, tags, now=now, older=False),
        canonical=settings.PUBLIC_URL + found.get_absolute_url(),
        card=settings.PUBLIC_URL + reverse("article-card", args=[found.slug, found.card_hash]),
        comments=threads,
        comment_count=sum(1 + len(thread.answers) for thread in threads),
        takes_comments=found.takes_comments(now),
    )


@dataclass(frozen=True)
class Line:
    """One published comment."""

    pk: int
    name: str
    text: str
    at: datetime
    by_author: bool


@dataclass(frozen=True)
class Thread:
    """A comment and what was answered to it, oldest first."""

    first: Line
    answers: tuple[Line, ...]


def threads_of(article: Article) -> tuple[Thread, ...]:
    """An answer whose comment is gone stands by itself."""
    published = list(Comment.objects.published().filter(article=article).order_by("written_at", "pk"))
    here = {comment.pk for comment in published}
    firsts = [c for c in published if c.answers_id not in here]
    return tuple(
        Thread(_line(c, article), tuple(_line(a, article) for a in published if a.answers_id == c.pk)) for c in firsts
    )


def _line(comment: Comment, article: Article) -> Line:
    by_author = comment.person_id is not None and comment.person_id == article.author_id
    return Line(comment.pk, comment.name, comment.text, comment.written_at, by_author)


@dataclass(frozen=True)
class Waiting:
    """A comment that wants a decision, for the author of the article."""

    pk: int
    name: str
    text: str
    at: datetime
    title: str
    address: str
    asks: str
    appeal: str


def waiting_comments(author: CoachProfile) -> tuple[Waiting, ...]:
    found = Comment.objects.of_author(author).waiting().select_related("article").defer("article__html")
    reports = _reports(author)
    return tuple(
        Waiting(
            c.pk, c.name, c.text, c.written_at, c.article.title, c.article.get_absolute_url(),
            asks=_asks(c, reports.get(c.pk, [])), appeal=c.appeal,
        )
        for c in found
    )  # fmt: skip


def _reports(author: CoachProfile) -> dict[int, list[Report]]:
    found: dict[int, list[Report]] = {}
    for report in Report.objects.filter(comment__article__author=author, settled_at=None).order_by("reported_at"):
        found.setdefault(report.comment_id, []).append(report)
    return found


def _asks(comment: Comment, reports: list[Report]) -> str:
    if comment.appealed_at is not None and comment.state == Comment.State.DECLINED:
        return f"Asks for a second look. You said: {comment.get_why_display()}"
    if reports:
        said = " ".join(dict.fromkeys(report.get_why_display() for report in reports))
        people = people_behind(report.reporter for report in reports)
        return f"Reported by {people}. {said}" if people > 1 else f"Reported by one reader. {said}"
    return "Their first comment here, or one to look at yourself."


def open_article(slug: str, *, now: datetime) -> Article:
    public = Article.objects.public(now).select_related("author__person").defer("body", "html", "card")
    return get_object_or_404(public, slug=slug)


def comment_of(token: str) -> Comment:
    """The one a mailed link is about."""
    found = Comment.objects.by_token(token).select_related("article__author__person", "answers__person")
    return get_object_or_404(found)


def published_comment(pk: int, *, now: datetime) -> Comment:
    found = Comment.objects.published().select_related("article__author__person")
    return get_object_or_404(found.filter(article__in=Article.objects.public(now).order_by()), pk=pk)


def _neighbour(article: Article, tags: tuple[Tag, ...], *, now: datetime, older: bool) -> Neighbour:
    public = Article.objects.public(now).only("title", "slug", "published_at")
    beyond = public.before(article) if older else public.after(article)
    nearest = ((tag, beyond.tagged(tag).first()) for tag in tags)
    return Neighbour(beyond.first(), tuple((tag, found) for tag, found in nearest if found is not None))


def moved_to(slug: str, *, now: datetime) -> Article | None:
    """Where an address of before leads today."""
    old = OldAddress.objects.filter(slug=slug).first()
    return Article.objects.public(now).filter(pk=old.article_id).first() if old else None


@dataclass(frozen=True)
class DeskLine:
    """One of the coach's own articles, and how far it is."""

    pk: int
    title: str
    state: str
    address: str


def desk(author: CoachProfile, *, now: datetime) -> tuple[DeskLine, ...]:
    articles = Article.objects.of(author).defer("body", "html", "card")
    return tuple(DeskLine(a.pk, a.title, state_of(a, now), a.get_absolute_url()) for a in articles)


def state_of(article: Article, now: datetime) -> str:
    at = article.published_at
    if at is None:
        return "Draft"
    day = timezone.localdate(at)
    said = f"{day.day} {day:%B %Y}"
    return f"Published {said}" if at <= now else f"Appears {said}, {timezone.localtime(at):%H:%M}"


def own_article(author: CoachProfile, pk: int) -> Article:
    return get_object_or_404(Article.objects.select_related("author__person").filter(author=author), pk=pk)


def own_pictures(author: CoachProfile, *, number: str | None) -> Page[Picture]:
    return Paginator(Picture.objects.of(author).defer("content"), PICTURES_A_PAGE).get_page(number)


def own_picture(author: CoachProfile, pk: int) -> Picture:
    return get_object_or_404(Picture.objects.of(author).defer("content"), pk=pk)


def picture_at(pk: int, digits: str, *, now: datetime) -> tuple[Picture, bool]:
    """The picture, and whether everybody may see it: it stands in an article that is out."""
    found = get_object_or_404(Picture.objects.at(pk, digits))
    return found, Article.objects.public(now).showing(found).exists()


def shown_pictures(author: CoachProfile, text: str) -> dict[int, Shown]:
    """Those of the author's pictures that a text names."""
    named = Picture.objects.of(author).filter(pk__in=named_pictures(text)).defer("content")
    return {p.pk: Shown(p.get_absolute_url(), p.width, p.height) for p in named}


def profile_of(coach: User) -> CoachProfile:
    return CoachProfile.objects.select_related("person").get(pk=coach.pk)
