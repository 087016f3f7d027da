"""Lighter days: proposed, changed by the coach, sent; for one runner, or for several with a preview."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.planning import actions, ease_queries
from coaching.planning.ease_forms import EaseForm, ManyForm
from coaching.planning.ease_queries import EasePage
from coaching.planning.whom import not_planned_for
from runners.access import coach_only, person, runner_for
from runners.models import AccessLog, Coachship, Easing, User
from runners.roles import Deed, those_who_may

UNDO = timedelta(minutes=10)
# The loads stand beside it for the coach; a runner whose week is heavy gets no figures first.
A_WORD = "I would make this week lighter. Does it suit you?"
MOST_AT_ONCE = 200


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def ease(request: HttpRequest, pk: int) -> HttpResponse:
    coach, now = person(request), timezone.now()
    tie = runner_for(coach=coach, pk=pk, to=Deed.PLAN)
    AccessLog.objects.record(actor=coach, subject=tie.runner, what=AccessLog.What.PAGE, now=now)
    (page,) = ease_queries.ease_pages(coach, [tie], now=now)
    sent = request.POST if request.method == "POST" else None
    form = EaseForm(sent, page=page, units=coach.units, initial={"note": A_WORD})
    if form.is_valid():
        lighter, note = form.lighter(), form.cleaned_data["note"]
        key = form.sent_key()
        if actions.offer_easing(page.tie, lighter=lighter, note=note, key=key, shown_at=now, now=now):
            messages.success(request, f"{page.name} reads it on their first page. Nothing changes before they say yes.")
            return redirect("athlete", pk)
        messages.warning(request, "Another offer waits for an answer. Take that one back first.")
    return render(request, "planning/ease.html", {"page": page, "form": form})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def ease_many(request: HttpRequest) -> HttpResponse:
    """First a preview of what would be sent to whom; sent only if that is still what was seen, and once a form."""
    coach, now = person(request), timezone.now()
    asked = _asked(request)
    pages = ease_queries.ease_pages(coach, _ties(coach, asked), now=now)
    offered = [page for page in pages if not page.left_out]
    seen = _seen(offered)
    form = ManyForm(request.POST if "send" in request.POST else None, initial={"seen": seen})
    if form.is_valid():
        key = form.sent_key()
        for page in offered if form.cleaned_data["seen"] == seen else ():
            _offer(page, note=form.cleaned_data["note"] or A_WORD, key=key)
        if ease_queries.sent_page(coach, key, now=now) is not None:
            return redirect("ease-sent", key)
    context = {"pages": pages, "offered": offered, "form": form, "changed": form.is_valid()}
    beside = not_planned_for(coach, asked)
    return render(request, "planning/ease_many.html", {**context, "seen": seen, "beside": beside})


def _offer(page: EasePage, *, note: str, key: uuid.UUID) -> Easing | None:
    now, lighter = timezone.now(), [one.becomes for one in page.proposals]
    return actions.offer_easing(page.tie, lighter=lighter, note=note, key=key, shown_at=now + UNDO, now=now)


def _asked(request: HttpRequest) -> list[int]:
    typed = " ".join([*request.POST.getlist("ids"), *request.POST.getlist("runner")]).replace(",", " ").split()
    asked = [int(number) for number in typed if number.isascii() and number.isdigit() and len(number) < 12]
    return asked[:MOST_AT_ONCE]


def _ties(coach: User, asked: Sequence[int]) -> list[Coachship]:
    """Of those that were ticked, the coach's own."""
    mine = Coachship.objects.of_coach(coach).filter(role__in=those_who_may(Deed.PLAN), runner__in=asked)
    return list(mine.select_related("runner").order_by("runner__name", "pk"))


def _seen(pages: Sequence[EasePage]) -> str:
    said = [(page.tie.pk, page.loads, [one.becomes for one in page.proposals]) for page in pages]
    return sha256(repr(said).encode()).hexdigest()


@coach_only
@require_safe
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    page = ease_queries.sent_page(person(request), key, now=timezone.now())
    if page is None:
        raise Http404
    return render(request, "planning/ease_sent.html", {"page": page, "key": key})


@coach_only
@require_POST
def take_back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What nobody has answered yet. Taken back twice is taken back once."""
    many = actions.take_back(person(request), key=key)
    said = "Taken back. Their plans are as they were." if many else "There is nothing left to take back."
    messages.success(request, said)
    return redirect("squad")
