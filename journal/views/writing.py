"""A page of one's own: kept while it is written, and what is noticed about it afterwards."""

import uuid
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import practising
from journal.models import Practice
from journal.practice_forms import PageForm, StepForm
from journal.queries.practices import beginnings, page_of, practice_of
from journal.tools.writing import shelves
from journal.views.diary import answer, posted, rest_nudges
from runners.access import person, runner_only

NO_PAGE = "This sheet belongs to something that is no written page. Copy your words into a new page."


@runner_only
def write(request: HttpRequest) -> HttpResponse:
    """A new page. Saved again with its key it is the same page, further on."""
    form = PageForm(posted(request), initial={"prompt": request.GET.get("prompt", "")})
    if form.is_valid():
        return _keep(request, form, form.entry_key())
    return _page(request, form, None)


@runner_only
def carry_on(request: HttpRequest, pk: int) -> HttpResponse:
    entry = page_of(person(request), pk)
    start = {"note": entry.note, "prompt": entry.which, "valence": entry.valence, "activation": entry.activation}
    form = PageForm(posted(request), initial={**start, "key": entry.key})
    if form.is_valid():
        return _keep(request, form, entry.key)
    return _page(request, form, entry)


@runner_only
@require_safe
def beginnings_list(request: HttpRequest) -> HttpResponse:
    return render(request, "toolbox/beginnings.html", {"shelves": list(shelves().values())})


@runner_only
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step off the road, in the runner's own words."""
    runner, entry = person(request), practice_of(person(request), pk)
    form = StepForm(request.POST)
    if form.is_valid():
        practising.name_step(entry, step=form.cleaned_data["next_step"])
        rest_nudges(runner, entry, today=runner.day(timezone.now()))
    return redirect(f"{reverse('practice', args=[pk])}#thread")


def _keep(request: HttpRequest, form: PageForm, key: uuid.UUID) -> HttpResponse:
    """By itself every few seconds, or for good with the button. An empty sheet is nothing to keep."""
    runner, now = person(request), timezone.now()
    page = form.to_page()
    by_itself = "HX-Request" in request.headers
    if not page.text and (by_itself or not Practice.objects.of(runner).filter(key=key).exists()):
        return _kept(request, None) if by_itself else redirect("toolbox-write")
    entry = practising.write_page(runner, page=page, key=key, now=now)
    if entry.deleted_at is not None:  # an old sheet sent again brings nothing back
        return _kept(request, None) if by_itself else redirect("journal-entries")
    if entry.kind != Practice.Kind.WRITING:
        form.add_error("note", NO_PAGE)
        return _page(request, form, None)
    rest_nudges(runner, entry, today=runner.day(now))
    if by_itself:
        return _kept(request, entry)
    return redirect("practice-after", pk=entry.pk)


def _kept(request: HttpRequest, entry: Practice | None) -> HttpResponse:
    """A word under the sheet, and the sheet's own address, so that loading it again shows what was written."""
    at = timezone.now().astimezone(ZoneInfo(person(request).time_zone)).replace(tzinfo=None)
    response = answer(request, "toolbox/_kept.html", entry, {"entry": entry, "at": at})
    if entry is not None:
        response["HX-Replace-Url"] = reverse("toolbox-write-on", args=[entry.pk])
    return response


def _page(request: HttpRequest, form: PageForm, entry: Practice | None) -> HttpResponse:
    if "HX-Request" in request.headers:  # under the sheet, which stays as it is
        return render(request, "toolbox/_kept.html", {"problem": form.errors})
    suggested = beginnings(person(request), chosen=form["prompt"].value() or "", now=timezone.now())
    return answer(request, "toolbox/write.html", entry, {"form": form, "entry": entry, "suggested": suggested})
