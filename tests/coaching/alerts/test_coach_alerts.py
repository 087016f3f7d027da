"""/coach/alerts/: every alert a coach may see, and the steps they take from it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coaching.alerts import actions
from coaching.alerts.live import alerts_about, live_alerts, menu
from coaching.alerts.models import Alert, State
from coaching.alerts.queries import A_PAGE, STEPS
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
PAGE = "/coach/alerts/"


def page_of(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def step(client: Client, alert: Alert, name: str, **fields: str) -> str:
    """Take the step and come back to the page; what was said."""
    answer = client.post(reverse("alert-step", args=[alert.pk, name]), fields, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def test_it_shows_who_why_and_what_was_done(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = raised.alert(runner, now=now - timedelta(days=2))
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now - timedelta(days=1))

    html = page_of(signed_in(coach))

    for words in (
        "Mia Thorne",
        "Strained",
        "Acknowledged",
        "You acknowledged it, Tuesday 08:30",
        "68, usual 38, from 7 answers",
    ):
        assert words in html
    assert "Noticed Monday 16 March" in html


def test_it_tells_then_from_today_while_it_is_open(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(runner, now=now - timedelta(days=2))
    raised.standing(runner, now=now, reading="talk_today")
    html = page_of(signed_in(coach))
    assert "<p>Then: Stress and unpleasant feelings" in html
    assert "<p>Today: Talk today. Stress and unpleasant feelings" in html
    actions.take_step(coach, alert_id=alert.pk, to=State.RESOLVED, now=now)
    assert "Today: Talk" not in page_of(signed_in(coach))


def test_a_step_can_be_undone_from_the_page_that_says_it(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert, client = raised.alert(runner, now=now), signed_in(coach)
    undo = reverse("alert-undo", args=[alert.pk])
    said = client.post(reverse("alert-step", args=[alert.pk, "talked"]), follow=True).content.decode()
    assert f'action="{undo}"' in said
    back = client.post(undo, headers={"referer": "http://testserver/coach/"})
    assert (back["Location"], Alert.objects.get().state) == ("/coach/", State.OPEN)


def test_a_step_leads_back_to_the_same_alert(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert, client = raised.alert(runner, now=now), signed_in(coach)
    here = f"/coach/alerts/?page=1#alert-{alert.pk}"
    html = client.get("/coach/alerts/?page=1").content.decode()
    assert (f'<h2 id="alert-{alert.pk}">' in html, f'name="next" value="{here}"' in html) == (True, True)
    assert client.post(reverse("alert-step", args=[alert.pk, "acknowledge"]), {"next": here})["Location"] == here


def test_it_names_no_number_of_what_is_not_shared(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(runner, now=now)
    Coachship.objects.update(shares_emotional=False)

    html = page_of(signed_in(coach))

    assert "Feelings and stress weigh more than usual" in html
    assert not any(number in html for number in ("usual 38", "days 68", "usual 3.1", "days 6.5"))


def test_it_is_empty_for_a_stranger_and_after_the_consent(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(runner, now=now)
    assert "Mia" not in page_of(signed_in(stranger))

    Coachship.objects.update(shares_balance=False)

    html = page_of(signed_in(coach))
    assert "Mia" not in html
    assert "No alerts so far" in html


def test_it_does_not_exist_for_a_runner_and_asks_others_to_sign_in(runner: User, signed_in: SignedIn) -> None:
    assert signed_in(runner).get(PAGE).status_code == 404
    assert Client().get(PAGE)["Location"].startswith(reverse("account_login"))


def test_it_names_a_second_coach_only_while_they_may_see_it(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    second = making.person("sam@example.org", name="Sam Fell", is_coach=True)
    tie = making.coachship(second, runner)
    alert = raised.alert(runner, now=now)
    actions.take_step(second, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)

    assert "Sam Fell acknowledged it" in page_of(signed_in(coach))
    Coachship.objects.filter(pk=tie.pk).update(shares_balance=False)
    assert "Another coach acknowledged it" in page_of(signed_in(coach))


def test_it_turns_pages_with_as_many_queries(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(coach)
    raised.alert(runner, now=now)
    page_of(client)  # which is read from then on
    with django_assert_num_queries(10):
        page_of(client)

    for back in range(1, A_PAGE + 3):
        raised.alert(runner, now=now - timedelta(days=20 * back), state=State.RESOLVED)
    with django_assert_num_queries(10):
        first = page_of(client)

    assert "Page 1 of 2" in first
    assert first.count("<article") == A_PAGE
    assert page_of(client, f"{PAGE}?page=2").count("<article") == 3
    assert page_of(client, f"{PAGE}?page=nonsense") is not None


@pytest.mark.parametrize(("name", "state"), STEPS.items())
def test_it_takes_each_step(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, name: str, state: State
) -> None:
    alert = raised.alert(runner, now=now)

    said = step(signed_in(coach), alert, name, days="3")

    alert.refresh_from_db()
    assert alert.state == state
    assert said
    assert "!" not in said


@pytest.mark.parametrize("days", ["1", "3", "7"])
def test_it_sets_an_alert_aside(runner: User, coach: User, signed_in: SignedIn, now: datetime, days: str) -> None:
    alert = raised.alert(runner, now=now)

    step(signed_in(coach), alert, "later", days=days)

    alert.refresh_from_db()
    assert alert.snoozed_until == now + timedelta(days=int(days))


@pytest.mark.parametrize("days", ["", "2", "-1", "7000", "x", "\x00"])
def test_it_refuses_other_days(runner: User, coach: User, signed_in: SignedIn, now: datetime, days: str) -> None:
    alert = raised.alert(runner, now=now)

    said = step(signed_in(coach), alert, "later", days=days)

    alert.refresh_from_db()
    assert (alert.state, alert.snoozed_until) == (State.SEEN, None)  # as the page left it
    assert "1, 3 or 7 days" in said


def test_it_says_so_when_a_step_is_no_longer_possible(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(runner, now=now, state=State.RESOLVED)

    said = step(signed_in(coach), alert, "acknowledge")

    alert.refresh_from_db()
    assert alert.state == State.RESOLVED
    assert said == "This alert already says “Resolved”. Nothing was changed."


def test_it_is_404_for_others_and_for_unknown_steps(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(runner, now=now)
    address = reverse("alert-step", args=[alert.pk, "resolve"])

    for person in (stranger, runner):
        assert signed_in(person).post(address).status_code == 404
    assert signed_in(coach).post(reverse("alert-step", args=[alert.pk, "explode"])).status_code == 404
    assert signed_in(coach).post(reverse("alert-step", args=[alert.pk + 1, "resolve"])).status_code == 404
    assert signed_in(coach).get(address).status_code == 405
    assert Alert.objects.get().state == State.OPEN


@pytest.mark.parametrize(
    ("there", "then"),
    [
        ("/coach/", "/coach/"),
        ("https://evil.example/", PAGE),
        ("//evil.example", PAGE),
        ("javascript:x", PAGE),
        ("", PAGE),
    ],
)
def test_it_goes_back_only_within_the_site(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, there: str, then: str
) -> None:
    alert = raised.alert(runner, now=now)

    answer = signed_in(coach).post(reverse("alert-step", args=[alert.pk, "acknowledge"]), {"next": there})

    assert answer["Location"] == then


def test_it_offers_only_the_steps_that_lead_on(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now, state=State.ACTED_ON)

    html = page_of(signed_in(coach))

    assert "/resolve/" in html
    assert "/talked/" not in html
    assert ">Acknowledge" not in html
    assert "Later" not in html


def test_it_says_until_when_an_alert_is_set_aside(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(runner, now=now, state=State.SNOOZED, snoozed_until=now + timedelta(days=3))

    assert "Later, until Saturday 08:30" in page_of(signed_in(coach))


def test_what_is_open_stands_before_what_is_over(coach: User, runner: User, signed_in: SignedIn, now: datetime) -> None:
    open_one = raised.alert(runner, now=now - timedelta(days=20))
    closed = raised.alert(runner, now=now, state=State.RESOLVED)
    html = signed_in(coach).get("/coach/alerts/").content.decode()
    assert html.index(f'id="alert-{open_one.pk}"') < html.index(f'id="alert-{closed.pk}"')


def test_the_short_ways_to_live_alerts_agree_with_the_long_one(
    runner: User, coach: User, stranger: User, now: datetime
) -> None:
    people = [runner, *(making.person(f"r{n}@example.org") for n in range(7))]
    for person in people[1:]:
        making.coachship(coach, person)
    making.coachship(stranger, people[7])
    for person, state in zip(people, [*State, State.SNOOZED, State.OPEN], strict=False):
        raised.alert(person, now=now, state=state, snoozed_until=now if state == State.SNOOZED else None)
        raised.alert(person, now=now - timedelta(days=20))
    raised.alert(people[7], now=now - timedelta(days=40), state=State.SNOOZED, snoozed_until=now + timedelta(days=1))
    Coachship.objects.filter(runner=people[1]).update(shares_balance=False)
    Coachship.objects.filter(runner=people[2], coach=coach).update(ended_at=now)
    User.objects.filter(pk=people[3].pk).update(is_active=False)

    long = Alert.objects.for_coach(coach).live(now).order_by("runner_id", "-raised_at").distinct("runner_id")

    assert live_alerts(coach, now=now).alerts == list(long)
    assert menu(coach, now=now)["open_alerts"] == len(long) > 3


def test_alerts_about_somebody_need_the_balance_switch(runner: User, tie: Coachship, now: datetime) -> None:
    alert = raised.alert(runner, now=now)
    assert alerts_about(tie) == [alert]
    tie.shares_balance = False
    assert alerts_about(tie) == []
