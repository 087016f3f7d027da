"""Entries that waited on a phone: whose they are, and when they were made as far as a phone can be believed."""

from dataclasses import fields
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from journal.actions import DailyAnswers
from journal.models import DailyCheck
from runners.models import User

SALT = "journal.kept"
MOST_DIGITS = 16  # no clock shows milliseconds with more
LONGEST_WAIT = timedelta(days=400)  # a phone that says more has a clock that is absurdly off


def owner_of(runner: User) -> str:
    """What stands for a person on a phone: it tells two people apart and nothing about either."""
    return salted_hmac(SALT, str(runner.pk)).hexdigest()[:32]


def moment_of(*, made: str, sent: str, now: datetime) -> datetime:
    """When it was made, by our clock: as long before its arrival as the phone's own clock says it waited.

    So a clock that is wrong by an hour or by years does no harm as long as it ticks. One that was set back meanwhile,
    or is no number at all, gives the moment of arrival: nothing is ever in the future.
    """
    began, ended = _milliseconds(made), _milliseconds(sent)
    if began is None or ended is None or began >= ended:
        return now
    return now - min(timedelta(milliseconds=ended - began), LONGEST_WAIT)


def _milliseconds(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None


def beside(there: DailyCheck, late: DailyAnswers) -> DailyAnswers:
    """What is there was written later than what has just arrived, and stays; the late one answers what it left out."""
    return _filled_up(_answers(there), late)


def on_top(there: DailyCheck, later: DailyAnswers) -> DailyAnswers:
    """What has just arrived is newer but knew nothing of what is there: what it left out stays."""
    return _filled_up(later, _answers(there))


def _answers(check: DailyCheck) -> DailyAnswers:
    return DailyAnswers(**{field.name: getattr(check, field.name) for field in fields(DailyAnswers)})


def _filled_up(first: DailyAnswers, other: DailyAnswers) -> DailyAnswers:
    values = {name: getattr(other, name) if value is None else value for name, value in vars(first).items()}
    return DailyAnswers(**values)
