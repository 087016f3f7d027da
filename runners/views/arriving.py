"""Whoever sends a file holds a thread until its last byte. Some threads of each process are kept for pages."""

import threading
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from runners.access import View

# Most files have arrived within this time; so long one more waits for their place, and no longer.
PATIENCE_S = 1.0
_places = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)
_next = threading.BoundedSemaphore(1)  # who waits holds a thread, too


def receives_files(view: View) -> View:
    """For a view that reads a file from its request: no more than so many at a time in a process.

    One too many is answered before anything of its body is read.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if not _gets_a_place():
            crowded = render(request, "imports/crowded.html", status=503)
            crowded["Retry-After"] = "60"
            return crowded
        try:
            return view(request, *args, **kwargs)
        finally:
            _places.release()

    return guarded


def _gets_a_place() -> bool:
    if _places.acquire(blocking=False):
        return True
    if not _next.acquire(blocking=False):
        return False
    try:
        return _places.acquire(timeout=PATIENCE_S)
    finally:
        _next.release()
