"""What a runner lends for a call, among the things they share."""

from django import template
from django.template import Context
from django.utils import timezone

from coaching.consultations.lending import Lending, lent_by

register = template.Library()


@register.simple_tag(takes_context=True)
def lent_now(context: Context) -> tuple[Lending, ...]:
    """By whoever looks at the page."""
    return lent_by(context["request"].user, now=timezone.now())
