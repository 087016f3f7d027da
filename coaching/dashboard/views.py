import uuid
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.alerts import actions
from coaching.alerts.live import menu
from coaching.consultations.together import kept_by
from coaching.conversations.forms import NoteForm
from coaching.conversations.queries import notes_about
from coaching.conversations.topics import topic_of
from coaching.dashboard import athletes, queries, sheet
from coaching.dashboard import timeline as days
from coaching.dashboard.drawn import own_line
from coaching.dashboard.roster import View
from coaching.dashboard.stretch import Asked
from coaching.dashboard.triage import call_words
from runners.access import coach_for, coach_only, person, runner_for, runner_only
from runners.models import AccessLog, Coachship, User
from runners.roles import Deed, may


@coach_only
@require_GET
def squad(request: HttpRequest) -> HttpResponse:
    view, asked = View.read(request.GET.dict()), request.GET
    at, after = _number(asked.get("at", ""), digits=2), _number(asked.get("after", ""), digits=17)
    page = queries.squad_page(person(request), now=timezone.now(), view=view, at=at, after=after)
    context = {"page": page, **page.menu}
    target = request.headers.get("HX-Target")
    if target == "triage":  # somebody was seen to: the list without them
        return render(request, "coach/_triage.html", {**context, "counted_anew": True})
    if target != "roster":
        return render(request, "coach/squad.html", context)
    # While somebody types or sorts only the table changes, and the address with it.
    answer = render(request, "coach/_rows_anew.html", context)
    answer["HX-Replace-Url"] = page.view.address
    return answer


def _number(asked: str, *, digits: int) -> int | None:
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= digits else None


@coach_only
@require_GET
def squad_sheet(request: HttpRequest) -> HttpResponse:
    """The same view as a sheet: only what is shared."""
    coach, now = person(request), timezone.now()
    people = queries.in_view(coach, now=now, view=View.read(request.GET.dict()))
    lines = sheet.written(people, units=coach.units)
    # The mark at its beginning tells programs that open sheets how names are spelt.
    answer = HttpResponse(lines.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="squad-{timezone.localdate(now)}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@coach_only
@require_GET
def athlete(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    tie = runner_for(coach=coach, pk=pk)
    page = athletes.athlete_page(coach, tie, now=now, asked=Asked.read(request.GET.dict()))
    notes = notes_about(tie, now=now)
    AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.PAGE, now=now)
    if page.alert and page.alert.unread:
        actions.mark_seen(coach, alert_ids=[page.alert.pk], now=now)
    context = {"page": page, "notes": notes, "note_form": NoteForm()}
    role = {"may_write": may(tie, Deed.WRITE), "may_plan": may(tie, Deed.PLAN), "handed_over": bool(tie.from_before)}
    return render(request, "coach/athlete.html", {**context, **role, **menu(coach, now=now)})


@coach_only
@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    tie = _with_both(runner_for(coach=coach, pk=pk), coach)
    line = days.timeline(tie, reach=_reach(request, now), show=request.GET.get("show", ""))
    AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.PAGE, now=now)
    context = {"runner": tie.runner, "line": line, **menu(coach, now=now)}
    return render(request, "coach/timeline.html", context)


@coach_only
@require_GET
def offer_call(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept free for this runner, and a message to begin with, which is sent by the coach alone."""
    coach, now = person(request), timezone.now()
    tie = _with_both(runner_for(coach=coach, pk=pk, to=Deed.WRITE), coach)
    kept = kept_by(tie, now=now)
    text = call_words(tie.runner.name, settings.PUBLIC_URL + kept[0].address) if kept else ""
    about = topic_of(request.GET.get("about", "")).code
    context = {"runner": tie.runner, "kept": kept, "text": text, "key": uuid.uuid4(), "about": about}
    return render(request, "coach/offer_call.html", {**context, **menu(coach, now=now)})


def _with_both(tie: Coachship, coach: User) -> Coachship:
    """The coach is signed in and need not be read again."""
    tie.coach = coach
    return tie


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
    seen = athletes.athlete_page(tie.coach, tie, now=timezone.now(), asked=Asked.read(request.GET.dict()))
    alert = seen.alert and replace(seen.alert, open_steps=frozenset(), asked=None)
    outings = tuple(row._replace(write="") for row in seen.outings)
    page = replace(seen, alert=alert, outings=outings)
    context = {"page": page, "preview": tie.coach, "layout": "base_runner.html"}
    return render(request, "coach/athlete.html", context)


@runner_only
@require_GET
def preview_days(request: HttpRequest, pk: int) -> HttpResponse:
    """One's days as one's coach reads them, without the coach's own notes."""
    tie = coach_for(runner=person(request), pk=pk)
    line = days.previewed(tie, reach=_reach(request, timezone.now()), show=request.GET.get("show", ""))
    context = {"runner": tie.runner, "line": line, "preview": tie.coach, "layout": "base_runner.html"}
    return render(request, "coach/timeline.html", context)


def _reach(request: HttpRequest, now: datetime) -> days.Reach:
    return days.Reach.read(request.GET.get("before", ""), now=now)
