"""The question for somebody without an account. The answer stays in their browser; we say it back and forget it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from journal.forms import CheckInForm
from journal.prompts import after_check_in
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
    said = {name: form.cleaned_data[name] for name in KEPT}
    sentence = after_check_in(**{name: said[name] for name in KEPT if name != "word"})
    needs = [Need(need) for need in said["needs"]]
    return render(request, "journal/tried.html", {"sentence": sentence, "needs": needs, "said": said})
