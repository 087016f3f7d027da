"""Every field of every form with every nasty value: refused in words or kept as it is, never a fault of ours."""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from runners.models import User
from tests.coaching.test_access import patterns
from tests.coaching.world import World, world
from tests.hostile.crawling import Form, Visitor, forms_on, varied
from tests.hostile.values import ELSEWHERE, EVERYTHING, NUMBERS, PAGES, SCRIPT, TEXT, TIMES

__all__ = ["world"]
FEW = {
    name: {**TEXT, **NUMBERS, **TIMES}[name] for name in ("NUL", "script", "a word", "10^30", "year one", "minus one")
}
PARAMETERS = ("page", "range", "sort", "show", "q", "check_in", "run", "next", "kind", "days", "country", "key")
ROLES = ("anonymous", "runner", "coach")


@pytest.fixture(autouse=True)
def without_rate_limits(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]


def addresses(world: World) -> dict[str, str]:
    """Every page by its name, ours and those about accounts."""
    found = {}
    for name in {str(p.name) for p in patterns() if p.name}:
        with suppress(NoReverseMatch):  # one of ours without arguments fails in test_access
            found[name] = reverse(name, kwargs=world.arguments.get(name, {}))
    del found["healthz"]  # says 503 where no worker runs
    return dict(sorted(found.items()))


def forms_of(visitor: Visitor, pages: dict[str, str]) -> dict[tuple[object, ...], Form]:
    """Each different form once, wherever it stands."""
    found: dict[tuple[object, ...], Form] = {}
    for address in pages.values():
        page = visitor.get(address)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            for form in forms_on(page, address):
                found.setdefault((form.method, re.sub(r"\d+", "#", form.action), *sorted(form.values)), form)
    return found


# Short: each form gets every tenth of what there is, the next form the next ones.
PROFILES = [pytest.param(10, id="short"), pytest.param(1, id="long", marks=pytest.mark.long)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("every", PROFILES)
@pytest.mark.parametrize("role", [*ROLES[:2], pytest.param("coach", marks=pytest.mark.long)])
def test_no_form_breaks_on_anything_that_is_typed(
    world: World, role: str, every: int, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(world.client(role))
    forms = [form for form in forms_of(visitor, addresses(world)).values() if form.method == "post"]
    for number, form in enumerate(forms):
        for name, said, changed in islice(varied(form, EVERYTHING, FEW), number % every, None, every):
            answer = visitor.post(form, changed, f"{name}: {said}")
            if SCRIPT.encode() in answer.content:
                visitor.faults.append(f"{form.name} {name}: shows a script")
    with capsys.disabled():
        print(
            f"\n  {role}: {len(forms)} forms, {sum(len(f.values) for f in forms)} fields, {visitor.asked} requests, "
            f"{len(visitor.faults)} faults, longest {visitor.longest:.2f} s"
        )
    assert forms
    assert visitor.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_on_anything_behind_the_question_mark(world: World, role: str) -> None:
    visitor = Visitor(world.client(role))
    nasty = [*PAGES, *ELSEWHERE[:2], *(TEXT[name] for name in ("NUL", "script", "SQL", "turned around"))]
    for address in addresses(world).values():
        if visitor.get(address).status_code != 200:
            continue
        for value in nasty:
            everywhere = "&".join(f"{name}={_quoted(value)}" for name in PARAMETERS)
            answer = visitor.get(address, everywhere)
            if SCRIPT.encode() in answer.getvalue():
                visitor.faults.append(f"{address}: shows a script")
    assert visitor.faults == []


def _quoted(value: str) -> str:
    return value.replace(" ", "+").replace("\r\n", "%0D%0A").replace("\x00", "%00").replace("<", "%3C")


@pytest.mark.parametrize("there", ELSEWHERE)
def test_nobody_is_led_to_another_site(world: World, coach: User, there: str) -> None:
    client = Client()
    entered = client.post(
        "/accounts/login/", {"login": coach.email, "password": "a long enough password", "next": there}
    )
    after = world.client("coach").post(reverse("alert-step", kwargs=world.arguments["alert-step"]), {"next": there})
    for answer in (entered, after):
        target = answer.get("Location", "/")
        assert target.startswith("/"), target
        assert not target.startswith(("//", "/\\")), target
        assert "\n" not in target


def test_a_script_for_a_name_is_shown_as_letters_everywhere(
    world: World, runner: User, coach: User, signed_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk__in=(runner.pk, coach.pk)).update(name=SCRIPT)
    shown = 0
    for person in (runner, coach):
        client = signed_in(User.objects.get(pk=person.pk))
        for address in addresses(world).values():
            answer = client.get(address)
            text = answer.getvalue().decode(errors="replace")
            assert SCRIPT not in text or answer["Content-Type"].startswith(("text/calendar", "text/csv")), address
            shown += "&lt;script&gt;alert(" in text
    assert shown > 3
