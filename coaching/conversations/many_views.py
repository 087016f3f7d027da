"""A coach's texts and habits, and one message to several runners."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.conversations import habits, helping, threads, writing
from coaching.conversations import many as several
from coaching.conversations.forms import HabitForm, MessageForm, PhraseForm, message_form, numbers_in
from coaching.conversations.models import Phrase
from runners.access import coach_only, person
from runners.models import Coachship

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@coach_only
@GET_POST
def many(request: HttpRequest) -> HttpResponse:
    """Chosen on the squad's page; then written, looked at as it will be read, and sent ten minutes later."""
    coach, asked = person(request), numbers_in(request.POST.getlist("runner"))
    ties = several.chosen(coach, asked)
    phrases = habits.phrases_of(coach)
    form = message_form(request.POST if "text" in request.POST else {}, phrases)
    context = {"form": form, "ties": ties, "numbers": _numbers(ties), "phrases": phrases}
    if not ties or not form.is_valid() or request.POST.get("step") not in ("look", "send"):
        return render(request, "conversations/many.html", {**context, "beside": several.read_along(coach, asked)})
    fewer = len(asked) > len(ties)  # since the page before, which asks for those it named
    if request.POST["step"] == "look" or fewer and not several.went(coach, key=form.words_key()):
        return render(
            request, "conversations/many_look.html", {**context, "text": form.cleaned_data["text"], "fewer": fewer}
        )
    return _sent(request, form, context)


def _numbers(ties: Sequence[Coachship]) -> str:
    return ",".join(str(tie.runner_id) for tie in ties)


def _sent(request: HttpRequest, form: MessageForm, context: dict[str, Any]) -> HttpResponse:
    coach, key, now = person(request), form.words_key(), timezone.now()
    helping.rest_nudges(coach, form.words, now=now)
    try:
        several.send(coach, ties=context["ties"], text=form.words, key=key, now=now)
    except writing.Refused as refused:
        form.add_error(None, refused.sentence)
        context["support"] = helping.panel_of(coach, form.words)
        return render(request, "conversations/many.html", context)
    return redirect("messages-sent", key)


@coach_only
@require_GET
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    coach = person(request)
    page = threads.sent_to_many(coach, key=key, now=timezone.now())
    if page is None:
        raise Http404
    context = {"sent": page, "key": key, "support": helping.panel_of(coach, page.text)}
    return render(request, "conversations/many_sent.html", context)


@coach_only
@require_POST
def undo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Their words are on the page that says so: they may want to be sent again, put otherwise."""
    coach = person(request)
    taken_back = several.undo(coach, key=key, now=timezone.now())
    if not taken_back:
        gone_out = several.went(coach, key=key)
        said = "It has gone out already. Nothing was changed." if gone_out else "There is nothing left to take back."
        messages.error(request, said)
        return redirect("coach-messages")
    messages.success(request, "Taken back. Nobody has seen it, and what you wrote is still here.")
    ties = several.chosen(coach, [message.thread.runner_id for message in taken_back])
    form, phrases = MessageForm(initial={"text": taken_back[0].text}), habits.phrases_of(coach)
    context = {"form": form, "ties": ties, "numbers": _numbers(ties), "phrases": phrases}
    return render(request, "conversations/many.html", context)


@coach_only
@GET_POST
def texts(request: HttpRequest) -> HttpResponse:
    coach = person(request)
    form = PhraseForm(request.POST or None)
    if form.is_valid():
        try:
            habits.keep_phrase(coach, text=form.cleaned_data["text"], key=form.words_key(), now=timezone.now())
            return redirect("message-texts")
        except habits.Enough as enough:
            form.add_error(None, enough.sentence)
    within = HabitForm(initial={"within": habits.answers_within(coach)})
    context = {"form": form, "habit": within, "phrases": habits.phrases_of(coach)}
    return render(request, "conversations/texts.html", context)


@coach_only
@require_POST
def remove_text(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        habits.remove_phrase(person(request), phrase_id=pk)
    except Phrase.DoesNotExist:
        raise Http404 from None
    return redirect("message-texts")


@coach_only
@require_POST
def habit(request: HttpRequest) -> HttpResponse:
    form = HabitForm(request.POST)
    if form.is_valid():
        habits.answer_within(person(request), within=form.cleaned_data["within"])
        messages.success(request, "Kept. Runners read it beside the box they write in.")
    else:
        messages.error(request, str(form.errors["within"][0]))
    return redirect("message-texts")
