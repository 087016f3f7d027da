"""What every page about a person has in common."""

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from runners.crypto import CannotOpen
from runners.models.people import keys_remembered

log = logging.getLogger(__name__)
HEALTH = "/healthz"
Handler = Callable[[HttpRequest], HttpResponse]


class PersonalPages:
    """Signed-in pages show times in the person's zone and are stored by no cache."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The health check looks at nobody, so that it can say what is wrong when people cannot be looked up.
        if request.path == HEALTH or not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)), keys_remembered():
            response = self.get_response(request)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Text that cannot be opened is said to be so; it is never shown as ciphertext, nor passed over."""
        if isinstance(exception, CannotOpen):
            log.error("private text cannot be opened: %s", exception)
            return render(request, "cannot_open.html", status=500)
        return None


class OpenedLikeAPage:
    """An address that only takes what a form sends is no empty page to somebody who comes back to it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        said = render(request, "405.html", status=405)
        said["Allow"] = response["Allow"]
        return said
