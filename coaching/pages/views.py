"""Pages about Evenpace itself."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coaching.pages.health import healthz
from runners.access import public
from runners.models import User
from runners.terms import TERMS_VERSION

__all__ = ["healthz", "home", "privacy", "terms"]


@public
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return redirect("squad" if request.user.is_coach else "journal-today")
    return render(request, "pages/home.html")


@public
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/terms.html", {"contact": _contact(), "dated": TERMS_VERSION})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"contact": _contact(), "dated": TERMS_VERSION})


def _contact() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
