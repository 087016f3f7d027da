"""What a runner's own pages say of an alert that nobody has answered yet, and of what they may still hold."""

from django import template
from django.template import Context
from django.utils import timezone

from coaching.alerts import delivery_queries

register = template.Library()


@register.simple_tag(takes_context=True)
def ask_what_waits(context: Context) -> str:
    """Before anything is drawn: one question for the menu, the alerts and the messages of the first page."""
    request = context["request"]
    request.noticed = delivery_queries.noticed(request.user, now=timezone.now())
    request.unread_as_runner = request.noticed.unread
    return ""


@register.inclusion_tag("alerts/_noticed.html", takes_context=True)
def noticed(context: Context) -> dict[str, object]:
    """The day of the newest alert about them that is live and waits for their word, and what counts down, if any."""
    return {"noticed": context["request"].noticed}
