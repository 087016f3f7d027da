"""That something keeps coming back in what somebody writes. What it is, how often and since when stay with them."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import connection

from journal.models import Practice
from journal.queries.practices import ASKED_FROM
from runners.models import Coachship

LATELY = timedelta(days=60)
MOST_LOOKED_AT = 400
# Written out, for it is on the page of every runner who shares it.
_OFTEN = """
SELECT trigger FROM journal_practice
WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day > %(since)s AND trigger <> ''
GROUP BY trigger HAVING count(*) >= %(times)s
"""


def trigger_repeats(tie: Coachship, *, now: datetime) -> bool:
    """Whether one matter came up three times in two months; False for a coach who is not to know."""
    if not tie.shares.trigger:
        return False
    since = tie.runner.day(now) - LATELY
    with connection.cursor() as cursor:
        cursor.execute(_OFTEN, {"runner": tie.runner_id, "since": since, "times": ASKED_FROM})
        often = {trigger for (trigger,) in cursor.fetchall()}
    return bool(often - {Practice.Trigger.OWN}) or (bool(often) and _own_word_repeats(tie, since))


def _own_word_repeats(tie: Coachship, since: date) -> bool:
    """Own words are sealed, so they are compared once opened; nothing of them leaves."""
    pages = Practice.objects.of(tie.runner).filter(local_day__gt=since, trigger=Practice.Trigger.OWN)
    words = Counter(page.trigger_word.casefold() for page in pages.only("runner_id", "trigger_word")[:MOST_LOOKED_AT])
    return any(many >= ASKED_FROM for many in words.values())
