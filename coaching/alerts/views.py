from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.alerts import actions, answering, queries
from coaching.alerts.fine import fine_page
from coaching.alerts.forms import NOT_ON_OFFER, AnswerForm, FineForm, LaterForm, OutcomeForm
from coaching.alerts.live import menu
from coaching.alerts.models import NO_WORRY, Alert, AlertStep, State
from coaching.alerts.moving import unread_by
from coaching.consultations.queries import kept_for
from coaching.conversations.helping import panel_of
from runners.access import coach_only, person, runner_only
from runners.paths import own_path, page_before
from runners.queries import has_coach

_DONE: dict[State, str] = {
    State.ACKNOWLEDGED: "Acknowledged. {name} can see that you have.",
    State.SNOOZED: "Set aside. It comes back in {days}.",
    State.ACTED_ON: "Noted that you have talked with {name}.",
    State.RESOLVED: "Resolved.",
    State.NOT_THIS_TIME: "Noted: not this time.",
}


@runner_only
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    page = queries.runner_page(person(request), now=timezone.now(), number=request.GET.get("page"))
    calling = any(not alert.over for alert in page.alerts)
    kept = kept_for(person(request), now=timezone.now()) if calling else ()
    support = panel_of(person(request), "\n".join(alert.fine.reason for alert in page.alerts if alert.fine.until))
    raised = None if page.alerts else queries.raised_today(person(request))
    context = {"alerts": page, "kept": kept, "support": support, "coached": has_coach(person(request))}
    return render(request, "alerts/alerts.html", {**context, "raised": raised})


@coach_only
@require_GET
def coach_alerts(request: HttpRequest) -> HttpResponse:
    coach, now = person(request), timezone.now()
    page = queries.coach_page(coach, now=now, number=request.GET.get("page"))
    unread = [alert.pk for alert in page.page if unread_by(alert, coach.pk)]
    if unread:
        actions.mark_seen(coach, alert_ids=unread, now=now)
    return render(request, "alerts/coach_alerts.html", {"alerts": page, **menu(coach, now=now)})


@coach_only
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    to = queries.STEPS.get(step)
    form = LaterForm(request.POST)
    if to is None:
        raise Http404
    if to is State.SNOOZED and not form.is_valid():
        messages.error(request, str(form.errors["days"][0]))
        return _back(request)
    days = form.cleaned_data["days"] if to is State.SNOOZED else 1
    try:
        whole = "person" in request.POST
        alert = actions.take_step(person(request), alert_id=pk, to=to, now=timezone.now(), days=days, for_person=whole)
    except Alert.DoesNotExist:
        raise Http404 from None
    except actions.CannotMove as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _said(alert, days), extra_tags=reverse("alert-undo", args=[pk]))
    return _back(request)


@coach_only
@require_POST
def undo_step(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.undo_step(person(request), alert_id=pk, now=timezone.now())
    except Alert.DoesNotExist:
        raise Http404 from None
    except actions.TooLate:
        messages.error(request, "That was more than ten minutes ago, or somebody went on from there. It stays.")
    else:
        messages.success(request, "Taken back. It is as if it had not been.")
    return _back(request)


@coach_only
@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _back(request)
    try:
        actions.note_outcome(person(request), alert_id=pk, **form.said())
    except (Alert.DoesNotExist, AlertStep.DoesNotExist):
        raise Http404 from None
    messages.success(request, "Noted. It helps to tell good alerts from others.")
    return _back(request)


@runner_only
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["answer"][0]))
        return redirect("alerts")
    try:
        actions.answer(person(request), alert_id=pk, answer=form.cleaned_data["answer"], now=timezone.now())
    except Alert.DoesNotExist:
        raise Http404 from None
    except answering.Over:
        messages.error(request, "This one is over. Nothing was changed.")
    except actions.DoesNotFit:
        messages.error(request, NOT_ON_OFFER)
    else:
        given = form.cleaned_data["answer"]
        messages.success(request, "Said. Whoever sees this alert sees your answer." if given else "Taken back.")
    return redirect("alerts")


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def fine(request: HttpRequest, pk: int) -> HttpResponse:
    runner, now = person(request), timezone.now()
    worries = Alert.objects.of_runner(runner).exclude(kind__in=NO_WORRY)
    alert = get_object_or_404(worries.select_related("fine"), pk=pk)
    page = fine_page(alert, runner, now=now)
    form = FineForm(request.POST if request.method == "POST" else None, initial=page.said)
    if form.is_valid():
        try:
            answering.say_fine(runner, alert_id=pk, now=now, **form.cleaned_data)
        except answering.Over:
            messages.error(request, "This one is over. Nothing was changed.")
        else:
            messages.success(request, "Said. This alert and others of its kind wait until the day you chose.")
        return redirect("alerts")
    return render(request, "alerts/fine.html", {"page": page, "form": form})


@runner_only
@require_POST
def fine_back(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        answering.take_back(person(request), alert_id=pk, now=timezone.now())
    except Alert.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Taken back. What you wrote stays yours.")
    return redirect("alerts")


def _said(alert: Alert, days: int) -> str:
    many = "one day" if days == 1 else f"{days} days"
    return _DONE[State(alert.state)].format(name=alert.runner.name or "The runner", days=many)


def _back(request: HttpRequest) -> HttpResponse:
    asked = own_path(request, request.POST.get("next", "")) or page_before(request)
    return redirect(asked or reverse("coach-alerts"))
