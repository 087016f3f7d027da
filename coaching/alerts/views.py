from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from coaching.alerts import actions, queries
from coaching.alerts.forms import LaterForm
from coaching.alerts.models import Alert, State
from runners.access import coach_only, person, runner_only

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
    return render(request, "alerts/alerts.html", {"alerts": page})


@coach_only
@require_GET
def coach_alerts(request: HttpRequest) -> HttpResponse:
    page = queries.coach_page(person(request), now=timezone.now(), number=request.GET.get("page"))
    return render(request, "alerts/coach_alerts.html", {"alerts": page, "open_alerts": page.open_alerts})


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
        alert = actions.take_step(person(request), alert_id=pk, to=to, now=timezone.now(), days=days)
    except Alert.DoesNotExist:
        raise Http404 from None
    except actions.CannotMove as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _said(alert, days))
    return _back(request)


def _said(alert: Alert, days: int) -> str:
    many = "one day" if days == 1 else f"{days} days"
    return _DONE[State(alert.state)].format(name=alert.runner.name or "The runner", days=many)


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return redirect(there if safe else reverse("coach-alerts"))
