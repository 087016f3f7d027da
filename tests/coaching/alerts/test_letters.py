"""An alert's letter: what it says, when it is not sent after all, and how letters wait and are taken."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPServerDisconnected
from threading import Thread
from typing import Any

import pytest
from django.core import mail as sent
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.alerts import actions, raising
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Alert, Delivery, Kind, State
from coaching.alerts.tasks import assess_due, deliver_due
from coaching.management.commands.dispatch import tidy
from runners import mail
from runners.actions import leave_coach
from runners.models import Coachship, Outbox, User
from runners.models.waiting import KEPT, LEASE, PAUSES
from runners.tasks import purge_deleted
from tests import making
from tests.coaching.alerts import raised

SUBJECT = "Someone in your squad could use a word"


@pytest.fixture
def letter(runner: User, coach: User, now: datetime) -> Outbox:
    """An alert was just raised, and its letter waits."""
    raised.standing(runner, now=now, reading="strained")
    raising.assess_due(now=now)
    return Outbox.objects.get()


def drain(now: datetime, writers: dict[str, mail.Writer] | None = None) -> mail.Drained:
    return mail.drain(now=now, writers=writers or WRITERS, clock=lambda: now)


def test_it_says_who_and_where_and_nothing_about_why(letter: Outbox, runner: User, now: datetime) -> None:
    drain(now)

    (message,) = sent.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert (message.subject, message.to) == (SUBJECT, ["jo@example.org"])
    body = html.split("</style>")[1]
    for text in (str(message.body), body):
        assert "Mia" in text
        assert f"/coach/runners/{runner.pk}/" in text
        assert not any(told in text.lower() for told in ("thorne", "strained", "54.4", "tired", "stress", "points"))


def test_it_keeps_an_apostrophe_in_the_plain_text(letter: Outbox, runner: User, now: datetime) -> None:
    User.objects.filter(pk=runner.pk).update(name="M'bo <b> & Co")

    drain(now)

    assert "M'bo’s last days" in str(sent.outbox[0].body)
    assert "<b>" not in str(sent.outbox[0].alternatives[0][0]).split("</style>")[1]


def test_it_carries_an_address_that_stays_the_same(letter: Outbox, now: datetime) -> None:
    drain(now)

    message: EmailMessage = sent.outbox[0].message()
    assert message["Message-ID"].startswith(f"<{letter.letter_id}@")


def test_it_is_cancelled_when_the_consent_is_withdrawn(letter: Outbox, tie: Coachship, now: datetime) -> None:
    Coachship.objects.update(shares_balance=False)

    done = drain(now)

    letter.refresh_from_db()
    assert (done.cancelled, letter.status, sent.outbox) == (1, Outbox.Status.CANCELLED, [])


def test_it_is_cancelled_when_the_runner_leaves(letter: Outbox, runner: User, tie: Coachship, now: datetime) -> None:
    leave_coach(runner, coachship=tie, now=now)

    assert drain(now).cancelled == 1
    assert sent.outbox == []


@pytest.mark.parametrize("state", [State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON, State.RESOLVED])
def test_it_is_cancelled_when_the_alert_asks_for_nobody(
    letter: Outbox, coach: User, now: datetime, state: State
) -> None:
    actions.take_step(coach, alert_id=letter.subject_id, to=state, now=now)

    assert drain(now).cancelled == 1


def test_it_is_cancelled_for_an_account_that_is_closed(letter: Outbox, coach: User, now: datetime) -> None:
    User.objects.filter(pk=coach.pk).update(is_active=False)

    assert drain(now).cancelled == 1


def test_it_is_sent_once(letter: Outbox, now: datetime) -> None:
    assert [drain(now).sent, drain(now).sent] == [1, 0]
    assert len(sent.outbox) == 1


def test_a_poison_letter_does_not_hold_up_the_others(letter: Outbox, runner: User, now: datetime) -> None:
    others = [making.person(f"coach{n}@example.org", is_coach=True) for n in range(3)]
    for other in others:
        making.coachship(other, runner)
    raising.assess_due(now=now)

    def writer(row: Outbox) -> mail.Letter | None:
        if row.pk == letter.pk:
            raise ZeroDivisionError
        return WRITERS["alert"](row)

    done = drain(now, {"alert": writer})

    letter.refresh_from_db()
    assert (done.sent, done.failed, len(sent.outbox)) == (3, 1, 3)
    assert (letter.status, letter.last_error) == (Outbox.Status.WAITING, "ZeroDivisionError")
    assert now < letter.due_at < now + 2 * PAUSES[0]


def test_a_letter_of_an_unknown_kind_is_put_aside(letter: Outbox, coach: User, now: datetime) -> None:
    mail.post(kind="mystery", subject_id=1, recipient=coach, dedup_key="m", due_at=now - timedelta(minutes=1))

    done = drain(now)

    assert (done.sent, done.failed) == (1, 1)


def test_it_is_tried_again_and_in_the_end_given_up(letter: Outbox, now: datetime, monkeypatch: Any) -> None:
    def down(self: EmailMultiAlternatives, *args: object, **kwargs: object) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", down)
    tries = 0
    while letter.status == Outbox.Status.WAITING:
        now = max(now, letter.due_at)
        assert drain(now).failed == 1
        tries += 1
        letter.refresh_from_db()

    assert (letter.status, tries) == (Outbox.Status.GIVEN_UP, len(PAUSES) + 1)


def test_one_letter_is_taken_by_one_worker(letter: Outbox, now: datetime) -> None:
    first = Outbox.objects.claim(now=now)
    second = Outbox.objects.claim(now=now)

    assert first == letter
    assert second is None


@pytest.mark.django_db(transaction=True)
def test_letters_are_shared_out_among_workers_one_each(now: datetime) -> None:
    coach = making.person("jo@example.org", is_coach=True)
    for n in range(24):
        mail.post(kind="alert", subject_id=n, recipient=coach, dedup_key=f"{n}", due_at=now)
    taken: list[int] = []

    def worker() -> None:
        while (row := Outbox.objects.claim(now=now)) is not None:
            taken.append(row.pk)
        connection.close()

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(taken) == sorted(Outbox.objects.values_list("pk", flat=True))
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {1}


def test_a_letter_of_a_worker_that_died_is_taken_again(letter: Outbox, now: datetime) -> None:
    dead = Outbox.objects.claim(now=now)
    later = now + LEASE
    successor = Outbox.objects.claim(now=later)

    assert dead is not None
    assert successor is not None
    assert successor.letter_id == letter.letter_id
    assert not dead.sent(now=later)
    assert successor.sent(now=later)


def test_a_letter_is_posted_once_for_the_same_key(letter: Outbox, coach: User, now: datetime) -> None:
    again = mail.post(
        kind="alert", subject_id=letter.subject_id, recipient=coach, dedup_key=letter.dedup_key, due_at=now
    )

    assert again == letter


def test_letters_are_looked_at_together_and_leave_over_one_line(
    runner: User, coach: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [making.person(f"coach{n}@example.org", is_coach=True) for n in range(30)]
    for other in others:
        making.coachship(other, runner)
    raised.standing(runner, now=now, reading="strained")
    raising.assess_due(now=now)
    lines: list[object] = []
    connect = mail.get_connection
    monkeypatch.setattr(mail, "get_connection", lambda: lines.append(1) or connect())
    with CaptureQueriesContext(connection) as seen:
        assert drain(now).sent == 31
    assert len(lines) == 1
    assert len(seen) <= 31 + 3 * 5  # one for each letter, and a few for each batch


def test_what_changes_while_letters_leave_slowly_is_seen(runner: User, coach: User, now: datetime) -> None:
    for n in range(3):
        making.coachship(making.person(f"coach{n}@example.org", is_coach=True), runner)
    raised.standing(runner, now=now, reading="strained")
    raising.assess_due(now=now)
    times = iter(now + n * mail.FRESH for n in range(100))

    def clock() -> datetime:
        if len(sent.outbox) == 2:
            Coachship.objects.update(shares_balance=False)
        return next(times)

    done = mail.drain(now=now, writers=WRITERS, clock=clock)
    assert (done.sent, done.cancelled) in ((2, 2), (3, 1))


def test_what_is_not_begun_within_half_a_lease_is_given_back(letter: Outbox, coach: User, now: datetime) -> None:
    times = iter([now, now, now + mail.HALF_A_LEASE, now + mail.HALF_A_LEASE])
    done = mail.drain(now=now, writers=WRITERS, clock=lambda: next(times))
    letter.refresh_from_db()
    assert (done, letter.leased_until, letter.attempts) == (mail.Drained(), None, 0)
    assert drain(now).sent == 1


def test_what_a_worker_that_ends_has_not_begun_is_given_back(letter: Outbox, coach: User, now: datetime) -> None:
    mail.post(kind="digest", subject_id=1, recipient=coach, dedup_key="d", due_at=now + timedelta(seconds=1))

    def ended(row: Outbox) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(now + timedelta(seconds=1), {"alert": ended, "digest": ended})
    assert Outbox.objects.get(kind="digest").leased_until is None
    assert Outbox.objects.get(kind="alert").leased_until is not None


def test_a_fault_of_several_together_is_each_one_s_own(letter: Outbox, coach: User, now: datetime) -> None:
    mail.post(kind="alert", subject_id=0, recipient=coach, dedup_key="bad", due_at=now)
    together = WRITERS["alert"]

    def broken(rows: Sequence[Outbox]) -> dict[int, mail.Letter]:
        if any(row.subject_id == 0 for row in rows):
            raise ZeroDivisionError
        return {row.pk: said for row in rows if (said := together(row))}

    done = drain(now, {"alert": mail.Together(broken)})
    assert (done.sent, done.failed) == (1, 1)


def test_a_line_that_broke_is_not_used_again(letter: Outbox, coach: User, now: datetime, monkeypatch: Any) -> None:
    mail.post(kind="alert", subject_id=letter.subject_id, recipient=coach, dedup_key="b", due_at=now)
    lines: list[object] = []
    send = EmailMultiAlternatives.send

    def once_broken(self: EmailMultiAlternatives, *args: object, **kwargs: object) -> int:
        lines.append(self.connection)
        if len(lines) == 1:
            raise SMTPServerDisconnected
        return send(self)

    monkeypatch.setattr(EmailMultiAlternatives, "send", once_broken)
    assert (drain(now).sent, len({id(line) for line in lines})) == (1, 2)


def test_after_ninety_days_nobody_knows_that_it_went_out(letter: Outbox, now: datetime) -> None:
    later = letter.due_at + KEPT + timedelta(seconds=1)
    assert Outbox.objects.purge(now=later) == 0  # it waits still
    drain(now)
    assert Outbox.objects.purge(now=letter.due_at + KEPT) == 0
    assert Outbox.objects.purge(now=later) == 1
    assert Delivery.objects.get(channel="email").letter_id is None


@pytest.mark.parametrize("clearing", [purge_deleted, tidy])
def test_the_hourly_clearing_takes_it_along(letter: Outbox, now: datetime, clearing: Callable[[], None]) -> None:
    drain(now)
    clearing()  # by the database's clock, which is months ahead
    assert not Outbox.objects.exists()


def unshare(tie: Coachship, switch: str) -> None:
    Coachship.objects.filter(pk=tie.pk).update(**{f"shares_{switch}": False})


def set_aside(alert: Alert, span: timedelta) -> None:
    Alert.objects.update(state=State.SNOOZED, snoozed_until=alert.raised_at + span)


CHANGES: list[tuple[str, Callable[[Alert, Coachship], object]]] = [
    ("nothing", lambda alert, tie: None),
    ("closed", lambda alert, tie: Alert.objects.update(state=State.RESOLVED)),
    ("acknowledged", lambda alert, tie: Alert.objects.update(state=State.ACKNOWLEDGED)),
    ("set aside", lambda alert, tie: set_aside(alert, timedelta(days=1))),
    ("set aside till now", lambda alert, tie: set_aside(alert, timedelta())),
    ("seen", lambda alert, tie: Alert.objects.update(state=State.SEEN)),
    ("not shared", lambda alert, tie: Coachship.objects.update(shares_balance=False)),
    ("ended", lambda alert, tie: Coachship.objects.update(ended_at=alert.raised_at)),
    ("reads only", lambda alert, tie: Coachship.objects.update(role="reader")),
    ("runner leaves", lambda alert, tie: User.objects.filter(pk=tie.runner_id).update(leaving_at=alert.raised_at)),
    ("another kind", lambda alert, tie: Alert.objects.update(kind=Kind.CHARGED)),
    ("not its kind", lambda alert, tie: (Alert.objects.update(kind="charged"), unshare(tie, "emotional"))),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_several_are_looked_at_as_one_is(
    letter: Outbox, tie: Coachship, coach: User, now: datetime, change: Callable[[Alert, Coachship], object]
) -> None:
    change(Alert.objects.get(), tie)
    one_by_one = Alert.objects.told_to(coach).live(now).exists()
    assert Delivery.objects.still_true(now).filter(recipient=coach).exists() == one_by_one


def test_the_tasks_assess_and_deliver(runner: User, coach: User, now: datetime) -> None:
    raised.standing(runner, now=now, reading="strained")

    assess_due()
    deliver_due()

    assert sent.outbox == []  # the reading is of a day long gone by the database's clock
    assert not Outbox.objects.exists()
