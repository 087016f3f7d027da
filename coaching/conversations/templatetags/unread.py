"""How many messages wait for the reader: asked once a page, by the pages that show it and have not asked already."""

from django import template
from django.db.models.functions import Now
from django.template import Context

from coaching.conversations.models import Unread

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_as_runner(context: Context) -> int:
    request = context["request"]
    if not hasattr(request, "unread_as_runner"):
        waiting = Unread.objects.of_runner(request.user).filter(message__due_at__lte=Now())
        request.unread_as_runner = waiting.count()
    return int(request.unread_as_runner)
