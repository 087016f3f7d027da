"""How many messages wait for the reader: asked once a page, by the pages that show it and have not asked already."""

from django import template
from django.db.models.functions import Now
from django.template import Context

from coaching.conversations.models import Unread

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_as_runner(context: Context) -> int:
    return _asked_once(context, "runner")


@register.simple_tag(takes_context=True)
def unread_as_coach(context: Context) -> int:
    return _asked_once(context, "coach")


def _asked_once(context: Context, side: str) -> int:
    request, name = context["request"], f"unread_as_{side}"
    if name in context:
        return int(context[name])
    if not hasattr(request, name):
        unread = Unread.objects
        waiting = unread.of_runner(request.user) if side == "runner" else unread.of_coach(request.user)
        setattr(request, name, waiting.filter(message__due_at__lte=Now()).count())
    return int(getattr(request, name))
