from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.conversations import actions, queries
from coaching.conversations.forms import NoteForm
from coaching.conversations.models import Note
from coaching.conversations.topics import Wrote, topic_of
from runners.access import coach_only, person, runner_for, runner_only
from runners.roles import Deed, may


@runner_only
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    page = queries.received_page(person(request), now=timezone.now(), number=request.GET.get("page"))
    return render(request, "notes/received.html", {"received": page})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, pk: int, wrote: Wrote) -> HttpResponse:
    writes = Deed.WRITE if request.method == "POST" else None
    tie, now = runner_for(coach=person(request), pk=pk, to=writes), timezone.now()
    form, topic = NoteForm(request.POST or None), topic_of(request.GET.get("about", ""))
    if form.is_valid():
        wrote(tie.coach, topic, now)
        note = actions.write_note(tie, text=form.cleaned_data["text"], key=form.note_key(), now=now)
        messages.success(request, "Noted. Only you can read it.")
        return redirect("note-share", note.pk) if "then-share" in request.POST else redirect(_notes_of(tie.runner_id))
    notes = queries.notes_about(tie, now=now, everything=True)
    context = {"runner": tie.runner, "about": topic.code, "form": form, "notes": notes}
    context |= {"may_write": may(tie, Deed.WRITE)}
    return render(request, "notes/about.html", context)


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    coach = person(request)
    note = _own(request, pk, writes=request.method == "POST")
    form = NoteForm(request.POST or None, initial={"text": note.text})
    if form.is_valid():
        actions.edit_note(coach, note_id=note.pk, text=form.cleaned_data["text"], now=timezone.now())
        messages.success(request, "Changed.")
        return redirect(_notes_of(note.runner_id))
    context = {"note": note, "runner": note.coachship.runner, "form": form}
    return render(request, "notes/edit.html", {**context, "may_write": may(note.coachship, Deed.WRITE)})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit shows the note as the runner would read it; the button there shares it."""
    coach, now = person(request), timezone.now()
    note = _own(request, pk, writes=True)
    runner = note.coachship.runner
    if request.method == "POST":
        actions.share_note(coach, note_id=note.pk, now=now)
        messages.success(request, f"Shared. {runner.name or 'The runner'} can read it now.")
        return redirect(_notes_of(runner.pk))
    shown = queries.preview(note, coach=coach, now=now)
    return render(request, "notes/share.html", {"note": note, "runner": runner, "shown": shown})


@coach_only
@require_POST
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    actions.unshare_note(person(request), note_id=note.pk)
    messages.success(request, "Taken back. Only you can read it. It may have been read already.")
    return redirect(_notes_of(note.runner_id))


@coach_only
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    actions.delete_note(person(request), note_id=note.pk)
    messages.success(request, "Deleted.")
    return redirect(_notes_of(note.runner_id))


def _own(request: HttpRequest, pk: int, *, writes: bool = False) -> Note:
    note = queries.note_of(person(request), pk)
    if note is None or (writes and not may(note.coachship, Deed.WRITE)):
        raise Http404
    return note


def _notes_of(runner_id: int) -> str:
    return f"{reverse('athlete', args=[runner_id])}#notes"
