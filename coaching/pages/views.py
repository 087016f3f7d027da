"""Pages about Evenpace itself."""

from datetime import date
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import Context, Engine, Template

from coaching.pages.health import healthz
from runners.access import public
from runners.models import User
from runners.terms import TERMS_VERSION

__all__ = ["healthz", "home", "privacy", "terms"]


@public
def home(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return redirect("squad" if request.user.is_coach else "journal-today")
    return _shown(request, "pages/home.html")


@public
def terms(request: HttpRequest) -> HttpResponse:
    return _shown(request, "pages/terms.html", contact=_contact(), dated=TERMS_VERSION)


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return _shown(request, "pages/privacy.html", contact=_contact(), dated=TERMS_VERSION)


def _shown(request: HttpRequest, name: str, **facts: str | date) -> HttpResponse:
    """For a stranger to whom nothing is to be said, the page as it is for every stranger."""
    if request.user.is_authenticated or get_messages(request):
        return render(request, name, facts)
    return HttpResponse(_for_strangers(Engine.get_default().get_template(name), **facts))


@lru_cache(maxsize=8)
def _for_strangers(template: Template, **facts: str | date) -> bytes:
    """Rendered once a process, and without a request: there is nothing of anybody in it."""
    return template.render(Context(facts)).encode()


def _contact() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
