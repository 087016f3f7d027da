"""A reminder on the phone: the same moments as a letter, the same link, the same ways to end it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.pushes import LOOKS
from journal import pushes, reminders
from journal.models import DailyCheck, QuietHours, Reminder
from journal.usual import Quiet
from runners.models import Outbox, Push, Subscription, User
from runners.push import draining, subscribing
from tests import making
from tests.runners.push.service import Browser, PushService

SignedIn = Callable[[User], Client]
DAILY = Reminder.Kind.DAILY_CHECK
NEVER_QUIET = Quiet(time(3), time(3))


@pytest.fixture
def service(settings: pytest.FixtureRequest) -> Iterator[PushService]:
    running = PushService()
    settings.LOCAL_SERVER = running.origin
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def phone(service: PushService, runner: User, now: datetime) -> Browser:
    browser = service.browser()
    subscribing.subscribe(runner, **browser.form, device="Chrome on Android", now=now)
    return browser


def told(runner: User, channel: str) -> tuple[int, int]:
    """Letters and pushes of one look at a daily check that is due."""
    morning = datetime(2026, 3, 18, 6, 0, tzinfo=UTC)
    reminders.choose(runner, channels={DAILY: channel}, quiet=NEVER_QUIET, now=morning)
    assert reminders.remind_due(now=morning + timedelta(hours=3)) == 1
    return Outbox.objects.count(), Push.objects.count()


@pytest.mark.parametrize(("channel", "written"), [("mail", (1, 0)), ("push", (0, 1)), ("both", (1, 1))])
def test_it_goes_the_way_that_was_chosen(phone: Browser, runner: User, channel: str, written: tuple[int, int]) -> None:
    assert told(runner, channel) == written


def test_it_comes_by_mail_where_no_browser_is_told_any_more(phone: Browser, runner: User, now: datetime) -> None:
    Subscription.objects.update(gone_at=now)
    assert told(runner, "push") == (1, 0)


@pytest.fixture
def due(phone: Browser, runner: User) -> Reminder:
    """One that goes out right now, at whatever hour this test runs."""
    now = timezone.now()
    reminders.choose(runner, channels={DAILY: "push"}, quiet=NEVER_QUIET, now=now)
    Reminder.objects.update(sent_on=runner.day(now))
    row = Reminder.objects.get()
    reminders._push(row, key="now", now=now)
    return row


def drained() -> draining.Drained:
    return draining.drain(now=timezone.now(), looks=LOOKS, clock=timezone.now)


def test_it_opens_exactly_that_form_without_a_sign_in(
    due: Reminder, phone: Browser, service: PushService, client: Client
) -> None:
    assert drained().sent == 1
    shown = phone.read(service.arrived[0].content)
    assert (shown["title"], due.runner.name in str(shown)) == ("Your daily check", False)
    page = client.get(shown["path"]).content.decode()
    assert "No more of these reminders" in page
    client.post(shown["path"], {"stress": "3"})
    assert DailyCheck.objects.get().runner == due.runner


def test_it_does_not_go_out_once_the_entry_is_there(due: Reminder) -> None:
    making.daily_check(due.runner, at=timezone.now())
    assert drained().cancelled == 1


def test_it_does_not_go_out_in_quiet_hours_that_began_while_it_waited(due: Reminder) -> None:
    QuietHours.objects.update(starts=time(0), ends=time(23, 59, 59))
    assert drained().cancelled == 1


@pytest.mark.parametrize("change", ["mail", "off"])
def test_it_does_not_go_out_once_it_was_switched_off(due: Reminder, change: str) -> None:
    channels = {DAILY: "mail"} if change == "mail" else {}
    reminders.choose(due.runner, channels=channels, quiet=NEVER_QUIET, now=timezone.now())
    assert drained().cancelled == 1


def test_the_fourth_asks_and_leads_to_both_answers(due: Reminder, phone: Browser, client: Client) -> None:
    Reminder.objects.update(asked_at=timezone.now(), ignored=3)
    path = pushes.reminder_leads(Push.objects.select_related("subscription__person").get(), timezone.now())
    page = client.get(path).content.decode()
    assert "Keep reminding me" in page
    assert reverse("reminder-stop", args=[reminders.stop_token(due)]) in page


def test_the_page_says_when_no_browser_is_told(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner)
    page.post(reverse("settings-reminders"), {DAILY: "push", "starts": "22:00", "ends": "06:30"})
    assert "No browser of yours is told yet" in page.get(reverse("settings-reminders")).content.decode()
