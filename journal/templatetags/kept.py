"""Whose page it is, in the one word that a phone may know."""

from django import template

from journal.kept import owner_of
from runners.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_as(context: template.Context) -> str:
    """ "" for somebody without an account, and where nobody asked for the page."""
    request = context.get("request")
    person = getattr(request, "user", None)
    return owner_of(person) if isinstance(person, User) else ""
