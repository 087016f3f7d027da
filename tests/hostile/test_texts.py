"""Texts at their limits: as long as they may be, with line ends of two letters, and more choices than there are."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from coaching.conversations.models import Note
from journal.models import CheckIn, Reflection
from runners.models import CoachProfile, Coachship, User
from tests import making

SignedIn = Callable[[User], Client]


def lines(length: int) -> tuple[str, str]:
    """A text of that many letters, and the same as browsers send it: each line end as two."""
    text = ("a\n" * length)[: length - 1] + "z"
    return text, text.replace("\n", "\r\n")


@pytest.mark.parametrize("more", [0, 1], ids=["as long as may be", "one letter longer"])
def test_a_line_end_counts_once_in_the_diary(runner: User, signed_in: SignedIn, more: int) -> None:
    client, (text, sent) = signed_in(runner), lines(5000 + more)
    for address, model in (("journal-check-in", CheckIn), ("journal-reflect", Reflection)):
        page = client.post(reverse(address), {"key": uuid.uuid4(), "note": sent})
        kept = [entry.note for entry in model.objects.all()]
        assert kept == ([] if more else [text])
        assert page.status_code == (200 if more else 302)
        if more:
            assert "A note holds up to 5000 characters." in page.content.decode()
            assert text in page.content.decode().replace("\r\n", "\n"), "what was typed is still in the box"


@pytest.mark.parametrize("more", [0, 1], ids=["as long as may be", "one letter longer"])
def test_a_line_end_counts_once_before_a_run_and_for_a_coach(
    coach: User, runner: User, tie: Coachship, now: datetime, signed_in: SignedIn, more: int
) -> None:
    entry, (text, sent) = making.check_in(runner, at=now), lines(5000 + more)
    signed_in(runner).post(reverse("journal-write", args=[entry.pk]), {"note": sent})
    entry.refresh_from_db()
    assert entry.note == ("" if more else text)
    signed_in(coach).post(reverse("notes-about", args=[runner.pk]), {"key": uuid.uuid4(), "text": sent})
    assert [note.text for note in Note.objects.all()] == ([] if more else [text])
    text, sent = lines(2000 + more)
    signed_in(coach).post(reverse("settings-coaching"), {"about": sent})
    assert CoachProfile.objects.get().about == ("" if more else text)


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (["../../etc/passwd"], "Choose from the needs on this page."),
        (["clear_my_head"] * 150, "Choose up to three."),
        (["clear_my_head", "settle_down", "nature", "company"], "Choose up to three."),
        ([f"need-{number}" for number in range(150)], "Choose from the needs on this page."),
    ],
    ids=["a path", "one 150 times", "four", "150 unknown ones"],
)
def test_it_takes_three_needs_of_its_own(runner: User, signed_in: SignedIn, needs: list[str], said: str) -> None:
    page = signed_in(runner).post(reverse("journal-check-in"), {"key": uuid.uuid4(), "needs": needs})
    assert said in page.content.decode()
    assert not CheckIn.objects.exists()


def test_names_that_look_alike_stay_two_people(coach: User, signed_in: SignedIn, now: datetime) -> None:
    """There is nothing a name could collide in: people are numbers, and a name is only shown."""
    for number, name in enumerate(
        ("Zo\u00eb Stra\u00dfe", "Zoe\u0308 Stra\u00dfe", "ZO\u00cb STRASSE", "\u0130pek", "ipek")
    ):
        made = making.person(f"z{number}@example.org", name=name)
        making.coachship(coach, made)
    making.refreshed(now)
    page = signed_in(coach).get(reverse("squad")).content.decode()
    assert all(
        name in page for name in ("Zo\u00eb Stra\u00dfe", "Zoe\u0308 Stra\u00dfe", "ZO\u00cb STRASSE", "\u0130pek")
    )
    found = signed_in(coach).get(reverse("squad"), {"q": "\u0130PEK"})
    assert found.status_code == 200
