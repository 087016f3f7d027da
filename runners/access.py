"""Who may open a page: every view carries exactly one of these, and a test fails on a silent one."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from runners.models import Coachship, User

View: TypeAlias = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def runner_only(view: View) -> View:
    """Anybody with an account: everyone here is a runner first."""
    guarded = login_required(view)
    guarded.access = "runner"  # type: ignore[attr-defined]
    return guarded


def coach_only(view: View) -> View:
    """People who coach. To everybody else the page does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not person(request).is_coach:
            raise Http404
        return view(request, *args, **kwargs)

    guarded.access = "coach"  # type: ignore[attr-defined]
    return guarded


def person(request: HttpRequest) -> User:
    """The signed-in person; only for views behind `runner_only` or `coach_only`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def runner_for(*, coach: User, pk: int) -> Coachship:
    """The coach's current tie to that runner. Somebody else's runner and nobody's are the same: 404."""
    return get_object_or_404(Coachship.objects.of_coach(coach).select_related("runner"), runner_id=pk)
