"""The coach's menu counts on each of its pages, in one look."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.models import Alert
from runners.models import Coachship, User
from tests import making
from tests.coaching.conversations import making as conversing

SignedIn = Callable[[User], Client]
PAGES = (
    "squad", "coach-alerts", "coach-messages", "coach-calendar", "invites", "consultations", "articles-desk", "groups",
    "alert-presets",
)  # fmt: skip


@pytest.fixture
def waiting(tie: Coachship) -> Coachship:
    """One alert is open, and two messages are not read."""
    now = timezone.now()
    Alert.objects.create(
        runner=tie.runner, local_day=now, episode_on=now, reading="strained", score=60, contributions={}, facts={},
        raised_at=now,
    )  # fmt: skip
    for words in ("Heavy legs.", "Still."):
        conversing.said(tie.runner, conversing.thread(tie, now=now), words, now=now)
    return tie


@pytest.mark.parametrize("name", PAGES)
def test_it_counts_on_every_page_in_one_look(waiting: Coachship, signed_in: SignedIn, name: str) -> None:
    client = signed_in(waiting.coach)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse(name)).content.decode()
    assert 'id="open-alerts">1<' in page
    assert '<span class="count">2<' in page
    assert sum("conversations_unread" in query["sql"] for query in queries) <= (2 if name == "coach-messages" else 1)


def test_it_counts_nothing_where_nothing_waits(tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    assert 'class="count"' not in signed_in(tie.coach).get(reverse("coach-messages")).content.decode()
    other = making.person("other@example.org", is_coach=True)
    assert 'class="count"' not in signed_in(other).get(reverse("coach-calendar")).content.decode()
