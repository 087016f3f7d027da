"""Your people, a first sentence for each, and when somebody who does it for a living may be right."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from journal import practising
from journal.models import Confidant
from runners.models import User

SignedIn = Callable[[User], Client]


def test_it_keeps_somebody_once_changes_them_and_takes_them_away(signed_in: SignedIn, runner: User) -> None:
    browser, said = signed_in(runner), {"key": uuid.uuid4(), "name": "Ann", "opener": "Could you run with me?"}
    browser.post(reverse("talk"), said)
    browser.post(reverse("talk"), said)
    somebody = Confidant.objects.get()
    page = browser.get(reverse("talk")).content.decode()
    assert "Ann" in page
    assert f'data-copy="opener-{somebody.pk}"' in page
    browser.post(reverse("talk-change", args=[somebody.pk]), {"name": "Anna", "opener": ""})
    assert (Confidant.objects.get().name, Confidant.objects.get().opener) == ("Anna", "")
    browser.post(reverse("talk-remove", args=[somebody.pk]))
    assert not Confidant.objects.exists()


def test_it_wants_a_name(signed_in: SignedIn, runner: User) -> None:
    page = signed_in(runner).post(reverse("talk"), {"name": " ", "opener": "Hello"}).content.decode()
    assert "Type a name, or what you call them." in page
    assert not Confidant.objects.exists()


def test_the_list_has_an_end(signed_in: SignedIn, runner: User, now: datetime) -> None:
    keys = [uuid.uuid4() for _ in range(practising.MOST_CONFIDANTS)]
    for key in keys:
        practising.add_confidant(runner, name="Ann", opener="", key=key, now=now)
    assert practising.add_confidant(runner, name="Ann", opener="", key=keys[0], now=now) is not None
    page = signed_in(runner).post(reverse("talk"), {"name": "Bea"}, follow=True).content.decode()
    assert "There is room for 30 people" in page
    assert Confidant.objects.count() == practising.MOST_CONFIDANTS


def test_a_heavy_sentence_shows_where_help_can_be_reached(signed_in: SignedIn, runner: User) -> None:
    said = {"name": "Ann", "opener": "I want to die"}
    page = signed_in(runner).post(reverse("talk"), said, follow=True).content.decode()
    assert "You do not have to carry it alone" in page
    Confidant.objects.all().delete()
    assert "You do not have to carry it alone" not in signed_in(runner).get(reverse("talk")).content.decode()


def test_the_page_about_professionals_names_the_own_countrys_lines(signed_in: SignedIn, runner: User) -> None:
    page = signed_in(runner).get(reverse("talk-help")).content.decode()
    assert "data-support-lines" in page
    assert 'href="tel:112"' in page
