"""Choosing reminders, and what a link in one of them opens: that form, once, without a sign-in, and nothing else."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from journal import actions, reminders
from journal.forms import CheckInForm, DailyCheckForm, DiaryForm, ReflectionForm
from journal.models import Entry, Reminder
from journal.prompts import after_check_in
from journal.queries.outings import Outing, outing_of
from journal.queries.reminding import reminders_page
from journal.queries.support import panel_for, speaks_of_it
from journal.reminder_forms import RemindersForm
from journal.views.diary import noon, posted, rest_nudges
from runners.access import person, public, runner_only
from runners.models import User

Kind = Reminder.Kind


@runner_only
def settings(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    page = reminders_page(runner, now=now)
    form = RemindersForm(posted(request), channels=page.channels, hours=page.quiet)
    if form.is_valid():
        reminders.choose(runner, channels=form.channels(), quiet=form.quiet(), now=now)
        messages.success(request, "Saved.")
        return redirect("settings-reminders")
    return render(request, "reminders/settings.html", {"form": form, "page": page})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminded(request: HttpRequest, token: str) -> HttpResponse:
    """The form a letter was about, for its runner, whoever else may be signed in here."""
    row, now = reminders.by_link(token), timezone.now()
    if row is None:
        return render(request, "reminders/over.html", status=404)
    if reminders.is_answered(row):
        return render(request, "reminders/answered.html", {"kind": row.get_kind_display()})
    asked, stop = ASKED[Kind(row.kind)], reverse("reminder-stop", args=[reminders.stop_token(row)])
    form, today = asked.form(request, row.runner, now), row.runner.day(now)
    past = row.sent_on if row.sent_on is not None and row.sent_on < today else None
    if not form.is_valid():
        return render(request, asked.template, {"form": form, "past": past, "stop": stop})
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"reminder:{row.pk}:{row.sent_on}")
    entry = asked.keep(row.runner, form, key, now, past)
    rest_nudges(row.runner, entry, today=today)
    # From these words alone: what else is in the diary stays behind the sign-in.
    support = panel_for(row.runner, entry, today=today, remembered="") if speaks_of_it(entry) else None
    return render(request, "reminders/thanks.html", {"said": asked.said(form), "support": support})


@dataclass(frozen=True)
class Asked:
    """One kind of form: how it looks, what is kept of it, and what is said back from these answers alone.

    `keep` is told the day the letter was about where that is over by now.
    """

    template: str
    form: Callable[[HttpRequest, User, datetime], DiaryForm]
    keep: Callable[[User, forms.Form, uuid.UUID, datetime, date | None], Entry]
    said: Callable[[forms.Form], str]


def _check_in_form(request: HttpRequest, runner: User, now: datetime) -> DiaryForm:
    return CheckInForm(posted(request), has_coach=lambda: False, zone=runner.time_zone)


def _reflection_form(request: HttpRequest, runner: User, now: datetime) -> DiaryForm:
    return ReflectionForm(posted(request), has_coach=lambda: False, zone=runner.time_zone)


def _daily_form(request: HttpRequest, runner: User, now: datetime) -> DiaryForm:
    return DailyCheckForm(posted(request))


def _keep_check_in(runner: User, form: forms.Form, key: uuid.UUID, now: datetime, past: date | None) -> Entry:
    """Before a run is before the next one, whichever day the letter was about."""
    assert isinstance(form, CheckInForm)
    return actions.check_in(runner, answers=form.to_answers(), key=key, now=now)


def _keep_reflection(runner: User, form: forms.Form, key: uuid.UUID, now: datetime, past: date | None) -> Entry:
    assert isinstance(form, ReflectionForm)
    then = noon(past, runner) if past else now
    outing = outing_of(runner, check_in=None, run=None, now=then)
    return actions.reflect(
        runner,
        answers=form.to_answers(),
        key=key,
        now=now,
        made_at=outing.ended_at(runner=runner, now=now) if past and outing != Outing() else then,
        run=outing.run,
        check_in=outing.check_in,
    )


def _keep_daily(runner: User, form: forms.Form, key: uuid.UUID, now: datetime, past: date | None) -> Entry:
    assert isinstance(form, DailyCheckForm)
    made_at = noon(past, runner) if past else now
    return actions.daily_check(runner, answers=form.to_answers(), key=key, now=now, made_at=made_at)


def _said_of_check_in(form: forms.Form) -> str:
    given = form.cleaned_data
    return after_check_in(**{name: given[name] for name in ("valence", "activation", "needs", "planned_effort")})


def _said_thanks(form: forms.Form) -> str:
    return "It is in your journal."


ASKED = {
    Kind.CHECK_IN: Asked("reminders/check_in.html", _check_in_form, _keep_check_in, _said_of_check_in),
    Kind.REFLECT: Asked("reminders/reflect.html", _reflection_form, _keep_reflection, _said_thanks),
    Kind.DAILY_CHECK: Asked("reminders/daily_check.html", _daily_form, _keep_daily, _said_thanks),
}


# Mail programs send this by themselves when somebody clicks "unsubscribe": there is no form with a token before it.
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A reminder that is stopped twice, or was switched off meanwhile, is stopped."""
    row = reminders.by_stop(token)
    if request.method == "POST" and row is not None:
        row.delete()
    done = request.method == "POST" or row is None
    return render(request, "reminders/stop.html", {"kind": row.get_kind_display() if row else "", "done": done})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    row = reminders.by_stop(token)
    if request.method == "POST" and row is not None:
        reminders.keep(row)
    return render(request, "reminders/keep.html", {"row": row, "done": request.method == "POST", "token": token})
