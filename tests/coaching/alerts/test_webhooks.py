"""A coach's own server: what it hears, how it knows that it is us, and when it is left alone."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from coaching.alerts import delivering, webhooks
from coaching.alerts.models import Alert, HookCall, State, Webhook
from runners.models import Coachship, User
from runners.models.people import Role
from runners.models.waiting import LEASE, PAUSES
from tests import making
from tests.coaching.alerts import raised, receiving

SignedIn = Callable[[User], Client]
ADDRESS = "https://hooks.example.org/evenpace?who=me"
Status = HookCall.Status


@pytest.fixture
def server(settings: Any) -> Iterator[receiving.Server]:
    with receiving.running() as running:
        settings.LOCAL_SERVER = running.origin
        yield running


@pytest.fixture
def secret(coach: User, server: receiving.Server, now: datetime) -> str:
    return webhooks.choose(coach, url=f"{server.origin}/in?key=1", now=now)


@pytest.fixture
def alert(tie: Coachship, secret: str, now: datetime) -> Alert:
    alert = raised.alert(tie.runner, now=now)
    delivering.tell(tie, alert, now=now)
    return alert


def post(now: datetime) -> int:
    return webhooks.post_due(clock=lambda: now)


def test_it_hears_a_number_and_a_link_and_nothing_about_anybody(
    alert: Alert, server: receiving.Server, now: datetime
) -> None:
    assert post(now) == 1

    ((path, headers, body),) = server.heard
    said = json.loads(body)
    assert path == "/in?key=1"
    assert (said["alert"], said["id"]) == (alert.pk, headers["evenpace-id"])
    assert said["link"].endswith("/coach/alerts/")
    assert set(said) == {"id", "alert", "made_at", "link"}
    assert not any(told in body.decode().lower() for told in ("mia", "thorne", "strained", "balance"))


def test_it_can_check_that_it_is_us_and_when(
    alert: Alert, secret: str, server: receiving.Server, now: datetime
) -> None:
    post(now)

    _, headers, body = server.heard[0]
    seconds, signed = (part.split("=")[1] for part in headers["evenpace-signature"].split(","))
    assert int(seconds) == int(now.timestamp())
    assert signed == hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def test_it_hears_at_once_also_in_quiet_hours(
    tie: Coachship, secret: str, server: receiving.Server, now: datetime
) -> None:
    night = now.replace(hour=23)
    delivering.tell(tie, raised.alert(tie.runner, now=night), now=night)

    assert post(night) == 1


def test_an_alert_goes_there_once(alert: Alert, tie: Coachship, server: receiving.Server, now: datetime) -> None:
    delivering.tell(tie, alert, now=now)

    assert [post(now), post(now + LEASE)] == [1, 0]


def test_a_server_that_fails_is_asked_again_later_and_later(
    alert: Alert, server: receiving.Server, now: datetime
) -> None:
    server.status = 500
    for pause in PAUSES[:3]:
        assert post(now) == 1
        call = HookCall.objects.get()
        assert (call.due_at, call.last_error, call.answered) == (now + pause, "answered with a fault", 500)
        now += pause
    server.status = 200
    post(now)

    assert (HookCall.objects.get().status, Webhook.objects.get().failures) == (Status.SENT, 0)
    assert len({json.loads(body)["id"] for _, _, body in server.heard}) == 1


def test_it_is_not_followed_elsewhere(alert: Alert, server: receiving.Server, now: datetime) -> None:
    server.status = 302
    post(now)

    assert (len(server.heard), HookCall.objects.get().status) == (1, Status.WAITING)


def test_after_many_failures_it_is_left_alone_until_its_coach_says_so(
    coach: User, alert: Alert, server: receiving.Server, now: datetime
) -> None:
    server.status = 500
    Webhook.objects.update(failures=webhooks.MOST_FAILURES - 1)
    post(now)
    assert (Webhook.objects.get().paused_at, post(now + PAUSES[0])) == (now, 0)

    server.status = 200
    webhooks.resume(coach)
    assert post(now + PAUSES[0]) == 1


def test_in_the_end_a_call_is_given_up(alert: Alert, server: receiving.Server, now: datetime) -> None:
    server.status = 500
    HookCall.objects.update(attempts=len(PAUSES))
    post(now)

    assert HookCall.objects.get().status == Status.GIVEN_UP


def test_what_is_closed_no_longer_shared_or_old_is_not_sent(
    alert: Alert, server: receiving.Server, now: datetime
) -> None:
    for change in (
        lambda: Alert.objects.update(state=State.RESOLVED),
        lambda: Coachship.objects.update(shares_balance=False),
        lambda: HookCall.objects.update(created_at=now - webhooks.TOO_LATE - timedelta(minutes=1)),
    ):
        Alert.objects.update(state=State.OPEN)
        Coachship.objects.update(shares_balance=True)
        HookCall.objects.update(status=Status.WAITING, due_at=now, leased_until=None, created_at=now)
        change()
        post(now)
        assert (server.heard, HookCall.objects.get().status) == ([], Status.CANCELLED)


def test_who_only_reads_by_then_hears_nothing(alert: Alert, server: receiving.Server, now: datetime) -> None:
    Coachship.objects.update(role=Role.READER)
    post(now)

    assert (server.heard, HookCall.objects.get().status) == ([], Status.CANCELLED)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_choose_one_server(now: datetime) -> None:
    coach = making.person("jo@example.org", is_coach=True)
    start, secrets = Barrier(2), []

    def tap() -> None:
        start.wait(timeout=10)
        with suppress(IntegrityError):
            secrets.append(webhooks.choose(coach, url=ADDRESS, now=now))
        connection.close()

    threads = [Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert (len(secrets), Webhook.objects.get().secret in secrets) == (2, True)


def test_a_worker_that_died_over_it_is_succeeded(alert: Alert, server: receiving.Server, now: datetime) -> None:
    dead = HookCall.objects.claim(now=now)
    assert dead is not None
    assert [post(now), post(now + LEASE)] == [0, 1]
    assert not dead.arrived(answered=200, now=now)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/in", "https://me:word@example.org/", "https://example.org:8443/", "ftp://example.org", "https://",
     "example.org", "https://exa mple.org/", "https://example.org/\u00e9", f"https://{'x' * 300}.example.org/"],
)  # fmt: skip
def test_an_address_we_would_not_send_to_is_refused_at_once(coach: User, signed_in: SignedIn, url: str) -> None:
    page = signed_in(coach).post("/settings/alerts/server/", {"url": url})

    assert "It begins with https://" in page.content.decode()
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "[::1]", "169.254.169.254", "localhost"])
def test_it_never_leads_into_a_private_network(coach: User, tie: Coachship, now: datetime, host: str) -> None:
    webhooks.choose(coach, url=f"https://{host}/in", now=now)
    webhooks.try_out(coach, now=now)
    post(now)

    assert HookCall.objects.get().last_error == "leads into a private network"


def test_its_secret_is_shown_once_and_lies_sealed(coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    first = client.post("/settings/alerts/server/", {"url": ADDRESS})
    secret = Webhook.objects.get().secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT url, secret FROM alerts_webhook")
        kept = " ".join(cursor.fetchone())

    assert secret in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert secret not in client.get("/settings/alerts/server/").content.decode()
    assert secret not in kept
    assert "hooks.example.org" not in kept


def test_a_trial_is_sent_and_listed_and_not_twice_in_a_minute(
    coach: User, secret: str, server: receiving.Server, signed_in: SignedIn, clock_at_now: object, now: datetime
) -> None:
    client = signed_in(coach)
    said = [client.post("/settings/alerts/server/try/", follow=True).content.decode() for _ in range(2)]
    post(now)

    assert ["is on its way" in page for page in said] == [True, False]
    assert json.loads(server.heard[0][2])["alert"] is None
    assert "arrived, answered 204" in client.get("/settings/alerts/server/").content.decode()


def test_removed_it_hears_nothing_more(
    coach: User, alert: Alert, server: receiving.Server, signed_in: SignedIn, now: datetime
) -> None:
    signed_in(coach).post("/settings/alerts/server/remove/")

    assert (post(now), server.heard) == (0, [])


def test_the_log_goes_after_a_month(alert: Alert, server: receiving.Server, now: datetime) -> None:
    post(now)

    assert [webhooks.purge(now=now + timedelta(days=days)) for days in (29, 31)] == [0, 1]
