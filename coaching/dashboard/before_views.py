"""What was before a coach: the runner chooses and looks at it first, the coach reads it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching.alerts.live import menu
from coaching.dashboard import before
from runners import actions
from runners.access import coach_for, coach_only, person, runner_for, runner_only
from runners.models import AccessLog, Coachship


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """First the look at exactly what the coach will read, then the button that opens it; another takes it back."""
    runner, now = person(request), timezone.now()
    tie = coach_for(runner=runner, pk=pk)
    if request.method == "POST":
        _hand_over(request, tie)
        return redirect("settings-before", pk)
    looked = "look" in request.GET
    parts = request.GET.getlist("part") if looked else tie.from_before
    seen = before.as_handed_over(tie, parts, now=now) if looked else before.handed_over(tie)
    look = {"looked": looked and bool(seen), "nothing": looked and not seen}
    context = {"tie": tie, "choices": before.choices(parts), "sections": seen, **look}
    return render(request, "settings/before.html", context)


def _hand_over(request: HttpRequest, tie: Coachship) -> None:
    name, back = tie.coach.first_name, "back" in request.POST
    parts = [] if back else [part.value for part in before.choices(request.POST.getlist("part")) if part.chosen]
    if not parts and not back:
        messages.error(request, "Choose one part at least. Nothing was changed.")
        return
    actions.hand_over(tie.runner, coachship=tie, parts=parts, now=timezone.now())
    said = f"Taken back. {name} reads nothing from before." if back else f"{name} can read it now."
    messages.success(request, said)


@coach_only
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Not handed over looks like what does not exist."""
    coach, now = person(request), timezone.now()
    tie = runner_for(coach=coach, pk=pk)
    tie.coach = coach
    sections = before.handed_over(tie)
    if not sections:
        raise Http404
    AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.BEFORE, now=now)
    first_name = tie.runner.name.split(" ")[0] or "They"
    context = {"tie": tie, "first_name": first_name, "sections": sections, **menu(coach, now=now)}
    return render(request, "coach/before.html", context)
