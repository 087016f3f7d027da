"""Recovery: the daily checks beside both loads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journal.queries.recovery import recovery_page
from runners.access import person, runner_only


@runner_only
@require_safe
def recovery(request: HttpRequest) -> HttpResponse:
    return render(request, "strategies/recovery.html", {"page": recovery_page(person(request), now=timezone.now())})
