"""Two articles of our own for a site that begins: running angry, and seven strategies for a calmer running life."""

import tomllib
from datetime import datetime
from pathlib import Path

from coaching.articles.actions import Draft, write
from coaching.articles.models import Article
from runners.models import CoachProfile

NAMES = ("running-angry", "seven-strategies")


def draft(name: str, *, published_at: datetime | None) -> Draft:
    header, _, body = Path(__file__).with_name(f"{name}.md").read_text().removeprefix("+++\n").partition("+++\n")
    return Draft(**tomllib.loads(header), body=body.strip(), comment_days=60, published_at=published_at)


def publish(author: CoachProfile, *, at: datetime | None, now: datetime) -> list[Article]:
    """Those that are not there yet; as drafts without `at`."""
    here = set(Article.objects.filter(slug__in=NAMES).values_list("slug", flat=True))
    return [write(author, draft=draft(name, published_at=at), now=now) for name in NAMES if name not in here]
