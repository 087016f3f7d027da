"""Notes a runner has shared, counted for the pages that say who sees what."""

from django import template
from django.template import Context

from journal.queries import shared

register = template.Library()


@register.simple_tag(takes_context=True)
def notes_shared(context: Context) -> int:
    """Of whoever looks at the page."""
    return shared.notes_shared(context["request"].user)
