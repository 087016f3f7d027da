"""Who may open a page: every view carries exactly one of these, and a test fails on a silent one."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from runners.models import Coachship, User
from runners.paths import page_before
from runners.roles import Deed, those_who_may
from runners.second_step import lacks_second_step
from runners.terms import TERMS_VERSION

View: TypeAlias = Callable[..., HttpResponse]


def _signed_in(view: View) -> View:
    """Whoever is not is asked to, and comes back to the page they were on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _led(request, redirect_to_login(_page(request)).url)

    return guarded


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def runner_only(view: View) -> View:
    """Anybody with an account: everyone here is a runner first."""

    @_signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return _on_their_way_out(request) or _asked_to_agree(request) or view(request, *args, **kwargs)

    guarded.access = "runner"  # type: ignore[attr-defined]
    return guarded


def even_before_agreeing(view: View) -> View:
    """Anybody with an account, whichever version of the terms they have agreed to."""
    guarded = _signed_in(view)
    guarded.access = "runner"  # type: ignore[attr-defined]
    return guarded


def even_when_leaving(view: View) -> View:
    """Anybody with an account, also in the days before it is deleted."""
    guarded = _signed_in(view)
    guarded.access = "runner"  # type: ignore[attr-defined]
    return guarded


def coach_only(view: View) -> View:
    """People who coach. To everybody else the page does not exist."""

    @_signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not person(request).is_coach:
            raise Http404
        gates = _on_their_way_out(request) or _asked_to_agree(request) or _led_to_second_step(request)
        return gates or view(request, *args, **kwargs)

    guarded.access = "coach"  # type: ignore[attr-defined]
    return guarded


def person(request: HttpRequest) -> User:
    """The signed-in person; only for views behind `runner_only` or `coach_only`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def runner_for(*, coach: User, pk: int, to: Deed | None = None) -> Coachship:
    """The coach's current tie to that runner, in a role that may do this.

    Somebody else's runner, nobody's, and one for whom the coach may not do it are the same: 404.
    """
    ties = Coachship.objects.of_coach(coach).select_related("runner")
    return get_object_or_404(ties if to is None else ties.filter(role__in=those_who_may(to)), runner_id=pk)


def coach_for(*, runner: User, pk: int) -> Coachship:
    """The runner's own current tie with that number, with both people of it."""
    return get_object_or_404(Coachship.objects.of_runner(runner).select_related("coach", "runner"), pk=pk)


def _on_their_way_out(request: HttpRequest) -> HttpResponse | None:
    """Somebody who asked to be deleted is asked whether to stay; nothing is written down for them meanwhile."""
    if person(request).leaving_at is None:
        return None
    if request.method in ("GET", "HEAD"):
        return _led(request, reverse("leaving"))
    return render(request, "settings/not_while_leaving.html", status=403)


def _asked_to_agree(request: HttpRequest) -> HttpResponse | None:
    """New terms are read before the next page. What somebody has just sent is kept first: no words are lost."""
    if request.method not in ("GET", "HEAD") or person(request).terms_version == TERMS_VERSION:
        return None
    return _led(request, f"{reverse('agree')}?{urlencode({'next': _page(request)})}")


def _led_to_second_step(request: HttpRequest) -> HttpResponse | None:
    return _led(request, reverse("second-step")) if lacks_second_step(person(request)) else None


def _led(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, the whole page where only a part of it was asked for."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _page(request: HttpRequest) -> str:
    """The page somebody is on: what they send goes to addresses that are no pages."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx:
        return htmx.current_url_abs_path or "/"
    asked = request.get_full_path()
    return asked if request.method in ("GET", "HEAD") else page_before(request) or asked
