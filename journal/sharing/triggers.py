"""That something keeps coming back in what somebody writes. What it is, how often and since when stay with them."""

from collections import Counter
from datetime import datetime, timedelta

from journal.models import Practice
from journal.queries.practices import ASKED_FROM
from runners.models import Coachship

LATELY = timedelta(days=60)
MOST_LOOKED_AT = 400


def trigger_repeats(tie: Coachship, *, now: datetime) -> bool:
    """Whether one matter came up three times in two months; False for a coach who is not to know."""
    if not tie.shares.trigger:
        return False
    since = tie.runner.day(now) - LATELY
    pages = Practice.objects.of(tie.runner).filter(local_day__gt=since).exclude(trigger="")
    pages = pages.only("runner_id", "trigger", "trigger_word")[:MOST_LOOKED_AT]
    times = Counter((page.trigger, _own_word(page)) for page in pages)
    return any(many >= ASKED_FROM for many in times.values())


def _own_word(page: Practice) -> str:
    """Own words are sealed, so they are compared once opened; nothing of them leaves."""
    return page.trigger_word.casefold() if page.trigger == Practice.Trigger.OWN else ""
