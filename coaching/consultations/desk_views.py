"""The coach's pages: calls, offers, dates of group calls, and what stands on the public page."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.articles.queries import profile_of
from coaching.consultations import deciding, lending
from coaching.consultations import desk_queries as queries
from coaching.consultations.deciding import Invited
from coaching.consultations.forms import FollowUpForm, WordsForm
from coaching.consultations.models import Booking, Offer, State
from coaching.consultations.offer_forms import DateForm, OfferForm, WelcomeForm
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.times import zone_of
from runners.access import coach_only, person
from runners.invites import TooManyInvites

SAID = {
    "approve": "Booked. They are told by mail, with an entry for their calendar.",
    "decline": "They are told by mail, with other times that are free.",
    "call-off": "Called off. They are told by mail.",
    "done": "Noted.",
    "no-show": "Noted.",
}
SAID_OF_INVITE = {
    Invited.SENT: (messages.success, "Invited. The link is on its way to them."),
    Invited.BEFORE: (
        messages.info,
        "They are invited already. If they find no mail, make a new link among your invites.",
    ),
    Invited.NO_MAIL: (messages.error, "Our mail server did not take the mail. Make a new link among your invites."),
    Invited.OVER: (messages.info, "This invite has been used or withdrawn. See your invites."),
}


@coach_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    coach = profile_of(person(request))
    return render(request, "consultations/desk.html", {"desk": queries.desk(coach, now=timezone.now())})


@coach_only
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    return _call_page(request, pk)


def _call_page(request: HttpRequest, pk: int, **more: object) -> HttpResponse:
    shown = queries.call_of(profile_of(person(request)), pk, now=timezone.now())
    forms: dict[str, object] = {"words": WordsForm(), "follow_up": FollowUpForm()}
    return render(request, "consultations/call.html", {"call": shown, **forms, **more})


@coach_only
@require_safe
def lent(request: HttpRequest, pk: int) -> HttpResponse:
    """What a runner lends for this call. Looking is written down for them."""
    coach = profile_of(person(request))
    shown = queries.call_of(coach, pk, now=timezone.now())
    if shown.loan is None:
        raise Http404
    seen = lending.look(coach.person, loan=shown.loan, now=timezone.now())
    return render(request, "consultations/lent.html", {"call": shown, "lent": seen})


@coach_only
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    shown, form = queries.call_of(profile_of(person(request)), pk, now=timezone.now()), WordsForm(request.POST)
    if not form.is_valid():
        return _call_page(request, pk, words=form)
    try:
        _take(shown.booking, step, form.cleaned_data["text"])
    except Refused as refused:
        return _not_done(request, pk, refused, form.cleaned_data["text"])
    messages.success(request, SAID[step])
    return redirect("consultation", pk)


def _not_done(request: HttpRequest, pk: int, refused: Refused, words: str) -> HttpResponse:
    """Things have moved on. What was written meanwhile is still there to copy."""
    messages.error(request, str(refused))
    return _call_page(request, pk, unsent=words)


def _take(booking: Booking, step: str, words: str) -> None:
    now = timezone.now()
    if step == "approve":
        deciding.approve(booking, now=now)
    elif step == "decline":
        deciding.decline(booking, words=words, now=now)
    elif step == "call-off":
        deciding.call_off(booking, words=words, now=now)
    else:
        deciding.mark(booking, state=State.DONE if step == "done" else State.NO_SHOW, now=now)


@coach_only
@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    shown, form = queries.call_of(profile_of(person(request)), pk, now=timezone.now()), FollowUpForm(request.POST)
    if not form.is_valid():
        return _call_page(request, pk, follow_up=form)
    try:
        deciding.follow_up(shown.booking, words=form.cleaned_data["text"], now=timezone.now())
    except Refused as refused:
        return _not_done(request, pk, refused, form.cleaned_data["text"])
    messages.success(request, "Your line is on its way.")
    return redirect("consultation", pk)


@coach_only
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """The guest becomes a runner of this coach as soon as they say yes."""
    shown = queries.call_of(profile_of(person(request)), pk, now=timezone.now())
    try:
        invited = deciding.invite(shown.booking, now=timezone.now())
    except TooManyInvites as refusal:
        messages.error(request, str(refusal))
    else:
        tell, words = SAID_OF_INVITE[invited]
        tell(request, words)
    return redirect("consultation", pk)


@coach_only
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    coach = profile_of(person(request))
    context = {"coach": coach, "offers": Offer.objects.of(coach).select_related("coach")}
    return render(request, "consultations/offers.html", context)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_offer(request: HttpRequest) -> HttpResponse:
    return _offer_form(request, None)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_offer(request: HttpRequest, pk: int) -> HttpResponse:
    return _offer_form(request, queries.own_offer(profile_of(person(request)), pk))


def _offer_form(request: HttpRequest, offer: Offer | None) -> HttpResponse:
    opened = {"as_of": timezone.now()}
    form = OfferForm(request.POST or None, coach=profile_of(person(request)), offer=offer, initial=opened)
    if form.is_valid():
        try:
            saved = form.save(now=timezone.now())
        except Refused as refused:
            form.add_error("seats" if refused.kind is Kind.DATES_OPEN else None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("offer-edit", saved.pk)
    return _offer_page(request, offer, form)


def _offer_page(request: HttpRequest, offer: Offer | None, form: OfferForm, **more: object) -> HttpResponse:
    context: dict[str, object] = {"form": form, "offer": offer}
    if offer is not None and offer.is_group:
        zone = zone_of(offer.coach)
        context |= {"dates": queries.dates_of(offer, now=timezone.now()), "date_form": DateForm(zone=zone)}
    return render(request, "consultations/offer_edit.html", {**context, **more})


@coach_only
@require_POST
def close_offer(request: HttpRequest, pk: int) -> HttpResponse:
    offer = queries.own_offer(profile_of(person(request)), pk)
    if offer.closed_at is None:
        deciding.close(offer, now=timezone.now())
        messages.success(request, "Nobody can book it any more. What is booked stays.")
    else:
        deciding.reopen(offer, now=timezone.now())
        messages.success(request, "It can be booked again.")
    return redirect("offer-edit", pk)


@coach_only
@require_POST
def add_date(request: HttpRequest, pk: int) -> HttpResponse:
    coach = profile_of(person(request))
    offer = queries.own_offer(coach, pk)
    form = DateForm(request.POST, zone=zone_of(coach))
    if form.is_valid():
        try:
            deciding.add_date(offer, start=form.cleaned_data["at"], now=timezone.now())
        except Refused as refused:
            form.add_error("at", deciding.SAID_TO_COACH[refused.kind])
        else:
            messages.success(request, "The date is open.")
            return redirect("offer-edit", pk)
    return _offer_page(request, offer, OfferForm(coach=coach, offer=offer), date_form=form)


@coach_only
@require_POST
def call_date_off(request: HttpRequest, pk: int) -> HttpResponse:
    coach = profile_of(person(request))
    meeting, form = queries.own_date(coach, pk), WordsForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["text"][0]))
        return redirect("offer-edit", meeting.offer_id)
    try:
        deciding.call_date_off(coach, meeting=meeting, words=form.cleaned_data["text"], now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Called off. Everybody in it is told by mail.")
    return redirect("offer-edit", meeting.offer_id)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    coach = profile_of(person(request))
    kept = queries.welcome_of(coach)
    form = WelcomeForm(request.POST or None, coach=coach, welcome=kept)
    if form.is_valid():
        with transaction.atomic():
            coach.about, kept.how, kept.faq = (form.cleaned_data[name] for name in ("about", "how", "faq"))
            kept.changed_at = timezone.now()
            coach.save(update_fields=["about"])
            kept.save()
        messages.success(request, "Saved.")
        return redirect("consultations-page")
    return render(request, "consultations/welcome.html", {"form": form, "coach": coach})
