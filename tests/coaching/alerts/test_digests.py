"""How alerts reach a coach: at once, each morning or once a week, outside the quiet hours, each exactly once."""

from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail as sent
from django.db import connection

from coaching.alerts import actions, answering, delivering, digests, quiet
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Agreement, Alert, Delivery, Digest, Kind, Pace, State, Telling, Wishes
from journal.sharing import Sign
from runners import mail
from runners.models import Coachship, Outbox, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

MORNING = datetime(2026, 3, 19, 7, tzinfo=UTC)  # after NOW, in Dublin
Channel = Delivery.Channel


@pytest.fixture
def daily(coach: User) -> User:
    delivering.choose(coach, wishes={}, paces={Kind.BALANCE: Pace.DAILY})
    return coach


def told(tie: Coachship, *, now: datetime, **more: object) -> Alert:
    alert = raised.alert(tie.runner, now=now, **more)
    delivering.tell(tie, alert, now=now)
    return alert


def drain(now: datetime) -> mail.Drained:
    return mail.drain(now=now, writers=WRITERS, clock=lambda: now)


def due(coach: User) -> datetime:
    return Outbox.objects.get(recipient=coach).due_at


def test_who_could_use_a_word_is_told_at_once(tie: Coachship, now: datetime) -> None:
    told(tie, now=now)

    assert due(tie.coach) == now


def test_at_night_it_waits_for_the_end_of_the_quiet_hours(tie: Coachship, now: datetime) -> None:
    told(tie, now=datetime(2026, 3, 18, 23, 10, tzinfo=UTC))

    assert due(tie.coach) == datetime(2026, 3, 19, 6, 30, tzinfo=UTC)


def test_quiet_hours_are_those_of_the_recipients_own_wall(tie: Coachship, now: datetime) -> None:
    User.objects.filter(pk=tie.coach_id).update(time_zone="Australia/Sydney")
    told(Coachship.objects.get(pk=tie.pk), now=now + timedelta(hours=4))  # half past eleven at night there

    assert due(tie.coach) == datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


def test_a_digest_waits_for_the_morning_and_tells_of_everybody_once(
    daily: User, tie: Coachship, stranger: User, now: datetime
) -> None:
    other = making.coachship(daily, stranger)
    told(tie, now=now)
    told(other, now=now + timedelta(hours=2))
    before = digests.gather(now=MORNING - timedelta(seconds=1))

    assert (before, digests.gather(now=MORNING), drain(MORNING).sent) == (0, 1, 1)
    body = str(sent.outbox[0].body)
    assert sent.outbox[0].subject == "What your squad has for you"
    assert body.index("Mia’s last days") < body.index("Stan’s last days") < body.index("Nothing else needs you.")
    assert not any(word in body for word in ("Thorne", "strained", " 54", "points"))


@pytest.mark.parametrize(("starts", "ends", "hour"), [(22, 9, 9), (6, 8, 8), (22, 6, 7), (9, 9, 7)])
def test_a_digest_keeps_to_the_quiet_hours_too(
    daily: User, tie: Coachship, now: datetime, starts: int, ends: int, hour: int
) -> None:
    delivering.choose(daily, wishes={"quiet_from": time(starts), "quiet_until": time(ends)}, paces={})
    told(tie, now=now)
    due_at = MORNING.replace(hour=hour)

    assert [digests.gather(now=due_at - timedelta(seconds=1)), digests.gather(now=due_at)] == [0, 1]


def test_a_weekly_one_waits_for_its_day(tie: Coachship, now: datetime) -> None:
    delivering.choose(tie.coach, wishes={"weekday": 4}, paces={Kind.BALANCE: Pace.WEEKLY})
    told(tie, now=now)

    assert digests.gather(now=MORNING) == 0
    assert digests.gather(now=MORNING + timedelta(days=1)) == 1


def test_what_is_no_longer_shared_by_the_morning_is_not_told(daily: User, tie: Coachship, now: datetime) -> None:
    told(tie, now=now)
    digests.gather(now=MORNING)
    Coachship.objects.update(shares_balance=False)

    assert (drain(MORNING).cancelled, sent.outbox) == (1, [])


def test_a_closed_alert_is_left_out_of_a_digest(daily: User, tie: Coachship, stranger: User, now: datetime) -> None:
    told(tie, now=now)
    told(making.coachship(daily, stranger), now=now, state=State.RESOLVED)
    digests.gather(now=MORNING)
    drain(MORNING)

    assert "Stan" not in str(sent.outbox[0].body)


@pytest.mark.parametrize("to", [State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON])
def test_what_somebody_has_seen_to_is_left_out_of_a_digest(
    daily: User, tie: Coachship, stranger: User, now: datetime, to: State
) -> None:
    told(tie, now=now)
    done = told(making.coachship(daily, stranger), now=now)
    actions.take_step(daily, alert_id=done.pk, to=to, now=now + timedelta(hours=2), days=7)
    digests.gather(now=MORNING)
    drain(MORNING)

    assert ("Mia" in str(sent.outbox[0].body), "Stan" in str(sent.outbox[0].body)) == (True, False)


def test_a_digest_with_nothing_left_is_not_sent(daily: User, tie: Coachship, now: datetime) -> None:
    alert = told(tie, now=now)
    digests.gather(now=MORNING)
    answering.say_fine(tie.runner, alert_id=alert.pk, days=14, reason="", shared=False, now=now + timedelta(hours=1))

    assert (drain(MORNING).cancelled, sent.outbox) == (1, [])


def test_it_says_how_many_wait_of_whom_it_does_not_tell(
    daily: User, tie: Coachship, stranger: User, now: datetime
) -> None:
    told(tie, now=now)
    at_once = told(making.coachship(daily, stranger), now=now)
    Delivery.objects.filter(alert=at_once, channel=Channel.EMAIL).delete()  # another letter told of it
    agreement = Agreement.objects.create(tie=tie, sign=Sign.LOW, hours=1, made_at=now)
    Telling.objects.create(agreement=agreement, met_on=now, made_at=now, due_at=now, told_at=now)
    digests.gather(now=MORNING)
    drain(MORNING)

    body = str(sent.outbox[0].body)
    assert "2 more wait on your squad page: " in body
    assert "Nothing else needs you." not in body


def test_a_look_before_the_quiet_is_over_makes_no_digest_of_a_morning_that_has_been(
    daily: User, tie: Coachship, now: datetime
) -> None:
    """Seven is over, but this moment is quiet to them: it waits for the end of that."""
    told(tie, now=now)
    delivering.choose(daily, wishes={"quiet_from": time(12), "quiet_until": time(14)}, paces={})
    noon = MORNING.replace(hour=13)

    assert [digests.gather(now=noon), digests.gather(now=noon.replace(hour=14))] == [0, 1]


def test_there_is_one_digest_a_day_and_the_rest_comes_with_the_next(daily: User, tie: Coachship, now: datetime) -> None:
    told(tie, now=now)
    digests.gather(now=MORNING)
    told(making.coachship(daily, making.person("late@example.org")), now=now)  # late, as after a change of zone

    midnight = MORNING + timedelta(hours=17, minutes=30)
    assert digests.gather(now=MORNING + timedelta(minutes=1)) == digests.gather(now=midnight) == 0
    assert digests.gather(now=MORNING + timedelta(days=1)) == 1
    assert Digest.objects.count() == 2


def test_what_could_not_be_told_for_days_is_no_news(daily: User, tie: Coachship, now: datetime) -> None:
    told(tie, now=now)

    assert digests.gather(now=MORNING + digests.TOO_LATE) == 0


def test_a_worker_killed_in_the_middle_leaves_the_digest_to_the_next(
    daily: User, tie: Coachship, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tie, now=now)
    with monkeypatch.context() as patched:
        patched.setattr(mail, "post", killed)
        with pytest.raises(KeyboardInterrupt):
            digests.gather(now=MORNING)
    assert not Digest.objects.exists()

    assert digests.gather(now=MORNING) == 1
    taken = Outbox.objects.claim(now=MORNING)  # and one who dies over the letter
    later = MORNING + timedelta(minutes=1)
    assert taken is not None
    assert (digests.gather(now=later), drain(later).sent, len(sent.outbox)) == (0, 1, 1)


def killed(**_: object) -> Outbox:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_many_beats_at_once_make_one_digest_a_day(now: datetime) -> None:
    coach = making.person("jo@example.org", is_coach=True)
    delivering.choose(coach, wishes={}, paces={Kind.BALANCE: Pace.DAILY})
    for number in range(3):
        told(making.coachship(coach, making.person(f"r{number}@example.org")), now=now)
    start, made = Barrier(4), []

    def beat() -> None:
        start.wait(timeout=10)
        made.append(digests.gather(now=MORNING))
        connection.close()

    threads = [Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert (sorted(made), Outbox.objects.count()) == ([0, 0, 0, 1], 1)
    assert Delivery.objects.filter(digest=Digest.objects.get()).count() == 3


def test_whoever_wants_no_mail_finds_it_on_the_page(tie: Coachship, now: datetime) -> None:
    Wishes.objects.create(coach=tie.coach, by_mail=False)
    alert = told(tie, now=now)

    assert list(alert.deliveries.values_list("channel", flat=True)) == [Channel.IN_APP]


def test_who_only_reads_hears_nothing_and_finds_it_on_the_page(tie: Coachship, now: datetime) -> None:
    tie.role = Role.READER
    tie.save()
    alert = told(tie, now=now)

    assert list(alert.deliveries.values_list("channel", flat=True)) == [Channel.IN_APP]


@pytest.mark.parametrize("pace", [Pace.INSTANT, Pace.DAILY])
def test_who_only_reads_by_the_time_a_mail_goes_gets_none(tie: Coachship, now: datetime, pace: Pace) -> None:
    delivering.choose(tie.coach, wishes={}, paces={Kind.BALANCE: pace})
    told(tie, now=now)
    digests.gather(now=MORNING)
    Coachship.objects.update(role=Role.READER)

    assert (drain(MORNING).cancelled, sent.outbox) == (1, [])


def test_telling_twice_is_telling_once(tie: Coachship, now: datetime) -> None:
    alert = told(tie, now=now)
    delivering.tell(tie, alert, now=now + timedelta(hours=1))

    assert (alert.deliveries.count(), Outbox.objects.count()) == (2, 1)


def test_no_subject_names_anybody() -> None:
    for template in ("digest", "stand_in", "agreed", "agreed_soon"):
        with open(f"templates/emails/{template}/subject.txt") as subject:
            assert "{" not in subject.read()


def test_every_zone_has_its_morning(daily: User, tie: Coachship, now: datetime) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "No/Where"):
        daily.time_zone = zone
        moment = delivering.moment_for(Wishes(coach=daily), Pace.DAILY, now=now)
        assert moment.at.astimezone(quiet.zone_of(zone)).hour == 7
