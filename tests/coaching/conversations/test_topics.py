"""What a conversation is about: told to whoever may know of the thing, and to nobody else."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.models import Alert
from coaching.conversations.models import About, Message, Thread
from coaching.conversations.topics import Topic, topic_of
from coaching.dashboard.topics import FINDERS, titles
from journal import sharing
from runners import actions as people
from runners.models import Coachship, PlannedRun, User
from runners.models.people import Role, Shares
from tests import making
from tests.coaching.alerts import raised
from tests.coaching.conversations.making import said, thread

SignedIn = Callable[[User], Client]


@pytest.fixture
def alert(runner: User, now: datetime) -> Alert:
    return Alert.objects.create(
        runner=runner, local_day=now, episode_on=now, reading="strained", score=60, contributions={"emotional": 60.0},
        facts={}, raised_at=now,
    )  # fmt: skip


@pytest.fixture
def things(runner: User, tie: Coachship, alert: Alert, now: datetime) -> dict[About, int]:
    """One of each."""
    before = making.check_in(runner, at=now)
    plan = PlannedRun.objects.create(coachship=tie, local_day=runner.day(now), minutes=40, made_at=now, changed_at=now)
    return {
        About.RUN: making.run(runner, at=now).pk,
        About.CHECK_IN: before.pk,
        About.REFLECTION: making.reflection(runner, at=now, check_in=before).pk,
        About.ALERT: alert.pk,
        About.PLAN: plan.pk,
    }


def test_every_kind_has_its_title() -> None:
    assert set(FINDERS) == set(About)


def test_both_sides_know_what_is_shared(things: dict[About, int], runner: User, tie: Coachship) -> None:
    for about, number in things.items():
        for reader in (None, tie):
            titled = titles(Topic(about, number), runner, reader)
            assert titled is not None, about
            assert "18 March" in titled.title
            assert titled.address.startswith("/coach/" if reader else "/")


def test_a_coach_knows_nothing_of_what_is_not_shared(
    things: dict[About, int], runner: User, tie: Coachship, now: datetime
) -> None:
    people.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    tie.refresh_from_db()
    found = {about for about, number in things.items() if titles(Topic(about, number), runner, tie)}
    assert found == {About.PLAN}, "what they planned themselves"


def test_nobody_else_s_things_have_a_title(things: dict[About, int], stranger: User, tie: Coachship) -> None:
    other = making.coachship(tie.coach, making.person("ru@example.org", name="Ru"))
    for about, number in things.items():
        assert titles(Topic(about, number), other.runner, other) is None, about
        assert titles(Topic(about, number), stranger, None) is None, about


def test_an_alert_offers_a_beginning_that_nobody_sends(
    alert: Alert, runner: User, coach: User, signed_in: SignedIn
) -> None:
    address = f"{reverse('coach-runner-messages', args=[runner.pk])}?about=alert-{alert.pk}"
    html = signed_in(coach).get(address).content.decode()
    assert "carrying a lot lately" in html
    assert not Thread.objects.exists()
    signed_in(coach).post(address, {"text": "How are you?"})
    assert (Thread.objects.get().about, Thread.objects.get().number) == (About.ALERT, alert.pk)
    assert Message.objects.get().text == "How are you?"


def test_an_alert_keeps_its_title_when_it_climbs(alert: Alert, runner: User, now: datetime) -> None:
    about = Topic(About.ALERT, alert.pk)
    alert.refresh_from_db()
    before = titles(about, runner, None)
    raised.climbed(alert, to="talk_today", now=now + timedelta(days=3))
    assert titles(about, runner, None) == before


def test_a_conversation_about_an_alert_leads_to_it(
    alert: Alert, runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    there = thread(tie, now=now, topic=Topic(About.ALERT, alert.pk))
    said(tie.coach, there, "How are you?", now=now)
    html = signed_in(runner).get(reverse("message-thread", args=[there.pk])).content.decode()
    assert f'href="/alerts/#alert-{alert.pk}"' in html
    assert "About an alert" in signed_in(runner).get(reverse("messages")).content.decode()


@pytest.mark.parametrize(
    "code", ["alert-999999", "alert-0", "alert--1", "nonsense-4", f"run-{'9' * 5000}", "run-٣", "alert"]
)
def test_what_is_not_there_is_about_anything(runner: User, coach: User, signed_in: SignedIn, code: str) -> None:
    address = reverse("message-new")
    signed_in(runner).post(f"{address}?about={code}", {"text": "Hello"})
    assert Thread.objects.get().about == About.ANYTHING


def test_a_code_is_read_as_it_is_written() -> None:
    for topic in (Topic(About.CHECK_IN, 12), Topic(About.ALERT, 2**63 - 1), Topic()):
        assert topic_of(topic.code) == topic


def test_a_runner_without_a_coach_is_told_so(stranger: User, signed_in: SignedIn) -> None:
    html: Any = signed_in(stranger).get(reverse("message-new")).content.decode()
    assert "You have nobody to write to yet" in html
    assert signed_in(stranger).post(reverse("message-new"), {"text": "Hello"}).status_code == 200


@pytest.fixture
def told(runner: User, now: datetime) -> dict[str, int]:
    """On three days: a run with a reflection, a check-in alone, a reflection alone with a note for the coach."""
    days = [now - timedelta(days=back) for back in (1, 2, 3)]
    run = making.run(runner, at=days[0])
    making.reflection(runner, at=days[0] + timedelta(hours=1), run=run, enjoyment=8, valence=1, activation=0)
    before = making.check_in(runner, at=days[1], needs=["clear_my_head"])
    after = making.reflection(runner, at=days[2], enjoyment=6, note="Quiet.", note_shared=True)
    return {"run": run.pk, "check-in": before.pk, "reflection": after.pk}


ALL = ("training", "emotional", "reflections")


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        (ALL, ["run", "check-in", "reflection"]),
        (("training",), ["run", "reflection"]),
        (("emotional",), ["check-in", "reflection"]),
        ((), ["reflection"]),
    ],
)
def test_a_coach_is_led_to_write_about_what_they_may_know_of(
    told: dict[str, int], runner: User, tie: Coachship, now: datetime, shares: tuple[str, ...], named: list[str]
) -> None:
    people.set_shares(runner, coachship=tie, shares=Shares(**dict.fromkeys(shares, True)), now=now)
    tie.refresh_from_db()
    codes = [one.about for one in sharing.outings(tie, since=now.date() - timedelta(days=9)) if one.about]
    assert all(titles(topic_of(code), runner, tie) for code in codes)
    assert {f"{kind}-{told[kind]}" for kind in named} <= set(codes)


LINKS = re.compile(r'href="/coach/runners/[0-9]+/messages/\?about=([a-z-]+)-[0-9]+"')


@pytest.mark.parametrize("name", ["athlete", "athlete-days"])
@pytest.mark.usefixtures("told")
def test_who_may_write_finds_a_way_to_it_beside_each(
    runner: User,
    tie: Coachship,
    coach: User,
    signed_in: SignedIn,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    address, client = reverse(name, args=[runner.pk]), signed_in(coach)
    assert LINKS.findall(client.get(address).content.decode()) == ["run", "check-in", "reflection"]
    mine = reverse({"athlete": "settings-preview", "athlete-days": "settings-preview-days"}[name], args=[tie.pk])
    assert LINKS.findall(signed_in(runner).get(mine).content.decode()) == []
    Coachship.objects.filter(pk=tie.pk).update(role=Role.READER)
    assert LINKS.findall(client.get(address).content.decode()) == []


def test_a_planned_run_leads_to_a_message_about_it(things: dict[About, int], coach: User, signed_in: SignedIn) -> None:
    page = signed_in(coach).get(reverse("plan-run", args=[things[About.PLAN]])).content.decode()
    assert LINKS.findall(page) == ["plan"]


def test_a_runner_with_a_coach_writes_about_any_check_in_or_reflection_of_theirs(
    told: dict[str, int], runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    entries, client = reverse("journal-entries"), signed_in(runner)
    about = re.compile(r"about=(check-in|reflection)-")
    assert sorted(about.findall(client.get(entries).content.decode())) == ["check-in", "reflection", "reflection"]
    people.leave_coach(runner, coachship=tie, now=now)
    assert about.findall(client.get(entries).content.decode()) == []


def test_what_a_coach_may_not_see_is_as_if_it_were_not_there(
    told: dict[str, int], runner: User, tie: Coachship, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    people.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    address, client = reverse("coach-runner-messages", args=[runner.pk]), signed_in(coach)
    hidden, nothing = ({"about": f"check-in-{number}"} for number in (told["check-in"], 999_999))
    shown = [
        re.sub(r"[A-Za-z0-9]{64}|[0-9a-f-]{36}", "", client.get(address, about).content.decode())
        for about in (hidden, nothing)
    ]
    assert shown[0].replace(hidden["about"], "") == shown[1].replace(nothing["about"], "")
