"""The coach's pages about when they can be booked."""

from datetime import date, timedelta

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.articles.queries import profile_of
from coaching.consultations import hours_queries as queries
from coaching.consultations.hours_forms import AwayForm, CalendarForm, DayForm, WeekForm, WhyForm
from coaching.consultations.models import Away, BusyFeed, Override, WeeklyRule
from coaching.consultations.times import zone_of
from runners.access import coach_only, person
from runners.models import CoachProfile

READ_AGAIN_AFTER = timedelta(minutes=1)


@coach_only
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, **bound: object) -> HttpResponse:
    coach, today = _coach_today(request)
    forms: dict[str, object] = {
        "week_form": WeekForm(coach=coach, prefix="week"),
        "day_form": DayForm(coach=coach, today=today, prefix="day"),
        "away_form": AwayForm(coach=coach, today=today, prefix="away"),
    }
    page = queries.hours_page(coach, now=timezone.now())
    return render(request, "consultations/hours/hours.html", {"page": page, "form": None, **forms, **bound})


@coach_only
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = WeekForm(request.POST, coach=profile_of(person(request)), prefix="week")
    return _added(request, "week_form", form, "Added. Calls that are booked stay where they are.")


@coach_only
@require_POST
def add_day(request: HttpRequest) -> HttpResponse:
    coach, today = _coach_today(request)
    form = DayForm(request.POST, coach=coach, today=today, prefix="day")
    return _added(request, "day_form", form, "Added. On that day these hours count and the weekly ones do not.")


@coach_only
@require_POST
def add_away(request: HttpRequest) -> HttpResponse:
    coach, today = _coach_today(request)
    form = AwayForm(request.POST, coach=coach, today=today, prefix="away")
    said = "Nobody can book these days. Calls that are booked already stay: call them off yourself."
    return _added(request, "away_form", form, said)


def _coach_today(request: HttpRequest) -> tuple[CoachProfile, date]:
    coach = profile_of(person(request))
    return coach, timezone.now().astimezone(zone_of(coach)).date()


def _added(request: HttpRequest, name: str, form: WeekForm | DayForm | AwayForm, said: str) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form=form, **{name: form})
    form.save()
    messages.success(request, said)
    return redirect("hours")


@coach_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _removed(request, WeeklyRule, pk)


@coach_only
@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    return _removed(request, Override, pk)


@coach_only
@require_POST
def remove_away(request: HttpRequest, pk: int) -> HttpResponse:
    return _removed(request, Away, pk)


def _removed(request: HttpRequest, model: type[models.Model], pk: int) -> HttpResponse:
    """Somebody else's row answers like one that never was."""
    get_object_or_404(model, pk=pk, coach=profile_of(person(request))).delete()
    messages.success(request, "Removed.")
    return redirect("hours")


@coach_only
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    coach = profile_of(person(request))
    asked = any(name in request.GET for name in ("offer", "day", "clock"))
    form = WhyForm(request.GET if asked else None, coach=coach)
    answer = None
    if form.is_valid():
        answer = queries.answer_of(form.cleaned_data["offer"], form.at, now=timezone.now())
    return render(request, "consultations/hours/why.html", {"form": form, "answer": answer, "coach": coach})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    coach = profile_of(person(request))
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            form.save(coach, now=timezone.now())
        messages.success(request, "Kept. It is read within a minute or two.")
        return redirect("hours-calendar")
    page = queries.calendar_page(coach, now=timezone.now())
    return render(request, "consultations/hours/calendar.html", {"form": form, "page": page})


@coach_only
@require_POST
def read_again(request: HttpRequest) -> HttpResponse:
    """Now instead of later; not more often than once a minute."""
    now = timezone.now()
    feeds = BusyFeed.objects.filter(pk=profile_of(person(request)).pk)
    feeds.exclude(tried_at__gt=now - READ_AGAIN_AFTER).update(due_at=now)
    messages.success(request, "It is read within a minute or two.")
    return redirect("hours-calendar")


@coach_only
@require_POST
def remove_calendar(request: HttpRequest) -> HttpResponse:
    BusyFeed.objects.filter(pk=profile_of(person(request)).pk).delete()
    messages.success(request, "Removed, and everything read from it.")
    return redirect("hours-calendar")
