"""Somebody who said that they are ill, away or grieving: a coach reads that word wherever a reading would stand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from coaching.alerts.models import Alert, State
from coaching.dashboard.drawn import drawn_rows
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now", "coach")
GRIEF = {"paused_as": "grief", "score": None, "contributions": {}}


def paused(runner: User, *, now: datetime, reading: str = "talk_today", since: int = 4) -> None:
    raised.standing(runner, now=now, reading=reading, paused_on=runner.day(now) - timedelta(days=since), **GRIEF)


def squad(client: Client, query: str = "") -> str:
    return client.get(f"/coach/{query}").content.decode().split("<main")[1]


def test_the_kept_row_says_it_from_the_next_look_on(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    drawn_rows.forget()
    raised.standing(runner, now=now, reading="talk_today")
    client = signed_in(coach)
    assert "sev-talk_today" in squad(client)

    paused(runner, now=now)

    html = squad(client)
    assert 'Paused<span class="sub tiny">grieving since Saturday</span>' in html
    assert "sev-paused" in html
    assert "sev-talk_today" not in html


def test_the_row_stands_behind_every_reading_and_under_no_loud_filter(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    steady = making.person("steady@example.org", name="Sol Vann")
    making.coachship(coach, steady)
    raised.standing(steady, now=now, reading="quiet", quiet_days=12)
    paused(runner, now=now)
    everybody = squad(signed_in(coach)).split("<tbody>")[1]
    assert everybody.index("Sol Vann") < everybody.index("Mia Thorne")
    assert "Mia Thorne" not in squad(signed_in(coach), "?show=strained")


def test_the_card_says_it_and_stands_last(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now - timedelta(days=6))
    paused(runner, now=now)
    other = making.person("other@example.org", name="Sol Vann")
    making.coachship(coach, other)
    raised.alert(other, now=now)
    raised.standing(other, now=now, reading="strained")
    first, last = (part.split("</article>")[0] for part in squad(signed_in(coach)).split("<article")[1:])
    assert "Sol Vann" in first
    assert "Grieving since Saturday. Mia’s reading waits until this is over." in last
    assert "sev-strained" not in last


def test_the_page_has_it_for_a_head(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    paused(runner, now=now)
    html = signed_in(coach).get(f"/coach/runners/{runner.pk}/").content.decode()
    assert "sev-paused pill" in html
    assert "Grieving since Saturday. Mia’s reading waits until this is over." in html
    assert "Talk today" not in html
    assert "Ways in" not in html


def test_the_sheet_has_it_in_the_column_of_the_reading(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    paused(runner, now=now)
    assert '"Paused","grieving since Saturday"' in signed_in(coach).get("/coach/squad.csv").content.decode()


def test_it_is_nowhere_without_the_switch_of_the_reading(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    paused(runner, now=now)
    Coachship.objects.update(shares_balance=False)
    html = squad(signed_in(coach))
    assert "Paused" not in html
    assert "grieving" not in html


def test_a_pause_is_no_answer_to_an_alert_about_silence(runner: User, now: datetime) -> None:
    raised.looked(runner, now=now, kind="quiet")
    raised.assess(now=now)
    raised.standing(runner, now=now, quiet_days=None, paused_as="ill", paused_on=runner.day(now))
    raised.assess(now=now)
    assert Alert.objects.get().state == State.OPEN
