"""The log says who, where and how long, and nothing of what people wrote."""

import json
import logging
import sys
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from coaching.logs import JsonLines, configuration
from runners.models import User
from tests import making

pytestmark = pytest.mark.django_db
SECRET = "the argument with my sister"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, logger="evenpace.requests")
    return caplog


def test_it_writes_one_line_for_each_answer(
    log: pytest.LogCaptureFixture, runner: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(runner).get("/today/?from=mail")
    line = lines(log)[-1]
    assert line["said"] == "answered"
    assert (line["method"], line["route"], line["status"], line["user"]) == ("GET", "/today/", 200, runner.pk)
    assert float(str(line["ms"])) > 0
    assert answer["X-Request-ID"]


def test_it_leaves_out_query_strings_bodies_and_tokens(
    log: pytest.LogCaptureFixture, runner: User, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(runner)
    browser.get("/today/", {"q": SECRET})
    browser.post(reverse("journal-check-in"), {"note": SECRET, "needs": "nonsense"})
    browser.get("/invites/a-token-that-opens-a-door/")
    browser.get("/nowhere/a-token-that-opens-a-door/")
    said = json.dumps(lines(log))
    assert len(lines(log)) >= 4
    for word in ("sister", "a-token", "q=", runner.email):
        assert word not in said


def test_it_says_when_a_page_does_not_open_for_somebody(
    log: pytest.LogCaptureFixture, runner: User, stranger: User, signed_in: Callable[[User], Client]
) -> None:
    signed_in(stranger).get(reverse("athlete", args=[runner.pk]))
    line = lines(log)[-1]
    assert (line["said"], line["level"], line["user"]) == ("denied", "WARNING", stranger.pk)
    assert line["ids"] == {"pk": runner.pk}
    assert runner.name.split()[0] not in json.dumps(line)


def test_it_asks_the_database_nothing_for_a_line(
    log: pytest.LogCaptureFixture, client: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        client.get("/terms/")
    assert lines(log)[-1]["user"] is None


def test_it_says_where_an_error_came_from_and_not_what_it_quotes() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        info = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "x", 1, "%s: %s", ("Oh", "/a/token/"), info)
    line = json.loads(JsonLines().format(record))
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["frames"][-1]
    assert "sister" not in json.dumps(line)
    assert "token" not in json.dumps(line)


def test_every_request_has_a_name_of_its_own(client: Client) -> None:
    making.person("a@example.org")
    first, second = client.get("/terms/"), client.get("/terms/", headers={"X-Request-ID": "forged"})
    assert first["X-Request-ID"] != second["X-Request-ID"] != "forged"


def test_a_first_start_speaks_in_words_and_production_in_json() -> None:
    assert configuration("json")["handlers"]["console"]["formatter"] == "json"
    assert configuration("plain")["loggers"]["evenpace.requests"]["level"] == "WARNING"
