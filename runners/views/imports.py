"""Sending files, and what becomes of them."""

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from runners import queries
from runners.access import person, runner_only
from runners.forms.imports import AnswerForm, DateForm, ToDisk, UploadForm
from runners.imports import answers, pages, receiving
from runners.models import Import
from runners.views.arriving import receives_files
from runners.views.runs import attachment

UNDONE = "Taken back. Your runs are as they were before."
RAN = "Noted. It counts among your runs now."
TOO_LATE = "This can no longer be taken back as a whole. Single runs can be deleted on their pages."


# The check of the form's token reads the whole request, so the limits have to be in place before it.
@csrf_exempt
@runner_only
@receives_files
def upload(request: HttpRequest) -> HttpResponse:
    to_disk = ToDisk(settings.UPLOAD_MAX_BYTES)
    request.upload_handlers = [to_disk]
    return _upload(request, to_disk)


@csrf_protect
def _upload(request: HttpRequest, to_disk: ToDisk) -> HttpResponse:
    runner, sent = person(request), request.method == "POST"
    form = UploadForm(request.POST, request.FILES, problem=to_disk.problem) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            unit = receiving.receive(
                runner, incoming=file.take(), name=file.name, key=form.unit_key(), now=timezone.now()
            )
            return redirect("import", pk=unit.pk)
        except receiving.NoRoom as problem:
            form.add_error("file", str(problem))
    return render(request, "imports/send.html", {"form": form, "units": pages.units_lately(runner)})


@runner_only
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    return _unit(request, pk)


def _unit(request: HttpRequest, pk: int, form: DateForm | None = None) -> HttpResponse:
    """The whole page, or for the script that asks again and again its middle alone."""
    runner, now = person(request), timezone.now()
    page = pages.unit_page(runner, pk, now=now)
    shown: dict[str, Any] = {"page": page}
    if page.undated is not None:
        shown["form"] = form or DateForm(zone=runner.time_zone, now=now)
    template = "imports/_unit.html" if request.htmx else "imports/unit.html"  # type: ignore[attr-defined]
    return render(request, template, shown)


@runner_only
@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.GET
    page = pages.files_page(person(request), pk, status=asked.get("outcome", ""), number=asked.get("page"))
    return render(request, "imports/files.html", {"listed": page})


class Echo:
    """What csv writes to: the line comes straight back."""

    def write(self, line: str) -> str:
        return line


@runner_only
@require_safe
def files_csv(request: HttpRequest, pk: int) -> HttpResponse:
    found = pages.unit_of(person(request), pk)
    response = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evenpace-import-{found.pk}.csv"'
    return response


def _csv(found: Import) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(["file", "outcome", "reason", "started_at", "sport", "distance_m", "timer_s"])
    for row in pages.every_file(found):
        run = row.run
        figures = ("", "", "", "") if run is None else (
            run.started_at.isoformat(), run.sport, "" if run.distance_m is None else round(run.distance_m), run.timer_s
        )  # fmt: skip
        yield writer.writerow([harmless(row.name), row.status, row.reason, *figures])


def harmless(name: str) -> str:
    """A name is text to a spreadsheet, whatever it begins with."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name


@runner_only
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    return attachment(queries.copy_of(person(request), pk))


@runner_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    row = pages.row_of(runner, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        to, always = form.cleaned_data["to"], form.cleaned_data["always"]
        answers.answer(runner, row=row, to=to, always=always, now=timezone.now())
    return redirect("import", pk=row.unit_id)


@runner_only
@require_POST
def date(request: HttpRequest, pk: int) -> HttpResponse:
    runner, now = person(request), timezone.now()
    row = pages.row_of(runner, pk)
    if "leave" in request.POST:
        answers.leave_out(runner, row=row, now=now)
        return redirect("import", pk=row.unit_id)
    form = DateForm(request.POST, zone=runner.time_zone, now=now)
    if not form.is_valid():
        return _unit(request, row.unit_id or 0, form)
    answers.tell_date(runner, row=row, started_at=form.cleaned_data["started_at"])
    return redirect("import", pk=row.unit_id)


@runner_only
@require_POST
def ran(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    if answers.all_ran(runner, unit=pages.unit_of(runner, pk)):
        messages.success(request, RAN)
    return redirect("import", pk=pk)


@runner_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    answers.cancel(runner, unit=pages.unit_of(runner, pk), now=timezone.now())
    return redirect("import", pk=pk)


@runner_only
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    if answers.undo(runner, unit=pages.unit_of(runner, pk), now=timezone.now()):
        messages.success(request, UNDONE)
    else:
        messages.warning(request, TOO_LATE)
    return redirect("import", pk=pk)
