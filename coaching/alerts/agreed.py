"""Two keys: what a runner agreed in calm times, and their word when it comes to it.

Only what was logged after the agreement counts, and after each word or "hold" it is counted anew. Between the sign and
the word to the coach lies a countdown the runner sees, and can end. Nothing here passes on what was logged.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from coaching.alerts.models import Agreement, Telling
from coaching.alerts.quiet import local_day
from journal.sharing import TIMES, Sign, signs_of
from runners import mail
from runners.models import Coachship, User
from runners.push import write_push
from runners.roles import Deed, those_who_may

SOON, TOLD = "agreed-soon", "agreed"  # letters: to the runner when the countdown begins, to the coach when it is over


class TooLate(Exception):
    """It has been told already."""


@transaction.atomic
def agree(runner: User, *, tie_id: int, sign: Sign, hours: int, now: datetime) -> Agreement:
    """One agreement a coach and sign; agreeing again sets its hours. Raises Coachship.DoesNotExist."""
    ties = Coachship.objects.of_runner(runner).filter(role__in=those_who_may(Deed.BE_TOLD))
    tie = ties.select_for_update(of=("self",)).get(pk=tie_id)
    agreement, made = Agreement.objects.get_or_create(
        tie=tie, sign=sign, ended_at=None, defaults={"hours": hours, "made_at": now}
    )
    if not made and agreement.hours != hours:
        agreement.hours = hours
        agreement.save(update_fields=["hours"])
    return agreement


@transaction.atomic
def take_back(runner: User, *, agreement_id: int, now: datetime) -> bool:
    """From this moment on nobody is told, and what was told is on nobody's page; False where it was over already.

    Raises Agreement.DoesNotExist.
    """
    mine = Agreement.objects.filter(tie__runner=runner).select_for_update(of=("self",))
    agreement = mine.select_related("tie").get(pk=agreement_id)
    if agreement.ended_at is not None or agreement.tie.ended_at is not None:
        return False
    agreement.ended_at = now
    agreement.save(update_fields=["ended_at"])
    return True


@transaction.atomic
def hold(runner: User, *, telling_id: int, now: datetime) -> Telling:
    """ "Hold, I am fine": this countdown ends and nobody hears of it. Raises Telling.DoesNotExist, TooLate."""
    mine = Telling.objects.filter(agreement__in=Agreement.objects.of(runner))
    telling = mine.select_for_update(of=("self",)).get(pk=telling_id)
    if telling.told_at is not None:
        raise TooLate
    if telling.held_at is None:
        telling.held_at = now
        telling.save(update_fields=["held_at"])
    return telling


def hear(coach: User, *, telling_id: int, now: datetime) -> Telling:
    """The coach has it, and what the same runner had them told before; the runner reads that they have.

    Raises Telling.DoesNotExist.
    """
    telling = Telling.objects.for_coach(coach).get(pk=telling_id)
    theirs = Telling.objects.filter(agreement__tie=telling.agreement.tie_id, told_at__lte=telling.told_at)
    theirs.filter(heard_at=None).update(heard_at=now)
    return telling


def look(*, now: datetime) -> int:
    """Begin the countdowns whose sign has come, and tell what has run down; returns how many of both."""
    return _begin(now=now) + _tell_due(now=now)


def _begin(*, now: datetime) -> int:
    reaching = Agreement.objects.reaching().exclude(tellings__in=Telling.objects.counting_down())
    ends = [Coalesce(Max(f"tellings__{end}"), "made_at") for end in ("held_at", "told_at")]
    agreements = list(
        reaching.annotate(since=Greatest("made_at", *ends)).select_related("tie__runner", "tie__coach").order_by("pk")
    )
    return sum(_begin_for(sign, [one for one in agreements if one.sign == sign], now=now) for sign in Sign)


def _begin_for(sign: Sign, agreements: Iterable[Agreement], *, now: datetime) -> int:
    asked = list(agreements)
    if not asked:
        return 0
    came = signs_of(sign, sorted({one.tie.runner_id for one in asked}), now=now)
    begun = 0
    for one in asked:
        since = one.since  # type: ignore[attr-defined]
        if sum(at > since for at in came.get(one.tie.runner_id, ())) >= TIMES:
            begun += _count_down(one, since=since, now=now)
    return begun


@transaction.atomic
def _count_down(agreement: Agreement, *, since: datetime, now: datetime) -> bool:
    """The runner hears of it first. Two workers at once begin one countdown, and none by what was counted before."""
    if not _is_counted(agreement, since=since):
        return False
    runner, due_at = agreement.tie.runner, now + timedelta(hours=agreement.hours)
    met_on = local_day(runner.time_zone, now)
    telling = Telling.objects.create(agreement=agreement, met_on=met_on, made_at=now, due_at=due_at)
    mail.post(kind=SOON, subject_id=telling.pk, recipient=runner, dedup_key=f"{SOON}:{telling.pk}", due_at=now)
    said = "Something you agreed on begins. You can hold it."
    _push(runner, telling, kind=SOON, body=said, address="agreed", now=now)
    return True


def _is_counted(agreement: Agreement, *, since: datetime) -> bool:
    """Locks it: whether it holds still, nothing counts down meanwhile, and nothing has ended a count after `since`."""
    mine = Agreement.objects.filter(pk=agreement.pk, ended_at=None).select_for_update()
    meanwhile = Q(held_at=None, told_at=None) | Q(held_at__gt=since) | Q(told_at__gt=since)
    return mine.first() is not None and not agreement.tellings.filter(meanwhile).exists()


def _tell_due(*, now: datetime) -> int:
    due = Telling.objects.counting_down().filter(due_at__lte=now).order_by("pk").values_list("pk", flat=True)
    return sum(_tell(pk, now=now) for pk in due)


@transaction.atomic
def _tell(telling_id: int, *, now: datetime) -> bool:
    """By compare-and-swap: held, taken back or told by somebody else meanwhile, it is not told."""
    mine = Telling.objects.counting_down().filter(pk=telling_id, due_at__lte=now)
    if not mine.update(told_at=now):
        return False
    telling = Telling.objects.select_related("agreement__tie__coach").get(pk=telling_id)
    coach = telling.agreement.tie.coach
    # The runner asked for this word in calm times: quiet hours are no reason to keep it back.
    mail.post(kind=TOLD, subject_id=telling.pk, recipient=coach, dedup_key=f"{TOLD}:{telling.pk}", due_at=now)
    said = "Somebody asked you to be there for them."
    _push(coach, telling, kind=TOLD, body=said, address="coach-alerts", now=now)
    return True


def _push(person: User, telling: Telling, *, kind: str, body: str, address: str, now: datetime) -> None:
    write_push(
        person,
        kind=kind,
        title="As agreed",
        body=body,
        path=reverse(address),
        dedupe=f"{kind}:{telling.pk}",
        due_at=now,
        now=now,
        subject_id=telling.pk,
    )
