"""After something was done to the plan, the calendar opens where it was done, and what is said of it stands there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from runners.models import Coachship, PlannedRun, User
from tests import making
from tests.coaching.planning import making as planned

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def at(tie: Coachship) -> datetime:
    return tie.runner.joined_at


def sent(client: Client, address: str, said: dict[str, Any]) -> tuple[str, str]:
    """The place that is opened, and its page as far as it goes on from there."""
    answer = client.post(address, said)
    where, _, place = answer["Location"].partition("#")
    return place, client.get(where).content.decode().partition(f'id="{place}"')[2]


def test_what_was_moved_is_where_the_calendar_opens(
    tie: Coachship, coach: User, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    plan = planned.run(tie, day=at.date(), now=at)
    said = {"day": f"{at:%Y-%m-%d}", "by": "1", "who": f"runner-{tie.runner_id}"}
    place, rest = sent(signed_in(coach), f"/coach/calendar/runs/{plan.pk}/move/", said)
    assert place == f"runs-{plan.pk}"
    assert rest.startswith(' tabindex="-1"')
    assert "Steady, 40 minutes" in rest


@pytest.mark.parametrize("step", ["new", "remove", "stays", "change"])
def test_what_is_said_stands_at_the_day_it_was_done_on(
    tie: Coachship, coach: User, at: datetime, signed_in: Callable[[User], Client], step: str
) -> None:
    plan, who, day = planned.run(tie, day=at.date(), now=at), f"runner-{tie.runner_id}", f"{at:%Y-%m-%d}"
    seen = plan.changed_at.isoformat()
    if step == "stays":
        PlannedRun.objects.update(went="harder", answered_at=at)
    address = {"new": "new", "change": f"{plan.pk}", "remove": f"{plan.pk}/remove", "stays": f"{plan.pk}/remove"}[step]
    said = {"who": who, "day": day, "minutes": "30", "seen": seen}
    place, rest = sent(signed_in(coach), f"/coach/calendar/runs/{address}/", said)
    words = {"new": "Planned for", "remove": "Taken out", "stays": "It stays where it is", "change": "Changed."}[step]
    assert place == "here"
    assert words in rest.partition("data-day")[0]
    assert ("Undo</button>" in rest.partition("data-day")[0]) == (step in ("new", "remove"))


def test_what_is_put_back_opens_the_calendar_it_was_taken_out_of(
    tie: Coachship, coach: User, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    making.coachship(coach, making.person("ann@example.org", name="Ann Lee"))
    plan, who = planned.run(tie, day=at.date(), now=at), f"runner-{tie.runner_id}"
    client, address = signed_in(coach), f"/coach/calendar/runs/{plan.pk}"
    page = client.post(f"{address}/remove/", {"who": who, "view": "month"}, follow=True).content.decode()
    undo = unescape(page.split(f'action="{address}/put-back/')[1].split('"')[0])
    answer = client.post(f"{address}/put-back/{undo}")
    assert answer["Location"] == f"/coach/calendar/?who={who}&view=month&day={at:%Y-%m-%d}&at=day#here"


def test_a_copied_week_opens_at_its_first_day(
    tie: Coachship, coach: User, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    planned.run(tie, day=at.date(), now=at)
    said = {"who": f"runner-{tie.runner_id}", "day": f"{at:%Y-%m-%d}", "to": f"{at + WEEK:%Y-%m-%d}"}
    place, rest = sent(signed_in(coach), "/coach/calendar/copy/", said)
    assert (place, rest.count("data-day")) == ("here", 7)
    assert "Copied." in rest.partition("data-day")[0]


def test_what_comes_from_elsewhere_is_said_at_the_top(
    tie: Coachship, coach: User, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    plan = planned.run(tie, day=at.date(), now=at)
    client = signed_in(coach)
    client.post(f"/coach/calendar/runs/{plan.pk}/remove/")
    assert "Taken out of the plan." in client.get("/coach/calendar/").content.decode().partition("<h1")[0]
