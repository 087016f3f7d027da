"""What a mail and a phone say of each kind of alert: its own words, no reason, and only what is shared."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent
from django.core.mail import EmailMultiAlternatives

from coaching.alerts import actions, delivering
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import NEEDS, Alert, Kind, Pace, State
from coaching.alerts.notices import NOTICES
from coaching.alerts.pushes import LOOKS
from runners import mail
from runners.models import Coachship, Push, User
from runners.models.people import SHARES
from runners.ties import SWITCHES
from tests import making
from tests.coaching.alerts import raised

WORRIED = "Someone in your squad could use a word"
MORNING = datetime(2026, 3, 19, 7, tzinfo=UTC)


@pytest.fixture
def phone(coach: User, now: datetime) -> None:
    making.phone(coach, at=now)
    delivering.choose(coach, wishes={"by_mail": False, "by_push": True}, paces={})


def told(tie: Coachship, kind: str, *, now: datetime) -> Alert:
    alert = raised.alert(tie.runner, now=now, kind=kind, figures={"days": 12})
    delivering.tell(tie, alert, now=now)
    return alert


def test_every_kind_has_its_words_and_no_subject_names_anybody() -> None:
    assert set(NOTICES) == set(Kind)
    for notice in NOTICES.values():
        assert "{name}" in notice.sentence
        assert "{" not in notice.subject + notice.heading + notice.asks


@pytest.mark.parametrize("kind", Kind)
def test_only_the_balance_check_asks_for_a_word(tie: Coachship, now: datetime, kind: Kind) -> None:
    delivering.choose(tie.coach, wishes={}, paces={kind: Pace.INSTANT})
    told(tie, kind, now=now)
    mail.drain(now=now, writers=WRITERS, clock=lambda: now)

    (message,) = sent.outbox
    assert (message.subject == WORRIED) == ("chat" in str(message.body)) == (kind is Kind.BALANCE)


@pytest.mark.parametrize("kind", Kind)
def test_it_says_that_it_is_shared_and_not_what(tie: Coachship, now: datetime, kind: Kind) -> None:
    delivering.choose(tie.coach, wishes={}, paces={kind: Pace.INSTANT})
    told(tie, kind, now=now)
    Coachship.objects.update(**{f"shares_{name}": name in NEEDS[kind] for name in SHARES})
    mail.drain(now=now, writers=WRITERS, clock=lambda: now)

    (letter,) = sent.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    for body in (str(letter.body), str(letter.alternatives[0][0])):
        assert "because Mia chose to share this with you on Evenpace" in body
        assert not [switch.label for switch in SWITCHES.values() if switch.label.lower() in body.lower()]


def test_a_phone_says_it_in_the_words_of_its_kind(tie: Coachship, phone: None, now: datetime) -> None:
    delivering.choose(tie.coach, wishes={}, paces={Kind.GOOD_WEEK: Pace.INSTANT})
    told(tie, Kind.GOOD_WEEK, now=now)

    push = Push.objects.get()
    assert (push.title, push.body) == ("Good news", "Good news from your squad.")


def test_a_phone_is_told_no_more_of_what_was_seen_to(tie: Coachship, phone: None, now: datetime) -> None:
    alert, push = told(tie, Kind.BALANCE, now=now), Push.objects.get()
    assert LOOKS[push.kind](push, now) == "/coach/alerts/"
    actions.take_step(tie.coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    assert LOOKS[push.kind](push, now) is None


def test_a_phone_without_mail_has_one_line_for_the_whole_morning(tie: Coachship, phone: None, now: datetime) -> None:
    for kind in (Kind.QUIET, Kind.CHARGED):
        told(tie, kind, now=now)

    push = Push.objects.get()
    assert (push.title, push.due_at) == ("Your morning note is ready", MORNING)
    assert "Mia" not in push.title + push.body


def test_that_line_waits_for_the_end_of_the_quiet_hours(tie: Coachship, phone: None, now: datetime) -> None:
    delivering.choose(tie.coach, wishes={"quiet_until": MORNING.replace(hour=9).time()}, paces={})
    told(tie, Kind.QUIET, now=now)

    assert Push.objects.get().due_at == MORNING.replace(hour=9)


def test_that_line_is_not_sent_once_nothing_of_it_asks_for_anybody(tie: Coachship, phone: None, now: datetime) -> None:
    alerts = [told(tie, kind, now=now) for kind in (Kind.QUIET, Kind.CHARGED)]
    told(tie, Kind.SPIKE, now=now + timedelta(days=1))  # of another morning
    push = Push.objects.order_by("due_at")[0]

    leads = [LOOKS[push.kind](push, MORNING)]
    for alert in alerts:
        actions.take_step(tie.coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
        leads.append(LOOKS[push.kind](push, MORNING))
    assert leads == ["/coach/alerts/", "/coach/alerts/", None]
