"""Everything of one's own: a copy of it, a copy back, and leaving."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from runners import own_data, pieces
from runners.access import even_when_leaving, person, runner_only
from runners.forms.imports import ToDisk
from runners.forms.own_data import CopyForm
from runners.models import Export
from runners.views.arriving import receives_files

WILL_TELL = "Your copy is being written. You get a mail when it is ready."
KEPT = "Your account stays, with everything in it. A call that was called off meanwhile stays called off."
TOO_LATE = "The seven days are over: the account is being deleted, and cannot be kept any more."


@runner_only
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    return _page(request, CopyForm())


def _page(request: HttpRequest, form: CopyForm) -> HttpResponse:
    context = {"page": own_data.page(person(request)), "form": form, "now": timezone.now()}
    return render(request, "settings/data.html", context)


@even_when_leaving
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def copy(request: HttpRequest) -> HttpResponse:
    try:
        own_data.ask_for_copy(person(request), now=timezone.now())
    except own_data.CannotNow as problem:
        messages.info(request, str(problem))
    else:
        messages.success(request, WILL_TELL)
    return redirect("own-data")


@even_when_leaving
@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(own_data.ready_copies(person(request), now=timezone.now()), pk=pk)
    if not pieces.is_there(made.token):
        raise Http404
    return cast(HttpResponse, _send(request, made))


@reauthentication_required  # type: ignore[untyped-decorator]
def _send(request: HttpRequest, made: Export) -> HttpResponse:
    """Opened piece by piece as it goes out. In it a diary is readable: an open session alone is not enough."""
    own_data.note_fetched(made, now=timezone.now())
    answer = StreamingHttpResponse(
        pieces.all_of(made.token, owner_id=made.runner_id),
        content_type="application/zip",
        headers={"Content-Length": str(made.size)},
    )
    answer["Content-Disposition"] = f'attachment; filename="evenpace-{made.asked_at:%Y-%m-%d}.zip"'
    return cast(HttpResponse, answer)


# The check of the form's token reads the whole request, so the limits have to be in place before it.
@csrf_exempt
@runner_only
@require_POST
@receives_files
def bring(request: HttpRequest) -> HttpResponse:
    to_disk = ToDisk(settings.UPLOAD_MAX_BYTES)
    request.upload_handlers = [to_disk]
    return _bring(request, to_disk)


@csrf_protect
def _bring(request: HttpRequest, to_disk: ToDisk) -> HttpResponse:
    form = CopyForm(request.POST, request.FILES, problem=to_disk.problem)
    if form.is_valid():
        try:
            own_data.bring(person(request), incoming=form.cleaned_data["file"].take(), now=timezone.now())
            return redirect("own-data")
        except own_data.CannotNow as problem:
            form.add_error("file", str(problem))
    return _page(request, form)


@even_when_leaving
def leaving(request: HttpRequest) -> HttpResponse:
    """What deleting the account means, and once it is asked for, how to keep it."""
    leaver = person(request)
    if leaver.leaving_at is not None:
        now = timezone.now()
        context = {"on": leaver.leaving_at, "late": leaver.leaving_at <= now, "now": now}
        return render(request, "settings/leaving.html", {**context, "page": own_data.page(leaver)})
    if request.method == "POST":
        return cast(HttpResponse, _leave(request))
    return render(request, "settings/leave.html", {"coached": own_data.runners_of(leaver)})


@reauthentication_required  # type: ignore[untyped-decorator]
def _leave(request: HttpRequest) -> HttpResponse:
    on = own_data.leave(person(request), now=timezone.now())
    logout(request)
    return render(request, "settings/left.html", {"on": on})


@even_when_leaving
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    if own_data.stay(person(request), now=timezone.now()):
        messages.success(request, KEPT)
    elif person(request).leaving_at is not None:
        messages.info(request, TOO_LATE)
    return redirect("home")
