"""What a production log says: one JSON object a line, who and where and how long, and never what people wrote.

No query strings, no bodies, no addresses with a token in them (the pattern of the address instead), and of an exception
its kind and where it came from: its message may quote a value.
"""

import json
import logging
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
requests = logging.getLogger("evenpace.requests")
REQUESTS = ("django.request", "django.security")


def configuration(lines: Literal["plain", "json"]) -> dict[str, Any]:
    """What settings.LOGGING is: everything to the standard error, in words for a terminal or as JSON lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "coaching.logs.PlainLines", "format": "%(levelname)s %(name)s %(message)s"},
            "json": {"()": "coaching.logs.JsonLines"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": lines}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # Django's own handlers would write a second, plain line; what it says of a 404 our request line says too.
            "django": {"handlers": [], "level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "evenpace.requests": {"level": "WARNING" if lines == "plain" else "INFO"},
        },
    }


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": _said(record),
        }
        if name := request_id.get():
            line["request"] = name
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _about_a_request(record) or record.message
        return super().formatMessage(record)


def _said(record: logging.LogRecord) -> str:
    """A line about an exception quotes what it was about."""
    return _about_a_request(record) or (str(record.msg) if record.exc_info else record.getMessage())


def _about_a_request(record: logging.LogRecord) -> str:
    """Django's own lines about a request, or about a form without a token, end with the address: what stands before."""
    if record.name.startswith(REQUESTS) and isinstance(record.args, tuple) and record.args:
        return str(record.args[0])
    return ""


class RequestLog:
    """Names each request, and writes one line when it is answered. Goes first, so that it sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex[:16]
        reset, began = request_id.set(name), time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = name
            _write(request, response, ms=(time.perf_counter() - began) * 1000)
        finally:
            request_id.reset(reset)
        return response


def _write(request: HttpRequest, response: HttpResponse, *, ms: float) -> None:
    match = request.resolver_match
    # Only if somebody has looked already: a log line is no reason to ask the database who this is.
    person = getattr(request, "_cached_user", None)
    facts = {
        "method": request.method,
        "route": f"/{match.route}" if match else "",
        "status": response.status_code,
        "ms": round(ms, 1),
        "user": getattr(person, "pk", None),
    }
    if match and (ids := {key: value for key, value in match.kwargs.items() if isinstance(value, int)}):
        facts["ids"] = ids
    requests.log(_level(facts), _event(facts), extra={"facts": facts})


def _event(facts: dict[str, Any]) -> str:
    """A page that is there and does not open for this person is worth a word of its own."""
    shut = facts["status"] in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)
    return "denied" if shut and facts["route"] and facts["user"] else "answered"


def _level(facts: dict[str, Any]) -> int:
    return logging.WARNING if _event(facts) == "denied" else logging.INFO
