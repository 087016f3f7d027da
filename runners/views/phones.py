"""Browsers that are told something while the site is closed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from runners import push
from runners.access import person, runner_only
from runners.forms.phones import PhoneForm
from runners.push import subscribing
from runners.push.keys import public_key
from runners.templatetags.devices import device


@runner_only
def phones(request: HttpRequest) -> HttpResponse:
    owner, now = person(request), timezone.now()
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        named = device(request.headers.get("User-Agent", ""))[:40]
        subscribing.subscribe(owner, **form.cleaned_data, device=named, now=now)
        messages.success(request, "This browser is told from now on.")
        return redirect("settings-phones")
    page = {"form": form, "places": subscribing.places_of(owner, now=now), "key": public_key(now=now)}
    return render(request, "settings/phones.html", {**page, "told": push.has_push(owner)})


@runner_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    if not subscribing.remove(person(request), pk=pk):
        raise Http404
    messages.success(request, "That browser is told nothing more.")
    return redirect("settings-phones")


@runner_only
@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    subscribing.try_out(person(request), path=reverse("settings-phones"), now=timezone.now())
    messages.success(request, "One is on its way. It takes a few seconds.")
    return redirect("settings-phones")
