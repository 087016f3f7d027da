"""Articles: what a visitor reads, and what a coach writes."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from coaching.articles import actions, first
from coaching.articles.models import Article, Picture
from runners.models import CoachProfile, User
from tests.coaching.articles.conftest import draft

SignedIn = Callable[[User], Client]
FORM = {
    "title": "On resting", "summary": "A day off is a day on.", "body": "Rest *well*.", "tags": "rest, Rest, sleep",
    "slug": "", "comment_days": "60", "when": "now", "on": "",
}  # fmt: skip


def read(address: str) -> str:
    return Client().get(address).content.decode()


def test_it_is_read_by_anybody(published: Article) -> None:
    html = read("/articles/easy-is-a-skill/")
    for piece in ("<h1>Easy is a skill</h1>", "Jo Okonedo", '<h2 id="slow">Slow</h2>', "1 min to read", "patience"):
        assert piece in html
    assert "Easy is a skill" in read("/articles/")
    assert "Easy is a skill" in read("/articles/tags/patience/")
    assert "Easy is a skill" in read("/articles/by/jo/")


def test_it_says_to_others_what_it_is(published: Article) -> None:
    html = read(published.get_absolute_url())
    for piece in ('rel="canonical"', 'property="og:image"', "application/ld+json", "application/atom+xml"):
        assert piece in html
    card = Client().get(reverse("article-card", args=[published.slug, published.card_hash]))
    assert card["Content-Type"] == "image/png"
    assert "immutable" in card["Cache-Control"]


def test_it_sets_no_cookie_and_asks_for_nothing_elsewhere(published: Article) -> None:
    answer = Client().get(published.get_absolute_url())
    assert not answer.cookies
    assert 'src="http' not in answer.content.decode()


@pytest.mark.parametrize("days", [None, 1])
def test_it_is_nowhere_before_its_time(author: CoachProfile, now: datetime, days: int | None) -> None:
    at = now + timedelta(days=days) if days else None
    at = at and at + timedelta(days=5000)  # far beyond the real clock, too
    made = actions.write(author, draft=draft(published_at=at), now=now)
    assert Client().get(made.get_absolute_url()).status_code == 404
    for address in ("/articles/", "/articles/feed/", "/sitemap.xml", "/articles/by/jo/"):
        assert "asy is a skill" not in read(address).lower()
    assert Client().get(reverse("article-card", args=[made.slug, made.card_hash])).status_code == 404


def test_it_is_nowhere_while_its_coach_is_not_listed(published: Article, author: CoachProfile) -> None:
    CoachProfile.objects.filter(pk=author.pk).update(listed_at=None)
    assert Client().get(published.get_absolute_url()).status_code == 404
    assert Client().get("/articles/by/jo/").status_code == 404
    assert "Easy is" not in read("/articles/")


def test_it_is_found_where_it_was_before(published: Article, now: datetime) -> None:
    for slug in ("slow-is-a-skill", "slowness"):
        actions.change(published, to=draft(slug=slug, published_at=published.published_at), now=now)
    for old in ("easy-is-a-skill", "slow-is-a-skill"):
        answer = Client().get(f"/articles/{old}/")
        assert answer["Cache-Control"] == "no-cache"  # it may go back one day
        assert (answer.status_code, answer["Location"]) == (301, "/articles/slowness/")
    other = actions.write(published.author, draft=draft(), now=now)
    assert other.slug == "easy-is-a-skill-2"  # an address that still leads somewhere is not given away


def test_it_leads_to_its_neighbours_also_within_a_tag(author: CoachProfile, now: datetime) -> None:
    for n, tag in enumerate(("calm", "speed", "calm", "speed"), start=1):
        actions.write(
            author, draft=draft(title=f"Number {n}", tags=[tag], published_at=now - timedelta(days=9 - n)), now=now
        )
    html = read("/articles/number-3/")
    older, newer = html.split(">Older<")[1].split(">Newer<")
    assert "Number 2" in older
    assert "On calm: <a" in older
    assert "Number 1" in older
    assert "Number 4" in newer
    assert "On calm" not in newer


@pytest.mark.parametrize("address", ["/articles/feed/", "/articles/tags/patience/feed/", "/articles/by/jo/feed/"])
def test_it_is_in_the_feeds(published: Article, address: str) -> None:
    rss = ElementTree.fromstring(Client().get(address).content)
    atom = ElementTree.fromstring(Client().get(address + "?kind=atom").content)
    spaced = {"a": "http://www.w3.org/2005/Atom"}
    assert [title.text for title in rss.findall("channel/item/title")] == ["Easy is a skill"]
    link = atom.find("a:entry/a:link", spaced)
    assert link is not None
    assert link.attrib["href"].endswith("/articles/easy-is-a-skill/")


def test_it_is_on_the_map(published: Article) -> None:
    assert "/articles/easy-is-a-skill/</loc>" in read("/sitemap.xml")


def test_a_list_asks_as_often_for_many_as_for_one(
    published: Article, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(20):
        actions.write(published.author, draft=draft(title=f"Number {n}", published_at=now), now=now)
    with django_assert_max_num_queries(4):
        Client().get("/articles/")


def test_it_is_written_by_a_coach(author: CoachProfile, signed_in: SignedIn) -> None:
    client = signed_in(author.person)
    answer = client.post("/coach/articles/new/", FORM)
    made = Article.objects.get()
    assert answer["Location"] == reverse("article-edit", args=[made.pk])
    assert sorted(tag.name for tag in made.tags.all()) == ["rest", "sleep"]
    assert "<em>well</em>" in read("/articles/on-resting/")
    client.post(answer["Location"], {**FORM, "when": "draft"})
    assert Client().get("/articles/on-resting/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 121}, "at most 120"),
        ({"body": ""}, "nothing written"),
        ({"body": "![](picture:1)"}, "not among your own"),
        ({"body": "a\x01b"}, "cannot be kept"),
        ({"tags": "a,b,c,d,e,f,g"}, "Up to six tags"),
        ({"when": "later"}, "still to come"),
        ({"when": "later", "on": "2001-01-01T10:00"}, "still to come"),
        ({"when": "later", "on": "tomorrow"}, "Choose a day and a time."),
        ({"when": "never"}, "Select a valid choice"),
        ({"comment_days": "13"}, "Select a valid choice"),
    ],
)
def test_it_is_not_written_with_rubbish(
    author: CoachProfile, signed_in: SignedIn, fields: dict[str, str], said: str
) -> None:
    answer = signed_in(author.person).post("/coach/articles/new/", {**FORM, **fields})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Article.objects.exists()


def test_it_appears_later_when_asked_to(author: CoachProfile, signed_in: SignedIn) -> None:
    next_year = timezone.now().year + 1
    signed_in(author.person).post("/coach/articles/new/", {**FORM, "when": "later", "on": f"{next_year}-07-01T09:00"})
    at = Article.objects.get().published_at
    assert at is not None
    assert at.isoformat() == f"{next_year}-07-01T08:00:00+00:00"  # nine o'clock in Dublin's summer


def test_it_is_shown_while_it_is_written(author: CoachProfile, signed_in: SignedIn) -> None:
    client = signed_in(author.person)
    fields = {"title": "T <b>", "body": "**bold** ![](picture:3)"}
    piece = client.post("/coach/articles/preview/", fields, headers={"HX-Request": "true"}).content.decode()
    page = client.post("/coach/articles/preview/", fields).content.decode()
    assert "<strong>bold</strong>" in piece
    assert "T &lt;b&gt;" in piece
    assert "<html" not in piece
    assert "<strong>bold</strong>" in page
    assert not Article.objects.exists()


def test_it_belongs_to_its_author_alone(published: Article, stranger: User, runner: User, signed_in: SignedIn) -> None:
    for person in (stranger, runner):
        client = signed_in(person)
        assert client.get(reverse("article-edit", args=[published.pk])).status_code == 404
        assert client.post(reverse("article-remove", args=[published.pk])).status_code == 404
    assert Article.objects.filter(pk=published.pk).exists()


def test_its_author_takes_it_away(published: Article, author: CoachProfile, signed_in: SignedIn) -> None:
    signed_in(author.person).post(reverse("article-remove", args=[published.pk]))
    assert not Article.objects.exists()
    assert Client().get(published.get_absolute_url()).status_code == 404


def test_a_picture_is_added_and_used(author: CoachProfile, stranger: User, signed_in: SignedIn) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    client = signed_in(author.person)
    for _ in range(2):
        file = SimpleUploadedFile("x.png", out.getvalue(), "image/png")
        client.post("/coach/articles/pictures/", {"file": file, "shows": "a dark field"})
    picture = Picture.objects.get()
    client.post("/coach/articles/new/", {**FORM, "body": f"![a dark field](picture:{picture.pk})"})
    assert picture.get_absolute_url() in read("/articles/on-resting/")
    shown = Client().get(picture.get_absolute_url())
    assert (shown["Content-Type"], "immutable" in shown["Cache-Control"]) == ("image/webp", True)
    theirs = signed_in(stranger).post("/coach/articles/new/", {**FORM, "body": f"![x](picture:{picture.pk})"})
    assert "not among your own" in theirs.content.decode()


def test_the_first_two_are_sound_and_come_once(author: CoachProfile, now: datetime) -> None:
    made = first.publish(author, at=now, now=now)
    assert [article.slug for article in made] == ["running-angry", "seven-strategies"]
    assert first.publish(author, at=now, now=now) == []
    for article in made:
        assert "Where the numbers come from" in article.html
        assert "<h2" in article.html
        assert "[[" not in article.html
