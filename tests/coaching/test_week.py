"""A coach's week in requests, as the browser walks it: from the first word to the alert that is closed."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.models import Alert, AlertStep, Outcome
from runners.models import Coachship, Easing, PlannedRun, User
from tests.coaching.alerts import raised
from tests.coaching.planning import making as planned
from tests.hostile.crawling import forms_on

SignedIn = Callable[[User], Client]
DONE = "Nobody else needs you today."


def offered(client: Client, runner: User) -> None:
    """The form as it stands on the page, sent without a change."""
    there = reverse("ease", args=[runner.pk])
    form = next(form for form in forms_on(client.get(there), there) if "key" in form.values)
    client.post(there, form.values)


def test_a_week_ends_with_nobody_else(tie: Coachship, runner: User, coach: User, signed_in: SignedIn) -> None:
    now, client = timezone.now(), signed_in(coach)
    raised.standing(runner, now=now, reading="strained")
    alert = raised.alert(runner, now=now)
    planned.run(tie, day=runner.day(now) + timedelta(days=2), now=now, kind="intervals", effort=8)
    assert "One person could use a word today." in client.get(reverse("squad")).content.decode()
    offered(client, runner)
    signed_in(runner).post(reverse("plan-ease", args=[Easing.objects.get().pk]), {"answer": "accept", "words": ""})
    assert PlannedRun.objects.get().kind != "intervals"
    client.post(reverse("alert-step", args=[alert.pk, "talked"]))
    client.post(reverse("alert-outcome", args=[alert.pk]), {"outcome": Outcome.TALKED})
    assert AlertStep.objects.filter(alert=alert, outcome=Outcome.TALKED).exists()
    assert DONE in client.get(reverse("squad") + "?at=0").content.decode()
    assert Alert.objects.for_coach(coach).live(now).count() == 0
