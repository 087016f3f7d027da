"""Beside going: what is offered at a charged start, the breathing page, and the question after the run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import actions, practising
from journal.charged import CAP
from journal.forms import ChoiceForm, RanMeForm, WriteForm
from journal.models import CheckIn
from journal.practice_forms import CueForm, CueWentForm
from journal.queries.entries import check_in_of
from journal.queries.outings import outing_of
from journal.queries.outlets import points_of
from journal.views.diary import posted, rest_nudges
from runners.access import person, runner_only


@runner_only
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    entry, form = check_in_of(runner, pk), ChoiceForm(request.POST)
    if not form.is_valid():
        return redirect("journal-checked-in", pk=pk)
    choice = form.cleaned_data["choice"]
    if choice == CheckIn.Offer.WRITE:
        return redirect("journal-write", pk=pk)
    cap = form.cleaned_data["cap"] or CAP
    actions.choose(runner, entry=entry, offer=choice, cap=cap, now=timezone.now())
    if choice == CheckIn.Offer.BREATHE:
        return redirect(f"{reverse('breathe')}?check_in={pk}")
    return redirect("journal-checked-in", pk=pk)


@runner_only
def write(request: HttpRequest, pk: int) -> HttpResponse:
    runner, now = person(request), timezone.now()
    entry = check_in_of(runner, pk)
    form = WriteForm(posted(request), initial={"note": entry.note})
    if form.is_valid():
        actions.write_out(runner, entry=entry, note=form.to_note(), now=now)
        rest_nudges(runner, entry, today=runner.day(now))
        return redirect("journal-checked-in", pk=pk)
    return render(request, "journal/write.html", {"form": form, "entry": entry})


@runner_only
@require_safe
def breathe(request: HttpRequest) -> HttpResponse:
    """Two minutes of slow breathing, from a check-in or from anywhere."""
    asked = request.GET.get("check_in", "")
    entry = outing_of(person(request), check_in=asked, run=None, now=timezone.now()).check_in if asked else None
    return render(request, "journal/breathe.html", {"entry": entry})


@runner_only
@require_POST
def ran_me(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer goes back to the page it was given on."""
    runner = person(request)
    entry, form = check_in_of(runner, pk), RanMeForm(request.POST)
    if form.is_valid():
        said, score = form.cleaned_data["answer"], points_of(entry)
        actions.answer_ran_me(runner, entry=entry, answer=said, score=score, now=timezone.now())
    outing = outing_of(runner, check_in=str(pk), run=None, now=timezone.now())
    if outing.reflection_id and request.POST.get("on") != "run":
        return redirect(f"{reverse('journal-reflected', args=[outing.reflection_id])}#ran-me")
    if outing.run is not None:
        return redirect(f"{reverse('run', args=[outing.run.pk])}#ran-me")
    return redirect("journal-checked-in", pk=pk)


@runner_only
@require_POST
def take_along(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing to notice on the way."""
    entry, form = check_in_of(person(request), pk), CueForm(request.POST)
    if form.is_valid():
        practising.take_along(entry, cue=form.cleaned_data["cue"])
    return redirect(f"{reverse('journal-checked-in', args=[pk])}#along")


@runner_only
@require_POST
def cue_went(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether it was there on the way; back to the page that asked."""
    runner = person(request)
    entry, form = check_in_of(runner, pk), CueWentForm(request.POST)
    if form.is_valid() and entry.cue:
        practising.answer_cue(entry, answer=form.cleaned_data["answer"])
    outing = outing_of(runner, check_in=str(pk), run=None, now=timezone.now())
    if outing.reflection_id:
        return redirect(f"{reverse('journal-reflected', args=[outing.reflection_id])}#along")
    return redirect("journal-checked-in", pk=pk)
