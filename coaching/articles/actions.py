"""What a coach does with articles. The actor first; whose article it is was settled when it was fetched."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from coaching.articles import pictures
from coaching.articles.markdown import render
from coaching.articles.models import Article, OldAddress, Picture, Tag
from coaching.articles.queries import shown_pictures
from runners.models import CoachProfile

LONGEST_SLUG = 70


@dataclass(frozen=True)
class Draft:
    """What the form holds; the Markdown has been looked through already."""

    title: str
    slug: str
    summary: str
    body: str
    tags: Sequence[str]
    comment_days: int
    published_at: datetime | None


@transaction.atomic
def write(author: CoachProfile, *, draft: Draft, now: datetime) -> Article:
    article = Article(author=author, written_at=now)
    _fill(article, draft, now=now)
    return article


@transaction.atomic
def change(article: Article, *, to: Draft, now: datetime) -> Article:
    """An address that has been public stays a way in."""
    before = article.slug
    was_public = article.is_public(now)
    _fill(article, to, now=now)
    if was_public and before != article.slug:
        OldAddress.objects.update_or_create(slug=before, defaults={"article": article})
    return article


def remove(article: Article) -> None:
    article.delete()


def _fill(article: Article, draft: Draft, *, now: datetime) -> None:
    rendered = render(draft.body, shown_pictures(article.author, draft.body))
    article.title, article.summary, article.body = draft.title, draft.summary, draft.body
    article.slug = free_slug(draft.slug or draft.title, article)
    article.html, article.minutes = rendered.html, rendered.minutes
    article.contents = [[heading.anchor, heading.text, heading.level] for heading in rendered.contents]
    article.card = pictures.card(draft.title, article.author.person.name)
    article.card_hash = hashlib.sha256(article.card).hexdigest()[:12]
    article.comment_days, article.published_at, article.changed_at = draft.comment_days, draft.published_at, now
    article.save()
    OldAddress.objects.filter(slug=article.slug).delete()
    article.tags.set([_tag(name) for name in draft.tags])


def free_slug(wanted: str, article: Article) -> str:
    """The words of the title as an address, with a number behind them where it is taken."""
    base = slugify(wanted)[:LONGEST_SLUG].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=base).exclude(pk=article.pk).values_list("slug", flat=True))
    olds = OldAddress.objects.filter(slug__startswith=base)
    taken.update((olds.exclude(article=article.pk) if article.pk else olds).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _tag(name: str) -> Tag:
    tag, _ = Tag.objects.get_or_create(slug=slugify(name)[:40] or "tag", defaults={"name": name})
    return tag


def add_picture(author: CoachProfile, *, content: bytes, shows: str, now: datetime) -> Picture:
    """Raises pictures.NotAPicture. The same picture again is the one that is here, with its newer words."""
    made = pictures.encode(content)
    picture, _ = Picture.objects.update_or_create(
        author=author,
        digest=made.digest,
        defaults={"shows": shows},
        create_defaults={
            "content": made.content,
            "width": made.width,
            "height": made.height,
            "shows": shows,
            "added_at": now,
        },
    )
    return picture
