from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from runners import actions, queries
from runners.access import person, runner_only
from runners.forms.runs import Quota, RunForm, UploadForm
from runners.models import Original


@runner_only
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    listed = queries.runs_page(person(request), number=request.GET.get("page"))
    return render(request, "runs/list.html", {"listed": listed})


@runner_only
def new(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    form = RunForm(request.POST or None, units=runner.units, zone=runner.time_zone, now=now)
    if request.method == "POST" and form.is_valid():
        run = actions.log_run(runner, run=form.to_run(), key=form.run_key(), now=now)
        return redirect("run", pk=run.pk)
    return render(request, "runs/new.html", {"form": form})


@runner_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    run = queries.run_of(runner, pk)
    form = RunForm(request.POST or None, units=runner.units, zone=run.time_zone, now=timezone.now(), run=run)
    if request.method == "POST" and form.is_valid():
        actions.change_run(runner, run=run, to=form.to_run())
        messages.success(request, "Saved.")
        return redirect("run", pk=run.pk)
    return render(request, "runs/edit.html", {"form": form, "run": run})


@runner_only
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    actions.delete_run(runner, run=queries.run_of(runner, pk))
    messages.success(request, "Deleted.")
    return redirect("runs")


# The check of the form's token reads the whole request, so the quota has to be in place before it.
@csrf_exempt
@runner_only
def upload(request: HttpRequest) -> HttpResponse:
    quota = Quota(settings.UPLOAD_MAX_BYTES)
    request.upload_handlers.insert(0, quota)
    return _upload(request, quota)


@csrf_protect
def _upload(request: HttpRequest, quota: Quota) -> HttpResponse:
    runner, sent = person(request), request.method == "POST"
    form = UploadForm(request.POST, request.FILES, too_big=quota.exceeded) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        original = actions.receive_file(runner, content=file.read(), name=file.name, now=timezone.now())
        return redirect("run-received", pk=original.pk)
    return render(request, "runs/import.html", {"form": form})


@runner_only
@require_safe
def received(request: HttpRequest, pk: int) -> HttpResponse:
    original = queries.received(person(request), pk)
    template = "runs/_received.html" if request.htmx else "runs/received.html"  # type: ignore[attr-defined]
    waiting = original.status == Original.Status.WAITING
    return render(request, template, {"original": original, "waiting": waiting})


@runner_only
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    download = queries.original_of(person(request), pk)
    response = HttpResponse(download.content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{download.name}"'
    return response
