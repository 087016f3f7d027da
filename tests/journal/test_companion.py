"""What a phone keeps for a time without a network: whole, the same for everybody, and with nothing of anybody."""

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from journal.icons import SIZES
from journal.tools.catalogue import TOOLS
from journal.tools.openers import OPENERS, WORTH_IT
from journal.tools.writing import prompts
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]


@pytest.fixture
def shell(client: Client, db: None) -> dict[str, Any]:
    script = client.get("/sw.js").content.decode()
    told: dict[str, Any] = json.loads(re.search(r"const SHELL = (\{.*\});", script)[1])  # type: ignore[index]
    return told


def test_the_worker_is_asked_for_again_and_may_look_after_every_page(client: Client, db: None) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]
    assert "importScripts(" in answer.content.decode()


def test_everything_it_keeps_is_there(shell: dict[str, Any], client: Client) -> None:
    pages = [path for path in shell["files"] if not path.startswith("/static/")]
    files = [path.removeprefix("/static/") for path in shell["files"] if path not in pages]
    assert {client.get(page).status_code for page in pages} == {200}
    fonts = {name for name in files if name.startswith("fonts/")}  # built beside the sources
    assert [name for name in files if name not in fonts and finders.find(name) is None] == []
    assert len(fonts) == 4


def test_what_is_shown_where_no_answer_comes_is_kept_and_says_so(shell: dict[str, Any], client: Client) -> None:
    assert shell["lost"] in shell["files"]
    page = client.get(shell["lost"]).content.decode()
    assert "There was no network just then" in page
    assert "js/draft" in page
    assert 'name="kept-as"' not in page  # it would take what waits for one that arrived


def test_every_form_and_every_guide_has_a_page_on_the_phone(shell: dict[str, Any]) -> None:
    for address in ("/check-in/", "/reflect/", "/daily-check/", "/toolbox/practice/", "/toolbox/write/"):
        assert shell["pages"][address] in shell["files"]
        assert address in shell["forms"]
    guides = [path for path in shell["pages"] if path.startswith("/offline/toolbox/")]
    assert len(guides) == len(TOOLS)
    assert shell["pages"]["/toolbox/breathe/box/"] == "/offline/toolbox/box/"


@pytest.mark.parametrize("key", sorted(TOOLS))
def test_every_tool_works_without_a_network_after_one_visit(shell: dict[str, Any], client: Client, key: str) -> None:
    """Where it begins and where it leads open the page that is kept: all of its words, and where to note it down."""
    tool = TOOLS[key]
    guides = [path for path in shell["pages"] if path.endswith(f"/{key}/")]
    kept = {shell["pages"][path] for path in guides}
    assert reverse("toolbox-start", args=[key]) in guides
    assert kept == {reverse("offline-guide", args=[key])} <= set(shell["files"])
    page = html.unescape(client.get(kept.pop()).content.decode())
    assert [line for line in tool.text if line.split(", ")[0] not in page] == []
    assert reverse("practice-new") in page
    assert reverse("practice-new") in shell["forms"]


def test_every_beginning_and_every_first_sentence_is_there_without_a_network(
    shell: dict[str, Any], client: Client
) -> None:
    for address, lines in (
        ("/toolbox/write/", [prompt.words for prompt in prompts().values()]),
        ("/toolbox/beginnings/", [prompt.words for prompt in prompts().values()]),
        ("/toolbox/talk/", OPENERS),
        ("/toolbox/talk/help/", WORTH_IT),
    ):
        page = html.unescape(client.get(shell["pages"][address]).content.decode())
        assert [line for line in lines if line not in page] == []


def test_the_page_of_talking_that_is_kept_says_that_your_people_are_not(shell: dict[str, Any], client: Client) -> None:
    assert "Your own people are not kept on this phone" in client.get(shell["pages"]["/toolbox/talk/"]).content.decode()


def test_the_pages_are_the_same_for_everybody(
    shell: dict[str, Any], client: Client, runner: User, signed_in: SignedIn
) -> None:
    me = signed_in(runner)
    for page in (path for path in shell["files"] if path.startswith("/offline/")):
        mine = me.get(page).content
        assert mine == client.get(page).content, page
        assert runner.email.encode() not in mine
        assert b"csrfmiddlewaretoken" not in mine
        assert b'name="kept-as"' not in mine


def test_a_blank_form_has_neither_a_key_nor_an_owner(client: Client, db: None) -> None:
    page = client.get(reverse("offline-check-in")).content.decode()
    assert '<input type="hidden" name="key" id="id_key">' in page
    assert 'name="owner" value=""' in page
    assert re.search(r'<form class="ci" method="post" action="/check-in/" data-offline hidden', page)


def test_a_daily_check_that_knew_no_answers_says_so(runner: User, signed_in: SignedIn) -> None:
    browser, blank = signed_in(runner), '<input type="hidden" name="blank" value="yes">'
    assert blank in browser.get(reverse("offline-daily-check")).content.decode()
    assert blank in browser.get(reverse("journal-daily-check")).content.decode()
    making.daily_check(runner, at=timezone.now())
    assert blank not in browser.get(reverse("journal-daily-check")).content.decode()


def test_a_signed_in_page_says_whose_it_is_in_a_word_of_its_own(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(reverse("journal-check-in")).content.decode()
    words = set(re.findall(r'name="(?:kept-as" content|owner" value)="(\w{32})"', page))
    assert len(words) == 1
    assert str(runner.pk) not in words


@pytest.mark.parametrize("which", ["", "nothing", "box-2"])
def test_there_is_no_guide_that_is_none(client: Client, db: None, which: str) -> None:
    assert client.get(f"/offline/toolbox/{which}/").status_code == 404


def test_it_can_be_put_on_a_home_screen(client: Client, db: None) -> None:
    answer = client.get(reverse("manifest"))
    app = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (app["display"], app["start_url"], app["scope"]) == ("standalone", "/today/", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in app["icons"]} >= {("512x512", "any"), ("192x192", "maskable")}


@pytest.mark.parametrize("size", SIZES)
def test_its_icon_is_drawn_in_that_size(client: Client, db: None, size: int) -> None:
    answer = client.get(reverse("icon", args=[size]))
    with Image.open(io.BytesIO(answer.content)) as icon:
        assert (icon.format, icon.size) == ("PNG", (size, size))
        assert len(icon.convert("RGB").getcolors(100_000) or []) > 3


def test_no_other_size_is_drawn(client: Client, db: None) -> None:
    assert client.get(reverse("icon", args=[50_000])).status_code == 404
