"""Inviting many at once, and sending a link anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from runners import invites, ties
from runners.access import coach_only, person
from runners.forms.people import InviteForm, InviteManyForm


@coach_only
@sensitive_variables("results")
def many(request: HttpRequest) -> HttpResponse:
    """Checked while they type where the browser can, else with a button; sent with another."""
    coach, now = person(request), timezone.now()
    form = InviteManyForm(request.POST if request.method == "POST" else None)
    lines = ties.checked_lines(coach, request.POST.get("addresses", ""), now=now)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "invites/_lines.html", {"lines": lines})
    if "send" in request.POST and form.is_valid():
        results = invites.make_many(coach, key=form.cleaned_data["key"], lines=lines, now=now)
        return render(request, "invites/many_sent.html", {"results": results, "lines": lines})
    return render(request, "invites/many.html", {"form": form, "lines": lines})


@coach_only
@sensitive_variables("made")
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link in place of the old one, which no longer opens."""
    if request.method != "POST":
        return redirect("invites")
    coach, now = person(request), timezone.now()
    invite = get_object_or_404(ties.own_invites(coach), pk=pk)
    made, failed = None, False
    try:
        made = invites.renew(coach, invite=invite, now=now)
        failed = bool(made.fresh and made.invite.email) and not invites.send(made)
    except invites.TooManyInvites as refusal:
        messages.info(request, str(refusal))
    page = ties.invites_page(coach, now=now)
    return render(request, "invites/invites.html", {"page": page, "form": InviteForm(), "made": made, "failed": failed})
