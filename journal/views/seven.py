"""The seven strategies side by side, the one step of a week, and what went with places and company."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal.models import NextStep
from journal.queries.places import places_page
from journal.queries.seven import look_of, seven_page, step_row_of, to_offer
from journal.strategy_forms import StepForm
from runners.access import person, runner_only


@runner_only
@require_safe
def seven(request: HttpRequest) -> HttpResponse:
    """The first look of a week is when its step is chosen; from then on it stays."""
    runner = person(request)
    look = look_of(runner, now=timezone.now())
    key = to_offer(look)
    row = NextStep.objects.offer(runner, step=key, week_on=look.week_on) if key else look.this_week
    return render(request, "strategies/seven.html", {"page": seven_page(look, row)})


@runner_only
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The last answer counts."""
    runner, form = person(request), StepForm(request.POST)
    row = step_row_of(runner, pk)
    if form.is_valid():
        row.answer(form.cleaned_data["state"], on=runner.day(timezone.now()))
    return redirect("goal-seven")


@runner_only
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    return render(request, "strategies/places.html", {"page": places_page(person(request), now=timezone.now())})
