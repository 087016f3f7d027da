"""The quiet control for stretches that are not like the usual ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from journal import actions
from journal.forms import PauseForm
from journal.models import Pause
from runners.access import person, runner_only

BACK = "Good to have you back."
OVER = "Noted: the pause is over."  # nobody is back from grief


@runner_only
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    runner, form = person(request), PauseForm(request.POST)
    if form.is_valid():
        actions.pause(runner, kind=form.cleaned_data["kind"], on=runner.day(timezone.now()))
        messages.success(request, "Noted. Nothing is scored until you say it is over.")
    return redirect("journal-today")


@runner_only
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    runner = person(request)
    if actions.end_pause(runner, on=runner.day(timezone.now())):
        messages.success(request, OVER if request.POST.get("of") == Pause.Kind.GRIEF else BACK)
    return redirect("journal-today")
