"""What the coach's menu counts, on whichever page it stands."""

from django import template
from django.template import Context
from django.utils import timezone

from coaching.alerts.live import menu
from runners.models import User

register = template.Library()
COUNTED = ("open_alerts", "unread_as_coach")


@register.simple_tag(takes_context=True)
def counts_of_menu(context: Context) -> dict[str, int]:
    """As the page has read them already, or in one look; nothing for somebody who does not coach."""
    if all(name in context for name in COUNTED):
        return {name: context[name] for name in COUNTED}
    reader = context["request"].user
    coaches = isinstance(reader, User) and reader.is_coach
    return menu(reader, now=timezone.now()) if coaches else dict.fromkeys(COUNTED, 0)
