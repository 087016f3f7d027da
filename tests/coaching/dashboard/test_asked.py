"""Whoever asked in calm times that a coach be there stands first on the coach's pages, until they say they have it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.alerts.delivery_queries import TOLD_FOR
from coaching.alerts.live import menu
from coaching.alerts.models import Agreement, Telling
from journal.sharing import Sign
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised
from tests.coaching.dashboard.test_triage import IN_PLACE, loud, names

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


def told(tie: Coachship, *, at: datetime, sign: Sign = Sign.LOW) -> Telling:
    agreement = Agreement.objects.create(tie=tie, sign=sign, hours=1, made_at=at)
    return Telling.objects.create(agreement=agreement, met_on=at, made_at=at, due_at=at, told_at=at)


@pytest.fixture
def word(tie: Coachship, now: datetime) -> Telling:
    """Mia's word has reached Jo."""
    return told(tie, at=now - timedelta(hours=1))


def opening(client: Client, query: str = "", **headers: str) -> str:
    page = client.get(f"/coach/{query}", headers=headers).content.decode()
    return page.split('id="triage"')[1].split('class="everyone"')[0]


def test_they_stand_before_everybody_and_are_counted(
    word: Telling, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    loud(coach, "Tara", now=now, reading="talk_today")
    html = opening(signed_in(coach))
    assert names(html) == ["Mia Thorne", "Tara"]
    assert "Two people could use a word today." in html
    assert menu(coach, now=now)["open_alerts"] == 2
    assert (
        "asked you to be there"
        in signed_in(coach).get(reverse("athlete", args=[word.agreement.tie.runner_id])).content.decode()
    )


def test_somebody_with_an_alert_too_is_one_person(
    word: Telling, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(word.agreement.tie.runner, now=now)
    html = opening(signed_in(coach))
    assert (names(html), "One person could use a word today." in html) == (["Mia Thorne"], True)
    assert menu(coach, now=now)["open_alerts"] == 1


def test_i_have_it_leads_on_to_the_next_person(word: Telling, coach: User, signed_in: SignedIn, now: datetime) -> None:
    loud(coach, "Tara", now=now)
    address = reverse("agreed-heard", args=[word.pk])
    answer = signed_in(coach).post(address, {"next": "/coach/?at=0"}, headers=IN_PLACE, follow=True)
    html = answer.content.decode()
    word.refresh_from_db()
    assert (word.heard_at, names(html), html.count(" autofocus")) == (now, ["Tara"], 1)
    assert 'hx-swap-oob="true">1<' in html


def test_one_answer_is_for_every_word_they_had_sent(
    word: Telling, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    newer = told(word.agreement.tie, at=now, sign=Sign.HEAVY)
    html = opening(signed_in(coach))
    assert reverse("agreed-heard", args=[newer.pk]) in html
    signed_in(coach).post(reverse("agreed-heard", args=[newer.pk]))
    assert menu(coach, now=now)["open_alerts"] == 0


@pytest.mark.parametrize("after", [{"heard": True}, {"ended": True}, {"late": True}, {"reads": True}])
def test_nobody_is_called_for_a_word_that_is_over(
    word: Telling, coach: User, signed_in: SignedIn, now: datetime, after: dict[str, bool]
) -> None:
    if "heard" in after:
        Telling.objects.update(heard_at=now)
    if "ended" in after:
        Agreement.objects.update(ended_at=now)
    if "late" in after:
        Telling.objects.update(told_at=now - TOLD_FOR)
    if "reads" in after:
        Coachship.objects.update(role=Role.READER)
    assert "Nobody needs you today." in opening(signed_in(coach))
    assert menu(coach, now=now)["open_alerts"] == 0


def test_another_coach_reads_nothing_of_it(word: Telling, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    making.coachship(stranger, word.agreement.tie.runner)
    assert "Nobody needs you today." in opening(signed_in(stranger))
    page = signed_in(stranger).get(reverse("athlete", args=[word.agreement.tie.runner_id])).content.decode()
    assert "asked you to be there" not in page


def test_it_asks_the_database_no_more_often(tie: Coachship, coach: User, signed_in: SignedIn, now: datetime) -> None:
    client, asked = signed_in(coach), []
    for sign in (Sign.LOW, Sign.HEAVY):
        client.get("/coach/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/coach/")
        asked.append(len(queries))
        told(tie, at=now, sign=sign)
    assert asked[0] == asked[1]
