"""The question for somebody without an account. The answer stays in their browser; we say it back and forget it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from journal.charged import CAP
from journal.forms import CheckInForm, ChoiceForm
from journal.models import CheckIn
from journal.prompts import after_check_in
from journal.queries.outlets import offered_to
from journal.words import Need
from runners.access import public
from runners.models import User

KEPT = ("valence", "activation", "word", "needs", "planned_effort")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_try(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return redirect("journal-check-in")
    form = CheckInForm(request.POST or None, has_coach=lambda: False)
    if not form.is_valid():
        return render(request, "journal/try.html", {"form": form})
    said, choice = {name: form.cleaned_data[name] for name in KEPT}, ChoiceForm(request.POST)
    chosen: str = choice.cleaned_data["choice"] if choice.is_valid() else ""
    cap = choice.cleaned_data["cap"] or CAP if chosen == CheckIn.Offer.CAP else None
    return render(request, "journal/tried.html", _page(said, chosen, cap))


def _page(said: dict[str, Any], chosen: str, cap: int | None) -> dict[str, object]:
    """The browser keeps the effort that is meant now; choosing again begins with what was planned."""
    feeling = None if None in (said["valence"], said["activation"]) else (said["valence"], said["activation"])
    planned = said["planned_effort"]
    kept = {**said, "planned_effort": CheckIn(planned_effort=planned, effort_cap=cap).meant_effort}
    return {
        "sentence": after_check_in(**{name: kept[name] for name in KEPT if name != "word"}),
        "needs": [Need(need) for need in said["needs"]],
        "said": kept,
        "offered": offered_to(feeling, said["word"], planned, chose=chosen, cap=cap or CAP),
        "chosen": chosen,
        "again": [(name, one) for name, answer in said.items() for one in _each(answer)],
    }


def _each(answer: Any) -> list[Any]:
    """What a form sends for an answer: nothing for none, and each of several."""
    return answer if isinstance(answer, list) else [] if answer in (None, "") else [answer]
