"""What counts down for a runner, and who asked a coach to be there: at the top of their own pages."""

from django import template
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.delivery_queries import agreed_ties, asked_for, countdowns, has_agreed
from runners.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def has_an_agreement(context: template.Context) -> bool:
    """Whether something the reader agreed on holds; nothing for somebody who is not signed in."""
    reader = getattr(context.get("request"), "user", None)
    return isinstance(reader, User) and has_agreed(reader)


@register.simple_tag(takes_context=True)
def agreed_with(context: template.Context) -> frozenset[int]:
    """The ties of the reader in which something they agreed on holds."""
    return agreed_ties(context["request"].user)


@register.inclusion_tag("alerts/_countdown.html", takes_context=True)
def counting_down(context: template.Context, runner: User) -> dict[str, object]:
    return {"countdowns": countdowns(runner, now=timezone.now()), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("alerts/_asked_for.html", takes_context=True)
def asked_to_be_there(context: template.Context, coach: User, by: int | None = None) -> dict[str, object]:
    """`by` one runner, on the page about them; there "I have it" leads back to it."""
    asked = asked_for(coach, now=timezone.now(), by=by)
    here = reverse("athlete", args=[by]) if by is not None else ""
    return {"asked": asked, "here": here, "csrf_token": context.get("csrf_token")}
