"""Help now. Open to everybody; opening it is told to nobody and kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from runners.access import public
from runners.helplines import COUNTRIES, DIRECTORIES
from runners.models import Helpline, User


@public
def support(request: HttpRequest) -> HttpResponse:
    """The country asked for; else the reader's own; else none, and the page names the common emergency numbers."""
    own = request.user.help_country if isinstance(request.user, User) else ""
    country = request.GET.get("country", own).upper()
    page = {
        "countries": list(COUNTRIES.items()),
        "country": country if country in COUNTRIES else "",
        "lines": list(Helpline.objects.of_country(country)) if country in COUNTRIES else [],
        "directories": DIRECTORIES,
        "signed_in": request.user.is_authenticated,
    }
    return render(request, "support.html", page)
