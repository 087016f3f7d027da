"""The log at its edges: what an error was logged with, who is not signed in, and what comes after an answer."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver
from django.utils.functional import SimpleLazyObject

from coaching.logs import JsonLines, PlainLines, RequestLog, request_id


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[io.StringIO]:
    caplog.set_level(logging.INFO, logger="evenpace.requests")
    lines, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


def test_it_does_not_fill_in_what_an_error_was_logged_with() -> None:
    try:
        raise ValueError("my sister")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "could not keep %s", ("my sister",), sys.exc_info())
    assert json.loads(JsonLines().format(record))["said"] == "could not keep %s"


def test_a_visitor_at_a_page_that_is_not_there_is_no_denial(db: None, client: Client, log: io.StringIO) -> None:
    client.get("/invites/not-a-token/")
    assert json.loads(log.getvalue().splitlines()[-1])["said"] == "answered"


def test_a_line_is_no_reason_to_ask_who_somebody_is(log: io.StringIO) -> None:
    def nobody_may_ask() -> object:
        raise AssertionError("the log asked who this is")

    def page(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(nobody_may_ask)  # type: ignore[assignment]
        return HttpResponse()

    RequestLog(page)(RequestFactory().get("/"))
    assert json.loads(log.getvalue())["user"] is None


def test_what_is_logged_after_an_answer_belongs_to_no_request(log: io.StringIO) -> None:
    RequestLog(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert request_id.get() == ""
    logging.getLogger("evenpace").warning("later")
    assert "request" not in json.loads(log.getvalue().splitlines()[-1])


def with_a_token(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from with_a_token(pattern, route)
        elif "<str:token>" in route:
            yield route.replace("<str:token>", "1-1:a-live-token")


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines("%(levelname)s %(name)s %(message)s")])
def test_a_form_without_its_cookie_writes_down_no_token(
    db: None, caplog: pytest.LogCaptureFixture, formatter: logging.Formatter
) -> None:
    addresses = list(with_a_token(get_resolver()))
    browser = Client(enforce_csrf_checks=True)
    for address in addresses:
        browser.post(address)
    said = "\n".join(formatter.format(record) for record in caplog.records)
    assert len(addresses) > 15
    assert "CSRF cookie not set" in said
    assert "a-live-token" not in said
