"""The coach's calendar. Every change is a plain form; dragging sends the same one."""

import uuid
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
from coaching.planning.forms import CHANGES, KeepForm, MoveForm, PracticeForm, ReachForm, RunForm, WeekForm
from coaching.planning.taking_out import Answered
from coaching.planning.whom import Whom, chosen, everyone, read_along, to_open
from journal.plan_forms import DayAskedForm
from runners.access import coach_only, person, runner_for
from runners.models import AccessLog, PlannedPractice, PlannedRun, User
from runners.roles import Deed

VIEWS = ("week", "month")
LAST = "calendar"  # in the session: whose plan was looked at last
STAYS = "Your runner has said how this run went. It stays where it is."
OUT = "It is out of the plan already."
TOO_LATE = "The ten minutes are over, or it was changed or taken back since. Nothing was changed."


@coach_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    coach, now = person(request), timezone.now()
    people = everyone(coach)
    seen = [*people, *read_along(coach)]
    whom = _whom(request, coach, seen, since=queries.first_day(coach, coach.day(now)))
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
        "people": seen,
        "at": request.GET.get("at") == "day",
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
        key = form.sent_key()
        actions.plan_run(coach, ties=whom.ties, day=said["day"], said=form.to_plan(), key=key, now=now)
        return _planned(request, "runs", whom, said["day"], key)
    return render(request, "planning/new.html", {"form": form, "what": "run"})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_practice(request: HttpRequest) -> HttpResponse:
    coach, now, asked = person(request), timezone.now(), _asked(request)
    if not any(one.ties for one in asked["people"]):
        return render(request, "planning/nobody.html")
    form = PracticeForm(_sent(request), initial=_start(request) | {"minutes": 5, "times": 1}, **asked)
    if form.is_valid():
        said, whom, key = form.cleaned_data, form.whom, form.sent_key()
        actions.plan_practice(coach, ties=whom.ties, day=said["day"], said=form.to_plan(), key=key, now=now)
        return _planned(request, "practices", whom, said["day"], key)
    return render(request, "planning/new.html", {"form": form, "what": "practice"})


def _planned(request: HttpRequest, what: str, whom: Whom, day: date, key: uuid.UUID) -> HttpResponse:
    """For however many it was: one button takes it back."""
    undo = reverse(f"plan-{what.removesuffix('s')}-undo", args=[key])
    asked = urlencode({"who": whom.key, "day": str(day)})
    messages.success(request, f"Planned for {whom.name}.", extra_tags=f"{undo}?{asked}")
    return _to_calendar(whom.key, day)


@coach_only
@require_POST
def undo_plan(request: HttpRequest, what: str, key: uuid.UUID) -> HttpResponse:
    start = _start(request)
    if actions.take_planned_back(person(request), what=what, key=key, now=timezone.now()):
        messages.success(request, "Taken back. What was changed or answered since then stays.")
    else:
        messages.error(request, TOO_LATE)
    return _to_calendar(start["who"], start["day"])


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    planned, stands = _own(request, what, pk), ""
    form = CHANGES[what](_sent(request), planned=planned, units=coach.units, today=coach.day(now))
    if form.is_valid():
        day, seen = form.cleaned_data["day"], form.cleaned_data["seen"]
        try:
            if actions.change(coach, what=what, pk=pk, day=day, said=form.to_plan(), seen=seen, now=now):
                messages.success(request, "Changed.")
                return _to_calendar(_whose(request, planned), day)
            planned = _own(request, what, pk)
            stands, form = queries.stands(planned, units=coach.units), form.for_another(planned)
        except Answered:
            form.add_error("day", STAYS)
    context = {"form": form, "planned": planned, "what": what.removesuffix("s"), "stands": stands}
    answered = isinstance(planned, PlannedRun) and bool(queries.answer_of(planned))
    more = {"runner": planned.coachship.runner, "who": _whose(request, planned), "answered": answered}
    return render(request, "planning/change.html", context | more)


def _own(request: HttpRequest, what: str, pk: int) -> PlannedRun | PlannedPractice:
    planned = queries.planned_of(person(request), what, pk)
    if planned is None:
        raise Http404
    return planned


def _whose(request: HttpRequest, planned: PlannedRun | PlannedPractice) -> str:
    """The calendar it was opened from: of a group, or else of the runner."""
    whom = chosen(everyone(person(request)), request.GET.get("who", ""))
    return whom.key if whom and request.GET.get("who") else f"runner-{planned.runner_id}"


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
    return _back(request, form.cleaned_data["day"], at=f"{what}-{pk}")


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
        look = urlencode({name: request.POST.get(name, "") for name in ("who", "view")})
        messages.success(request, "Taken out of the plan.", extra_tags=f"{undo}?{look}")
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
        return _back(request, None)
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
        messages.error(request, TOO_LATE)
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
        return _back(request, None)
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


def _back(request: HttpRequest, day: Any, *, at: str = "") -> HttpResponse:
    """To the look at the calendar that the button stood in."""
    look = {**request.GET.dict(), **request.POST.dict()}
    who, view = look.get("who", ""), look.get("view", "")
    whom = chosen(everyone(person(request)), who) if who else None
    return _to_calendar(whom.key if whom else "", day, view=view if view in VIEWS else "week", at=at)


def _to_calendar(who: str, day: Any, *, view: str = "week", at: str = "") -> HttpResponse:
    """To the place something was done at, and what is said of it stands there: by keyboard or on a phone one goes on
    from it."""
    asked = {"who": who, "view": "" if view == "week" else view, "day": day or "", "at": "day"}
    said = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{reverse('coach-calendar')}?{said}#{at or 'here'}")
