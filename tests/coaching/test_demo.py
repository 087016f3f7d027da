"""The demo squad: the same for the same seed, believable, and nobody's way in where there is no demo."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from coaching.alerts.models import Alert
from journal.models import CheckIn, DailyCheck, RunnerState
from runners.models import Outbox, Run, User

END = date(2026, 3, 18)


def demo(**options: object) -> str:
    said = StringIO()
    call_command("demo", runners=8, days=90, end=END, stdout=said, **options)
    return said.getvalue()


def what_happened() -> tuple[object, ...]:
    runs = list(Run.objects.order_by("started_at", "runner__email").values_list("started_at", "timer_s", "effort"))
    feelings = list(CheckIn.objects.order_by("made_at", "runner__email").values_list("made_at", "valence", "needs"))
    return runs, feelings, DailyCheck.objects.count()


@pytest.mark.django_db(transaction=True)
def test_it_makes_the_same_squad_for_the_same_seed() -> None:
    demo()
    first = what_happened()
    User.objects.all().delete()
    demo()
    assert what_happened() == first
    User.objects.all().delete()
    demo(seed=8)
    assert what_happened() != first


def test_it_has_people_worth_a_word_somebody_new_and_mails_only_of_the_last_days(db: None) -> None:
    said = demo()
    assert "password" in said
    readings = set(RunnerState.objects.values_list("reading", flat=True))
    assert readings & {"strained", "talk_today"}
    assert "learning" in readings
    newest = Alert.objects.order_by("raised_at").last()
    assert newest is not None
    waiting = Outbox.objects.waiting()
    assert all(letter.due_at >= newest.raised_at - timedelta(days=2) for letter in waiting)


def test_it_says_so_when_it_is_there_and_makes_a_new_password_on_demand(db: None) -> None:
    password = demo().split("password ")[1].split()[0]
    assert "is there" in demo()
    assert password not in demo(new_password=True)


@pytest.mark.parametrize("nonsense", [{"runners": 0}, {"days": 0}])
def test_it_refuses_an_empty_squad(db: None, nonsense: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="at least one"):
        call_command("demo", **{"runners": 1, "days": 1, **nonsense})


def test_it_exists_only_where_the_site_is_a_demo(db: None, settings: object) -> None:
    settings.FIRST_START = settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="only with DEBUG"):
        demo()


@pytest.mark.parametrize(("is_demo", "status"), [(True, 200), (False, 302)])
def test_a_made_up_person_signs_in_only_there(db: None, settings: object, is_demo: bool, status: int) -> None:
    password = demo().split("password ")[1].split()[0]
    settings.DEMO = is_demo  # type: ignore[attr-defined]
    client = Client()
    client.post(reverse("account_login"), {"login": "jo@demo.evenpace.example", "password": password})
    assert client.get(reverse("squad")).status_code == status
