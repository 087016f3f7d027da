"""A push reaches the browser it was sealed for: once, at its time, and not at all once it is no longer true."""

from datetime import UTC, datetime, timedelta

import pytest

from runners import outward, push
from runners.models import Push, PushKey, Subscription, User
from runners.models.push import LEFT_ALONE, LEFT_ALONE_AT_MOST
from runners.models.waiting import KEPT, LEASE, PAUSES
from runners.push import draining, subscribing
from runners.push.draining import Drained, Look
from runners.push.sealing import PADDED
from tests.runners.push.service import Browser, PushService

WORDS = {"kind": "test", "title": "After your run", "body": "Five taps while it is fresh.", "path": "/today/"}


def write(person: User, now: datetime, dedupe: str = "one", **more: object) -> None:
    push.write_push(person, **{**WORDS, "dedupe": dedupe, "due_at": now, "now": now, **more})


def drained(now: datetime, looks: dict[str, Look] | None = None) -> Drained:
    return draining.drain(now=now, looks=looks or {}, clock=lambda: now)


def test_it_arrives_once_and_says_what_was_written(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    write(runner, now)
    assert [drained(now).sent, drained(now).sent] == [1, 0]
    told = phone.read(service.arrived[0].content)
    assert (told["title"], told["body"], told["path"]) == ("After your run", "Five taps while it is fresh.", "/today/")
    assert Subscription.objects.get().last_ok == now


def test_whoever_carries_it_knows_the_site_and_reads_nothing(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    write(runner, now)
    write(runner, now, "two", title="A", body="B")
    drained(now)
    first, second = service.arrived
    assert first.key == PushKey.objects.get().public
    assert (first.claims["aud"], first.claims["sub"]) == (service.origin, "mailto:hello@evenpace.example")
    assert now.timestamp() < first.claims["exp"] < (now + timedelta(days=1)).timestamp()
    assert b"run" not in first.content
    assert len(first.content) == len(second.content) > PADDED


def test_it_says_how_long_it_is_good_and_what_it_replaces(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    write(runner, now, lasts=timedelta(hours=3))
    drained(now)
    headers = service.arrived[0].headers
    assert (headers["TTL"], headers["Content-Encoding"]) == ("10800", "aes128gcm")
    assert headers["Topic"] == phone.read(service.arrived[0].content)["tag"]
    assert len(headers["Topic"]) == 32


def test_the_same_key_twice_is_one_push_and_another_browser_has_its_own(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    subscribing.subscribe(runner, **service.browser("laptop").form, device="Firefox on Linux", now=now)
    write(runner, now)
    write(runner, now)
    assert drained(now).sent == 2
    assert {each.path for each in service.arrived} == {"/send/phone", "/send/laptop"}


def test_nothing_is_written_for_somebody_without_a_browser(runner: User, stranger: User, now: datetime) -> None:
    write(stranger, now)
    assert not push.has_push(stranger)
    assert not Push.objects.exists()


def test_it_waits_for_its_time(phone: Browser, runner: User, now: datetime) -> None:
    write(runner, now, due_at=now + timedelta(hours=1))
    assert drained(now) == Drained()
    assert drained(now + timedelta(hours=1)).sent == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_told_nothing_more(
    phone: Browser, service: PushService, runner: User, now: datetime, status: int
) -> None:
    service.answers = [status]
    write(runner, now)
    write(runner, now, "two")
    done = drained(now)
    assert (done.gone, done.cancelled, len(service.arrived)) == (1, 1, 1)
    assert not push.has_push(runner)
    write(runner, now, "three")
    assert Push.objects.count() == 2


@pytest.mark.parametrize("status", [429, 500, 503, 400])
def test_what_a_service_does_not_take_is_tried_again_later(
    phone: Browser, service: PushService, runner: User, now: datetime, status: int
) -> None:
    service.answers = [status]
    write(runner, now)
    assert drained(now).failed == 1
    row = Push.objects.get()
    assert now < row.due_at < now + 2 * PAUSES[0]
    assert drained(row.due_at).sent == 1


@pytest.mark.parametrize("said", ["600", "Wed, 18 Mar 2026 08:40:00 GMT"])
def test_it_waits_as_long_as_it_is_asked_to(
    phone: Browser, service: PushService, runner: User, now: datetime, said: str
) -> None:
    service.answers, service.headers = [429], {"Retry-After": said}
    write(runner, now)
    drained(now)
    assert Push.objects.get().due_at == now + timedelta(minutes=10)


@pytest.mark.parametrize(
    "said",
    [
        "soon",
        "99999999999999",
        "9" * 5000,
        "Wed, 18 Mar 2099 08:40:00 GMT",
        "Wed, 18 Mar 99999999999999999999 08:40:00 GMT",
        "-5",
    ],
    ids=lambda said: said[:40],
)
def test_it_does_not_wait_for_ever(
    phone: Browser, service: PushService, runner: User, now: datetime, said: str
) -> None:
    service.answers, service.headers = [429], {"Retry-After": said}
    write(runner, now)
    drained(now)
    assert Push.objects.get().due_at <= now + timedelta(hours=12)


def test_one_browser_that_fails_holds_up_nobody(
    phone: Browser, service: PushService, runner: User, coach: User, now: datetime
) -> None:
    subscribing.subscribe(coach, **service.browser("coach").form, device="", now=now)
    service.answers = [500]
    write(runner, now)
    write(coach, now)
    done = drained(now)
    assert (done.failed, done.sent) == (1, 1)


def test_after_its_time_it_is_not_sent(phone: Browser, service: PushService, runner: User, now: datetime) -> None:
    write(runner, now, lasts=timedelta(hours=3))
    assert drained(now + timedelta(hours=3)).cancelled == 1
    assert service.arrived == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"leaving_at": datetime(2026, 3, 25, tzinfo=UTC)}])
def test_nobody_who_has_left_is_told_anything(
    phone: Browser, service: PushService, runner: User, now: datetime, change: dict[str, object]
) -> None:
    write(runner, now)
    User.objects.filter(pk=runner.pk).update(**change)
    assert drained(now).cancelled == 1
    assert service.arrived == []


def test_it_is_looked_at_once_more_before_it_goes(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    looks: dict[str, Look] = {"over": lambda row, at: None, "moved": lambda row, at: f"/runs/{row.subject_id}/"}
    write(runner, now, "a", kind="over")
    write(runner, now, "b", kind="moved", subject_id=7)
    assert (drained(now, looks).sent, Push.objects.get(kind="over").status) == (1, "cancelled")
    assert phone.read(service.arrived[0].content)["path"] == "/runs/7/"


def test_a_worker_that_dies_before_it_marks_is_succeeded_and_the_phone_shows_one(
    phone: Browser, service: PushService, runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(runner, now)
    monkeypatch.setattr(Push, "sent", lambda row, now: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        drained(now)
    monkeypatch.undo()
    assert drained(now + LEASE - timedelta(seconds=1)).sent == 0
    assert drained(now + LEASE).sent == 1
    once, again = (phone.read(each.content) for each in service.arrived)
    assert once["tag"] == again["tag"]


def test_two_workers_send_one(phone: Browser, service: PushService, runner: User, now: datetime) -> None:
    write(runner, now)
    first = Push.objects.claim(now=now)
    assert drained(now).sent == 0
    assert first is not None
    assert first.sent(now=now)
    assert not Push.objects.get().sent(now=now)


def test_it_goes_to_the_public_internet_only(runner: User, service: PushService, now: datetime) -> None:
    for number, endpoint in enumerate(["http://8.8.8.8/a", "https://127.0.0.1/a", "https://10.0.0.8/b"]):
        browser = Browser(endpoint)
        subscribing.subscribe(runner, **browser.form, device="", now=now + timedelta(seconds=number))
    write(runner, now)
    assert drained(now).failed == 3
    with pytest.raises(outward.NotReached, match="private network"):
        outward.ask("https://127.0.0.1/", headers={})


def test_the_rest_waits_when_the_time_of_a_turn_is_over(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    write(runner, now)
    times = iter([now, now + timedelta(seconds=21)])
    assert draining.drain(now=now, looks={}, clock=lambda: next(times)) == Drained()


def test_what_was_due_before_a_restored_backup_is_held(phone: Browser, runner: User, now: datetime) -> None:
    write(runner, now - timedelta(days=2), lasts=timedelta(days=9))
    write(runner, now, "new")
    assert push.hold(before=now - timedelta(days=1)) == 1
    assert drained(now).sent == 1


def test_a_browser_that_never_answers_costs_one_try_and_is_left_alone(
    phone: Browser, service: PushService, runner: User, coach: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "SECONDS_A_PUSH", 0.1)
    subscribing.subscribe(coach, **service.browser("coach").form, device="", now=now)
    service.silent = {"/send/phone"}
    for number in range(5):
        write(runner, now, f"{number}")
    write(coach, now)
    done = drained(now)
    assert (done.sent, done.failed, service.silent_asked) == (1, 1, 1)
    assert drained(now + LEFT_ALONE - timedelta(seconds=1)) == Drained()
    assert drained(now + LEFT_ALONE).failed == 1
    assert drained(now + 2 * LEFT_ALONE) == Drained()


def test_the_longer_it_is_unwell_the_longer_it_is_left_alone_up_to_half_a_day(
    phone: Browser, runner: User, now: datetime
) -> None:
    pauses = []
    for _ in range(14):
        browser = Subscription.objects.get()
        browser.was_not_well(now=now)
        browser.refresh_from_db()
        assert browser.paused_until is not None
        pauses.append(browser.paused_until - now)
    assert pauses[:3] == [LEFT_ALONE, 2 * LEFT_ALONE, 4 * LEFT_ALONE]
    assert pauses[-2:] == [LEFT_ALONE_AT_MOST] * 2


def test_one_that_is_taken_makes_up_for_all_before(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    service.answers = [503]
    write(runner, now)
    drained(now)
    assert Subscription.objects.get().failures == 1
    assert drained(now + timedelta(minutes=2)).sent == 1
    browser = Subscription.objects.get()
    assert (browser.failures, browser.paused_until) == (0, None)


def test_a_browser_that_is_switched_on_anew_begins_anew(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    Subscription.objects.get().was_not_well(now=now, asked=timedelta(hours=12))
    subscribing.subscribe(runner, **phone.form, device="", now=now)
    write(runner, now)
    assert drained(now).sent == 1
    assert Subscription.objects.get().failures == 0


def test_a_push_it_cannot_take_says_nothing_against_the_browser(
    phone: Browser, service: PushService, runner: User, now: datetime
) -> None:
    service.answers = [400]
    write(runner, now)
    drained(now)
    assert Subscription.objects.get().failures == 0


def test_after_ninety_days_nobody_knows_of_it(phone: Browser, runner: User, now: datetime) -> None:
    write(runner, now)
    write(runner, now, "late", due_at=now + KEPT)
    drained(now)
    assert Push.objects.purge(now=now + KEPT) == 0
    assert Push.objects.purge(now=now + KEPT + timedelta(seconds=1)) == 1
    assert Push.objects.get().dedup_key == "late"
