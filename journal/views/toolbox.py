"""The toolbox: what there is beside running, one practice from its start to its end, and the guides themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journal import actions, practising
from journal.models import Practice
from journal.practice_forms import AfterForm, PracticeForm, StartForm, TriggerForm, correcting, initial_of, started_with
from journal.queries.ledger import ledger_page
from journal.queries.months import outlet_line
from journal.queries.practices import begun, practice_of, practised_page, shelf_of_tools, tool_of
from journal.tools.breathing import PATTERNS
from journal.tools.strength import ROUTINES
from journal.views.diary import answer, posted, rest_nudges
from runners.access import person, runner_only


@runner_only
@require_safe
def toolbox(request: HttpRequest) -> HttpResponse:
    line = outlet_line(person(request), now=timezone.now())
    return render(request, "toolbox/toolbox.html", {"shelves": shelf_of_tools(), "outlet": line})


@runner_only
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    return render(request, "toolbox/ledger.html", {"page": ledger_page(person(request), now=timezone.now())})


@runner_only
def start(request: HttpRequest, which: str) -> HttpResponse:
    """How one arrives, then the tool itself."""
    tool, form = tool_of(which), StartForm(posted(request))
    if form.is_valid():
        entry = practising.begin(
            person(request), kind=tool.kind, which=tool.key, minutes=tool.minutes, feeling=form.arrived(),
            key=form.entry_key(), now=timezone.now(),
        )  # fmt: skip
        return redirect(f"{reverse(tool.page, args=[which])}?practice={entry.pk}")
    return render(request, "toolbox/start.html", {"form": form, "tool": tool})


@runner_only
@require_safe
def breathe(request: HttpRequest, pattern: str) -> HttpResponse:
    tool = tool_of(pattern, page="breathe-pattern")
    entry = begun(person(request), request.GET.get("practice", ""))
    page = {"tool": tool, "pattern": PATTERNS.get(tool.key), "practice": entry}
    return render(request, "journal/breathe.html", page)


@runner_only
@require_safe
def strength(request: HttpRequest, routine: str) -> HttpResponse:
    tool = tool_of(routine, page="strength")
    entry = begun(person(request), request.GET.get("practice", ""))
    page = {"tool": tool, "routine": ROUTINES.get(tool.key), "practice": entry}
    return render(request, "toolbox/strength.html", page)


@runner_only
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """How one leaves it; after writing also what it was about."""
    runner, entry = person(request), practice_of(person(request), pk)
    form = AfterForm(posted(request), initial=initial_of(entry))
    about = TriggerForm(posted(request), initial=initial_of(entry))
    if form.is_valid() and about.is_valid():
        practising.finish(entry, feeling=form.left(), minutes=form.cleaned_data["minutes"])
        if entry.kind == Practice.Kind.WRITING:
            practising.name_trigger(entry, **about.cleaned_data)
        rest_nudges(runner, entry, today=runner.day(timezone.now()))
        return redirect("practice", pk=pk)
    return answer(request, "toolbox/after.html", entry, {"form": form, "about": about, "entry": entry})


@runner_only
@require_safe
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    page = practised_page(person(request), pk)
    return answer(request, "toolbox/practice.html", page.entry, {"page": page})


@runner_only
def new(request: HttpRequest) -> HttpResponse:
    """Something done elsewhere, or a guide that was opened without a start."""
    runner, now = person(request), timezone.now()
    form = PracticeForm(posted(request), initial=started_with(request.GET), zone=runner.time_zone, now=now)
    if form.is_valid():
        made_at = form.made_at()
        entry = actions.practise(runner, answers=form.to_answers(), key=form.entry_key(), now=now, made_at=made_at)
        return redirect("practice", pk=entry.pk)
    return render(request, "toolbox/note_down.html", {"form": form})


@runner_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = practice_of(person(request), pk)
    form = correcting(entry)(posted(request), initial=initial_of(entry))
    if form.is_valid():
        practising.correct(entry, answers=form.to_answers(), typed_at=timezone.now())
        return redirect("practice", pk=pk)
    return render(request, "toolbox/note_down.html", {"form": form, "entry": entry})
