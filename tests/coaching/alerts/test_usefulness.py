"""Whether alerts were of use is counted kind by kind; too few of them propose a calmer preset."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coaching.alerts import presets
from coaching.alerts.models import AlertStep, Kind, Preset, State, Useful
from coaching.alerts.usefulness import JUDGED, LEAST_HERE, calmer, precision_of
from runners.models import Coachship, Group, GroupMember, User
from tests import making
from tests.coaching.alerts import raised

SignIn = Callable[[User], Client]


def judged(runner: User, coach: User, *, useful: int, of: int, now: datetime, kind: Kind = Kind.BALANCE) -> None:
    for number in range(of):
        at = now - timedelta(days=2 * number)
        alert = raised.alert(runner, now=at, kind=kind, state=State.RESOLVED, figures={"days": 12})
        said = Useful.YES if number < useful else Useful.KNEW
        AlertStep.objects.create(alert=alert, by=coach, before=State.OPEN, after=State.RESOLVED, at=at, useful=said)


def test_it_counts_kind_by_kind_over_ninety_days(runner: User, coach: User, now: datetime) -> None:
    judged(runner, coach, useful=4, of=9, now=now)
    judged(runner, coach, useful=1, of=2, now=now, kind=Kind.QUIET)
    judged(runner, coach, useful=2, of=2, now=now - timedelta(days=91), kind=Kind.CHARGED)

    found = precision_of(coach, now=now)

    assert [(one.kind, one.words) for one in found] == [
        (Kind.BALANCE, "useful 4 of 9 in the last 90 days"),
        (Kind.QUIET, "useful 1 of 2 in the last 90 days"),
    ]


def test_it_counts_nobody_else_s_answers(runner: User, coach: User, stranger: User, now: datetime) -> None:
    judged(runner, stranger, useful=1, of=3, now=now)
    assert precision_of(coach, now=now) == ()


def test_it_counts_an_alert_once_and_by_the_newest_word(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now, state=State.RESOLVED)
    for before, after, said in [("acknowledged", "acted_on", "yes"), ("acted_on", "resolved", "knew")]:
        now += timedelta(hours=1)
        AlertStep.objects.create(alert=alert, by=coach, before=before, after=after, at=now, useful=said)
    assert [one.words for one in precision_of(coach, now=now)] == ["useful 0 of 1 in the last 90 days"]


def calmer_preset(coach: User) -> Preset | None:
    proposed = calmer(coach)
    return proposed.preset if proposed else None


@pytest.mark.parametrize(
    ("useful", "of", "preset", "proposed"),
    [
        (9, JUDGED, Preset.WATCHFUL, Preset.BALANCED),
        (9, JUDGED, Preset.BALANCED, Preset.CALM),
        (9, JUDGED, Preset.CALM, None),
        (10, JUDGED, Preset.BALANCED, None),
        (0, JUDGED - 1, Preset.BALANCED, None),
    ],
)
def test_fewer_than_one_in_three_of_thirty_propose_a_calmer_preset(
    runner: User, coach: User, now: datetime, useful: int, of: int, preset: Preset, proposed: Preset | None
) -> None:
    presets.choose(coach, place=None, preset=preset, now=now - timedelta(days=80))
    judged(runner, coach, useful=useful, of=of, now=now)
    assert calmer_preset(coach) is proposed


def test_it_waits_for_thirty_however_long_that_takes(runner: User, coach: User, now: datetime) -> None:
    judged(runner, coach, useful=0, of=15, now=now)
    judged(runner, coach, useful=0, of=15, now=now - timedelta(days=300))
    assert calmer_preset(coach) is Preset.CALM


def test_whoever_follows_the_proposal_is_left_in_peace(runner: User, coach: User, now: datetime) -> None:
    judged(runner, coach, useful=2, of=JUDGED, now=now)
    presets.choose(coach, place=None, preset=Preset.WATCHFUL, now=now - timedelta(days=80))
    assert calmer_preset(coach) is Preset.BALANCED
    presets.choose(coach, place=None, preset=Preset.BALANCED, now=now)
    assert calmer_preset(coach) is None


def test_it_is_for_the_group_or_the_runner_they_came_from(
    runner: User, coach: User, tie: Coachship, signed_in: SignIn, now: datetime
) -> None:
    group = Group.objects.create(coach=coach, name="Tuesday", made_at=now)
    GroupMember.objects.create(group=group, coachship=tie, added_at=now)
    judged(runner, coach, useful=0, of=JUDGED, now=now)
    long_ago = now - timedelta(days=80)
    presets.choose(coach, place=None, preset=Preset.CALM, now=long_ago)
    assert calmer(coach) is None
    presets.choose(coach, place=group, preset=Preset.WATCHFUL, now=long_ago)
    page = signed_in(coach).get("/coach/alerts/presets/").content.decode()
    assert "None of the last 30 alerts you judged, since" in page
    assert "All 30 were about runners of Tuesday, which is Watchful." in page
    assert f'<a href="/coach/alerts/presets/group/{group.pk}/">Balanced for Tuesday would send fewer' in page
    presets.choose(coach, place=tie, preset=Preset.BALANCED, now=long_ago)
    page = signed_in(coach).get("/coach/alerts/presets/").content.decode()
    assert f'<a href="/coach/alerts/presets/runner/{runner.pk}/">Calm for Mia Thorne would send fewer' in page


def test_a_few_from_one_runner_name_nobody(runner: User, coach: User, tie: Coachship, now: datetime) -> None:
    other = making.coachship(coach, making.person("ada@example.org", name="Ada")).runner
    judged(runner, coach, useful=0, of=LEAST_HERE - 1, now=now)
    judged(other, coach, useful=0, of=JUDGED, now=now)
    presets.choose(coach, place=None, preset=Preset.CALM, now=now - timedelta(days=80))
    presets.choose(coach, place=tie, preset=Preset.WATCHFUL, now=now - timedelta(days=80))
    assert calmer(coach) is None


def test_the_pages_say_so(runner: User, coach: User, signed_in: SignIn, now: datetime) -> None:
    judged(runner, coach, useful=2, of=JUDGED, now=timezone.now())
    client = signed_in(coach)
    assert "You could hear less" in client.get("/coach/alerts/").content.decode()
    page = client.get("/coach/alerts/presets/").content.decode()
    assert "useful 2 of 30 in the last 90 days" in page
    assert "2 of the last 30 alerts you judged, since" in page
    assert '<a href="/coach/alerts/presets/squad/">Calm would send fewer' in page
    AlertStep.objects.all().delete()
    assert "You could hear less" not in client.get("/coach/alerts/").content.decode()
