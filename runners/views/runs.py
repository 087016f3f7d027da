from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from runners import actions, queries
from runners.access import person, runner_only
from runners.forms.runs import RunForm

TWICE = "This run is here again already, from another copy of its file."


@runner_only
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    listed = queries.runs_page(person(request), number=request.GET.get("page"))
    return render(request, "runs/list.html", {"listed": listed})


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
    actions.delete_run(runner, run=queries.run_of(runner, pk), now=timezone.now())
    return redirect("runs")


@runner_only
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    if actions.restore_run(runner, run=queries.deleted_run_of(runner, pk)):
        messages.success(request, "It is back.")
    else:
        messages.warning(request, TWICE)
    return redirect("runs")


@runner_only
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    return attachment(queries.original_of(person(request), pk))


def attachment(download: queries.Download) -> HttpResponse:
    response = HttpResponse(download.content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{download.name}"'
    return response
