"""Talking with somebody: who there is, what to say first, and when somebody who does it for a living may be right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import practising
from journal.practice_forms import ConfidantForm
from journal.queries.practices import confidant_of, confidants_of
from journal.queries.support import panel_of
from journal.tools.openers import HOW_TO, OPENERS, WORTH_IT
from journal.views.diary import posted
from runners.access import person, runner_only
from runners.helplines import DIRECTORIES
from runners.queries import support_lines


@runner_only
def talk(request: HttpRequest) -> HttpResponse:
    runner = person(request)
    form = ConfidantForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        kept = practising.add_confidant(
            runner, name=said["name"], opener=said["opener"], key=form.entry_key(), now=timezone.now()
        )
        if kept is None:
            messages.warning(request, f"There is room for {practising.MOST_CONFIDANTS} people. Take one away first.")
        return redirect("talk")
    people = confidants_of(runner)
    support = panel_of(runner, [person.opener for person in people])
    return render(
        request, "toolbox/talk.html", {"form": form, "people": people, "openers": OPENERS, "support": support}
    )


@runner_only
def change(request: HttpRequest, pk: int) -> HttpResponse:
    somebody = confidant_of(person(request), pk)
    form = ConfidantForm(posted(request), initial={"name": somebody.name, "opener": somebody.opener})
    if form.is_valid():
        practising.change_confidant(somebody, name=form.cleaned_data["name"], opener=form.cleaned_data["opener"])
        return redirect("talk")
    return render(request, "toolbox/confidant.html", {"form": form, "somebody": somebody, "openers": OPENERS})


@runner_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    confidant_of(person(request), pk).delete()
    return redirect("talk")


@runner_only
@require_safe
def professional(request: HttpRequest) -> HttpResponse:
    lines = support_lines(person(request).help_country)
    page = {"lines": lines, "directories": DIRECTORIES, "worth_it": WORTH_IT, "how_to": HOW_TO}
    return render(request, "toolbox/professional.html", page)
