"""The page on which a browser is switched on, listed and taken away; and the site's own pair of keys."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from py_vapid import Vapid02

from coaching.management.commands import doctor
from runners import crypto
from runners.models import Push, PushKey, Subscription, User
from runners.push import keys, subscribing
from tests.runners.push.service import Browser, PushService, packed

SignedIn = Callable[[User], Client]
PHONES = "/settings/phone/"
PHONE = {"headers": {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36"}}


def test_a_browser_is_switched_on_listed_and_removed(service: PushService, runner: User, signed_in: SignedIn) -> None:
    browser, page = service.browser(), signed_in(runner)
    assert page.post(PHONES, browser.form, **PHONE).status_code == 302
    row = Subscription.objects.get()
    assert (row.person, row.device, row.endpoint) == (runner, "Chrome on Android", browser.endpoint)
    shown = page.get(PHONES).content.decode()
    assert "Chrome on Android" in shown
    assert browser.endpoint not in shown
    page.post(reverse("settings-phone-remove", args=[row.pk]))
    assert not Subscription.objects.exists()


def test_the_same_browser_twice_is_one(phone: Browser, runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(PHONES, phone.form)
    assert Subscription.objects.count() == 1


def test_a_browser_that_changes_hands_takes_nothing_along(
    phone: Browser, runner: User, coach: User, now: datetime
) -> None:
    subscribing.try_out(runner, path="/", now=now)
    subscribing.subscribe(coach, **phone.form, device="", now=now)
    assert Subscription.objects.get().person == coach
    assert not Push.objects.exists()


def test_one_that_comes_back_is_told_again(phone: Browser, runner: User, now: datetime) -> None:
    Subscription.objects.update(gone_at=now)
    subscribing.subscribe(runner, **phone.form, device="", now=now)
    assert Subscription.objects.live().count() == 1


def test_the_newest_ten_are_kept(service: PushService, runner: User, now: datetime) -> None:
    for number in range(12):
        browser = service.browser(str(number))
        subscribing.subscribe(runner, **browser.form, device="", now=now + timedelta(hours=number))
    assert Subscription.objects.count() == 10
    assert not Subscription.objects.filter(endpoint=service.browser("1").endpoint).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/a"},
        {"endpoint": "https://push.example:8443/a"},
        {"endpoint": "https://me@push.example/a"},
        {"endpoint": "https://push.example:x/"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": ""},
        {"endpoint": "https://push.example/" + "a" * 1_000},
        {"p256dh": packed(b"\x04" + b"1" * 64)},
        {"p256dh": "été"},
        {"auth": packed(b"short")},
    ],
)
def test_what_no_browser_says_is_refused_in_one_sentence(
    service: PushService, runner: User, signed_in: SignedIn, wrong: dict[str, str]
) -> None:
    sent = {**Browser("https://push.example/a").form, **wrong}
    answer = signed_in(runner).post(PHONES, sent)
    assert "Your browser answered with something we cannot use" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_nobody_removes_the_browser_of_somebody_else(phone: Browser, coach: User, signed_in: SignedIn) -> None:
    page = reverse("settings-phone-remove", args=[Subscription.objects.get().pk])
    assert signed_in(coach).post(page).status_code == 404
    assert Subscription.objects.exists()


def test_one_to_try_is_written_once_a_minute(phone: Browser, runner: User, now: datetime) -> None:
    for seconds in (0, 5, 20):
        subscribing.try_out(runner, path="/", now=now + timedelta(seconds=seconds))
    assert Push.objects.count() == 1


def test_one_that_is_gone_is_listed_for_a_month(phone: Browser, runner: User, now: datetime) -> None:
    Subscription.objects.update(gone_at=now + timedelta(days=1))
    (place,) = subscribing.places_of(runner, now=now + timedelta(days=2))
    assert (place.since, place.gone) == ("Wednesday", "Thursday")
    assert subscribing.places_of(runner, now=now + timedelta(days=32)) == []
    assert subscribing.forget_gone(now=now + timedelta(days=32)) == 1


# --- the site's own keys ---------------------------------------------------------------------------------------------


def test_the_pair_is_made_once_and_its_private_half_lies_sealed(db: None, now: datetime) -> None:
    assert keys.public_key(now=now) == keys.public_key(now=now)
    pair = PushKey.objects.get()
    assert Vapid02.verify(keys.signature("https://push.example/a", now=now))
    assert keys.opened(pair) not in pair.private


def test_the_pair_goes_along_to_a_new_ring(db: None, now: datetime, settings: pytest.FixtureRequest) -> None:
    before = keys.public_key(now=now)
    settings.JOURNAL_KEYS = f"k9:{packed(b'k' * 32)},{settings.JOURNAL_KEYS}"
    call_command("rotate_keys")
    settings.JOURNAL_KEYS = settings.JOURNAL_KEYS.split(",")[0]
    assert (keys.fault_of_the_key(), keys.public_key(now=now)) == ("", before)
    assert crypto.kid_of(PushKey.objects.get().private) == "k9"


@pytest.mark.parametrize("fault", ["sealed elsewhere", "not a pair", "missing"])
def test_the_doctor_says_when_the_pair_is_missing_or_broken(phone: Browser, now: datetime, fault: str) -> None:
    keys.public_key(now=now)
    assert doctor.push_key().ok
    if fault == "sealed elsewhere":
        PushKey.objects.update(private="k7:AAAA")
    elif fault == "not a pair":
        PushKey.objects.update(public="B" * 87)
    else:
        PushKey.objects.all().delete()
    assert not doctor.push_key().ok
