"""Months side by side, and switching them off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import practising
from journal.queries.months import is_off, months_of
from runners.access import person, runner_only


@runner_only
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    runner = person(request)
    page = None if is_off(runner) else months_of(runner, now=timezone.now())
    return render(request, "toolbox/months.html", {"page": page})


@runner_only
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """On or off as the button says, so that a second tap changes nothing."""
    wanted = request.POST.get("months") == "on"
    practising.switch_months(person(request), on=wanted, now=timezone.now())
    messages.success(request, "They are back." if wanted else "They are off. Nothing else changes.")
    return redirect("toolbox-months")
