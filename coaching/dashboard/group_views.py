"""A coach's own order: groups, kept looks, and what is done with several people at once."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from coaching.alerts.live import menu
from coaching.alerts.preset_queries import going_from
from coaching.dashboard import queries
from coaching.dashboard.forms import FillForm, LookForm, NameForm, chosen_runners
from runners import groups as order
from runners.access import coach_only, person
from runners.groups import GroupProblem
from runners.models import Group, SavedView, User


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    coach, now = person(request), timezone.now()
    form = NameForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect("group", order.make_group(coach, name=form.cleaned_data["name"], now=now).pk)
        except GroupProblem as problem:
            form.add_error("name", problem.sentence)
    context = {"form": form, "order": order.order_of(coach), **menu(coach, now=now)}
    return render(request, "coach/groups.html", context)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    page = order.group_page(coach, pk=pk, now=now)
    if page is None:
        raise Http404
    form = NameForm(request.POST or None, initial={"name": page.group.name})
    if form.is_valid():
        try:
            order.rename_group(coach, group_id=pk, name=form.cleaned_data["name"])
            return redirect("group", pk)
        except GroupProblem as problem:
            form.add_error("name", problem.sentence)
    context = {"page": page, "form": form, "going": going_from(page.group, coach), **menu(coach, now=now)}
    return render(request, "coach/group.html", context)


@coach_only
@require_POST
def delete_group(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        order.delete_group(person(request), group_id=pk)
    except Group.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Deleted. The people in it stay in your squad.")
    return redirect("groups")


@coach_only
@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    coach = person(request)
    if not Group.objects.of(coach).filter(pk=pk).exists():
        raise Http404
    for runner_id in chosen_runners(request.POST):
        order.take_out(coach, group_id=pk, runner_id=runner_id)
    messages.success(request, "Taken out.")
    return redirect("group", pk)


@coach_only
@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """First whom it would bring where; the button there does it."""
    coach, now = person(request), timezone.now()
    asked = set(chosen_runners(request.POST))
    people, known = queries.picked(coach, asked)
    if not people:
        gone = "They are no longer in your squad." if asked else "Tick somebody first."
        messages.error(request, f"{gone} Nothing was changed.")
        return redirect("squad")
    form = FillForm(request.POST if "sure" in request.POST else None, order=known)
    if form.is_valid():
        try:
            return _filled(request, coach, form, [glance.runner_id for glance in people], gone=len(asked) > len(people))
        except GroupProblem as problem:
            form.add_error("name", problem.sentence)
        except Group.DoesNotExist:  # deleted in another window
            form.add_error("group", "This group is no longer there. Choose another one.")
    context = {"people": people, "form": form, **menu(coach, now=now)}
    return render(request, "coach/fill.html", context)


def _filled(request: HttpRequest, coach: User, form: FillForm, runner_ids: list[int], *, gone: bool) -> HttpResponse:
    now, name = timezone.now(), form.cleaned_data["name"]
    into = form.cleaned_data["group"]
    pk = order.make_group(coach, name=name, now=now).pk if not into else int(into)
    new = order.fill_group(coach, group_id=pk, runner_ids=runner_ids, batch=form.fill_key(), now=now)
    there = len(runner_ids) - new
    said = f"{new} added." if new else "Nobody is new in it."
    said += f" {there} already there." if there and new else ""
    messages.success(request, f"{said} Somebody is no longer in your squad." if gone else said)
    return redirect("group", pk)


@coach_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        raise Http404 from None
    gone = order.take_back(person(request), batch=batch, now=timezone.now())
    if gone:
        messages.success(request, f"Taken back: {gone} left the group again.")
    else:
        messages.error(request, "The ten minutes are over, or it was taken back already. Nothing was changed.")
    return redirect("groups")


@coach_only
@require_POST
def keep_look(request: HttpRequest) -> HttpResponse:
    coach, form = person(request), LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("squad")
    query = form.cleaned_data["query"]
    try:
        order.keep_view(coach, name=form.cleaned_data["name"], query=query, now=timezone.now())
    except GroupProblem as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, "Kept. It stands above your squad from now on.")
    return redirect(f"{reverse('squad')}?{query}")


@coach_only
@require_POST
def let_look_go(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        order.let_view_go(person(request), view_id=pk)
    except SavedView.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Let go.")
    return redirect("groups")
