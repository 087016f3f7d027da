"""The feeds as another library reads them, each of them as RSS and as Atom."""

from datetime import datetime, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client

from coaching.articles import actions
from coaching.articles.models import Article
from tests.coaching.articles.conftest import draft

FEEDS = ["/articles/feed/", "/articles/tags/patience/feed/", "/articles/by/jo/feed/"]
VERSIONS = {"": "rss20", "?kind=atom": "atom10"}


def read_back(address: str) -> Any:
    answer = Client().get(address)
    headers = {"content-type": answer["Content-Type"], "content-location": settings.PUBLIC_URL + address}
    return feedparser.parse(answer.content, response_headers=headers)


@pytest.mark.parametrize("kind", VERSIONS)
@pytest.mark.parametrize("address", FEEDS)
def test_a_second_reader_finds_nothing_wrong_with_it(published: Article, address: str, kind: str) -> None:
    found = read_back(address + kind)
    assert (found.bozo, found.version) == (False, VERSIONS[kind])
    assert found.feed.title.endswith("Evenpace")
    selves = [link.href for link in found.feed.links if link.rel == "self"]
    assert selves == [settings.PUBLIC_URL + address + kind]


@pytest.mark.parametrize("kind", VERSIONS)
def test_it_reads_back_what_was_written(published: Article, now: datetime, kind: str) -> None:
    [entry] = read_back("/articles/feed/" + kind).entries
    assert published.published_at is not None
    assert (entry.title, entry.summary) == ("Easy is a skill", "Why the slow days are the hard ones.")
    assert entry.link == f"{settings.PUBLIC_URL}/articles/easy-is-a-skill/"
    assert entry.published_parsed[:6] == published.published_at.utctimetuple()[:6]
    assert (entry.author, [tag.term for tag in entry.tags]) == ("Jo Okonedo", ["patience"])


@pytest.mark.parametrize("kind", VERSIONS)
def test_signs_of_markup_are_letters_in_it(published: Article, now: datetime, kind: str) -> None:
    title = 'Is 5 < 6 & "easy" > hard? 🐢'
    actions.write(published.author, draft=draft(title=title, published_at=now - timedelta(days=1)), now=now)
    found = read_back("/articles/feed/" + kind)
    assert not found.bozo
    assert found.entries[0].title.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == title


@pytest.mark.parametrize("kind", VERSIONS)
def test_markup_in_a_summary_is_no_markup_in_a_reader(published: Article, kind: str) -> None:
    Article.objects.update(summary='5 < 6 "><svg onload=1>')
    assert b"&amp;lt;svg onload" in Client().get("/articles/feed/" + kind).content


@pytest.mark.parametrize("kind", VERSIONS)
def test_an_old_article_at_a_new_address_is_not_a_new_one(published: Article, now: datetime, kind: str) -> None:
    [before] = read_back("/articles/feed/" + kind).entries
    to, later = draft(slug="elsewhere", published_at=published.published_at), now + timedelta(minutes=1)
    actions.change(published, to=to, now=later)
    [after] = read_back("/articles/feed/" + kind).entries
    assert before.link != after.link
    assert before.id == after.id
