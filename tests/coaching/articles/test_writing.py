"""Writing in two windows, sending twice, addresses in any script, and pictures before their article is out."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from coaching.articles import actions, queries
from coaching.articles.models import Article, Picture, Tag
from runners.models import CoachProfile, User
from tests.coaching.articles.conftest import draft
from tests.coaching.articles.test_articles import FORM, read

SignedIn = Callable[[User], Client]


@pytest.fixture
def desk(author: CoachProfile, signed_in: SignedIn) -> Client:
    return signed_in(author.person)


@pytest.fixture
def picture(author: CoachProfile, now: datetime) -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    return actions.add_picture(author, content=out.getvalue(), shows="a field", now=now)


def opened(desk: Client, address: str) -> dict[str, str]:
    """The form as a browser holds it."""
    form = desk.get(address).context["form"]
    return {field.name: "" if field.value() is None else str(field.value()) for field in form}


def test_a_second_window_takes_nothing_from_the_first(desk: Client, published: Article) -> None:
    address = reverse("article-edit", args=[published.pk])
    first, second = opened(desk, address), opened(desk, address)
    assert desk.post(address, {**first, "body": "The long new text."}).status_code == 302
    answer = desk.post(address, {**second, "tags": "sleep"})
    assert "changed in another window" in answer.content.decode()
    assert "The long new text." in answer.content.decode()
    assert Article.objects.get().body == "The long new text."
    again = {**second, "tags": "sleep", "as_of": answer.context["form"]["as_of"].value()}
    assert desk.post(address, again).status_code == 302
    assert Article.objects.get().body == second["body"]


def test_a_form_sent_twice_is_no_second_window(desk: Client, published: Article) -> None:
    address = reverse("article-edit", args=[published.pk])
    form = {**opened(desk, address), "body": "Other.", "when": "now"}
    assert [desk.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert desk.post(address, {**form, "when": "draft"}).status_code == 200


def test_a_new_article_sent_twice_is_one(desk: Client) -> None:
    address = "/coach/articles/new/"
    form = {**opened(desk, address), **FORM}
    assert len({desk.post(address, form)["Location"] for _ in range(2)}) == 1
    desk.post(address, {**opened(desk, address), **FORM})
    assert sorted(Article.objects.values_list("slug", flat=True)) == ["on-resting", "on-resting-2"]


@pytest.mark.parametrize("moment", ["2001-01-01T10:00:00+00:00", "2999-01-01T10:00:00+00:00", "soon", "2026-01-01"])
def test_a_moment_nobody_can_believe_is_none(desk: Client, moment: str) -> None:
    for _ in range(2):
        assert desk.post("/coach/articles/new/", {**FORM, "as_of": moment}).status_code == 302
    assert Article.objects.filter(written_at__year__in=(2001, 2999)).count() == 0
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_at_once_find_an_address_each(author: CoachProfile, now: datetime) -> None:
    def sent(minutes: int) -> str:
        try:
            begun_at = now + timedelta(minutes=minutes % 3)
            return actions.write(author, draft=draft(), begun_at=begun_at, now=now).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(sent, range(4)))) == 3  # two of them were one form


@pytest.mark.parametrize(("title", "slug"), [("Feed", "feed-2"), ("Tags", "tags-2"), ("By", "by-2")])
def test_an_article_takes_no_address_that_is_something_else(
    author: CoachProfile, now: datetime, title: str, slug: str
) -> None:
    assert actions.write(author, draft=draft(title=title), now=now).slug == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [("ריצה ושינה", "ריצה-ושינה"), ("Бег и сон", "бег-и-сон"), ("Ünïcödé", "unicode"), ("🏃", "article")],
)
def test_it_is_read_at_an_address_in_its_own_letters(
    author: CoachProfile, now: datetime, title: str, slug: str
) -> None:
    made = actions.write(author, draft=draft(title=title, published_at=now - timedelta(days=1)), now=now)
    address = f"/articles/{quote(slug)}/"
    assert (made.slug, made.get_absolute_url()) == (slug, address)
    html = read(address)
    assert f'{address}card-{made.card_hash}.png"' in html
    assert f'rel="canonical" href="http://127.0.0.1:8000{address}"' in html
    assert Client().get(f"{address}card-{made.card_hash}.png").status_code == 200
    for list_ in ("/articles/", "/sitemap.xml", "/articles/feed/", "/articles/feed/?kind=atom"):
        assert address in read(list_)


def test_an_old_address_in_other_letters_still_leads_there(author: CoachProfile, now: datetime) -> None:
    made = actions.write(author, draft=draft(title="ריצה", published_at=now - timedelta(days=1)), now=now)
    actions.change(made, to=draft(title="Сон", published_at=made.published_at), now=now)
    assert Client().get(f"/articles/{quote('ריצה')}/")["Location"] == f"/articles/{quote('сон')}/"


def test_tags_in_any_script_stay_apart(author: CoachProfile, now: datetime) -> None:
    tags = ["ריצה", "שינה", "🏃", "🐢", "trail running", "trail-running"]
    made = actions.write(author, draft=draft(tags=tags, published_at=now - timedelta(days=1)), now=now)
    kept = {tag.slug: tag.name for tag in made.tags.all()}
    assert kept == {"ריצה": "ריצה", "שינה": "שינה", "tag": "🏃", "tag-2": "🐢", "trail-running": "trail running"}
    for tag in made.tags.all():
        assert f"On {tag.name}" in read(tag.get_absolute_url())


def test_a_tag_stays_where_it_was(author: CoachProfile, now: datetime) -> None:
    Tag.objects.create(name="ריצה", slug="tag")
    made = actions.write(author, draft=draft(tags=["ריצה", "שינה"]), now=now)
    assert set(made.tags.values_list("slug", flat=True)) == {"tag", "שינה"}


@pytest.mark.parametrize("end", ["", "feed/"])
def test_a_tag_of_a_draft_is_nobodys_business(author: CoachProfile, now: datetime, end: str) -> None:
    made = actions.write(author, draft=draft(tags=["secret plan"]), now=now)
    assert Client().get(f"/articles/tags/secret-plan/{end}").status_code == 404
    actions.change(made, to=draft(tags=["secret plan"], published_at=now - timedelta(days=1)), now=now)
    assert Client().get(f"/articles/tags/secret-plan/{end}").status_code == 200


def test_a_picture_is_its_owners_until_it_is_in_an_article_that_is_out(
    author: CoachProfile, picture: Picture, desk: Client, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    address, others = picture.get_absolute_url(), (Client(), signed_in(stranger))
    made = actions.write(author, draft=draft(body=f"![a field](picture:{picture.pk})"), now=now)
    assert [client.get(address).status_code for client in (*others, desk)] == [404, 404, 200]
    assert desk.get(address)["Cache-Control"] == "no-store"
    actions.change(made, to=draft(body=made.body, published_at=now - timedelta(days=1)), now=now)
    assert [client.get(address).status_code for client in others] == [200, 200]
    CoachProfile.objects.update(listed_at=None)
    assert [client.get(address).status_code for client in (*others, desk)] == [404, 404, 200]


@pytest.mark.parametrize("digits", [1, 11, 13])
def test_a_picture_is_not_found_by_a_part_of_its_address(desk: Client, picture: Picture, digits: int) -> None:
    address = reverse("article-picture", args=[picture.pk, picture.digest[:digits]])
    assert desk.get(address).status_code == 404


def test_there_is_an_end_to_the_pictures_of_a_coach(
    desk: Client, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_PICTURES", 1)
    answer = sent(desk, "white", shows="a hill")
    assert "as many as there is room for" in answer.content.decode()
    assert sent(desk, "black", shows="a field at night").status_code == 302  # the one that is here
    assert [kept.shows for kept in Picture.objects.all()] == ["a field at night"]


def sent(desk: Client, colour: str, *, shows: str) -> HttpResponse:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    file = SimpleUploadedFile("x.png", out.getvalue(), "image/png")
    answer: HttpResponse = desk.post("/coach/articles/pictures/", {"file": file, "shows": shows})
    return answer


def test_a_picture_is_removed_once_no_article_shows_it(
    author: CoachProfile, picture: Picture, desk: Client, now: datetime
) -> None:
    made = actions.write(author, draft=draft(body=f"![a field](picture:{picture.pk})"), now=now)
    address = reverse("article-picture-remove", args=[picture.pk])
    assert f'action="{address}"' in desk.get(reverse("article-pictures")).content.decode()
    assert "“Easy is a skill” shows this picture." in desk.post(address, follow=True).content.decode()
    actions.change(made, to=draft(), now=now)
    assert "Removed." in desk.post(address, follow=True).content.decode()
    assert not Picture.objects.exists()


def test_every_picture_is_on_one_of_the_pages(desk: Client, picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PICTURES_A_PAGE", 1)
    sent(desk, "white", shows="a hill")
    pages = [desk.get("/coach/articles/pictures/", {"page": page}).content.decode() for page in (1, 2)]
    assert ["a field" in page for page in pages] == [False, True]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("9999-12-31T23:59", "Choose a day within the next five years."),
        ("0001-01-01T00:00", "Choose a day and time that is still to come."),
    ],
)
def test_an_article_comes_out_on_a_day_somebody_may_live_to_see(
    desk: Client, author: CoachProfile, zone: str, on: str, said: str
) -> None:
    User.objects.filter(pk=author.person_id).update(time_zone=zone)
    answer = desk.post(reverse("article-new"), {**FORM, "when": "later", "on": on})
    assert said in answer.content.decode()
    assert not Article.objects.exists()
