"""Knowing oneself: what one's own entries say, a week looked back on, and a year at a glance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import loads, reviewing
from journal.models import WeeklyReview
from journal.queries.insights.behind import behind_page
from journal.queries.insights.page import insights_page
from journal.queries.insights.weeks import week_asked, week_page
from journal.queries.insights.years import year_page
from journal.queries.support import panel_of
from journal.review_forms import ReviewForm
from journal.views.diary import posted
from runners.access import person, runner_only
from runners.actions import rest_for_a_week


@runner_only
@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    return render(request, "insights/insights.html", {"page": insights_page(person(request), now=timezone.now())})


@runner_only
@require_safe
def behind(request: HttpRequest, what: str) -> HttpResponse:
    page = behind_page(person(request), what, now=timezone.now())
    return render(request, "insights/behind.html", {"page": page})


@runner_only
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """The year; what was written just now is in it."""
    runner, now = person(request), timezone.now()
    loads.refresh_now(runner, now=now)
    return render(request, "insights/year.html", {"page": year_page(runner, now=now)})


@runner_only
def week(request: HttpRequest) -> HttpResponse:
    """A draft to change; saved, it is the runner's own."""
    runner, now = person(request), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    week_on = week_asked(runner, asked.get("week", ""), today=runner.day(now))
    page, known = week_page(runner, week_on=week_on, now=now), asked.get("week") == week_on.isoformat()
    form = ReviewForm(posted(request), initial=page.initial, coached=page.has_coach, known=known)
    if form.is_valid():
        shared = form.cleaned_data["shared"]
        kept = reviewing.keep_review(runner, week_on=week_on, words=form.words(), shared=shared, now=now)
        if panel_of(runner, list(form.words().values())):
            rest_for_a_week(runner, today=runner.day(now))
        messages.success(request, _said(kept))
        return redirect(f"{reverse('insights-week')}?week={week_on.isoformat()}")
    support = panel_of(runner, [part.words for part in page.parts]) if page.kept else None
    return render(request, "insights/week.html", {"page": page, "form": form, "support": support})


@runner_only
@require_POST
def week_private(request: HttpRequest) -> HttpResponse:
    """Nothing of this week goes to a coach any more."""
    runner = person(request)
    week_on = week_asked(runner, request.POST.get("week", ""), today=runner.day(timezone.now()))
    reviewing.take_back(runner, week_on=week_on)
    messages.success(request, "This week is yours alone again.")
    return redirect(f"{reverse('insights-week')}?week={week_on.isoformat()}")


def _said(kept: WeeklyReview) -> str:
    if not kept.shared:
        return "Kept, for you alone."
    return f"Kept. Your coaches can read {len(kept.shared)} of its {len(WeeklyReview.Part)} parts."
