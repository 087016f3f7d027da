"""What links in a mail about a message open: one answer, without a sign-in, and nothing anybody wrote."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coaching.conversations import helping, letters, threads, writing
from coaching.conversations.forms import MessageForm
from coaching.conversations.topics import Wrote
from runners.access import public


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, wrote: Wrote) -> HttpResponse:
    """The words it answers stay behind the sign-in: programs open links in mails, and mails are passed on."""
    asked = letters.by_link(token)
    if asked is None:
        return render(request, "conversations/link_over.html", status=404)
    if asked.is_answered:
        return render(request, "conversations/link_answered.html")
    form = MessageForm(request.POST or None)
    page = "link_thanks" if form.is_valid() and _sent(asked, form, wrote) else "link_answer"
    context = {"form": form, "asked": asked, "support": helping.panel_of(asked.person, form.words)}
    return render(request, f"conversations/{page}.html", context)


def _sent(asked: letters.Asked, form: MessageForm, wrote: Wrote) -> bool:
    """One answer a link, however often it is sent."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"message:{asked.message.pk}:{asked.person.pk}")
    text, now = form.cleaned_data["text"], timezone.now()
    helping.rest_nudges(asked.person, text, now=now)
    try:
        writing.answer(asked.person, message=asked.message, text=text, key=key, now=now)
    except writing.Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    wrote(asked.person, threads.topic(asked.message.thread), now)
    return True


# Mail programs send this by themselves when somebody clicks "unsubscribe": there is no form with a token before it.
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    person = letters.by_stop(token)
    if request.method == "POST" and person is not None:
        letters.set_mail(person, wanted=False)
    return render(request, "conversations/link_stop.html", {"done": request.method == "POST" or person is None})
