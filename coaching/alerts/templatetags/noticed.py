"""What a runner's own pages say of an alert that nobody has answered yet, and of what they may still hold."""

from django import template
from django.utils import timezone

from coaching.alerts import delivery_queries
from runners.models import User

register = template.Library()


@register.inclusion_tag("alerts/_noticed.html")
def noticed(runner: User) -> dict[str, object]:
    """The day of the newest alert about them that is live and waits for their word, and what counts down, if any."""
    return {"noticed": delivery_queries.noticed(runner, now=timezone.now())}
