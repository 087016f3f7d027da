"""The secret link under which a coach's own calendar reads their calls."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from coaching.articles.queries import profile_of
from coaching.consultations import calls_feed, ics
from coaching.consultations.models import CallsFeed
from runners.access import coach_only, person, public


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("link", "token")
def feed(request: HttpRequest) -> HttpResponse:
    """A link is shown once, on the page that made it."""
    coach, link = profile_of(person(request)), ""
    if request.method == "POST" and "remove" in request.POST:
        calls_feed.stop(coach)
        messages.success(request, "The link opens nothing any more.")
        return redirect("calls-feed")
    if request.method == "POST":
        token = CallsFeed.issue(coach, now=timezone.now())
        link = f"{settings.PUBLIC_URL}{reverse('calls-calendar', args=[token])}"
    return render(request, "consultations/feed.html", {"link": link, "made_at": calls_feed.made_at(coach)})


@public
@require_safe
@sensitive_variables("token")
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Read by calendar programs again and again: who has the link can read it, and the link can be changed."""
    document = ics.published(calls_feed.entries(token, now=timezone.now()))
    response = HttpResponse(document, content_type=ics.CONTENT_TYPE_PUBLISH)
    response["Cache-Control"] = "private, no-store"
    return response
