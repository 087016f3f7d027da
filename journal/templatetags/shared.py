"""Notes a runner has shared, counted for the pages that say who sees what."""

from collections.abc import Mapping

from django import template
from django.template import Context

from journal.queries import shared

register = template.Library()


@register.simple_tag(takes_context=True)
def notes_shared(context: Context) -> dict[int, int]:
    """By whoever looks at the page, with each of their coaches."""
    return shared.notes_shared(context["request"].user)


@register.filter
def with_tie(notes: Mapping[int, int], tie: int) -> int:
    return notes.get(tie, 0)
