"""The runner's pages: before a run, after it, once a day, and looking back."""

import uuid
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from journal import actions, loads
from journal.defaults import Defaults
from journal.forms import CheckInForm, DailyCheckForm, DayForm, ReflectionForm, initial_of
from journal.kept import on_top
from journal.models import CheckIn, DailyCheck, Entry, Reflection
from journal.queries.answers import checked_in_page, reflected_page, said_back
from journal.queries.entries import (
    check_in_of,
    daily_check_on,
    deleted_entry_of,
    entry_of,
    journal_page,
    noted_entry_of,
    reflection_of,
)
from journal.queries.habits import around_last_time, usual_week
from journal.queries.outings import outing_of
from journal.queries.plan import meant_for, meant_today
from journal.queries.reading import balance_page
from journal.queries.run import run_page
from journal.queries.shared import still_shared
from journal.queries.support import low_stretch, panel_for, speaks_of_it
from journal.queries.today import today_page
from journal.views.visitors import chose_when_trying
from runners.access import person, runner_only
from runners.actions import rest_for_a_week
from runners.models import User
from runners.queries import has_coach

BOTH = "You had reflected on this run already. What you said now stands with it."
FROM_WATCH = "From your watch. Change it if it felt different."
# The cookie that remembers, on this device alone, that the numbers were shown today.
LINES_SHOWN = "lines"
COOKIE: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}


@runner_only
def check_in(request: HttpRequest) -> HttpResponse:
    runner, now, sent = person(request), timezone.now(), posted(request)
    meant = meant_today(runner, now=now) if sent is None else None
    week = usual_week(runner, now=now) if sent is None else ()
    usual = week[runner.day(now).weekday()] if week and meant is None else Defaults()
    coached, initial = partial(has_coach, runner), meant.initial if meant else vars(usual)
    form = CheckInForm(sent, initial=initial, has_coach=coached, zone=runner.time_zone, now=now)
    if form.is_valid():
        made_at = form.made_at()
        entry = actions.check_in(runner, answers=form.to_answers(), key=form.entry_key(), now=now, made_at=made_at)
        chose_when_trying(runner, entry, request.POST, now=now)
        rest_nudges(runner, entry, today=runner.day(now))
        return redirect("journal-checked-in", pk=entry.pk)
    page = {"form": form, "usual": usual.words, "meant": meant, "week": [day.told for day in week]}
    return render(request, "journal/check_in.html", page)


@runner_only
@require_safe
def checked_in(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    page = checked_in_page(runner, pk, today=runner.day(timezone.now()))
    return answer(request, "journal/checked_in.html", page.entry, {"page": page})


@runner_only
def edit_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    entry = check_in_of(runner, pk)
    form = CheckInForm(posted(request), initial=_initial(runner, entry), has_coach=partial(has_coach, runner))
    if form.is_valid():
        _correct(request, entry, form)
        return redirect("journal-checked-in", pk=entry.pk)
    return render(request, "journal/check_in.html", {"form": form, "entry": entry})


@runner_only
def reflect(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    outing = outing_of(runner, check_in=asked.get("check_in"), run=asked.get("run"), now=now)
    if request.method == "GET" and outing.reflection_id:
        return redirect("journal-reflected", pk=outing.reflection_id)
    around = around_last_time(runner, at=outing.ended_at(runner=runner, now=now), run=outing.run)
    coached, initial = partial(has_coach, runner), {**outing.initial(), **vars(around)}
    form = ReflectionForm(posted(request), initial=initial, has_coach=coached, zone=runner.time_zone, now=now)
    if form.is_valid():
        entry = actions.reflect(
            runner,
            answers=form.to_answers(),
            key=(key := form.entry_key()),
            now=now,
            made_at=form.made_at() or outing.ended_at(runner=runner, now=now),
            run=outing.run,
            check_in=outing.check_in,
        )
        rest_nudges(runner, entry, today=runner.day(now))
        told_twice(request, entry, key=key)
        return redirect("journal-reflected", pk=entry.pk)
    hint = FROM_WATCH if outing.effort_from_watch else ""
    return render(request, "journal/reflect.html", {"form": form, "outing": outing, "effort_hint": hint})


@runner_only
@require_safe
def reflected(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    page = reflected_page(runner, pk)
    meant = meant_for(page.entry, today=runner.day(timezone.now()))
    return answer(request, "journal/reflected.html", page.entry, {"page": page, "meant": meant})


@runner_only
def edit_reflection(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    entry = reflection_of(runner, pk)
    form = ReflectionForm(posted(request), initial=_initial(runner, entry), has_coach=partial(has_coach, runner))
    if form.is_valid():
        _correct(request, entry, form)
        return redirect("journal-reflected", pk=entry.pk)
    return render(request, "journal/reflect.html", {"form": form, "entry": entry})


@runner_only
def daily_check(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    asked = DayForm(request.POST if request.method == "POST" else request.GET, runner=runner, now=now)
    day = asked.chosen()
    entry = daily_check_on(runner, day)
    form = DailyCheckForm(posted(request), initial=initial_of(entry) if entry else None)
    if asked.is_valid() and form.is_valid():
        made_at = now if day == runner.day(now) else noon(day, runner)
        answers = on_top(entry, form.to_answers()) if entry and form.was_blank() else form.to_answers()
        saved = actions.daily_check(runner, answers=answers, key=form.entry_key(), now=now, made_at=made_at)
        messages.success(request, said_back(saved))
        low = rest_nudges(runner, saved, today=runner.day(now))
        return redirect(after_daily_check(saved) if low else "journal-today")
    page = {"form": form, "entry": entry, "asked": asked, "day": day, "past": day != runner.day(now)}
    return answer(request, "journal/daily_check.html", entry, page)


def after_daily_check(saved: DailyCheck) -> str:
    """Its own page, where help stands first: of the day it is about."""
    return reverse("journal-daily-check") + (f"?day={saved.local_day.isoformat()}" if saved.days_late else "")


@runner_only
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "journal/today.html", {"page": today_page(person(request), now=timezone.now())})


@runner_only
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    journal = journal_page(person(request), number=asked.get("page"), day=asked.get("day"), now=timezone.now())
    return render(request, "journal/entries.html", {"journal": journal})


@runner_only
@require_POST
def delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    runner = person(request)
    actions.delete(runner, entry=entry_of(runner, kind, pk), now=timezone.now())
    return _back(request, "deleted")


@runner_only
@require_POST
def restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    runner = person(request)
    entry = deleted_entry_of(runner, kind, pk, now=timezone.now())
    if actions.restore(runner, entry=entry):
        messages.success(request, "It is back.")
    else:
        messages.warning(request, "There is another daily check for that day now. Change that one, or delete it first.")
    return _back(request, f"{kind}-{pk}")


@runner_only
@require_POST
def share(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Share one note, or keep it private again. Without a coach there is nobody to share it with."""
    runner, shared = person(request), request.POST.get("shared") == "yes"
    entry = noted_entry_of(runner, kind, pk)
    actions.share_note(runner, entry=entry, shared=shared and has_coach(runner), now=timezone.now())
    messages.success(request, "Your coaches can read this note now." if entry.note_shared else "This note is private.")
    return _back(request, f"{kind}-{pk}")


@runner_only
@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    runner = person(request)
    loads.refresh_now(runner, now=timezone.now())
    page = balance_page(runner, chosen=request.GET.get("range", ""))
    return render(request, "journal/balance.html", {"page": page})


@runner_only
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "runs/run.html", {"page": run_page(person(request), pk)})


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if every field was left empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def noon(day: date, runner: User) -> datetime:
    """A day that is over is answered for as a whole."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(runner.time_zone))


def _back(request: HttpRequest, place: str) -> HttpResponse:
    """To the page of the journal it was done on, and there to what was done."""
    return redirect(f"{reverse('journal-entries')}?page={_page(request)}#{place}")


def _page(request: HttpRequest) -> int:
    typed = request.POST.get("page", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1


def _initial(runner: User, entry: CheckIn | Reflection) -> dict[str, Any]:
    """Its note counts as shared while a coach of today reads it."""
    return {**initial_of(entry), "note_shared": still_shared(runner, entry)}


def _correct(request: HttpRequest, entry: Entry, form: CheckInForm | ReflectionForm) -> None:
    runner = person(request)
    actions.change(runner, entry=entry, answers=form.to_answers(), typed_at=timezone.now())
    rest_nudges(runner, entry, today=runner.day(timezone.now()))
    messages.success(request, "Saved.")


def told_twice(request: HttpRequest, entry: Reflection, *, key: uuid.UUID) -> None:
    """Where another page had said something about this run already."""
    if entry.key != key:
        messages.info(request, BOTH)


def rest_nudges(runner: User, entry: Entry, *, today: date) -> bool:
    """After something heavy was written nothing asks for entries for a week. The field says only until when."""
    heavy = speaks_of_it(entry) or low_stretch(runner, today=today)
    if heavy:
        rest_for_a_week(runner, today=today)
    return heavy


def answer(request: HttpRequest, template: str, entry: Entry | None, context: dict[str, Any]) -> HttpResponse:
    """The page after a save. Where help can be reached stands first on it when the entry calls for that."""
    runner = person(request)
    today, remembered = runner.day(timezone.now()), request.COOKIES.get(LINES_SHOWN, "")
    support = panel_for(runner, entry, today=today, remembered=remembered) if entry is not None else None
    response = render(request, template, {**context, "support": support})
    if support is not None and support.remember:
        response.set_cookie(LINES_SHOWN, support.remember, max_age=86_400, **COOKIE)
    return response
