"""How much a coach wants to hear, chosen with a look back beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from coaching.alerts import preset_queries, presets
from coaching.alerts.forms import PresetForm
from coaching.alerts.models import Preset
from coaching.alerts.presets import Place
from runners.access import coach_only, person, runner_for
from runners.models import AccessLog, Group


@coach_only
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    page = preset_queries.presets_page(person(request), now=timezone.now())
    return render(request, "alerts/presets.html", {"page": page})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def squad(request: HttpRequest) -> HttpResponse:
    return _place(request, None)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    return _place(request, get_object_or_404(Group.objects.of(person(request)), pk=pk))


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def runner(request: HttpRequest, pk: int) -> HttpResponse:
    coach = person(request)
    tie = runner_for(coach=coach, pk=pk)
    if request.method != "POST":
        AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.PAGE, now=timezone.now())
    return _place(request, tie)


def _place(request: HttpRequest, place: Place) -> HttpResponse:
    coach, now = person(request), timezone.now()
    form = PresetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        preset = form.cleaned_data["preset"]
        presets.choose(coach, place=place, preset=preset, now=now)
        messages.success(request, _said(preset))
        return redirect("alert-presets")
    context: dict[str, Any] = {"page": preset_queries.place_page(coach, place, now=now), "form": form}
    return render(request, "alerts/preset.html", context)


def _said(preset: Preset | None) -> str:
    return f"{preset.label} from now on." if preset is not None else "Back to what counts around them."
