"""The coach's calendar. Every change is a plain form; dragging sends the same one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.planning import actions, queries, taking_out
from coaching.planning.actions import Copied, NameInUse
from coaching.planning.forms import ChangeForm, KeepForm, MoveForm, PracticeForm, ReachForm, RunForm, WeekForm
from coaching.planning.taking_out import Answered
from coaching.planning.whom import Whom, chosen, everyone, to_open
from journal.plan_forms import DayAskedForm
from runners.access import coach_only, person, runner_for
from runners.models import AccessLog, PlannedRun, User
from runners.roles import Deed

VIEWS = ("week", "month")
LAST = "calendar"  # in the session: whose plan was looked at last
STAYS = "Your runner has said how this run went. It stays where it is."
OUT = "It is out of the plan already."


@coach_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    coach, now = person(request), timezone.now()
    people = everyone(coach)
    whom = _whom(request, coach, people, since=queries.first_day(coach, coach.day(now)))
    if whom is None:
        return render(request, "planning/nobody.html")
    if whom.alone:
        AccessLog.objects.record(actor=coach, subject=whom.alone.runner, what=AccessLog.What.PAGE, now=now)
    view = "month" if request.GET.get("view") == "month" else "week"
    page = queries.calendar_page(coach, whom, view=view, day=DayAskedForm(request.GET).chosen(), now=now)
    asked: dict[str, Any] = {"people": people, "today": coach.day(now)}
    start = {"who": whom.key, "day": page.week_on}
    context = {
        "page": page,
        "people": people,
        "copy": WeekForm(**asked, initial={**start, "to": page.week_on + queries.WEEK}),
        "keep": KeepForm(**asked, initial=start),
        "reach": ReachForm(initial={"weeks": "" if page.reach is None else str(page.reach)}),
    }
    return render(request, "planning/calendar.html", context)


def _whom(request: HttpRequest, coach: User, people: list[Whom], *, since: date) -> Whom | None:
    """Nobody yet is a page of its own; somebody else's key is no page. Who is named is opened again the next time."""
    key, last = request.GET.get("who", ""), request.session.get(LAST, "")
    if not key:
        return to_open(coach, people, last=last, since=since)
    whom = chosen(people, key)
    if whom is None:
        raise Http404
    if key != last:
        request.session[LAST] = key
    return whom


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    coach, now, asked = person(request), timezone.now(), _asked(request)
    if not any(one.ties for one in asked["people"]):
        return render(request, "planning/nobody.html")
    form = RunForm(_sent(request), initial=_start(request), **asked, units=coach.units)
    if form.is_valid():
        said, whom = form.cleaned_data, form.whom
        actions.plan_run(coach, ties=whom.ties, day=said["day"], said=form.to_plan(), key=form.sent_key(), now=now)
        messages.success(request, f"Planned for {whom.name}.")
        return _to_calendar(whom.key, said["day"])
    return render(request, "planning/new.html", {"form": form, "what": "run"})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_practice(request: HttpRequest) -> HttpResponse:
    coach, now, asked = person(request), timezone.now(), _asked(request)
    if not any(one.ties for one in asked["people"]):
        return render(request, "planning/nobody.html")
    form = PracticeForm(_sent(request), initial=_start(request) | {"minutes": 5, "times": 1}, **asked)
    if form.is_valid():
        said, whom = form.cleaned_data, form.whom
        plan = form.to_plan()
        actions.plan_practice(coach, ties=whom.ties, day=said["day"], said=plan, key=form.sent_key(), now=now)
        messages.success(request, f"Planned for {whom.name}.")
        return _to_calendar(whom.key, said["day"])
    return render(request, "planning/new.html", {"form": form, "what": "practice"})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    planned, stands = _own(request, pk), ""
    form = ChangeForm(_sent(request), planned=planned, units=coach.units, today=coach.day(now))
    if form.is_valid():
        day, seen = form.cleaned_data["day"], form.cleaned_data["seen"]
        try:
            if actions.change_run(coach, pk=pk, day=day, said=form.to_plan(), seen=seen, now=now):
                messages.success(request, "Changed.")
                return _to_calendar(f"runner-{planned.runner_id}", day)
            planned = _own(request, pk)
            stands, form = queries.stands(planned, units=coach.units), form.for_another(planned)
        except Answered:
            form.add_error("day", STAYS)
    context = {"form": form, "planned": planned, "runner": planned.coachship.runner, "stands": stands}
    return render(request, "planning/run.html", context | {"answered": bool(queries.answer_of(planned))})


def _own(request: HttpRequest, pk: int) -> PlannedRun:
    planned = queries.planned_run_of(person(request), pk)
    if planned is None:
        raise Http404
    return planned


@coach_only
@require_POST
def move(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """By dragging, to a day, or a day back or on."""
    coach, now = person(request), timezone.now()
    day, form = _day_of(request, what, pk), MoveForm(request.POST, today=coach.day(now))
    if _said_out(request, what, pk):
        return _back(request, day)
    if not form.is_valid():
        messages.warning(request, "Type the day as 2026-11-21, within two years of today.")
        return _back(request, day)
    try:
        actions.move(coach, what=what, pk=pk, to=form.cleaned_data["day"], now=now)
    except Answered:
        messages.warning(request, STAYS)
        return _back(request, day)
    return _back(request, form.cleaned_data["day"])


@coach_only
@require_POST
def remove(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Taken out twice is taken out once."""
    day, undo = _day_of(request, what, pk), reverse(f"plan-{what.removesuffix('s')}-put-back", args=[pk])
    if _said_out(request, what, pk):
        return _back(request, day)
    try:
        taking_out.take_out(person(request), what=what, pk=pk, now=timezone.now())
    except Answered:
        messages.warning(request, STAYS)
    else:
        messages.success(request, "Taken out of the plan.", extra_tags=undo)
    return _back(request, day)


@coach_only
@require_POST
def put_back(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    day = _day_of(request, what, pk)
    if taking_out.put_back(person(request), what=what, pk=pk, now=timezone.now()):
        messages.success(request, "It is in the plan again.")
    else:
        messages.warning(request, "The ten minutes are over, or it is in the plan again. Nothing was changed.")
    return _back(request, day)


def _day_of(request: HttpRequest, what: str, pk: int) -> Any:
    """Of what is planned, or was until this coach took it out."""
    coach = person(request)
    day = queries.day_of(coach, what, pk) or taking_out.taken_out_from(coach, what, pk)
    if day is None:
        raise Http404
    return day


def _said_out(request: HttpRequest, what: str, pk: int) -> bool:
    """What another tab has taken out is said to be out."""
    if queries.day_of(person(request), what, pk) is not None:
        return False
    messages.info(request, OUT)
    return True


@coach_only
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    coach, form = person(request), WeekForm(request.POST, **_asked(request))
    if not form.is_valid():
        messages.warning(request, "Choose a week within two years of today.")
        return redirect("coach-calendar")
    since, to = (queries.first_day(coach, form.cleaned_data[name]) for name in ("day", "to"))
    whom = form.whom
    if since == to:
        messages.warning(request, "That is this very week. Choose another one.")
        return _to_calendar(whom.key, to)
    copied = actions.copy_week(coach, ties=whom.ties, week_on=since, to=to, now=timezone.now())
    again = urlencode({"who": whom.key, "day": str(since), "to": str(to)})
    undo = f"{reverse('plan-copy-undo')}?{again}" if copied.new else ""
    messages.success(request, _copied_said(copied), extra_tags=undo)
    return _to_calendar(whom.key, to)


@coach_only
@require_POST
def undo_copy(request: HttpRequest) -> HttpResponse:
    coach, form = person(request), WeekForm(request.GET, **_asked(request))
    if not form.is_valid():
        raise Http404
    since, to = (queries.first_day(coach, form.cleaned_data[name]) for name in ("day", "to"))
    if actions.take_copy_back(coach, ties=form.whom.ties, week_on=since, to=to, now=timezone.now()):
        messages.success(request, "Taken back. What you have changed there since then stays.")
    else:
        messages.error(request, "The ten minutes are over, or it was taken back already. Nothing was changed.")
    return _to_calendar(form.whom.key, to)


def _copied_said(copied: Copied) -> str:
    if not copied.found:
        return "That week is empty. Nothing was copied."
    return "Copied." if copied.new else "It was copied there before. Nothing was added."


@coach_only
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """One runner's week under a name."""
    coach, form = person(request), KeepForm(request.POST, **_asked(request))
    if not form.is_valid() or form.whom.alone is None:
        messages.warning(request, "Give the week a name of up to 60 letters.")
        return redirect("coach-calendar")
    name, tie = form.cleaned_data["name"], form.whom.alone
    week_on, replaces = queries.first_day(coach, form.cleaned_data["day"]), form.cleaned_data["replaces"]
    try:
        week = actions.keep_week(coach, tie=tie, week_on=week_on, name=name, now=timezone.now(), replaces=replaces)
    except NameInUse:
        return render(request, "planning/keep_again.html", {"name": name, "who": form.whom, "week_on": week_on})
    messages.success(request, f"Kept as “{name}”." if week else "That week is empty. There is nothing to keep.")
    return _to_calendar(form.whom.key, week_on)


@coach_only
@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    coach = person(request)
    form = WeekForm(**_asked(request), initial={"day": coach.day(timezone.now())})
    return render(request, "planning/weeks.html", {"weeks": queries.kept_weeks_page(coach), "form": form})


@coach_only
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    coach, sent = person(request), {**request.POST.dict(), "day": request.POST.get("to", "")}
    form = WeekForm(sent, **_asked(request))
    week = queries.kept_weeks(coach).filter(pk=pk).first()
    if week is None:
        raise Http404
    if not form.is_valid():
        messages.warning(request, "Choose for whom, and a week within two years of today.")
        return redirect("plan-weeks")
    to, whom = queries.first_day(coach, form.cleaned_data["to"]), form.whom
    actions.use_week(coach, week=week, ties=whom.ties, to=to, now=timezone.now())
    messages.success(request, f"“{week.name}” is in the plan of {whom.name}.")
    return _to_calendar(whom.key, to)


@coach_only
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    coach = person(request)
    if not queries.kept_weeks(coach).filter(pk=pk).exists():
        raise Http404
    actions.remove_week(coach, pk=pk)
    messages.success(request, "Removed. What was planned with it stays.")
    return redirect("plan-weeks")


@coach_only
@require_POST
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    tie, form = runner_for(coach=person(request), pk=pk, to=Deed.PLAN), ReachForm(request.POST)
    if form.is_valid():
        actions.set_reach(tie, weeks=form.cleaned_data["weeks"])
        messages.success(request, "Kept.")
    return _to_calendar(f"runner-{pk}", None)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(request: HttpRequest) -> dict[str, Any]:
    coach = person(request)
    return {"people": everyone(coach), "today": coach.day(timezone.now())}


def _start(request: HttpRequest) -> dict[str, Any]:
    """What the address of a form fills in."""
    day = DayAskedForm(request.GET).chosen() or person(request).day(timezone.now())
    whom = chosen(everyone(person(request)), request.GET.get("who", ""))
    return {"who": whom.key if whom else "", "day": day}


def _back(request: HttpRequest, day: Any) -> HttpResponse:
    """To the look at the calendar that the button stood in."""
    coach, who, view = person(request), request.POST.get("who", ""), request.POST.get("view", "")
    whom = chosen(everyone(coach), who)
    return _to_calendar(whom.key if whom else "", day, view=view if view in VIEWS else "week")


def _to_calendar(who: str, day: Any, *, view: str = "week") -> HttpResponse:
    asked = {"who": who, "view": "" if view == "week" else view, "day": day or ""}
    return redirect(f"{reverse('coach-calendar')}?{urlencode({name: said for name, said in asked.items() if said})}")
