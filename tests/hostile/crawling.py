"""Finds every form on every page, and sends it with one field changed at a time."""

import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

MOST_SECONDS = 4.0


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)  # and the kind of each
    file: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.action}"


class _Forms(HTMLParser):
    """The forms of one page with what they would be sent with."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.found, self._select = here, [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urllib.parse.urljoin(self.here, said.get("action") or self.here)
            self.found.append(Form(action, said.get("method", "get").lower()))
        elif self.found and said.get("name") and tag in ("input", "textarea", "select", "button"):
            self._take(self.found[-1], tag, said)
        elif tag == "option" and self._select and "selected" in said:
            self.found[-1].values[self._select] = [said.get("value", "")]

    def _take(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, kind = said["name"], said.get("type", "text")
        self._select = name if tag == "select" else ""
        if kind == "file":
            form.file = name
        elif tag == "input" and kind in ("radio", "checkbox") and "checked" not in said:
            form.values.setdefault(name, [])
        else:
            form.values.setdefault(name, []).append(said.get("value", ""))
        if tag == "textarea" or (tag == "input" and kind not in ("radio", "checkbox", "submit")):
            form.typed[name] = kind if tag == "input" else tag


def forms_on(page: HttpResponse, here: str) -> list[Form]:
    reader = _Forms(here)
    reader.feed(page.content.decode(errors="replace"))
    return reader.found


class Visitor:
    """Somebody whose every request is undone, so that each finds the same site and the same session."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client, self.cookies = client, {name: morsel.value for name, morsel in client.cookies.items()}
        self.asked, self.faults, self.longest = 0, [], 0.0

    def get(self, address: str, query: str = "") -> HttpResponse:
        return self._timed("get", address + (f"?{query}" if query else ""))

    def post(self, form: Form, changed: dict[str, list[str]], what: str) -> HttpResponse:
        fields = {**form.values, **changed}
        pairs = [(name, value) for name, values in fields.items() for value in values]
        body = urllib.parse.urlencode(pairs, errors="surrogatepass")
        return self._timed("post", form.action, body, what)

    def _timed(self, method: str, address: str, body: str = "", what: str = "") -> HttpResponse:
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        began = time.process_time()
        with transaction.atomic():
            answer = self._ask(method, address, body)
            if answer.status_code == 302:
                self._look_back(answer["Location"], what)
            transaction.set_rollback(True)
        self.asked += 1
        took = time.process_time() - began
        self.longest = max(self.longest, took)
        if answer.status_code >= 500 or took > MOST_SECONDS:
            self.faults.append(f"{method} {address[:120]} {what}: {answer.status_code} in {took:.1f} s")
        return answer

    def _ask(self, method: str, address: str, body: str) -> HttpResponse:
        if method == "get":
            return self.client.get(address)
        kind = "application/x-www-form-urlencoded"
        return self.client.generic("POST", address, body, content_type=kind)

    def _look_back(self, address: str, what: str) -> None:
        """What was taken must be possible to show."""
        if address.startswith("/") and self.client.get(address).status_code >= 500:
            self.faults.append(f"the page after it, {address[:120]}, {what}: 500")


def varied(form: Form, values: dict[str, str], few: dict[str, str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each field with each value; fields one only picks from get a few of them."""
    for name in form.values:
        if name in ("csrfmiddlewaretoken",):
            continue
        for said, value in (values if name in form.typed else few).items():
            yield name, said, {name: [value]}
