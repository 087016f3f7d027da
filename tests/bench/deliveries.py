"""Ten thousand alerts by mail: two workers, beside a bare loop that hands the same mails to the same files.

`python -m tests.bench --deliveries 10000` is this alone, and then the same with the programs themselves: two beats, and
a worker with two processes that is killed three times.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from coaching.alerts import delivering, raising
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Alert, Wishes
from runners import mail
from runners.clock import database_now
from runners.models import Coachship, Outbox, User
from runners.side_by_side import processes
from runners.terms import TERMS_VERSION
from tests.faults.site import Site, all_sent, delivered, end, environment, wait_until

ALERTS, COACHES, EACH = 10_000, 100, 10
WORKERS, BATCH = 2, raising.BATCH


def run(row: Callable[..., None], now: datetime, *, alerts: int = ALERTS) -> None:
    telling = _told(alerts, now)
    letters = _waiting()
    bare = _bare_loop(_letters())
    began = time.perf_counter()
    with processes(WORKERS) as spread:
        sent = sum(spread(_drain_all, range(WORKERS)))
    wall = time.perf_counter() - began
    row(f"{alerts} alerts told", f"{alerts / telling:.0f} a second, one process: batches of {BATCH}")
    said = f"{sent / wall:.0f} a second, {wall / bare:.1f} x the bare loop ({alerts / bare:.0f} a second)"
    row(f"{sent} mails, {WORKERS} workers", f"{said}; {_account(letters)}")


def run_with_faults(row: Callable[..., None], now: datetime, *, alerts: int = ALERTS, kills: int = 3) -> None:
    """The real programs, as they run on a server, and what a server goes through."""
    _told(alerts, now)
    letters = _waiting()
    site = Site(environment(Path(settings.VAR)), Path(settings.VAR))
    began = time.perf_counter()
    try:
        for name in ("beat-a", "beat-b"):
            site.beat(name)
        for kill in range(kills):
            worker = site.worker()
            left = len(letters) * (kills - kill) // (kills + 1)
            assert wait_until(lambda left=left: Outbox.objects.waiting().count() <= left, 600), site.said("worker")
            end(worker)
        site.worker()
        assert wait_until(all_sent, 600), site.said("worker")
    finally:
        site.close()
    rate = len(letters) / (time.perf_counter() - began)
    said = f"{rate:.0f} a second from start to end, 2 beats, {WORKERS} processes killed {kills} times"
    row(f"{len(letters)} mails, the programs", f"{said}; {_account(letters)}")


def _told(alerts: int, now: datetime) -> float:
    """As many alerts on their way, as the assessment tells of them; returns how long that took."""
    raised = _raised(_ties(alerts // EACH, now), now)
    began = time.perf_counter()
    for first in range(0, len(raised), BATCH):
        delivering.tell_all(raised[first : first + BATCH], now=now)
    return time.perf_counter() - began


def _ties(number: int, now: datetime) -> list[Coachship]:
    start = User.objects.count()
    made = [
        User(
            email=f"mailed{start + n}@example.org",
            name=f"Given{n} Family",
            is_coach=n < COACHES,
            terms_version=TERMS_VERSION,
        )
        for n in range(number + COACHES)
    ]
    people = User.objects.bulk_create(made)
    coaches, runners = people[:COACHES], people[COACHES:]
    Wishes.objects.bulk_create([Wishes(coach=one, quiet_from="00:00", quiet_until="00:00") for one in coaches])
    return Coachship.objects.bulk_create(
        [
            Coachship(coach=coaches[n % COACHES], runner=runner, shares_balance=True, started_at=now)
            for n, runner in enumerate(runners)
        ]
    )


def _raised(ties: list[Coachship], now: datetime) -> list[tuple[Coachship, Alert]]:
    """Days apart, as if nobody had ever closed one."""
    days = [now.date() - timedelta(days=20 * back) for back in range(EACH)]
    said = {"reading": "strained", "score": 60.0, "contributions": {"emotional": 60.0}, "facts": {}, "raised_at": now}
    rows = [(tie, Alert(runner=tie.runner, local_day=day, episode_on=day, **said)) for tie in ties for day in days]
    Alert.objects.bulk_create([alert for _, alert in rows])
    return rows


def _letters() -> list[EmailMultiAlternatives]:
    """The very mails that will be sent, put together beforehand."""
    kept: list[EmailMultiAlternatives] = []
    send = EmailMultiAlternatives.send
    EmailMultiAlternatives.send = lambda self, **_: kept.append(self)  # type: ignore[method-assign, assignment, return-value]
    try:
        for waiting in Outbox.objects.waiting().filter(kind="alert").select_related("recipient"):
            letter = WRITERS["alert"](waiting)
            assert letter is not None
            mail.send(letter, to=mail.address_of(waiting.recipient), message_id=f"bare-{waiting.letter_id}")
    finally:
        EmailMultiAlternatives.send = send  # type: ignore[method-assign]
    return kept


def _bare_loop(letters: list[EmailMultiAlternatives]) -> float:
    folder = Path(settings.VAR) / "bare-mail"
    began = time.perf_counter()
    for letter in letters:
        EmailBackend(file_path=str(folder)).send_messages([letter])
    return time.perf_counter() - began


def _drain_all(_: int) -> int:
    sent = 0
    while (done := mail.drain(now=database_now(), writers=WRITERS, clock=database_now)).sent:
        sent += done.sent
    return sent


def _waiting() -> set[str]:
    return {str(letter) for letter in Outbox.objects.waiting().filter(kind="alert").values_list("letter_id", flat=True)}


def _account(letters: set[str]) -> str:
    """What really left, whatever the rows say."""
    copies = delivered(settings.VAR)
    lost = sum(letter not in copies for letter in letters)
    double = sum(copies[letter] - 1 for letter in letters if letter in copies)
    return f"{len(letters) - lost} delivered, {lost} lost, {double} double"
