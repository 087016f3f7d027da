"""Settings, and becoming a coach."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from runners.accounts import Adapter
from runners.actions import keep_settings
from runners.forms.people import known_zones, plain_name, zone_choices
from runners.models import CoachProfile, User
from runners.own_data import leave
from tests import making

SignedIn = Callable[[User], Client]
ANSWERS = {
    "name": "Mia Thorne",
    "time_zone": "Europe/Dublin",
    "units": "km",
    "first_weekday": "0",
    "theme": "auto",
    "country": "IE",
}


def test_it_saves_what_was_chosen(runner: User, signed_in: SignedIn) -> None:
    chosen = {
        "name": "Mia",
        "time_zone": "Asia/Tokyo",
        "units": "mi",
        "first_weekday": "6",
        "theme": "dark",
        "country": "",
    }
    answer = signed_in(runner).post(reverse("settings"), chosen)
    assert answer.status_code == 302
    runner.refresh_from_db()
    saved = {name: str(getattr(runner, name)) for name in chosen}
    assert saved == chosen


def test_settings_and_a_password_that_are_kept_undo_no_farewell_said_meanwhile(runner: User, now: datetime) -> None:
    loaded = User.objects.get(pk=runner.pk)
    leave(runner, now=now)
    loaded.name = "Mia"
    keep_settings(loaded, now=now)
    Adapter().set_password(loaded, "another long password")
    runner.refresh_from_db()
    assert (runner.name, runner.leaving_at is not None) == ("Mia", True)
    assert runner.check_password("another long password")


def test_it_leaves_written_days_alone_when_the_zone_changes(runner: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now)
    day, zone = entry.local_day, entry.time_zone
    signed_in(runner).post(reverse("settings"), {**ANSWERS, "time_zone": "Pacific/Kiritimati"})
    entry.refresh_from_db()
    assert (entry.local_day, entry.time_zone) == (day, zone)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "localtime"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", ""),
        ("name", ""),
        ("name", "\x07"),
        ("name", "n" * 81),
        ("units", "furlongs"),
        ("first_weekday", "9"),
        ("first_weekday", "x"),
        ("theme", "pink"),
        ("country", "XX"),
    ],
)
def test_it_says_what_cannot_be_saved(runner: User, signed_in: SignedIn, field: str, value: str) -> None:
    page = signed_in(runner).post(reverse("settings"), {**ANSWERS, field: value})
    assert page.status_code == 200
    assert "data-problems" in page.content.decode()
    runner.refresh_from_db()
    assert str(getattr(runner, field)) == ANSWERS[field]


def test_it_takes_nothing_the_form_does_not_ask(runner: User, signed_in: SignedIn) -> None:
    extra = {"is_coach": "on", "is_staff": "on", "is_superuser": "on", "email": "other@example.org"}
    signed_in(runner).post(reverse("settings"), {**ANSWERS, **extra})
    runner.refresh_from_db()
    assert (runner.is_coach, runner.is_staff, runner.is_superuser) == (False, False, False)
    assert runner.email == "mia@example.org"


@pytest.mark.parametrize("name", ["settings", "settings-coaching", "settings-sharing"])
def test_it_asks_a_visitor_to_sign_in(db: None, client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={reverse(name)}")


@pytest.mark.parametrize("name", ["settings", "settings-coaching", "settings-sharing"])
def test_it_shows_a_runner_their_own_pages(runner: User, signed_in: SignedIn, name: str) -> None:
    page = signed_in(runner).get(reverse(name))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert 'style="' not in page.content.decode()


def test_it_keeps_an_unusual_zone_among_the_choices() -> None:
    assert ("Etc/GMT-14", "Etc/GMT-14") in zone_choices("Etc/GMT-14")
    assert zone_choices("Europe/Berlin")[0] == ("UTC", "UTC")
    offered = {zone for _, group in zone_choices("UTC")[1:] for zone, _ in group}
    assert offered <= known_zones()
    assert "America/Argentina/Buenos_Aires" in offered


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Reis ", "Ana Reis"),
        ("Ana\u202eReis", "AnaReis"),
        ("Zoë 👩‍👩‍👧", "Zoë 👩‍👩‍👧"),
        ("<script>", "<script>"),
    ],
)
def test_it_keeps_a_name_on_one_line(typed: str, kept: str) -> None:
    assert plain_name(typed) == kept


@pytest.mark.parametrize("name", ["Locked, see http://evil.example", "evil.example/reset", "Win at evil.example"])
def test_it_keeps_no_name_that_a_mail_would_make_a_link_of(runner: User, signed_in: SignedIn, name: str) -> None:
    """Invites go to any address, with the name of whoever invites."""
    page = signed_in(runner).post(reverse("settings"), {"name": name}).content.decode()
    assert "without a link or a slash" in page
    runner.refresh_from_db()
    assert runner.name == "Mia Thorne"


def test_it_makes_a_runner_a_coach_with_one_button(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(reverse("settings-coaching"), {"about": "Slow mornings.\nHonest weeks."})
    assert answer["Location"] == reverse("invites")
    runner.refresh_from_db()
    assert runner.is_coach
    assert CoachProfile.objects.get(person=runner).about == "Slow mornings.\nHonest weeks."


def test_it_says_before_what_a_coach_may_never_do(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(reverse("settings-coaching")).content.decode()
    for promise in ("never ask them to share", "not a therapist", "immediate danger"):
        assert promise in page
    runner.refresh_from_db()
    assert not runner.is_coach


def test_it_shows_a_coach_what_they_wrote(coach: User, signed_in: SignedIn) -> None:
    browser = signed_in(coach)
    browser.post(reverse("settings-coaching"), {"about": "Ten years of trails."})
    assert "Ten years of trails." in browser.get(reverse("settings-coaching")).content.decode()


def test_it_refuses_broken_characters_about_a_coach(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(reverse("settings-coaching"), {"about": "x\x1b[31m"})
    assert "cannot be kept" in page.content.decode()
    runner.refresh_from_db()
    assert not runner.is_coach
