"""What counts down for a runner, and who asked a coach to be there: at the top of their own pages."""

from django import template
from django.utils import timezone

from coaching.alerts.delivery_queries import asked_for, countdowns
from runners.models import User

register = template.Library()


@register.inclusion_tag("alerts/_countdown.html", takes_context=True)
def counting_down(context: template.Context, runner: User) -> dict[str, object]:
    return {"countdowns": countdowns(runner, now=timezone.now()), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("alerts/_asked_for.html", takes_context=True)
def asked_to_be_there(context: template.Context, coach: User) -> dict[str, object]:
    return {"asked": asked_for(coach, now=timezone.now()), "csrf_token": context.get("csrf_token")}
