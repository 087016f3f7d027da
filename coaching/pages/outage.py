"""The page for a fault of ours: 503 while the database cannot be used, 500 for everything else."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Gone, full, restarting, or a row that somebody else holds for too long: all of it passes by itself.
PASSING = (OperationalError, InterfaceError)
SECONDS_TO_WAIT = 10


def fault(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception, whichever view or middleware raised it."""
    if isinstance(sys.exception(), PASSING):
        headers = {"Retry-After": str(SECONDS_TO_WAIT), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=500, headers={"Cache-Control": "no-store"})
