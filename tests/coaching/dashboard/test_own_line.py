"""One's own line in a coach's squad: what stands there, and nothing of anybody else."""

import re
from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from runners import actions
from runners.models import AccessLog, Coachship, User
from runners.models.people import Shares
from tests import making

SignedIn = Callable[[User], Client]


def line(client: Client, tie: Coachship) -> str:
    page = client.get(reverse("settings-preview-line", args=[tie.pk]))
    assert page.status_code == 200
    return page.content.decode().split("<tbody>")[1]


def test_it_is_the_line_of_the_squad_page(runner: User, coach: User, tie: Coachship, signed_in: SignedIn) -> None:
    now = timezone.now()
    making.coachship(coach, making.person("other@example.org", name="Oth Er"))
    making.drifting_month(runner, until=runner.day(now))
    making.check_in(runner, at=now)
    making.refreshed(now)
    shown = line(signed_in(runner), tie)
    squad = signed_in(coach).get(reverse("squad")).content.decode()
    row = next(one for one in squad.split("<tr>") if runner.name in one and "c-sp" in one)
    own_link = reverse("settings-preview", args=[tie.pk])
    row = re.sub("<input[^>]*>", "", row.split("</tr>")[0])  # nobody ticks themselves
    assert row.replace(reverse("athlete", args=[runner.pk]), own_link) in shown
    assert "Strained" in shown or "Talk today" in shown
    assert "Oth Er" not in shown
    assert not AccessLog.objects.exists()


def test_what_is_switched_off_is_not_in_it(runner: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(timezone.now()))
    making.refreshed(timezone.now())
    actions.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    shown = line(signed_in(runner), tie)
    assert runner.name in shown
    assert "Strained" not in shown
    assert "<path" not in shown


def test_what_was_switched_stands_on_the_sharing_page(
    runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    actions.set_shares(runner, coachship=tie, shares=Shares(training=True), now=now)
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    assert "Emotional load off" in page
    assert "Training load on" not in page
