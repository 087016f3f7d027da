"""Pages about oneself: settings, coaching, invites, and what each coach may see."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from runners import actions, ties
from runners import invites as made_invites
from runners.access import coach_for, coach_only, person, public, runner_only
from runners.forms.people import CoachForm, InviteForm, RoleForm, SettingsForm, SharesForm
from runners.models import Coachship, User
from runners.models.people import Role


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; four empty switches are an answer too."""
    return request.POST if request.method == "POST" else None


@runner_only
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(_sent(request), instance=person(request))
    if request.method == "POST" and form.is_valid():
        actions.keep_settings(form.save(commit=False), now=timezone.now())
        messages.success(request, "Saved.")
        return redirect("settings")
    return render(request, "settings/settings.html", {"form": form})


@runner_only
def become_coach(request: HttpRequest) -> HttpResponse:
    coach = person(request)
    form = CoachForm(_sent(request), initial={"about": ties.about_coach(coach)})
    if request.method == "POST" and form.is_valid():
        new = not coach.is_coach
        actions.become_coach(coach, about=form.cleaned_data["about"])
        messages.success(request, "You coach on Evenpace now. Invite your first runner." if new else "Saved.")
        return redirect("invites" if new else "settings-coaching")
    return render(request, "settings/coaching.html", {"form": form})


@runner_only
def sharing(request: HttpRequest) -> HttpResponse:
    return render(request, "settings/sharing.html", {"coaches": ties.sharing_page(person(request))})


@runner_only
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    tie = get_object_or_404(Coachship.objects.of_runner(runner).select_related("coach"), pk=pk)
    form = SharesForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("settings-sharing")
    lost = actions.set_shares(runner, coachship=tie, shares=form.shares, shown=form.shown, now=timezone.now())
    messages.success(request, " ".join(filter(None, ("Saved.", ties.sees_now(tie), ties.off_since(lost)))))
    return redirect("settings-sharing")


@runner_only
@require_POST
def role(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    tie, form = coach_for(runner=runner, pk=pk), RoleForm(request.POST)
    if form.is_valid():
        chosen = Role(form.cleaned_data["role"])
        actions.give_role(runner, coachship=tie, role=chosen)
        messages.success(request, f"Saved. {tie.coach.first_name}: {ties.MAY_DO[chosen]}")
    else:
        messages.error(request, str(form.errors["role"][0]))
    return redirect("settings-sharing")


@runner_only
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    runner = person(request)
    if request.method != "POST":
        return redirect("settings-sharing")
    tie = get_object_or_404(Coachship.objects.of_runner(runner).select_related("coach"), pk=pk)
    actions.leave_coach(runner, coachship=tie, now=timezone.now())
    messages.success(
        request,
        f"You no longer run with {tie.coach.name}, and {tie.coach.first_name} sees nothing of yours any more."
        " Whatever you agreed on with each other has ended, too.",
    )
    return redirect("settings-sharing")


@public
def invited(request: HttpRequest, token: str) -> HttpResponse:
    reader = request.user if isinstance(request.user, User) else None
    form = SharesForm(_sent(request))
    if reader is not None and ties.accepted_before(token, runner=reader):
        return redirect("journal-today" if request.method == "POST" else "settings-sharing")
    if request.method == "POST" and reader is not None and form.is_valid():
        return _accept(request, reader, token=token, form=form)
    invitation = ties.invitation(token, reader=reader, now=timezone.now())
    if invitation is None:
        return _no_longer_valid(request)
    return render(request, "invites/invited.html", {"invitation": invitation, "form": form})


def _accept(request: HttpRequest, runner: User, *, token: str, form: SharesForm) -> HttpResponse:
    try:
        tie = actions.accept_invite(runner, token=token, shares=form.shares, now=timezone.now())
    except actions.InviteProblem as problem:
        if ties.accepted_before(token, runner=runner):  # the second tap of two, which waited for the first
            return redirect("journal-today")
        if str(problem) == actions.USED:
            return _no_longer_valid(request)
        messages.info(request, str(problem))
        return redirect("settings-sharing")
    messages.success(request, f"You run with {tie.coach.name} now. {ties.sees_now(tie)}")
    return redirect("journal-today")


def _no_longer_valid(request: HttpRequest) -> HttpResponse:
    return render(request, "invites/no_longer_valid.html", {"sentence": actions.USED}, status=404)


@coach_only
@sensitive_variables("made")
def invites(request: HttpRequest) -> HttpResponse:
    coach, now = person(request), timezone.now()
    form, made, failed = InviteForm(_sent(request)), None, False
    if request.method == "POST" and form.is_valid():
        try:
            made = made_invites.make(coach, now=now, **form.cleaned_data)
        except made_invites.TooManyInvites as refusal:
            form.add_error(None, str(refusal))
        else:
            failed = bool(made.fresh and made.invite.email) and not made_invites.send(made)
            form = InviteForm()
    page = ties.invites_page(coach, now=now)
    return render(request, "invites/invites.html", {"page": page, "form": form, "made": made, "failed": failed})


@coach_only
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("invites")
    now = timezone.now()
    get_object_or_404(ties.open_invites(person(request), now=now), pk=pk).revoke(now=now)
    messages.success(request, "Withdrawn. The link no longer opens.")
    return redirect("invites")
