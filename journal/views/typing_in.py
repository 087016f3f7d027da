"""A run is typed in: it began with the check-in before it, or as long ago as this runner's runs usually last.

Over one that is here it is kept when its runner says so.
"""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from journal.queries.outings import began_with
from runners import actions
from runners.access import person, runner_only
from runners.forms.runs import RunForm
from runners.queries import said_back, there_at, typical_minutes


@runner_only
def new(request: HttpRequest) -> HttpResponse:
    runner, now = person(request), timezone.now()
    check_in = began_with(runner, check_in=request.GET.get("check_in", ""), now=now)
    began = check_in.made_at if check_in else now - timedelta(minutes=typical_minutes(runner))
    form = RunForm(request.POST or None, units=runner.units, zone=runner.time_zone, now=now, began=began)
    there = None
    if request.method == "POST" and form.is_valid():
        typed, key = form.to_run(), form.run_key()
        there = there_at(runner, started_at=typed.started_at, timer_s=typed.timer_s, key=key)
        if there is None or request.POST.get("besides") == str(there.pk):
            run = actions.log_run(runner, run=typed, key=key, now=now)
            messages.success(request, said_back(runner, run))
            return redirect("run", pk=run.pk)
    return render(request, "runs/new.html", {"form": form, "there": there})
