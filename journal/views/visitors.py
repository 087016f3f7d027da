"""The question for somebody without an account. The answer stays in their browser; we say it back and forget it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from journal import actions
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


def chose_when_trying(runner: User, entry: CheckIn, sent: QueryDict, *, now: datetime) -> None:
    """What was chosen before there was an account comes along with its check-in; words written then were never kept."""
    form = ChoiceForm(sent)
    if form.is_valid() and form.cleaned_data["choice"] != CheckIn.Offer.WRITE:
        choice, cap = form.cleaned_data["choice"], form.cleaned_data["cap"] or CAP
        actions.choose(runner, entry=entry, offer=choice, cap=cap, now=now)


def _page(said: dict[str, Any], chosen: str, cap: int | None) -> dict[str, object]:
    """What is said back is about the effort that is meant now; the plan below a ceiling stays what it was."""
    feeling = None if None in (said["valence"], said["activation"]) else (said["valence"], said["activation"])
    planned = said["planned_effort"]
    meant = {**said, "planned_effort": CheckIn(planned_effort=planned, effort_cap=cap).meant_effort}
    return {
        "sentence": after_check_in(**{name: meant[name] for name in KEPT if name != "word"}),
        "needs": [Need(need) for need in said["needs"]],
        "said": {**said, "choice": chosen, "cap": cap},
        "offered": offered_to(feeling, said["word"], planned, chose=chosen, cap=cap or CAP),
        "chosen": chosen,
        "again": [(name, one) for name, answer in said.items() for one in _each(answer)],
    }


def _each(answer: Any) -> list[Any]:
    """What a form sends for an answer: nothing for none, and each of several."""
    return answer if isinstance(answer, list) else [] if answer in (None, "") else [answer]
