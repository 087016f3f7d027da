"""Ten thousand alerts by mail: two workers, beside a bare loop that hands the same mails to the same files."""

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from coaching.alerts import delivering
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Alert, Wishes
from runners import mail
from runners.clock import database_now
from runners.models import Coachship, Outbox, User
from runners.side_by_side import processes
from runners.terms import TERMS_VERSION

ALERTS, COACHES, EACH = 10_000, 100, 10
WORKERS = 2


def run(row: Callable[..., None], now: datetime, *, alerts: int = ALERTS) -> None:
    ties = _ties(alerts // EACH, now)
    raised = _raised(ties, now)
    began = time.perf_counter()
    for tie, alert in raised:
        delivering.tell(tie, alert, now=now)
    telling = time.perf_counter() - began
    before = _files()
    bare = _bare_loop(_letters())
    began = time.perf_counter()
    with processes(WORKERS) as spread:
        sent = sum(spread(_drain_all, range(WORKERS)))
    wall = time.perf_counter() - began
    row(f"{alerts} alerts told", f"{alerts / telling:.0f} a second, one process: each a letter and two rows")
    said = f"{sent / wall:.0f} a second, {wall / bare:.1f} x the bare loop ({alerts / bare:.0f} a second)"
    row(f"{sent} mails, {WORKERS} workers", f"{said}; {_account(before)}")


def _ties(number: int, now: datetime) -> list[Coachship]:
    made = [
        User(email=f"mailed{n}@example.org", name=f"Given{n} Family", is_coach=n < COACHES, terms_version=TERMS_VERSION)
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


def _files() -> set[str]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return set(os.listdir(folder)) if folder.exists() else set()


def _account(before: set[str]) -> str:
    """What really left, whatever the rows say."""
    told: Counter[str] = Counter()
    for name in _files() - before:
        text = (Path(settings.EMAIL_FILE_PATH) / name).read_text()
        told.update(line for line in text.splitlines() if line.startswith("Message-ID:"))
    lost = Outbox.objects.filter(kind="alert").count() - len(told)
    return f"{lost} lost, {sum(told.values()) - len(told)} double"
