"""The runner's side of a plan."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import plan_answers, plan_calendar, week_asking
from journal.plan_answers import Answered, Tell
from journal.plan_forms import DayAskedForm, EasingForm, WeekAheadForm, WentForm
from journal.queries import plan as plans
from journal.queries.plan import EasingPage
from journal.queries.support import Panel, panel_of
from journal.queries.week_ahead import week_ahead_page
from journal.views.diary import posted
from runners.access import person, public, runner_only
from runners.actions import rest_for_a_week
from runners.models import Easing, PlanFeed, User

GONE = "This offer is not there any more. Your plan stays as it is."


@runner_only
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    page = plans.plan_week(person(request), day=DayAskedForm(request.GET).chosen(), now=timezone.now())
    return render(request, "planning/plan.html", {"page": page})


@runner_only
@require_POST
def went(request: HttpRequest, pk: int) -> HttpResponse:
    runner, form, now = person(request), WentForm(request.POST), timezone.now()
    planned = plans.planned_run_of(runner, pk, now=now)
    if form.is_valid():
        plan_answers.say_how_it_went(runner, pk=pk, **form.cleaned_data, now=now)
    entry = request.POST.get("reflection", "")
    if entry.isascii() and entry.isdigit() and len(entry) < 12:
        return redirect(f"{reverse('journal-reflected', args=[int(entry)])}#meant")
    return redirect(f"{reverse('plan')}?day={planned.local_day}#run-{pk}")


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def ease(request: HttpRequest, pk: int, tell: Tell) -> HttpResponse:
    runner, form, now = person(request), EasingForm(posted(request)), timezone.now()
    words = _typed(form, "words")
    try:
        page = plans.easing_page(runner, pk, now=now)
    except Http404:  # taken back since the page was opened
        if not words:
            raise
        return _unkept(request, GONE, words, now=now, status=404)
    if form.is_valid():
        return _eased(request, page, form, tell=tell, now=now)
    support = _heard(runner, words, now=now) or panel_of(runner, [page.answer])
    return render(request, "planning/ease_answer.html", {"page": page, "form": form, "support": support})


def _eased(request: HttpRequest, page: EasingPage, form: EasingForm, *, tell: Tell, now: datetime) -> HttpResponse:
    runner, words = person(request), form.cleaned_data["words"]
    try:
        answered = plan_answers.answer_easing(runner, pk=page.pk, accepts=form.accepts, words=words, tell=tell, now=now)
    except Easing.DoesNotExist:  # taken back between the two looks at it
        gone = f"{page.coach} has just taken this back. Your plan stays as it is."
        if words:
            return _unkept(request, gone, words, now=now)
        messages.info(request, gone)
        return redirect("plan")
    said = _said(answered, page.coach)
    if answered.before and words not in ("", answered.easing.answer):
        return _unkept(request, said, words, now=now)
    messages.success(request, said)
    return _after(runner, words, reverse("plan-ease", args=[page.pk]), now=now)


def _typed(form: Form, name: str) -> str:
    """As it came, whether or not it can be kept."""
    return str(form.data.get(name, "")).strip() if form.is_bound else ""


def _heard(runner: User, words: str, *, now: datetime) -> Panel | None:
    """Where help can be reached, when these words call for it, kept or not; nothing nudges for a week then."""
    panel = panel_of(runner, [words])
    if panel:
        rest_for_a_week(runner, today=runner.day(now))
    return panel


def _after(runner: User, words: str, there: str, *, now: datetime) -> HttpResponse:
    """To the plan; words that call for it back to their page, where the answer to them stands first."""
    return redirect(there if _heard(runner, words, now=now) else "plan")


def _unkept(request: HttpRequest, said: str, words: str, *, now: datetime, status: int = 200) -> HttpResponse:
    """Words that came too late go to nobody, and whoever wrote them still has them."""
    context = {"said": said, "words": words, "support": _heard(person(request), words, now=now)}
    return render(request, "planning/ease_unkept.html", context, status=status)


def _said(answered: Answered, coach: str) -> str:
    if answered.before:
        return _said_before(answered.easing)
    if answered.easing.state == Easing.State.DECLINED:
        return f"Your plan stays as it is. {coach} reads your answer."
    if not answered.changed:
        return f"Nothing was left to make lighter. {coach} reads your answer."
    if answered.passed_over:
        return f"Your plan is lighter. What is over, or {coach} has changed since then, stays as it is now."
    return f"Your plan is lighter. {coach} reads your answer."


def _said_before(easing: Easing) -> str:
    first = "You said yes before." if easing.state == Easing.State.ACCEPTED else "You kept your plan as it was before."
    return f"{first} That answer stays; nothing was added to it."


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def week_ahead(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    page = week_ahead_page(runner, asked=DayAskedForm(request.GET).chosen(), now=now)
    form = WeekAheadForm(posted(request), page=page)
    if form.is_valid():
        said = form.to_answers()
        plan_answers.say_week_ahead(runner, week_on=page.week_on, said=said, now=now)
        shared = "Your coaches can read it." if said.shared else "It is for you alone."
        messages.success(request, f"Noted. {shared}")
        return _after(runner, said.heavy, f"{reverse('week-ahead')}?day={page.week_on}", now=now)
    support = _heard(runner, _typed(form, "heavy"), now=now)
    if support is None and page.said:
        support = panel_of(runner, [page.said.heavy])
    return render(request, "planning/week_ahead.html", {"page": page, "form": form, "support": support})


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("link", "token")
def feed(request: HttpRequest) -> HttpResponse:
    """A link is shown once, on the page that made it."""
    runner, link = person(request), ""
    if request.method == "POST" and "remove" in request.POST:
        plan_answers.stop_feed(runner)
        messages.success(request, "The link opens nothing any more.")
        return redirect("plan-feed")
    if request.method == "POST":
        token = PlanFeed.issue(runner, now=timezone.now())
        link = f"{settings.PUBLIC_URL}{reverse('plan-calendar', args=[token])}"
    page = {"link": link, "made_at": plans.feed_made_at(runner)}
    return render(request, "planning/feed.html", page)


# Mail programs send this by themselves when somebody clicks "unsubscribe": there is no form with a token before it.
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def week_ask_stop(request: HttpRequest, token: str) -> HttpResponse:
    done = request.method == "POST"
    if done:
        week_asking.stop(token)
    return render(request, "planning/ask_stop.html", {"done": done})


@public
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Read by calendar programs again and again: who has the link can read it, and the link can be changed."""
    events = plans.fed(token, now=timezone.now())
    document = plan_calendar.written(events, host=settings.PUBLIC_HOST.split(":")[0])
    response = HttpResponse(document, content_type=plan_calendar.CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
