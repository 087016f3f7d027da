"""What a runner's own pages say of an alert that nobody has answered yet."""

from django import template

from coaching.alerts.queries import unanswered_since
from runners.models import User

register = template.Library()


@register.inclusion_tag("alerts/_noticed.html")
def noticed(runner: User) -> dict[str, object]:
    """The day of the newest alert about them that is live and waits for their word, or nothing."""
    return {"day": unanswered_since(runner)}
