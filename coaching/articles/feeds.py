"""The same articles as RSS and Atom, for all of them, a tag, or a coach; and the map for search engines."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from coaching.articles.models import Article
from coaching.articles.queries import IN_A_FEED, Listed

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


class ArticleFeed(Feed):  # type: ignore[type-arg]
    """One list of articles as a feed; links are absolute under our one public address."""

    item_guid_is_permalink = False

    def __init__(self, listed: Listed, kind: str) -> None:
        self.listed = listed
        self.feed_type = KINDS[kind]
        self.title = f"{listed.heading} · Evenpace"
        self.link = settings.PUBLIC_URL + listed.address
        self.description = "Running as a tool for growth, not only a way to burn off stress."
        self.feed_url = settings.PUBLIC_URL + listed.feed + ("" if kind == "rss" else "?kind=atom")

    def items(self) -> list[Article]:
        return list(self.listed.page.object_list)[:IN_A_FEED]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        """Readers take it for HTML."""
        return escape(item.summary)

    def item_link(self, item: Article) -> str:
        return settings.PUBLIC_URL + item.get_absolute_url()

    def item_guid(self, item: Article) -> str:
        """Stays when the address of the article changes."""
        return f"tag:{settings.PUBLIC_HOST.partition(':')[0]},{item.written_at:%Y-%m-%d}:article-{item.pk}"

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.changed_at

    def item_author_name(self, item: Article) -> str:
        return item.author.person.name

    def item_categories(self, item: Article) -> Iterable[str]:
        return [tag.name for tag in item.tags.all()]


def feed(request: HttpRequest, listed: Listed) -> HttpResponse:
    kind = "atom" if request.GET.get("kind") == "atom" else "rss"
    return ArticleFeed(listed, kind)(request)


class OurMap(Sitemap):  # type: ignore[type-arg]
    """Under our one public address, whatever the visitor called us."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.PUBLIC_URL.split("://")[0]

    def get_domain(self, site: object = None) -> str:
        return settings.PUBLIC_HOST


class Articles(OurMap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.public(timezone.now()).only("slug", "changed_at")

    def lastmod(self, item: Article) -> datetime:
        return item.changed_at


class Pages(OurMap):
    def items(self) -> list[str]:
        return ["home", "articles", "coaches", "privacy", "terms"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, Any] = {"pages": Pages, "articles": Articles}
