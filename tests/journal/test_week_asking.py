"""The question about the next week comes on the chosen morning, once, while it is unanswered; and one click ends it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coaching.alerts.emails import WRITERS
from journal import emails, plan_answers, week_asking
from journal.models import Pause, QuietHours
from journal.plan_answers import WeekAnswers
from runners import mail
from runners.models import Outbox, Push, User, WeekAsk
from tests import making

SignedIn = Callable[[User], Client]
SUNDAY = 6
EIGHT = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)  # a Sunday; Dublin is on UTC then
NEXT = date(2026, 3, 23)


@pytest.fixture
def asked(runner: User, now: datetime) -> WeekAsk:
    week_asking.choose(runner, weekday=SUNDAY, channel="mail", now=now)
    return WeekAsk.objects.get(runner=runner)


def answered(runner: User, now: datetime, *, told: str = "mail") -> None:
    said = WeekAnswers([1], "", shared=False, ask_on=SUNDAY, told=told)
    plan_answers.say_week_ahead(runner, week_on=NEXT, said=said, now=now)


def left(runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]) -> int:
    monkeypatch.setattr(emails, "database_now", lambda: now)
    mail.drain(now=now, writers=WRITERS, clock=lambda: now)
    return len(mailoutbox)


def test_it_goes_out_once_on_the_chosen_morning(asked: WeekAsk) -> None:
    assert asked.due_at == EIGHT
    assert week_asking.ask_due(now=EIGHT - timedelta(minutes=1)) == 0
    assert [week_asking.ask_due(now=EIGHT) for _ in range(2)] == [1, 0]
    asked.refresh_from_db()
    # Clocks go forward in between: it stays eight on the wall.
    assert asked.due_at == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)
    assert Outbox.objects.filter(kind=week_asking.LETTER).count() == 1


def test_it_does_not_go_out_when_the_week_is_answered(asked: WeekAsk, runner: User, now: datetime) -> None:
    answered(runner, now)
    assert week_asking.ask_due(now=EIGHT) == 0


def test_it_does_not_go_out_hours_later(asked: WeekAsk) -> None:
    assert week_asking.ask_due(now=EIGHT + week_asking.NO_LATER) == 0
    asked.refresh_from_db()
    assert asked.due_at is not None
    assert asked.due_at > EIGHT + timedelta(days=6)


def test_nobody_is_asked_in_a_pause(asked: WeekAsk, runner: User) -> None:
    Pause.objects.create(runner=runner, kind="grief", from_on=runner.day(EIGHT))
    assert week_asking.ask_due(now=EIGHT) == 0


def test_it_keeps_out_of_the_quiet_hours(runner: User, now: datetime) -> None:
    QuietHours.objects.create(runner=runner, starts=time(22), ends=time(9, 30))
    assert week_asking.next_due(runner, SUNDAY, after=now) == EIGHT + timedelta(minutes=105)


def test_after_a_quiet_day_it_looks_again_a_week_later(asked: WeekAsk, runner: User) -> None:
    QuietHours.objects.create(runner=runner, starts=time(0), ends=time(23, 59))
    assert week_asking.ask_due(now=EIGHT) == 0
    asked.refresh_from_db()
    assert asked.due_at == EIGHT + timedelta(days=7)


def test_one_that_cannot_be_looked_at_holds_up_nobody(
    asked: WeekAsk, stranger: User, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    week_asking.choose(stranger, weekday=SUNDAY, channel="mail", now=now)
    User.objects.filter(pk=asked.pk).update(time_zone="Nowhere/Land")
    assert week_asking.ask_due(now=EIGHT + timedelta(hours=1)) == 1
    assert f"WeekAsk {asked.pk} could not be looked at: " in caplog.text
    asked.refresh_from_db()
    assert asked.due_at == EIGHT


def test_a_letter_that_waited_too_long_is_not_sent(
    asked: WeekAsk, runner: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    week_asking.ask_due(now=EIGHT)
    answered(runner, EIGHT)
    assert left(runner, EIGHT, monkeypatch, mailoutbox) == 0


def test_the_letter_says_nothing_and_one_click_ends_it(
    asked: WeekAsk, runner: User, client: Client, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    week_asking.ask_due(now=EIGHT)
    assert left(runner, EIGHT, monkeypatch, mailoutbox) == 1
    address = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")  # type: ignore[attr-defined]
    assert mailoutbox[0].subject == "Your next week"  # type: ignore[attr-defined]
    path = address.split("/", 3)[3]
    assert "Stop the mails" in client.get(f"/{path}").content.decode()
    assert "Your page still asks" in client.post(f"/{path}").content.decode()
    asked.refresh_from_db()
    assert (asked.weekday, asked.channel, asked.due_at) == (SUNDAY, "", None)


def test_a_forged_link_ends_nothing(asked: WeekAsk, client: Client) -> None:
    client.post(reverse("week-ask-stop", args=[f"{asked.pk}:x"]))
    asked.refresh_from_db()
    assert asked.channel == "mail"


@pytest.mark.parametrize(("channel", "mails", "pushes"), [("mail", 1, 0), ("push", 0, 1), ("both", 1, 1)])
def test_it_comes_the_way_that_was_chosen(runner: User, now: datetime, channel: str, mails: int, pushes: int) -> None:
    making.phone(runner, at=now)
    week_asking.choose(runner, weekday=SUNDAY, channel=channel, now=now)
    week_asking.ask_due(now=EIGHT)
    assert (Outbox.objects.count(), Push.objects.count()) == (mails, pushes)


def test_without_a_phone_it_comes_by_mail(runner: User, now: datetime) -> None:
    week_asking.choose(runner, weekday=SUNDAY, channel="push", now=now)
    week_asking.ask_due(now=EIGHT)
    assert Outbox.objects.count() == 1


def test_the_way_is_chosen_where_the_week_is_answered(runner: User, signed_in: SignedIn) -> None:
    client, page = signed_in(runner), reverse("week-ahead")
    client.post(page, {"days": ["0"], "ask_on": "6", "told": "both"})
    row = WeekAsk.objects.get(runner=runner)
    assert (row.weekday, row.channel, row.due_at is not None) == (SUNDAY, "both", True)
    client.post(page, {"days": ["0"], "ask_on": "6", "told": ""})
    row.refresh_from_db()
    assert (row.channel, row.due_at) == ("", None)
    assert "Choose one of the ways" in client.post(page, {"ask_on": "6", "told": "pigeon"}).content.decode()
