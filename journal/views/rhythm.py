"""A weekly rhythm: its page, and one tap for a weekday that is one of theirs already."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from journal import reminders
from journal import rhythm as keeping
from journal.queries.rhythm import proposed, rhythm_page
from journal.strategy_forms import RhythmForm, WeekdayForm
from journal.views.diary import posted
from runners.access import person, runner_only


@runner_only
def rhythm(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    page = rhythm_page(runner, now=now)
    form = RhythmForm(posted(request), plans=page.plans)
    if form.is_valid():
        keeping.keep(runner, plans=form.to_plans(), on=runner.day(now))
        reminders.look_again(runner, now=now)
        messages.success(request, "Kept. Change it whenever your weeks change.")
        return redirect("goal-rhythm")
    return render(request, "strategies/rhythm.html", {"page": page, "form": form})


@runner_only
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """With the time and the kind that are usual on that day."""
    runner, now, form = person(request), timezone.now(), WeekdayForm(request.POST)
    plan = proposed(runner, form.cleaned_data["weekday"], now=now) if form.is_valid() else None
    if plan is not None:
        keeping.keep_also(runner, plan=plan, on=runner.day(now))
        reminders.look_again(runner, now=now)
    return redirect("goal-rhythm")
