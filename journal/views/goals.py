"""Goals: a new one with a size from one's own weeks, another size for it, and putting it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import goals as keeping
from journal.models import Goal
from journal.queries.goals import goal_of, goals_page, open_goal_of, sizing_of
from journal.strategy_forms import EndForm, SizeForm, form_for
from journal.views.diary import posted
from runners.access import person, runner_only


@runner_only
@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    return render(request, "strategies/goals.html", {"page": goals_page(person(request), now=timezone.now())})


@runner_only
def new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in set(Goal.Kind):
        raise Http404
    runner, now = person(request), timezone.now()
    sizing = sizing_of(runner, kind, now=now)
    today = runner.day(now)
    form = form_for(kind)(posted(request), kind=kind, runner=runner, today=today, initial={"a_week": sizing.fair})
    if form.is_valid():
        if keeping.aim(runner, at=form.to_aim(), key=form.entry_key(), on=today) is None:
            messages.warning(request, "There is an open one already. Change that, or put it away first.")
        return redirect("goals")
    return render(request, "strategies/goal_new.html", {"form": form, "sizing": sizing, "kind": Goal.Kind(kind)})


@runner_only
@require_POST
def resize(request: HttpRequest, pk: int) -> HttpResponse:
    """The number itself is sent, so that a second tap changes nothing."""
    runner = person(request)
    goal = open_goal_of(runner, pk)
    if goal.kind == Goal.Kind.RACE:
        raise Http404
    form = SizeForm(request.POST, kind=goal.kind, runner=runner, today=runner.day(timezone.now()))
    if not form.is_valid():
        messages.warning(request, str(form.errors["a_week"][0]))
    elif keeping.resize(goal, a_week=form.cleaned_data["a_week"]):
        messages.success(request, "It is another size now. Goals are there to be changed.")
    return redirect("goals")


@runner_only
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    runner, form = person(request), EndForm(request.POST)
    goal = goal_of(runner, pk)
    if form.is_valid():
        keeping.put_away(goal, ended_as=form.cleaned_data["ended_as"], on=runner.day(timezone.now()))
        messages.success(request, "Put away, with what it gave you.")
    return redirect("goals")


@runner_only
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    if not keeping.take_out(goal_of(person(request), pk)):
        messages.warning(request, "There is an open one of its kind now. Put that away first.")
    return redirect("goals")
