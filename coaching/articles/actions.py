"""What a coach does with articles. The actor first; whose article it is was settled when it was fetched."""

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.utils.text import slugify

from coaching.articles import pictures
from coaching.articles.markdown import render
from coaching.articles.models import Article, OldAddress, Picture, Tag
from coaching.articles.queries import shown_pictures
from runners.models import CoachProfile

LONGEST_SLUG = 70
LONGEST_TAG_SLUG = 36
RESERVED = frozenset({"by", "feed", "pictures", "tags"})  # what else stands under /articles/
MOST_PICTURES = 300
FULL = f"You have {MOST_PICTURES} pictures here, as many as there is room for. Remove one first."


class Stale(Exception):
    """The article is not any more what the form was filled with."""


class NoRoom(Exception):
    """The sentence is for whoever uploaded one more."""


class InUse(Exception):
    """The sentence is for whoever wanted to remove it."""


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
def write(author: CoachProfile, *, draft: Draft, begun_at: datetime | None = None, now: datetime) -> Article:
    """From a form opened at one moment comes one article, however often it is sent."""
    Article.objects.lock_addresses()
    known = Article.objects.filter(author=author, written_at=begun_at).first() if begun_at else None
    if known is not None:
        return known
    article = Article(author=author, written_at=begun_at or now)
    _fill(article, draft, now=now)
    return article


@transaction.atomic
def change(article: Article, *, to: Draft, seen_at: datetime | None = None, now: datetime) -> Article:
    """An address that has been public stays a way in.

    Raises Stale if it was changed after `seen_at`, unless into the very same; then `article` is what is kept now.
    """
    Article.objects.lock_addresses()
    article.refresh_from_db()
    if seen_at is not None and article.changed_at != seen_at:
        if not _is_already(article, to, now=now):
            raise Stale
        return article
    before = article.slug
    was_public = article.is_public(now)
    _fill(article, to, now=now)
    if was_public and before != article.slug:
        OldAddress.objects.update_or_create(slug=before, defaults={"article": article})
    return article


def _is_already(article: Article, draft: Draft, *, now: datetime) -> bool:
    kept, wanted = article.published_at, draft.published_at
    if kept != wanted and not (kept and wanted and max(kept, wanted) <= now):
        return False
    names = ("title", "summary", "body", "comment_days")
    return (
        all(getattr(article, name) == getattr(draft, name) for name in names)
        and draft.slug in ("", article.slug)
        and set(article.tags.values_list("name", flat=True)) == set(draft.tags)
    )


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
    base = _address(wanted)[:LONGEST_SLUG].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=base).exclude(pk=article.pk).values_list("slug", flat=True))
    olds = OldAddress.objects.filter(slug__startswith=base)
    taken.update((olds.exclude(article=article.pk) if article.pk else olds).values_list("slug", flat=True))
    return _numbered(base, taken | RESERVED)


def _address(words: str) -> str:
    """In Latin letters where that loses none of them, else in their own."""
    latin, own = slugify(words), slugify(words, allow_unicode=True)
    return latin if len(latin) == len(own) else own


def _numbered(base: str, taken: Container[str]) -> str:
    return next(slug for slug in chain([base], (f"{base}-{n}" for n in count(2))) if slug not in taken)


def _tag(name: str) -> Tag:
    """Words in Latin letters that come to one address are one tag; others only if they are the same."""
    address = _address(name)
    alike = Tag.objects.filter(slug=address[:40]) if address.isascii() else Tag.objects.none()
    known = Tag.objects.filter(name=name).first() or alike.first()
    if known is not None:
        return known
    base = address[:LONGEST_TAG_SLUG].strip("-") or "tag"
    taken = set(Tag.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return Tag.objects.create(name=name, slug=_numbered(base, taken))


def add_picture(author: CoachProfile, *, content: bytes, shows: str, now: datetime) -> Picture:
    """Raises NoRoom and pictures.NotAPicture. The same picture again is the one that is here, with its newer words."""
    made, here = pictures.encode(content), Picture.objects.of(author)
    if here.count() >= MOST_PICTURES and not here.filter(digest=made.digest).exists():
        raise NoRoom(FULL)
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


@transaction.atomic
def remove_picture(picture: Picture) -> None:
    """Raises InUse while an article shows it, a draft as well."""
    Article.objects.lock_addresses()  # none is written meanwhile
    article = Article.objects.showing(picture).first()
    if article is not None:
        raise InUse(f"“{article.title}” shows this picture. Take it out of the text first; then it can be removed.")
    picture.delete()
