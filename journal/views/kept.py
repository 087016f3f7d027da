"""Where a phone sends what was written on it, at once or when the network is back. It answers in JSON.

The same entry may come twice, or long after it was made: it is one entry, of its own moment and zone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from journal import actions, practising
from journal.actions import DailyAnswers
from journal.forms import LATEST_DAYS, TOO_LATE, CheckInForm, DailyCheckForm, DayForm, ReflectionForm
from journal.kept import beside, moment_of, on_top, owner_of
from journal.models import DailyCheck, Entry, Practice
from journal.practice_forms import PageForm, PracticeForm
from journal.queries.answers import said_back
from journal.queries.entries import daily_check_on
from journal.queries.outings import Outing, outing_of
from journal.views.diary import after_daily_check, rest_nudges, told_twice
from journal.views.writing import NO_PAGE
from runners.access import public
from runners.forms.people import known_zones
from runners.models import User
from runners.queries import has_coach
from runners.science.series import day_of

UNKNOWN = "This is no form of ours. Load Evenpace again when there is a network."


@dataclass(frozen=True)
class Arrival:
    """What came, whose it is, when it was made and last typed in, and when it came.

    `seen`: somebody waits for the next page.
    """

    runner: User
    sent: QueryDict
    at: datetime
    typed_at: datetime
    zone: str
    now: datetime

    @property
    def seen(self) -> bool:
        return self.sent.get("seen") == "yes"

    @property
    def retyped(self) -> bool:
        """Changed on the phone after it was first written down there: by its own clock, so that no network is in it."""
        return self.sent.get("typed", "") not in ("", self.sent.get("made", ""))

    @property
    def too_late(self) -> bool:
        """Too long ago to be remembered well, unless another day was named, which is looked at like any other.

        A page is no answer about a day: its words were written then, and stay what they are.
        """
        if self.sent.get("form") == "write":
            return False
        named = self.sent.get("day" if self.sent.get("form") == "daily-check" else "other_day")
        return not named and self.at < self.now - timedelta(days=LATEST_DAYS)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Asked: who is signed in here, and the token to send with. Sent to: one entry."""
    runner = request.user if isinstance(request.user, User) else None
    if runner is not None and runner.leaving_at is not None:
        runner = None  # nothing is written for them meanwhile; should they stay, the phone still has it
    if request.method != "POST":
        return JsonResponse({"owner": owner_of(runner) if runner else "", "token": get_token(request)})
    if runner is None:
        return JsonResponse({"state": "signed-out"}, status=401)
    if request.POST.get("owner") != owner_of(runner):
        return JsonResponse({"state": "other"}, status=409)
    keep = KEEPERS.get(request.POST.get("form", ""))
    came = _arrival(runner, request.POST, now=timezone.now())
    if keep is None or came.too_late:
        return _refused([{"field": "When" if keep else "", "said": TOO_LATE if keep else UNKNOWN}])
    return keep(request, came)


def _arrival(runner: User, sent: QueryDict, *, now: datetime) -> Arrival:
    """What waited was made where the phone was then; what is sent at once counts like on any page, by the settings."""
    zone, sent_at = sent.get("zone", ""), sent.get("sent", "")
    elsewhere = sent.get("seen") != "yes" and zone in known_zones()
    return Arrival(
        runner=runner,
        sent=sent,
        at=moment_of(made=sent.get("made", ""), sent=sent_at, now=now),
        typed_at=moment_of(made=sent.get("typed") or sent.get("made", ""), sent=sent_at, now=now),
        zone=zone if elsewhere else runner.time_zone,
        now=now,
    )


def _check_in(request: HttpRequest, came: Arrival) -> HttpResponse:
    runner = came.runner
    form = CheckInForm(came.sent, has_coach=partial(has_coach, runner), zone=came.zone, now=came.now)
    if not form.is_valid():
        return _refused(_reasons(form))
    made_at = form.made_at() or came.at
    answers, key = form.to_answers(), form.entry_key()
    when = {"now": came.now, "made_at": made_at, "typed_at": came.typed_at}
    entry = actions.check_in(runner, answers=answers, key=key, zone=came.zone, **when)
    if _changed_since(came, entry):
        actions.change(runner, entry=entry, answers=answers, typed_at=came.typed_at)
    rest_nudges(runner, entry, today=runner.day(came.now))
    return _saved(reverse("journal-checked-in", args=[entry.pk]))


def _changed_since(came: Arrival, entry: Entry) -> bool:
    """Whether it had arrived before and was changed on the phone afterwards: nobody else has these answers."""
    return came.retyped and entry.deleted_at is None and came.typed_at > entry.entered_at


def _reflect(request: HttpRequest, came: Arrival) -> HttpResponse:
    runner, outing = came.runner, _outing(came)
    form = ReflectionForm(came.sent, has_coach=partial(has_coach, runner), zone=came.zone, now=came.now)
    if not form.is_valid():
        return _refused(_reasons(form))
    answers, key = form.to_answers(), form.entry_key()
    entry = actions.reflect(
        runner,
        answers=answers,
        key=key,
        now=came.now,
        made_at=form.made_at() or outing.ended_at(runner=runner, now=came.at),
        run=outing.run,
        check_in=outing.check_in,
        zone=came.zone,
        typed_at=came.typed_at,
    )
    if entry.key == key and _changed_since(came, entry):
        actions.change(runner, entry=entry, answers=answers, typed_at=came.typed_at)
    rest_nudges(runner, entry, today=runner.day(came.now))
    if came.seen:
        told_twice(request, entry, key=key)
    return _saved(reverse("journal-reflected", args=[entry.pk]))


def _outing(came: Arrival) -> Outing:
    """What the words are about, as it was then. What is gone by now takes none of them with it."""
    try:
        found = outing_of(came.runner, check_in=came.sent.get("check_in"), run=came.sent.get("run"), now=came.at)
    except Http404:
        return Outing()
    later = found.check_in is not None and found.check_in.made_at > came.at
    return Outing() if later or (found.run is not None and found.run.started_at > came.at) else found


def _daily_check(request: HttpRequest, came: Arrival) -> HttpResponse:
    runner, asked, form = came.runner, DayForm(came.sent, runner=came.runner, now=came.now), DailyCheckForm(came.sent)
    if not (asked.is_valid() and form.is_valid()):
        return _refused(_reasons(asked) + _reasons(form))
    own_day = day_of(came.at, came.zone, "checkin")
    day: date = asked.cleaned_data["day"] or own_day
    made_at = came.at if day == own_day else datetime.combine(day, time(12), ZoneInfo(came.zone))
    saved = actions.daily_check(
        runner,
        answers=_of_that_day(daily_check_on(runner, day), form, typed_at=came.typed_at),
        key=form.entry_key(),
        now=came.now,
        made_at=made_at,
        zone=came.zone,
        typed_at=came.typed_at,
    )
    return _saved(_after_daily_check(request, came, saved))


def _of_that_day(there: DailyCheck | None, form: DailyCheckForm, *, typed_at: datetime) -> DailyAnswers:
    """What holds for the day: of two answers to a question the one typed later."""
    answers = form.to_answers()
    if there is not None and there.entered_at >= typed_at:
        return beside(there, answers)
    return on_top(there, answers) if there is not None and form.was_blank() else answers


def _after_daily_check(request: HttpRequest, came: Arrival, saved: DailyCheck) -> str:
    low = rest_nudges(came.runner, saved, today=came.runner.day(came.now))
    if came.seen:
        messages.success(request, said_back(saved))
    return after_daily_check(saved) if low else reverse("journal-today")


def _practice(request: HttpRequest, came: Arrival) -> HttpResponse:
    form = PracticeForm(came.sent, zone=came.zone, now=came.now)
    if not form.is_valid():
        return _refused(_reasons(form))
    made_at = form.made_at() or came.at
    answers, key = form.to_answers(), form.entry_key()
    entry = actions.practise(came.runner, answers=answers, key=key, now=came.now, made_at=made_at, zone=came.zone)
    if _changed_since(came, entry):
        practising.correct(entry, answers=answers, typed_at=came.typed_at)
    return _saved(reverse("practice", args=[entry.pk]))


def _write(request: HttpRequest, came: Arrival) -> HttpResponse:
    """A page of their own. One that was empty from the start is nothing to keep."""
    runner, form = came.runner, PageForm(came.sent)
    if not form.is_valid():
        return _refused(_reasons(form))
    page, key = form.to_page(), form.entry_key()
    if not page.text and not Practice.objects.of(runner).filter(key=key).exists():
        return _saved(reverse("toolbox-write"))
    entry = practising.bring_page(
        runner, page=page, key=key, typed_at=came.typed_at, made_at=came.at, zone=came.zone, now=came.now
    )
    if entry.deleted_at is not None:  # an old sheet sent again brings nothing back
        return _saved(reverse("journal-entries"))
    if entry.kind != Practice.Kind.WRITING:
        return _refused([{"field": "Your page", "said": NO_PAGE}])
    rest_nudges(runner, entry, today=runner.day(came.now))
    return _saved(reverse("practice-after" if came.seen else "practice", args=[entry.pk]))


KEEPERS: dict[str, Callable[[HttpRequest, Arrival], HttpResponse]] = {
    "check-in": _check_in,
    "reflect": _reflect,
    "daily-check": _daily_check,
    "practice": _practice,
    "write": _write,
}


def _saved(address: str) -> HttpResponse:
    return JsonResponse({"state": "saved", "url": address})


def _refused(reasons: list[dict[str, str]]) -> HttpResponse:
    return JsonResponse({"state": "refused", "reasons": reasons}, status=422)


def _reasons(form: forms.Form) -> list[dict[str, str]]:
    return [
        {"field": str(form[name].label) if name in form.fields else "", "said": str(said)}
        for name, all_said in form.errors.items()
        for said in all_said
    ]
