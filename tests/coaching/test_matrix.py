"""Ten roles, every address, every method, each with a row that is there, one that is gone and one that never was."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from journal.models import CheckIn, Reflection
from runners.models import User
from tests import making
from tests.coaching.test_access import OURS, ROLES, expected
from tests.coaching.world import World, world

__all__ = ["world"]
METHODS = ("get", "head", "post", "put", "delete", "options")
NOBODYS = 999_999
# Addresses of a diary entry: gone once the entry is deleted.
ENTRIES = (
    "journal-checked-in", "journal-check-in-edit", "journal-reflected", "journal-reflection-edit", "journal-share",
)  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Each cell of the matrix finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(client: Client, method: str, name: str, arguments: dict[str, Any]) -> HttpResponse:
    client.raise_request_exception = False
    with undone():
        return getattr(client, method)(reverse(name, kwargs=arguments))


def heard(answer: HttpResponse, arguments: dict[str, Any]) -> tuple[int, str, str]:
    """What somebody can tell from an answer, without the tokens, the number they asked for themselves, and what is
    said of something they did before."""
    number = str(arguments.get("pk", ""))
    body = re.sub(r'(csrf\w*"(?: value=|:)\s*")[^"]+', r"\1", answer.content.decode(errors="replace"))
    body = re.sub(r'<div role="status"><ul class="said">.*?</ul></div>', "", body, flags=re.DOTALL)
    body = re.sub(r"\s+", " ", body)
    return answer.status_code, body.replace(f"/{number}/", "/#/"), answer.get("Location", "").replace(number, "#")


def missing(world: World) -> set[str]:
    """Addresses nobody has given arguments for yet: test_access fails on them."""
    return {name for name, p in OURS.items() if p.pattern.converters and name not in world.arguments}


def closed(name: str, role: str) -> bool:
    return expected(name, role) == {404} or (role == "anonymous" and expected(name, role) == {302})


@pytest.mark.parametrize("role", ROLES)
def test_no_cell_of_the_matrix_breaks_and_anothers_row_answers_like_none(
    world: World, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client, cells, wrong = world.client(role), 0, []
    for name in sorted(OURS.keys() - missing(world)):
        there = world.arguments.get(name, {})
        for method in METHODS:
            own = asked(client, method, name, there)
            cells += 1
            if own.status_code >= 500 and name != "healthz":
                wrong.append((name, method, own.status_code))
            if "pk" in there:
                never = {**there, "pk": NOBODYS}
                absent = asked(client, method, name, never)
                cells += 1
                if absent.status_code in (200, 500):
                    wrong.append((name, method, "absent", absent.status_code))
                if closed(name, role) and heard(own, there) != heard(absent, never):
                    wrong.append((name, method, "tells", own.status_code, absent.status_code))
    with capsys.disabled():
        print(f"\n  {role}: {cells} cells, {len(wrong)} wrong")
    assert wrong == []


def test_a_deleted_entry_answers_its_own_runner_like_none(world: World, now: datetime) -> None:
    for model in (CheckIn, Reflection):
        model.objects.update(deleted_at=now)
    client = world.client("runner")
    for name in ENTRIES:
        for method in METHODS:
            gone = world.arguments[name]
            never = {**gone, "pk": NOBODYS}
            told = heard(asked(client, method, name, gone), gone)
            assert told == heard(asked(client, method, name, never), never), (name, method)
            assert told[0] in (404, 405), (name, method)


def test_somebody_who_has_not_confirmed_their_address_is_not_signed_in(db: None, client: Client) -> None:
    new: User = making.person("new@example.org")
    client.post("/accounts/login/", {"login": new.email, "password": "a long enough password"})
    answer = client.get("/today/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/today/")
