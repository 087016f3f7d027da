"""Pages behind the links of a booking. Opening one changes nothing; buttons do. Older links say so and open nothing."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.articles.rates import allowed
from coaching.consultations import actions, calendars, deciding, lending, lines, moving, offered, posting, queries
from coaching.consultations.forms import DetailsForm, LineForm, RemindersForm, WordsForm
from coaching.consultations.models import CONFIRMS, DECISIONS, Booking, State, read_token
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.views import FILLS_AN_HOUR, choose_page, guest, posted_start, status_of
from runners.access import public

GONE = 410
NEWEST_AN_HOUR = 5
LINES_AN_HOUR = 10
MOVES_AN_HOUR = 10  # each is a letter to the coach
WITH_ENTRY = (State.BOOKED, State.CANCELLED, State.DONE, State.NO_SHOW)
View = Callable[..., HttpResponse]


def behind_a_link(view: View) -> View:
    """The page of a link that still opens something; else what has become of it, without telling whose it was."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except queries.Replaced:
            return render(request, "consultations/replaced.html", {"token": token}, status=GONE)

    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link
def booking(request: HttpRequest, token: str) -> HttpResponse:
    """Everything a guest can do with it, by where it stands: say who they are, take a seat, move it, call it off."""
    found = queries.booking_of(token, now=timezone.now())
    if found.state == State.HELD and found.from_queue:
        return _seat(request, found)
    if found.state in (State.HELD, State.LAPSED) and not found.email:
        return _details(request, found)
    if found.state == State.LAPSED and not found.from_queue and actions.may_come_back(found):
        return _details(request, found)
    return _own(request, found)


def _details(request: HttpRequest, found: Booking, problem: Kind | None = None) -> HttpResponse:
    form = DetailsForm(request.POST or None, offer=found.meeting.offer, person=guest(request))
    if form.is_valid() and problem is None:
        if form.is_trap:
            return render(request, "consultations/trapped.html", {"offer": found.meeting.offer})
        if not allowed(request, "fill", an_hour=FILLS_AN_HOUR):
            return _details(request, found, Kind.TOO_FAST)
        try:
            filled = actions.fill(found, details=form.to_details(), person=guest(request), now=timezone.now())
        except Refused as refused:
            return _details(request, found, refused.kind)
        return redirect("booking", filled.token)
    context = {"page": _page(found), "form": form, "problem": problem}
    return render(request, "consultations/details.html", context, status=status_of(request, problem))


def _page(found: Booking) -> queries.GuestPage:
    now = timezone.now()
    may_change = actions.may_change(found, now=now)
    may_move = may_change and found.state == State.BOOKED and offered.no_move(found, now=now) is None
    return queries.guest_page(found, may_change=may_change, may_move=may_move)


def _seat(request: HttpRequest, found: Booking, problem: Kind | None = None) -> HttpResponse:
    if request.method == "POST" and problem is None:
        try:
            return redirect("booking", actions.take_seat(found, now=timezone.now()).token)
        except Refused as refused:
            return _seat(request, found, refused.kind)
    context = {"page": _page(found), "problem": problem}
    return render(request, "consultations/seat.html", context, status=status_of(request, problem))


def _own(request: HttpRequest, found: Booking, problem: Kind | None = None, **more: object) -> HttpResponse:
    forms: dict[str, object] = {"line": LineForm(), "reminders": RemindersForm(initial={"hours": found.reminders})}
    loan = lending.lent_for(found, now=timezone.now())
    lent = loan.fields if loan else ()
    context = {"page": _page(found), "problem": problem, "lent": lent, **forms, **more}
    return render(request, "consultations/booking.html", context, status=status_of(request, problem))


@public
@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: it alone proves the address."""
    try:
        found = queries.booking_to_confirm(token, now=timezone.now())
    except queries.Replaced as replaced:
        if not queries.is_confirmed(replaced.booking, now=timezone.now()):
            raise
        return render(request, "consultations/confirmed.html", {"token": token}, status=GONE)
    problem = None
    if request.method == "POST":
        try:
            return redirect("booking", actions.confirm(found, now=timezone.now()).token)
        except Refused as refused:
            problem = refused.kind
    context = {"page": _page(found), "problem": problem}
    return render(request, "consultations/confirm.html", context, status=status_of(request, problem))


@public
@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link
def move(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.booking_of(token, now=timezone.now())
    if found.state != State.BOOKED or not actions.may_change(found, now=timezone.now()):
        return _own(request, found, Kind.OVER if found.state != State.BOOKED else Kind.TOO_LATE)
    if problem := offered.no_move(found, now=timezone.now()):
        return _own(request, found, problem)
    if request.method != "POST":
        return choose_page(request, found.meeting.offer, moving=_page(found))
    if not allowed(request, "move", an_hour=MOVES_AN_HOUR):
        return choose_page(request, found.meeting.offer, Kind.TOO_FAST, moving=_page(found))
    try:
        moved = moving.move(found, start=posted_start(request), now=timezone.now())
    except Refused as refused:
        return choose_page(request, found.meeting.offer, refused.kind, moving=_page(found))
    return redirect("booking", moved.token)


@public
@require_POST
@behind_a_link
def call_off(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.booking_of(token, now=timezone.now())
    try:
        return redirect("booking", actions.call_off(found, now=timezone.now()).token)
    except Refused as refused:
        return _own(request, found, refused.kind)


@public
@require_POST
@behind_a_link
def let_go(request: HttpRequest, token: str) -> HttpResponse:
    """Back to the times, with the one that was held free again."""
    found = queries.booking_of(token, now=timezone.now())
    try:
        return redirect(actions.let_go(found, now=timezone.now()))
    except Refused as refused:
        form = DetailsForm(offer=found.meeting.offer, person=guest(request))
        context = {"page": _page(found), "form": form, "problem": refused.kind}
        return render(request, "consultations/details.html", context, status=status_of(request, refused.kind))


@public
@require_POST
@behind_a_link
def reminders(request: HttpRequest, token: str) -> HttpResponse:
    found, form = queries.booking_of(token, now=timezone.now()), RemindersForm(request.POST)
    if not form.is_valid():
        return _own(request, found, reminders=form)
    try:
        kept = actions.remind_at(found, hours=form.cleaned_data["hours"], now=timezone.now())
    except Refused as refused:
        return _own(request, found, refused.kind)
    return _own(request, kept, said="We will remind you as you wish.")


@public
@require_POST
@behind_a_link
def line(request: HttpRequest, token: str) -> HttpResponse:
    found, form = queries.booking_of(token, now=timezone.now()), LineForm(request.POST)
    if not form.is_valid():
        return _own(request, found, line=form)
    if not allowed(request, "line", an_hour=LINES_AN_HOUR):
        return _own(request, found, Kind.TOO_FAST, line=form)
    try:
        lines.write_line(found, text=form.cleaned_data["text"], now=timezone.now())
    except Refused as refused:
        return _own(request, found, refused.kind)
    return _own(request, found, said="Your line is on its way. You get an answer by mail.")


@public
@require_POST
@behind_a_link
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """What was lent for the call is seen no longer."""
    found = queries.booking_of(token, now=timezone.now())
    lending.take_back(found, now=timezone.now())
    return _own(request, found, said="Taken back. Nothing of it is seen any more.")


@public
@require_safe
@behind_a_link
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The entry for a calendar, as it came with the mail."""
    found = queries.booking_of(token, now=timezone.now())
    if found.confirmed_at is None or found.state not in WITH_ENTRY:
        raise Http404
    entry = calendars.entry_of(found)
    response = HttpResponse(entry.content, content_type=entry.content_type)
    response["Content-Disposition"] = f'attachment; filename="{entry.name}"'
    return response


@public
@never_cache
@require_POST
def newest(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody has an older link: the newest goes to the address that was given, and is shown nowhere."""
    number = read_token(token)[0] or read_token(token, CONFIRMS)[0]
    if not number:
        return render(request, "consultations/replaced.html", {"token": token}, status=GONE)
    found = Booking.objects.filter(pk=number).exclude(email="").select_related("meeting__offer__coach__person").first()
    if found is not None and allowed(request, "newest", an_hour=NEWEST_AN_HOUR):
        posting.send_newest(found, now=timezone.now())
    return render(request, "consultations/newest.html")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """The coach's link in the mail: yes, or no with a line and other times."""
    try:
        found = queries.booking_of(token, now=timezone.now(), signer=DECISIONS)
    except queries.Replaced:
        return render(request, "consultations/answered.html", status=GONE)
    if deciding.ran_out(found, now=timezone.now()):
        return _ran_out(request)
    form, problem = WordsForm(request.POST or None), None
    if form.is_valid():
        try:
            _decide(found, yes="yes" in request.POST, words=form.cleaned_data["text"])
        except Refused as refused:
            problem = refused.kind
        else:
            return render(request, "consultations/decided.html", {"yes": "yes" in request.POST})
    now, asked = queries.coach_when(found.meeting), queries.coach_when(found.wanted) if found.wanted else ""
    context = {"booking": found, "when": asked or now, "moves_from": asked and now, "form": form, "problem": problem}
    return render(request, "consultations/decide.html", context, status=status_of(request, problem))


def _ran_out(request: HttpRequest) -> HttpResponse:
    """Too late for yes or no; what was written meanwhile is still there to copy."""
    context = {"ran_out": True, "words": request.POST.get("text", "").strip()}
    return render(request, "consultations/answered.html", context, status=GONE)


def _decide(found: Booking, *, yes: bool, words: str) -> None:
    if yes:
        deciding.approve(found, now=timezone.now())
    else:
        deciding.decline(found, words=words, now=timezone.now())
