"""What visitors see: coaches, their offers, and the times that are free."""

import uuid
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coaching.articles.rates import allowed, visitor
from coaching.consultations import actions, holds, queries, said
from coaching.consultations.forms import DetailsForm
from coaching.consultations.kept import month_kept, with_offers
from coaching.consultations.models import Booking, Offer
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.waiting import full_date
from coaching.consultations.waiting import wait as wait_for_seat
from runners.access import person, public, runner_only
from runners.models import User

HOLDS_AN_HOUR = 30
FILLS_AN_HOUR = 30
CONFLICT, BAD_REQUEST, TOO_MANY_REQUESTS = 409, 400, 429
STATUS = {Kind.NO_TIME: BAD_REQUEST, Kind.TOO_FAST: TOO_MANY_REQUESTS}


@public
@require_safe
@with_offers
def coaches(request: HttpRequest) -> HttpResponse:
    return render(request, "consultations/coaches.html", {"coaches": queries.coaches(timezone.now())})


@public
@require_safe
@with_offers
def coach(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "consultations/coach.html", {"page": queries.coach_page(slug, now=timezone.now())})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@month_kept
def offer(request: HttpRequest, coach: str, slug: str) -> HttpResponse:
    return _choose(request, queries.public_offer(coach, slug, now=timezone.now()))


@runner_only
@require_http_methods(["GET", "HEAD", "POST"])
def squad_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Times a coach keeps for the runners they know."""
    return _choose(request, queries.squad_offer(person(request), pk))


def _choose(request: HttpRequest, chosen: Offer) -> HttpResponse:
    if request.method != "POST":
        return choose_page(request, chosen)
    try:
        booking = _held(request, chosen)
    except Refused as refused:
        return choose_page(request, chosen, refused.kind)
    return redirect("booking", booking.token)


def _held(request: HttpRequest, chosen: Offer) -> Booking:
    start = posted_start(request)
    if not allowed(request, "hold", an_hour=HOLDS_AN_HOUR):
        raise Refused(Kind.TOO_FAST)
    now, zone = timezone.now(), asked_by(request).zone.key
    held = actions.hold(chosen, start=start, key=posted_key(request), time_zone=zone, person=guest(request), now=now)
    holds.let_oldest_go(visitor(request), held, now=now)
    return held


def posted_start(request: HttpRequest) -> datetime:
    return readable_start(request.POST.get("start", ""))


def readable_start(text: str) -> datetime:
    """Raises Refused for what is no time at all."""
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(Kind.NO_TIME) from error
    if start.tzinfo is None or not 2020 < start.year < 2200:
        raise Refused(Kind.NO_TIME)
    return start.astimezone(UTC)


def posted_key(request: HttpRequest) -> uuid.UUID:
    """Of the page the form stood on, so that sending it twice is sending it once."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def guest(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def asked_by(request: HttpRequest, own_zone: str = "UTC") -> queries.Asked:
    asked = request.POST if request.method == "POST" else request.GET
    who = guest(request)
    return queries.asked_for(
        month=asked.get("month", ""),
        day=asked.get("day", ""),
        zone=asked.get("zone", "") or (who.time_zone if who else ""),
        own_zone=own_zone,
    )


def choose_page(
    request: HttpRequest, chosen: Offer, problem: Kind | None = None, *, moving: queries.GuestPage | None = None
) -> HttpResponse:
    asked = asked_by(request, moving.booking.time_zone if moving else chosen.coach.person.time_zone)
    # What moves at once leaves its own time to the new one; what the coach is asked about keeps both.
    without = moving.booking.meeting if moving and not chosen.approves else None
    page = queries.choose_page(chosen, asked, now=timezone.now(), without=without)
    context = {
        "page": page, "problem": problem, "key": uuid.uuid4(), "places": queries.Places(), "moving": moving,
    }  # fmt: skip
    return render(request, "consultations/choose.html", context, status=status_of(request, problem))


def status_of(request: HttpRequest, problem: Kind | None) -> int:
    """Looking is always fine; what was sent and could not be done is a conflict."""
    return STATUS.get(problem, CONFLICT) if problem and request.method == "POST" else 200


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, coach: str, slug: str) -> HttpResponse:
    """A place on the waiting list of a date that is full."""
    chosen = queries.public_offer(coach, slug, now=timezone.now())
    form = DetailsForm(request.POST or None, offer=chosen, person=guest(request), may_lend=False)
    try:
        start = waited_start(request)
        if not form.is_valid():
            full_date(chosen, start, now=timezone.now())
            return render(request, "consultations/wait.html", _waiting(request, chosen, form, start))
        return _waits(request, chosen, form, start)
    except Refused as refused:
        return choose_page(request, chosen, refused.kind)


def waited_start(request: HttpRequest) -> datetime:
    return readable_start(request.POST.get("start", "") or request.GET.get("start", ""))


def _waits(request: HttpRequest, chosen: Offer, form: DetailsForm, start: datetime) -> HttpResponse:
    if form.is_trap:
        return render(request, "consultations/asked_to_wait.html", {"offer": chosen})
    if not allowed(request, "fill", an_hour=FILLS_AN_HOUR):
        raise Refused(Kind.TOO_FAST)
    place = wait_for_seat(
        chosen, start=start, key=posted_key(request), details=form.to_details(),
        time_zone=asked_by(request).zone.key, person=guest(request), now=timezone.now(),
    )  # fmt: skip
    if place is None:  # the same for everybody, whatever is known of that address
        return render(request, "consultations/asked_to_wait.html", {"offer": chosen})
    return redirect("booking", place.token)


def _waiting(request: HttpRequest, chosen: Offer, form: DetailsForm, start: datetime) -> dict[str, object]:
    asked = asked_by(request, chosen.coach.person.time_zone)
    when = said.when(start, asked.zone)
    key = request.POST.get("key") or uuid.uuid4()
    return {"offer": chosen, "form": form, "when": when, "start": start.isoformat(), "zone": asked.zone.key, "key": key}
