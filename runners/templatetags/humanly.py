"""Numbers as people write them."""

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """1234 -> "1,234"."""
    return f"{number:,}"
