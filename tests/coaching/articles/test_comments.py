"""Under an article: a comment from its first word to its published place, or to its end."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.emails import WRITERS
from coaching.articles import comments
from coaching.articles.models import HIDDEN_FROM, Article, Comment, Report
from runners import mail
from runners.models import Outbox, User

SignedIn = Callable[[User], Client]
WORDS = "That is just how my Tuesdays go."


@pytest.fixture
def now() -> datetime:
    """Pages read the real clock, and an article takes comments only for a while."""
    return timezone.now()


@pytest.fixture
def article(published: Article) -> Article:
    return published


def fields(**more: str) -> dict[str, str]:
    return {"text": WORDS, "name": "Ana", "email": "ana@example.org", "key": str(uuid.uuid4()), **more}


def send(client: Client, article: Article, **more: str) -> str:
    return client.post(reverse("comment-write", args=[article.slug]), fields(**more)).content.decode()


def letters() -> list[tuple[str, list[str], str]]:
    now = timezone.now()
    mail.drain(now=now, writers=WRITERS, clock=lambda: now)
    return [(m.subject, m.to, str(m.body)) for m in django_mail.outbox]


def public(article: Article) -> str:
    return Client().get(article.get_absolute_url()).content.decode()


def made(article: Article, now: datetime, *, email: str = "ana@example.org", **more: object) -> Comment:
    said = comments.Said(
        **{"text": WORDS, "name": "Ana", "email": email, "wants_replies": True, "answers": None, **more}
    )  # type: ignore[arg-type]
    return comments.confirm(comments.comment(article, said=said, person=None, key=uuid.uuid4(), now=now), now=now)


def test_a_visitors_first_one_is_confirmed_held_and_published(article: Article, signed_in: SignedIn) -> None:
    assert "Look into your mail" in send(Client(), article)
    ((subject, to, body),) = letters()
    assert (subject, to) == ("Is this comment yours?", ["ana@example.org"])
    assert WORDS not in body
    link = re.search(r"https?://[^/]+(/comments/\S+)", body)
    assert link is not None
    visitor = Client()
    assert "Yes, send it" in visitor.get(link[1]).content.decode()
    assert Comment.objects.get().state == Comment.State.UNCONFIRMED  # opening the link says nothing yet
    visitor.post(link[1])
    assert Comment.objects.get().state == Comment.State.HELD
    assert WORDS not in public(article)
    author = signed_in(article.author.person)
    assert WORDS in author.get("/coach/comments/").content.decode()
    author.post("/coach/comments/", {"ids": [Comment.objects.get().pk], "to": "publish"})
    html = public(article)
    assert WORDS in html
    assert "ana@example.org" not in html


def test_a_known_one_is_published_at_once(article: Article, now: datetime) -> None:
    comments.publish(article.author, ids=[made(article, now).pk], now=now)
    assert made(article, now, text="Again.").state == Comment.State.PUBLISHED


def test_it_is_one_however_often_it_is_sent_or_confirmed(article: Article, now: datetime) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        send(Client(), article, key=key)
    found = Comment.objects.get()
    for _ in range(2):
        comments.confirm(found, now=now)
    assert Outbox.objects.filter(kind="comment-confirm").count() == 1
    assert Outbox.objects.filter(kind="comment-held").count() == 1


def test_somebody_signed_in_needs_no_link(article: Article, runner: User, signed_in: SignedIn) -> None:
    assert "It waits for Jo" in send(signed_in(runner), article)
    assert Comment.objects.get().email == runner.email


def test_its_author_is_published_at_once_and_named(article: Article, signed_in: SignedIn) -> None:
    send(signed_in(article.author.person), article, name="Jo")
    assert "who wrote the article" in public(article)


def test_what_may_be_a_cry_for_help_is_held_and_its_writer_sees_where_help_is(article: Article, now: datetime) -> None:
    comments.publish(article.author, ids=[made(article, now).pk], now=now)
    html = send(Client(), article, text="I want to kill myself")
    assert 'id="support-panel"' in html
    comments.confirm(Comment.objects.get(hold=True), now=now)
    assert Comment.objects.get(hold=True).state == Comment.State.HELD  # though this address is known
    assert "kill myself" not in str(letters())


def test_no_other_answer_shows_where_help_is(article: Article) -> None:
    assert 'id="support-panel"' not in send(Client(), article)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " "}, "nothing written"),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"text": "a\x01b"}, "cannot be kept"),
        ({"text": "http://a.example http://b.example www.c.example"}, "up to 2 links"),
        ({"name": "\u202e"}, "what we may call you"),
        ({"name": "n" * 81}, "at most 80"),
        ({"email": "ana"}, "does not look like"),
        ({"email": "ana@example.org\nBcc: all@example.org"}, "does not look like"),
        ({"email": ""}, "need an address"),
    ],
)
def test_it_refuses_rubbish_with_a_sentence(article: Article, more: dict[str, str], said: str) -> None:
    assert said in send(Client(), article, **more)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("more", [{"key": "x"}, {"answers": "9" * 30}, {"answers": "-1"}, {"answers": "b"}])
def test_broken_hidden_fields_break_nothing(article: Article, more: dict[str, str]) -> None:
    assert Client().post(reverse("comment-write", args=[article.slug]), fields(**more)).status_code == 200


def test_a_program_that_fills_in_every_field_is_thanked_and_forgotten(article: Article) -> None:
    assert "Look into your mail" in send(Client(), article, website="https://spam.example")
    assert not Comment.objects.exists()


def test_it_has_a_limit_an_hour_and_a_day(article: Article, now: datetime) -> None:
    answers = [send(Client(), article, email=f"a{n}@example.org") for n in range(7)]
    assert "That was quick" in answers[-1]
    said = comments.Said(WORDS, "Ana", "ana@example.org", False, None)
    for _ in range(comments.MOST_A_DAY):
        comments.comment(article, said=said, person=None, key=uuid.uuid4(), now=now)
    with pytest.raises(comments.CommentProblem, match="one day"):
        comments.comment(article, said=said, person=None, key=uuid.uuid4(), now=now)


def test_it_closes_with_the_days(article: Article, now: datetime) -> None:
    Article.objects.update(published_at=timezone.now() - timedelta(days=61))
    assert "are closed" in public(article)
    assert comments.CLOSED in send(Client(), article).replace("&#x27;", "'")


def test_an_answer_is_mailed_to_whoever_wants_it(article: Article, now: datetime) -> None:
    first = made(article, now)
    comments.publish(article.author, ids=[first.pk], now=now)
    reply = made(article, now, email="ben@example.org", answers=first)
    comments.publish(article.author, ids=[reply.pk], now=now)
    sent = [m for m in (letters(), django_mail.outbox)[1] if m.to == ["ana@example.org"] and "answered" in m.subject]
    assert len(sent) == 1
    leave = sent[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert sent[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/" + leave.split("/", 3)[3], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Comment.objects.get(pk=first.pk).wants_replies


def test_a_declined_one_says_why_and_is_looked_at_once_more(article: Article, now: datetime) -> None:
    found = made(article, now)
    comments.decline(article.author, ids=[found.pk], why="aside", now=now)
    assert "something else than the article" in str(letters())
    client, address = Client(), reverse("comment", args=[found.token])
    assert "second look" in client.get(address).content.decode()
    client.post(reverse("comment-appeal", args=[found.token]), {"text": "It is about Tuesdays."})
    assert Comment.objects.waiting().get().appeal == "It is about Tuesdays."
    comments.decline(article.author, ids=[found.pk], why="aside", now=now)
    assert not Comment.objects.waiting().exists()
    client.post(reverse("comment-appeal", args=[found.token]), {"text": "Once more."})
    assert "looked at twice" in client.get(address).content.decode()


def test_a_report_without_a_reason_leads_to_the_first_of_them(article: Article, now: datetime) -> None:
    found = made(article, now)
    comments.publish(article.author, ids=[found.pk], now=now)
    page = Client().post(reverse("comment-report", args=[found.pk]), {"why": ""}).content.decode()
    assert 'tabindex="-1" autofocus data-problems' in page
    assert '<a href="#id_why_0">' in page
    assert 'id="id_why_0"' in page


def test_reports_bring_it_back_to_the_author_and_three_hide_it(article: Article, now: datetime) -> None:
    found = made(article, now)
    comments.publish(article.author, ids=[found.pk], now=now)
    Client().post(reverse("comment-report", args=[found.pk]), {"why": "sells"})
    Client().post(reverse("comment-report", args=[found.pk]), {"why": "sells"})  # the same visitor
    assert Report.objects.count() == 1
    assert WORDS in public(article)
    for n in range(HIDDEN_FROM - 1):
        comments.report(found, reporter=f"{n}" * 64, why="sells", now=now)
    assert WORDS not in public(article)
    comments.publish(article.author, ids=[found.pk], now=now)
    assert WORDS in public(article)
    assert not Comment.objects.waiting().exists()


def test_one_person_signed_in_and_out_and_elsewhere_is_one_reader(
    article: Article, runner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    found = made(article, now)
    comments.publish(article.author, ids=[found.pk], now=now)
    for client in (Client(), signed_in(runner), signed_in(article.author.person)):
        for network in ("203.0.113.1", "203.0.113.2"):
            client.post(reverse("comment-report", args=[found.pk]), {"why": "sells"}, REMOTE_ADDR=network)
    assert WORDS in public(article)
    desk = signed_in(article.author.person).get("/coach/comments/").content.decode()
    assert "Reported by 2." in desk


def test_who_reported_it_is_forgotten_long_after_it_was_decided(article: Article, now: datetime) -> None:
    found = made(article, now)
    comments.publish(article.author, ids=[found.pk], now=now)
    for who in "ab":
        comments.report(found, reporter=who * 64, why="sells", now=now)
    comments.publish(article.author, ids=[found.pk], now=now)
    comments.report(found, reporter="c" * 64, why="sells", now=now)
    after = [comments.forget_reporters(now=now + timedelta(days=90, seconds=more)) for more in (0, 1, 2)]
    assert after == [0, 2, 0]
    assert [row.reporter[0] for row in Report.objects.order_by("pk")] == ["f", "f", "c"]


def test_it_is_taken_back_by_its_writer(article: Article, now: datetime) -> None:
    found = made(article, now)
    assert Client().post(reverse("comment-withdraw", args=[found.token])).status_code == 200
    assert not Comment.objects.exists()
    assert Client().get(reverse("comment", args=[found.token])).status_code == 404


@pytest.mark.parametrize("token", ["1", "1:forged", "x:y", "1:" + "a" * 43])
def test_a_forged_link_leads_nowhere(article: Article, now: datetime, token: str) -> None:
    made(article, now)
    for name in ("comment", "comment-leave"):
        assert Client().get(reverse(name, args=[token])).status_code == 404


def test_only_the_articles_author_decides(article: Article, now: datetime, stranger: User, signed_in: SignedIn) -> None:
    found = made(article, now)
    theirs = signed_in(stranger)
    assert WORDS not in theirs.get("/coach/comments/").content.decode()
    theirs.post("/coach/comments/", {"ids": [found.pk], "to": "publish"})
    found.refresh_from_db()
    assert found.state == Comment.State.HELD


def test_many_are_decided_at_once_and_none_without_a_reason(
    article: Article, now: datetime, signed_in: SignedIn
) -> None:
    ids = [made(article, now, email=f"a{n}@example.org").pk for n in range(3)]
    author = signed_in(article.author.person)
    answer = author.post("/coach/comments/", {"ids": ids, "to": "decline"})
    assert "Choose why" in answer.content.decode()
    author.post("/coach/comments/", {"ids": ids, "to": "decline", "why": "sells"})
    assert Comment.objects.filter(state=Comment.State.DECLINED).count() == 3


def test_what_nobody_confirmed_is_gone_after_a_week(article: Article, now: datetime) -> None:
    said = comments.Said(WORDS, "Ana", "ana@example.org", False, None)
    comments.comment(article, said=said, person=None, key=uuid.uuid4(), now=now)
    assert comments.purge_unconfirmed(now=now + timedelta(days=6)) == 0
    comments.purge_unconfirmed(now=now + timedelta(days=8))
    assert not Comment.objects.exists()


@pytest.mark.parametrize("broken", [{"name": ""}, {"text": ""}, {"state": "declined"}, {"why": "sells"}])
def test_the_database_refuses_nonsense(article: Article, now: datetime, broken: dict[str, str]) -> None:
    found = made(article, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=found.pk).update(**broken)


def test_every_state_has_its_steps() -> None:
    assert set(Comment.STEPS) == set(Comment.State)
    assert all(to <= set(Comment.State) for to in Comment.STEPS.values())


def test_one_that_waits_after_todays_letter_is_told_tomorrow(article: Article, now: datetime) -> None:
    made(article, now)
    assert len([subject for subject, _, _ in letters() if "waits for you" in subject]) == 1
    made(article, now, email="ben@example.org")
    later = now + timedelta(days=1, minutes=1)
    mail.drain(now=later, writers=WRITERS, clock=lambda: later)
    assert len([m for m in django_mail.outbox if "waits for you" in m.subject]) == 2
