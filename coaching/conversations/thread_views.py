"""Conversations from both sides: the runner's pages and the coach's, which differ in whose they are and little else."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.conversations import habits, helping, letters, threads, writing
from coaching.conversations.forms import MessageForm, NewMessageForm, message_form, numbers_in
from coaching.conversations.models import Message, Thread, ThreadSet
from coaching.conversations.taking_part import ties_of
from coaching.conversations.threads import Absent
from coaching.conversations.topics import Titled, Titles, Topic, Wrote, topic_of
from runners.access import coach_only, person, runner_for, runner_only
from runners.models import Coachship, User
from runners.queries import has_coach
from runners.roles import Deed, may

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
DELETED = "Deleted. Nobody reads it any more; for ten minutes you can bring it back."


@dataclass(frozen=True)
class Side:
    """One side of a conversation: how its pages look, where they are, and whose conversations they show."""

    layout: str
    nav: str
    list: str
    thread: str
    edit: str
    delete: str
    restore: str
    of: Callable[[User], ThreadSet]


RUNNER = Side(
    "base_runner.html", "_nav_runner.html", "messages", "message-thread", "message-edit", "message-delete",
    "message-restore", Thread.objects.of_runner,
)  # fmt: skip
COACH = Side(
    "base_coach.html", "_nav_coach.html", "coach-messages", "coach-thread", "coach-message-edit",
    "coach-message-delete", "coach-message-restore", Thread.objects.of_coach,
)  # fmt: skip


# --- lists ------------------------------------------------------------------------------------------------------------


@runner_only
@require_GET
def runner_list(request: HttpRequest) -> HttpResponse:
    runner = person(request)
    page = threads.runner_threads(runner, now=timezone.now(), number=request.GET.get("page"))
    context = {"side": RUNNER, "threads": page, "wants_mail": letters.wants_mail(runner), "coached": has_coach(runner)}
    return render(request, "conversations/threads.html", context)


@coach_only
@require_GET
def coach_list(request: HttpRequest) -> HttpResponse:
    coach = person(request)
    page = threads.coach_threads(coach, now=timezone.now(), number=request.GET.get("page"))
    context = {"side": COACH, "threads": page, "wants_mail": letters.wants_mail(coach)}
    return render(request, "conversations/threads.html", context)


@runner_only
@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Whether a mail says that there is a message, for either side of this person."""
    wanted = request.POST.get("wanted") == "yes"
    letters.set_mail(person(request), wanted=wanted)
    messages.success(request, "A mail will tell you." if wanted else "No more mails about messages.")
    return redirect("coach-messages" if request.POST.get("side") == "coach" else "messages")


# --- beginning --------------------------------------------------------------------------------------------------------


@runner_only
@GET_POST
def new(request: HttpRequest, titles: Titles, absent: Absent) -> HttpResponse:
    """A runner writes to a coach of theirs, about anything or about one thing."""
    runner, topic, now = person(request), topic_of(request.GET.get("about", "")), timezone.now()
    titled = titles(topic, runner, None)
    every = [tie for tie in Coachship.objects.of_runner(runner).select_related("coach") if may(tie, Deed.WRITE)]
    ties, away = [tie for tie in every if tie.coach.is_here], [tie.coach for tie in every if not tie.coach.is_here]
    topic = topic if titled else Topic()
    form = NewMessageForm(
        request.POST or None,
        ties=ties,
        along=threads.read_along(ties, topic),
        initial={"to": request.GET.get("to")},
    )
    if form.is_valid() and ties:
        thread = _begun(request, form.tie(), topic, form)
        if thread is not None:
            return _to_thread(RUNNER, thread.pk, form.words)
    context = {"side": RUNNER, "form": form, "titled": titled, "alone": not ties, "away": away}
    expected = threads.expected([tie.coach for tie in ties], absent, now=now)
    support = helping.panel_of(runner, form.words)
    return render(request, "conversations/new.html", {**context, "expected": expected, "support": support})


@coach_only
@GET_POST
def about_runner(request: HttpRequest, pk: int, titles: Titles, wrote: Wrote) -> HttpResponse:
    """A coach writes to this runner. What an alert offers as a beginning stands in the box: nothing sends itself."""
    tie, now = runner_for(coach=person(request), pk=pk), timezone.now()
    topic = topic_of(request.GET.get("about", ""))
    titled = titles(topic, tie.runner, tie)
    topic = topic if titled else Topic()
    phrases = habits.phrases_of(tie.coach)
    form = message_form(request.POST, phrases, draft=titled.draft if titled else "")
    if form.is_valid():
        thread = _begun(request, tie, topic, form)
        if thread is not None:
            wrote(tie.coach, topic, now)
            return _to_thread(COACH, thread.pk, form.words)
    page = threads.threads_with(tie, now=now, number=request.GET.get("page"))
    along = threads.read_along([tie], topic).get(tie.pk, "")
    context = {"side": COACH, "form": form, "titled": titled, "threads": page, "runner": tie.runner, "along": along}
    support = helping.panel_of(tie.coach, form.words)
    more = {"phrases": phrases, "may_write": may(tie, Deed.WRITE), "support": support}
    return render(request, "conversations/about_runner.html", {**context, **more})


def _begun(request: HttpRequest, tie: Coachship, topic: Topic, form: MessageForm) -> Thread | None:
    if not may(tie, Deed.WRITE):
        form.add_error(None, writing.OnlyReads.sentence)
        return None
    thread = writing.begin(tie, topic=topic, now=timezone.now())
    return thread if _sent(request, thread, form) else None


def _sent(request: HttpRequest, thread: Thread, form: MessageForm) -> Message | None:
    """None, with the reason on the form, where it cannot be."""
    writer, text, now = person(request), form.cleaned_data["text"], timezone.now()
    helping.rest_nudges(writer, text, now=now)
    try:
        return writing.send(writer, thread=thread, text=text, key=form.words_key(), now=now)
    except writing.Refused as refused:
        form.add_error(None, refused.sentence)
        return None


def _to_thread(side: Side, pk: int, words: str, *, at: str = "") -> HttpResponse:
    """Where they land; where help can be reached, after words that call for it."""
    found = "#support-panel" if helping.calls_for_it(words) else at
    return redirect(f"{reverse(side.thread, args=[pk])}{found}")


# --- one of them ------------------------------------------------------------------------------------------------------


@runner_only
@GET_POST
def runner_thread(request: HttpRequest, pk: int, titles: Titles, absent: Absent) -> HttpResponse:
    thread = _found(RUNNER, person(request), pk)
    return _thread(request, RUNNER, thread, titles(threads.topic(thread), thread.runner, None), absent)


@coach_only
@GET_POST
def coach_thread(request: HttpRequest, pk: int, titles: Titles, absent: Absent, wrote: Wrote) -> HttpResponse:
    coach = person(request)
    thread = _found(COACH, coach, pk)
    tie = runner_for(coach=coach, pk=thread.runner_id)
    answer = _thread(request, COACH, thread, titles(threads.topic(thread), thread.runner, tie), absent)
    if isinstance(answer, HttpResponseRedirect):  # it was sent
        wrote(coach, threads.topic(thread), timezone.now())
    return answer


def _thread(request: HttpRequest, side: Side, thread: Thread, titled: Titled | None, absent: Absent) -> HttpResponse:
    reader, now = person(request), timezone.now()
    phrases = habits.phrases_of(reader) if side is COACH else []
    form = message_form(request.POST, phrases)
    if form.is_valid() and _sent(request, thread, form):
        return _to_thread(side, thread.pk, form.words, at="#newest")
    page = threads.thread_page(thread, reader, absent=absent, now=now, number=request.GET.get("page"))
    if request.method == "GET":
        writing.mark_read(reader, messages=page.unread)
    context = {"side": side, "page": page, "form": form, "titled": titled, "phrases": phrases, "runner": thread.runner}
    return render(
        request,
        "conversations/thread.html",
        {**context, "support": helping.panel_of(reader, form.words or page.own_words)},
    )


@runner_only
@require_POST
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    runner, chosen = person(request), numbers_in(request.POST.getlist("coach"))
    try:
        thread = writing.choose_readers(
            runner, thread_id=pk, ties=chosen, shown=_shown(request, runner), now=timezone.now()
        )
    except Thread.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Kept. Whoever you took out cannot open this conversation any more.")
    if {tie.pk for tie in ties_of(thread)} != chosen:
        messages.info(request, "You changed who takes part on another page since you opened that one: look once more.")
    return redirect(RUNNER.thread, pk)


def _shown(request: HttpRequest, runner: User) -> set[int]:
    """Who took part on the page this comes from; one that does not say so can only take out."""
    if "shown" in request.POST:
        return numbers_in(request.POST.getlist("shown"))
    return set(Coachship.objects.of_runner(runner).values_list("pk", flat=True))


def _found(side: Side, reader: User, pk: int) -> Thread:
    thread = side.of(reader).select_related("runner").filter(pk=pk).first()
    if thread is None:
        raise Http404
    return thread


# --- one's own messages -----------------------------------------------------------------------------------------------


@runner_only
@GET_POST
def runner_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, RUNNER, pk)


@coach_only
@GET_POST
def coach_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, COACH, pk)


def _edit(request: HttpRequest, side: Side, pk: int) -> HttpResponse:
    writer, message, now = person(request), _own(request, side, pk), timezone.now()
    form = MessageForm(request.POST or None, initial={"text": message.text})
    if form.is_valid():
        helping.rest_nudges(writer, form.words, now=now)
        try:
            writing.edit(writer, message_id=pk, text=form.words, now=now)
            return _to_thread(side, message.thread_id, form.words)
        except writing.Refused as refused:
            form.add_error(None, refused.sentence)
    context = {"side": side, "message": message, "form": form, "support": helping.panel_of(writer, form.words)}
    return render(request, "conversations/edit.html", context)


@runner_only
@require_POST
def runner_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete(request, RUNNER, pk)


@coach_only
@require_POST
def coach_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete(request, COACH, pk)


def _delete(request: HttpRequest, side: Side, pk: int) -> HttpResponse:
    message = _own(request, side, pk)
    writing.delete(person(request), message_id=pk, now=timezone.now())
    messages.success(request, DELETED)
    return redirect(side.thread, message.thread_id)


@runner_only
@require_POST
def runner_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _restore(request, RUNNER, pk)


@coach_only
@require_POST
def coach_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _restore(request, COACH, pk)


def _restore(request: HttpRequest, side: Side, pk: int) -> HttpResponse:
    message = _own(request, side, pk, deleted=True)
    try:
        writing.restore(person(request), message_id=pk, now=timezone.now())
    except Message.DoesNotExist:
        messages.error(request, "Ten minutes are over: it is gone.")
    else:
        messages.success(request, "It is back.")
    return redirect(side.thread, message.thread_id)


def _own(request: HttpRequest, side: Side, pk: int, *, deleted: bool = False) -> Message:
    writer = person(request)
    message = Message.objects.by(writer).filter(pk=pk, deleted_at__isnull=not deleted).first()
    if message is None or not side.of(writer).filter(pk=message.thread_id).exists():
        raise Http404
    return message
