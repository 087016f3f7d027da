"""Who opened a runner's page is written down for the runner, and the runner can look at that page themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from runners.models import AccessLog, Coachship, User
from tests import making

SignedIn = Callable[[User], Client]


def address(runner: User) -> str:
    return reverse("athlete", args=[runner.pk])


def preview(tie: Coachship) -> str:
    return reverse("settings-preview", args=[tie.pk])


@pytest.mark.usefixtures("clock_at_now")
def test_it_writes_down_who_opened_a_page(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    signed_in(coach).get(address(runner))
    row = AccessLog.objects.get()
    assert (row.actor, row.subject, row.what, row.opened_at) == (coach, runner, "page", now)


def test_it_counts_ten_minutes_as_one(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(coach)
    for minutes in (0, 1, 9, 11, 12):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        browser.get(address(runner))
    opened = list(AccessLog.objects.order_by("pk").values_list("opened_at", flat=True))
    assert opened == [now, now + timedelta(minutes=11)]


@pytest.mark.usefixtures("clock_at_now")
def test_the_runner_reads_it_in_their_own_time(runner: User, coach: User, signed_in: SignedIn) -> None:
    runner.time_zone = "America/New_York"
    runner.save()
    signed_in(coach).get(address(runner))
    page = signed_in(runner).get(reverse("settings-readers")).content.decode()
    assert "Jo Okonedo opened your page" in page
    assert "Wednesday 18 March, 04:30" in page


@pytest.mark.usefixtures("clock_at_now")
def test_nobody_else_reads_it(runner: User, coach: User, stranger: User, signed_in: SignedIn) -> None:
    signed_in(coach).get(address(runner))
    for other in (coach, stranger):
        assert "Wednesday" not in signed_in(other).get(reverse("settings-readers")).content.decode()


def test_a_refused_opening_is_none(runner: User, coach: User, stranger: User, signed_in: SignedIn) -> None:
    assert signed_in(stranger).get(address(runner)).status_code == 404
    assert not AccessLog.objects.exists()


def test_it_keeps_the_line_of_a_coach_who_has_gone(runner: User, coach: User, signed_in: SignedIn) -> None:
    signed_in(coach).get(address(runner))
    coach.delete()
    page = signed_in(runner).get(reverse("settings-readers")).content.decode()
    assert "A coach who is no longer here opened your page" in page


@pytest.fixture
def told(runner: User, tie: Coachship, now: datetime) -> Coachship:
    making.drifting_month(runner, until=runner.day(now) - timedelta(days=1))
    making.refreshed(now)
    return tie


@pytest.mark.usefixtures("clock_at_now")
def test_the_runner_sees_what_the_coach_sees(told: Coachship, signed_in: SignedIn) -> None:
    theirs = signed_in(told.coach).get(address(told.runner)).content.decode().split("<main")[1]
    mine = signed_in(told.runner).get(preview(told)).content.decode().split("<main")[1]
    assert "This is what Jo Okonedo sees" in mine
    for part in ('<section class="why"', '<section class="card" aria-labelledby="loads"', "Ways in"):
        assert part in mine
        assert part in theirs
    chart = theirs.split("data-chart")[1].split("</section>")[0]
    assert chart in mine


@pytest.mark.usefixtures("clock_at_now")
def test_looking_oneself_leaves_no_trace_and_has_no_buttons(told: Coachship, signed_in: SignedIn) -> None:
    page = signed_in(told.runner).get(preview(told)).content.decode().split("<main")[1].split("</main")[0]
    assert not AccessLog.objects.exists()
    assert "<form" not in page
    assert 'type="submit"' not in page


@pytest.mark.usefixtures("clock_at_now")
def test_the_preview_follows_the_switches(told: Coachship, signed_in: SignedIn) -> None:
    Coachship.objects.update(shares_training=False, shares_emotional=False, shares_balance=False,
                             shares_reflections=False)  # fmt: skip
    page = signed_in(told.runner).get(preview(told)).content.decode()
    assert "Nothing here yet." in page


def test_nobody_else_opens_the_preview(tie: Coachship, stranger: User, signed_in: SignedIn, client: Client) -> None:
    for other in (tie.coach, stranger):
        assert signed_in(other).get(preview(tie)).status_code == 404
    assert client.get(preview(tie)).status_code == 302
    tie.ended_at = timezone.now()
    tie.save()
    assert signed_in(tie.runner).get(preview(tie)).status_code == 404
