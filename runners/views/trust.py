"""What trust rests on: agreeing to the terms, a second step at sign-in, and who opened one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from runners import actions, queries
from runners.access import even_before_agreeing, person, runner_only
from runners.paths import own_path
from runners.second_step import has_second_step
from runners.terms import TERMS_VERSION


@even_before_agreeing
def agree(request: HttpRequest) -> HttpResponse:
    reader, version = person(request), TERMS_VERSION.isoformat()
    asked_from = request.POST.get("next") or request.GET.get("next", "")
    next_ = own_path(request, asked_from)
    if request.method == "POST" and request.POST.get("version") == version:
        actions.agree(reader, version=TERMS_VERSION, now=timezone.now())
        return redirect(next_ or "home")
    return render(request, "settings/agree.html", {"version": version, "dated": TERMS_VERSION, "next": next_})


@runner_only
@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    return render(request, "settings/second_step.html", {"done": has_second_step(person(request))})


@runner_only
@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    page = queries.readers(person(request), number=request.GET.get("page"))
    return render(request, "settings/readers.html", {"page": page})
