from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.alerts import actions
from coaching.conversations.forms import NoteForm
from coaching.conversations.queries import notes_about
from coaching.dashboard import athletes, queries
from coaching.dashboard.drawn import own_line
from coaching.dashboard.roster import View
from runners.access import coach_for, coach_only, person, runner_for, runner_only
from runners.models import AccessLog


@coach_only
@require_GET
def squad(request: HttpRequest) -> HttpResponse:
    page = queries.squad_page(person(request), now=timezone.now(), view=View.read(request.GET.dict()))
    context = {"page": page, "open_alerts": page.waiting}
    if request.headers.get("HX-Target") != "roster":
        return render(request, "coach/squad.html", context)
    # While somebody types or sorts only the table changes, and the address with it.
    answer = render(request, "coach/_roster.html", context)
    answer["HX-Replace-Url"] = page.view.address
    return answer


@coach_only
@require_GET
def athlete(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    tie = runner_for(coach=coach, pk=pk)
    page = athletes.athlete_page(coach, tie, now=now, reach=request.GET.get("range", ""))
    notes = notes_about(tie, now=now)
    AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.PAGE, now=now)
    if page.unread:
        actions.mark_seen(coach, alert_ids=page.unread, now=now)
    context = {"page": page, "notes": notes, "note_form": NoteForm(), "open_alerts": page.waiting}
    return render(request, "coach/athlete.html", context)


@runner_only
@require_GET
def preview_line(request: HttpRequest, pk: int) -> HttpResponse:
    """The runner's line on their coach's first page, as it stands there now."""
    tie = coach_for(runner=person(request), pk=pk)
    return render(request, "coach/preview_line.html", {"tie": tie, "line": own_line(tie, now=timezone.now())})


@runner_only
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's coach sees: their page, without its buttons. Nobody reads here but the runner, so nothing is kept."""
    tie = coach_for(runner=person(request), pk=pk)
    seen = athletes.athlete_page(tie.coach, tie, now=timezone.now(), reach=request.GET.get("range", ""))
    context = {"page": replace(seen, alert=None), "preview": tie.coach, "layout": "base_runner.html"}
    return render(request, "coach/athlete.html", context)
