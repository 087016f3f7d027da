"""How alerts reach a coach; and what a runner agreed on in calm times, on both sides."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from coaching.alerts import agreed as agreeing
from coaching.alerts import delivering, webhooks
from coaching.alerts import delivery_queries as queries
from coaching.alerts.delivery_forms import AgreementForm, WebhookForm, WishesForm
from coaching.alerts.models import Agreement, Telling
from journal.sharing import Sign
from runners.access import coach_only, person, runner_only
from runners.models import Coachship
from runners.paths import own_path


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    coach = person(request)
    page = queries.ways_page(coach, now=timezone.now())
    sent = request.POST if request.method == "POST" else None
    form = WishesForm(sent, wishes=page.wishes, paces=page.paces, colleagues=page.colleagues)
    if form.is_valid():
        delivering.choose(coach, wishes=form.wishes(), paces=form.paces())
        messages.success(request, "Saved. It counts for alerts from now on.")
        return redirect("alert-ways")
    return render(request, "alerts/ways.html", {"page": page, "form": form, "server_form": WebhookForm()})


@coach_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def server(request: HttpRequest) -> HttpResponse:
    """What messages are signed with stands in the answer to this one POST, and nowhere afterwards."""
    coach, now = person(request), timezone.now()
    form = WebhookForm(request.POST if request.method == "POST" else None)
    secret = webhooks.choose(coach, url=form.cleaned_data["url"], now=now) if form.is_valid() else ""
    page = queries.ways_page(coach, now=now)
    return render(request, "alerts/server.html", {"page": page, "form": form, "secret": secret})


@coach_only
@require_POST
def server_remove(request: HttpRequest) -> HttpResponse:
    webhooks.remove(person(request))
    messages.success(request, "Removed. Nothing is sent there any more.")
    return redirect("alert-server")


@coach_only
@require_POST
def server_resume(request: HttpRequest) -> HttpResponse:
    webhooks.resume(person(request))
    messages.success(request, "We try it again from now on.")
    return redirect("alert-server")


@coach_only
@require_POST
def server_try(request: HttpRequest) -> HttpResponse:
    if webhooks.try_out(person(request), now=timezone.now()):
        messages.success(request, "A message about no alert is on its way. Look here again in a moment.")
    else:
        messages.error(request, "One was sent a moment ago, or there is no server to try. Nothing was sent.")
    return redirect("alert-server")


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    page = queries.agreed_page(runner, now=now)
    form = AgreementForm(request.POST if request.method == "POST" else None, ties=page.ties)
    if form.is_valid():
        said = form.cleaned_data
        try:
            agreeing.agree(runner, tie_id=said["tie"], sign=Sign(said["sign"]), hours=said["hours"], now=now)
        except Coachship.DoesNotExist:  # left in another window meanwhile
            raise Http404 from None
        messages.success(request, "Agreed. Only what you log from now on counts.")
        return redirect("agreed")
    return render(request, "alerts/agreed.html", {"page": page, "form": form})


@runner_only
@require_POST
def agreed_end(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        ended = agreeing.take_back(person(request), agreement_id=pk, now=timezone.now())
    except Agreement.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Taken back. Nobody is told." if ended else "It was over already. Nobody is told.")
    return redirect("agreed")


@runner_only
@require_POST
def agreed_hold(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        agreeing.hold(person(request), telling_id=pk, now=timezone.now())
    except Telling.DoesNotExist:
        raise Http404 from None
    except agreeing.TooLate:
        messages.error(request, "It has been told already. You can write to your coach that you are fine.")
    else:
        messages.success(request, "Held. Nobody hears of it, and we begin to count anew.")
    return redirect("agreed")


@coach_only
@require_POST
def agreed_heard(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        telling = agreeing.hear(person(request), telling_id=pk, now=timezone.now())
    except Telling.DoesNotExist:
        raise Http404 from None
    name = telling.agreement.tie.runner.name.split(" ")[0] or "They"
    messages.success(request, f"{name} can see that you have it.")
    return redirect(own_path(request, request.POST.get("next", "")) or "coach-alerts")
