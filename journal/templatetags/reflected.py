"""Whether a run that is only shown has been reflected on."""

from django import template

from journal.queries.outings import check_in_before, reflection_after
from runners.models import Run

register = template.Library()


@register.simple_tag
def reflection_on(run: Run) -> int | None:
    """The reflection kept with this run, or with the check-in before it."""
    found = reflection_after(run, check_in_before(run))
    return found.pk if found is not None else None
