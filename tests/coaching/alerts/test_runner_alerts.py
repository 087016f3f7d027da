"""/alerts/: the runner sees every alert about them, with the coach or before, and what the coach did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coaching.alerts import actions
from coaching.alerts.models import State
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


def page_of(client: Client) -> str:
    answer = client.get("/alerts/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_what_was_noticed_in_their_own_voice(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now)

    html = page_of(signed_in(runner))

    assert "Your head is over its usual, and your energy is below its usual" in html
    assert "usual 3.1 from 41 answers, last 7 days 6.5 from 6" in html
    assert "A prompt for a conversation, not a diagnosis." in html
    assert "Only you see this." in html
    assert "Mia" not in html.split("<main")[1]


def test_it_says_of_which_week_an_older_one_was(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now - timedelta(days=8))
    html = page_of(signed_in(runner))
    assert "usual 3.1 from 41 answers, 7 days to 10 March 6.5 from 6" in html
    assert "last 7 days" not in html


def test_a_loud_reading_without_an_alert_is_not_passed_over(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.standing(runner, now=now, reading="strained", confidence=0.27)
    raised.assess(now=now)
    client = signed_in(runner)
    assert "No alert so far. Your reading today is “Strained”; for an alert" in page_of(client)
    raised.standing(runner, now=now, reading="steady")
    assert "Your reading today" not in page_of(client)


def test_it_is_there_from_the_moment_it_is_raised(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now, reading="strained")
    raised.assess(now=now)

    assert "Jo sees this too." in page_of(signed_in(runner))


def test_it_says_what_the_coach_did_and_when(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = raised.alert(runner, now=now - timedelta(days=3))
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now - timedelta(days=1))

    assert "Jo acknowledged it, Tuesday 08:30." in page_of(signed_in(runner))


def test_the_coach_s_part_goes_with_the_consent(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = raised.alert(runner, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    Coachship.objects.update(shares_balance=False)

    html = page_of(signed_in(runner))

    assert "Only you see this." in html
    assert "acknowledged" not in html
    assert "Jo " not in html


def test_it_names_every_coach_who_sees_it(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    for name in ("Ada Lin", "Sam Fell"):
        making.coachship(making.person(f"{name[:3]}@example.org", name=name, is_coach=True), runner)
    raised.alert(runner, now=now)

    assert "Ada, Jo and Sam see this too." in page_of(signed_in(runner))


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ((Role.READER,), "Jo only reads along: nobody is asked to answer."),
        ((Role.READER, Role.READER), "Ada and Jo only read along: nobody is asked to answer."),
        ((Role.READER, Role.ASSISTANT), "Ada and Jo see this too."),
    ],
)
def test_it_says_when_nobody_is_asked_to_answer(
    runner: User, tie: Coachship, signed_in: SignedIn, now: datetime, roles: tuple[Role, ...], said: str
) -> None:
    ties = [tie, *(making.coachship(making.person("ada@example.org", name="Ada Lin"), runner) for _ in roles[1:])]
    for one, role in zip(ties, roles, strict=True):
        Coachship.objects.filter(pk=one.pk).update(role=role)
    raised.alert(runner, now=now)
    html = page_of(signed_in(runner))

    assert said in html
    assert ("Let somebody answer" in html, "Write to your coach" in html) == (
        (True, False) if "only" in said else (False, True)
    )


def test_it_says_when_an_alert_is_over(runner: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now)
    raised.standing(runner, now=now, reading="steady")
    raised.assess(now=now)

    html = page_of(signed_in(runner))

    assert "· over" in html
    assert "It ended by itself: the days came back near usual" in html


def test_it_is_theirs_alone(runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    raised.alert(runner, now=now)

    for person in (coach, stranger):
        assert "No alert so far." in page_of(signed_in(person))
    assert Client().get("/alerts/")["Location"].startswith(reverse("account_login"))


def test_it_asks_the_database_as_often_for_many(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(runner)
    for back in range(1, 13):
        raised.alert(runner, now=now - timedelta(days=20 * back))
        if back in (1, 12):
            with django_assert_num_queries(11):
                page_of(client)
