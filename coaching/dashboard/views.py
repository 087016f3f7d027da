from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.alerts import actions
from coaching.dashboard import athletes, queries
from runners.access import coach_only, person, runner_for


@coach_only
@require_GET
def squad(request: HttpRequest) -> HttpResponse:
    page = queries.squad_page(person(request), now=timezone.now())
    return render(request, "coach/squad.html", {"page": page, "open_alerts": page.waiting})


@coach_only
@require_GET
def athlete(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    tie = runner_for(coach=coach, pk=pk)
    page = athletes.athlete_page(coach, tie, now=now, reach=request.GET.get("range", ""))
    if page.unread:
        actions.mark_seen(coach, alert_ids=page.unread, now=now)
    return render(request, "coach/athlete.html", {"page": page, "open_alerts": page.waiting})
