"""Kept pages: the same bytes while nothing changes, fresh ones the moment anything does."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coaching.articles import actions, comments, kept
from coaching.articles.models import Article, Comment
from runners.models import CoachProfile, User
from tests.coaching.articles.conftest import draft


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture(autouse=True)
def emptied() -> Iterator[None]:
    kept._pages.clear()
    yield
    kept._pages.clear()


def get(address: str) -> str:
    return Client().get(address).content.decode()


def test_a_page_is_made_once(published: Article, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = get(published.get_absolute_url())
    with django_assert_num_queries(1):
        assert get(published.get_absolute_url()) == first


def commented(article: Article, now: datetime) -> None:
    Comment.objects.create(
        article=article, name="Ana", email="a@example.org", text="New words.", state="published", written_at=now,
        decided_at=now,
    )  # fmt: skip


CHANGES: dict[str, Callable[[Article, datetime], object]] = {
    "text": lambda a, now: actions.change(a, to=draft(body="Other.", published_at=a.published_at), now=now),
    "another": lambda a, now: actions.write(a.author, draft=draft(title="Newer", published_at=a.published_at), now=now),
    "comment": commented,
    "closing": lambda a, now: Article.objects.update(comment_days=1),
    "name": lambda a, now: User.objects.filter(pk=a.author.pk).update(name="Joanna O."),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_fresh_the_moment_anything_changes(published: Article, now: datetime, change: str) -> None:
    before = get(published.get_absolute_url())
    CHANGES[change](published, now + timedelta(seconds=1))
    assert get(published.get_absolute_url()) != before


def test_it_is_gone_the_moment_it_is_taken_back(published: Article, author: CoachProfile, now: datetime) -> None:
    assert "Easy is a skill" in get("/articles/")
    actions.change(published, to=draft(), now=now)
    assert Client().get("/articles/easy-is-a-skill/").status_code == 404
    assert "Easy is a skill" not in get("/articles/")


def test_nothing_of_a_coach_who_is_leaving_stays_up(published: Article, author: CoachProfile, now: datetime) -> None:
    pages = (published.get_absolute_url(), "/articles/by/jo/")
    assert [Client().get(page).status_code for page in pages] == [200, 200]
    User.objects.filter(pk=author.pk).update(leaving_at=now + timedelta(days=7))
    assert [Client().get(page).status_code for page in pages] == [404, 404]


def test_a_comment_is_gone_the_moment_it_is_withdrawn(published: Article, now: datetime) -> None:
    commented(published, now)
    assert "New words." in get(published.get_absolute_url())
    comments.withdraw(Comment.objects.get())
    assert "New words." not in get(published.get_absolute_url())


def test_it_appears_by_itself_when_its_time_comes(published: Article, now: datetime) -> None:
    Article.objects.update(published_at=now + timedelta(hours=1))
    assert kept.edition(now + timedelta(minutes=59)) == kept.edition(now)
    assert kept.edition(now + timedelta(minutes=61)) != kept.edition(now)


def test_somebody_signed_in_has_a_page_of_their_own(
    published: Article, runner: User, signed_in: Callable[[User], Client]
) -> None:
    get("/articles/")
    assert "My pages" in signed_in(runner).get("/articles/").content.decode()
    assert "My pages" not in get("/articles/")


def test_no_question_fills_the_memory(published: Article) -> None:
    for n in range(kept.MOST + 20):
        get(f"/articles/?x={n}")
    assert len(kept._pages) == 1
    for n in range(30):
        kept._keep((f"/{n}", "", ""), kept.Page((), b"", ""))
    assert len(kept._pages) <= kept.MOST


def test_robots_are_kept_off_what_is_somebodys_own(db: None) -> None:
    text = get("/robots.txt")
    assert "Disallow: /comments/" in text
    assert "/sitemap.xml" in text


def test_a_removed_article_does_not_come_back_with_another(published: Article, now: datetime) -> None:
    """As many articles as before, and none of them changed later than the newest before."""
    later = actions.write(published.author, draft=draft(title="Later", published_at=now, comment_days=0), now=now)
    Article.objects.filter(pk=published.pk).update(comment_days=0, changed_at=now - timedelta(days=2))
    before = kept.edition(now)
    published.delete()
    other = actions.write(later.author, draft=draft(title="Other", published_at=now, comment_days=0), now=now)
    Article.objects.filter(pk=other.pk).update(changed_at=now - timedelta(days=3))
    assert kept.edition(now) != before


def test_the_map_names_our_own_address_whoever_asks(published: Article) -> None:
    text = Client(headers={"host": "localhost"}).get("/sitemap.xml").content.decode()
    assert "localhost" not in text
