"""Whoever heard of a reading hears once more when it climbs: of the same alert, called up again."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as sent
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.alerts import actions, answering, delivering, digests, presets, standins
from coaching.alerts.emails import WRITERS
from coaching.alerts.live import live_alerts
from coaching.alerts.models import Alert, AlertStep, Answer, Delivery, HookCall, Kind, Pace, Preset, State, Webhook
from coaching.alerts.pushes import LOOKS
from runners import mail
from runners.models import Coachship, Outbox, Push, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
SCORES = {"steady": 10.0, "worth_a_look": 42.0, "strained": 60.0, "talk_today": 91.0}
LOUDER = ["worth_a_look", "strained", "talk_today"]


@pytest.fixture(autouse=True)
def watchful(coach: User, tie: Coachship, now: datetime) -> None:
    presets.choose(coach, place=None, preset=Preset.WATCHFUL, now=now)


@pytest.fixture
def lived(runner: User, now: datetime) -> Callable[..., Alert]:
    """Their reading so many days on, each level since the day it was first that loud, and the alert there is then."""
    began: dict[str, date] = {}

    def live(reading: str, *, days: int = 0, **more: object) -> Alert:
        at = now + timedelta(days=days)
        loud = LOUDER[: LOUDER.index(reading) + 1] if reading in LOUDER else []
        since = {level: began.get(level, runner.day(at)) for level in loud}
        began.clear()
        began.update(since)
        row = {f"{level}_since": float(day.toordinal()) for level, day in since.items()}
        noticed = raised.noticed({"reading": "", "episode_on": None, "confidence": 0.8}, **row)
        known = {"score": SCORES[reading], "episode_on": since.get("strained"), "noticed": noticed}
        raised.standing(runner, now=at, reading=reading, **{**known, **more})
        raised.assess(now=at)
        return Alert.objects.latest("raised_at")

    return live


Lived = Callable[..., Alert]


def drain(now: datetime) -> mail.Drained:
    return mail.drain(now=now, writers=WRITERS, clock=lambda: now)


@pytest.mark.parametrize("done", [State.SEEN, State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON, State.NOT_THIS_TIME])
def test_whatever_was_done_with_it_it_is_open_again_and_as_of_now(
    lived: Lived, coach: User, now: datetime, done: State
) -> None:
    actions.take_step(coach, alert_id=lived("worth_a_look").pk, to=done, now=now, days=7)
    alert = lived("strained", days=3)

    step = AlertStep.objects.latest("pk")
    assert (step.by, step.before, step.after, step.at) == (None, done, State.OPEN, now + timedelta(days=3))
    assert (alert.state, alert.snoozed_until, alert.reading, alert.score) == (State.OPEN, None, "strained", 60.0)
    assert (alert.first_reading, alert.first_on, alert.local_day) == (
        "worth_a_look", now.date(), now.date() + timedelta(days=3),
    )  # fmt: skip
    assert Alert.objects.count() == 1
    assert live_alerts(coach, now=step.at).alerts == [alert]


@pytest.mark.parametrize(
    ("done", "still"), [(State.ACKNOWLEDGED, True), (State.ACTED_ON, False), (State.RESOLVED, False)]
)
def test_a_request_that_was_met_is_not_made_again(
    lived: Lived, runner: User, coach: User, now: datetime, done: State, still: bool
) -> None:
    first = lived("worth_a_look")
    actions.answer(runner, alert_id=first.pk, answer=Answer.TALK, now=now)
    actions.take_step(coach, alert_id=first.pk, to=done, now=now)

    assert lived("strained", days=3).asks_for_a_talk == still


def test_each_step_up_is_told_once_more_and_no_other_day_is(lived: Lived, now: datetime) -> None:
    days = ["worth_a_look", "strained", "strained", "worth_a_look", "strained", "talk_today", "talk_today"]
    letters = []
    for day, reading in enumerate(days):
        lived(reading, days=day)
        letters.append(drain(now + timedelta(days=day)).sent)

    assert letters == [1, 1, 0, 0, 0, 1, 0]
    assert {letter.to[0] for letter in sent.outbox} == {"jo@example.org"}
    assert Delivery.objects.filter(channel="in_app").count() == 2


@pytest.mark.usefixtures("clock_at_now")
def test_runner_and_coach_read_why(lived: Lived, runner: User, coach: User, signed_in: SignedIn) -> None:
    for day, reading in enumerate(("worth_a_look", "strained", "talk_today")):
        lived(reading, days=day - 2)

    for who, page in ((coach, "/coach/alerts/"), (runner, "/alerts/")):
        html = signed_in(who).get(page).content.decode()
        assert html.index("It has got heavier since: strained, Tuesday") < html.index("since: talk today, Wednesday")
        assert "Noticed Monday 16 March" in html


def test_after_the_cooldown_it_is_still_the_same_alert(lived: Lived, coach: User) -> None:
    first = lived("worth_a_look")
    for day in (16, 17, 30):
        alert = lived("talk_today" if day == 30 else "strained", days=day)

    assert (alert, alert.reading, Alert.objects.count()) == (first, "talk_today", 1)


def test_a_calmer_colleague_hears_of_it_beside(lived: Lived, runner: User, now: datetime) -> None:
    colleague = making.person("ana@example.org", name="Ana Silva", is_coach=True)
    making.coachship(colleague, runner)
    presets.choose(colleague, place=None, preset=Preset.CALM, now=now)
    lived("strained")
    drain(now)
    alert = lived("talk_today", days=3)

    drain(now + timedelta(days=3))
    assert [letter.to[0] for letter in sent.outbox][1:] == ["jo@example.org", "ana@example.org"]
    assert alert.level == Preset.CALM


def test_who_wants_to_hear_less_by_now_does_not_hear_of_it(lived: Lived, coach: User, now: datetime) -> None:
    lived("worth_a_look")
    presets.choose(coach, place=None, preset=Preset.CALM, now=now)
    lived("strained", days=3)

    assert Outbox.objects.count() == 1


def test_what_the_runner_says_is_fine_waits_until_that_is_over(lived: Lived, runner: User, now: datetime) -> None:
    alert = lived("worth_a_look")
    answering.say_fine(runner, alert_id=alert.pk, days=7, reason="", shared=False, now=now)

    assert [lived("talk_today", days=day).state for day in (3, 7, 8)] == [State.SNOOZED, State.SNOOZED, State.OPEN]


def test_a_pause_holds_it(lived: Lived) -> None:
    lived("worth_a_look")

    assert lived("talk_today", days=3, paused_as="ill", noticed=b"").reading == "worth_a_look"


def test_another_episode_is_not_the_same_alert(lived: Lived, runner: User, now: datetime) -> None:
    lived("worth_a_look")
    later = now + timedelta(days=9)
    raised.standing(runner, now=later, reading="strained", episode_on=runner.day(later))
    raised.assess(now=later)

    assert Alert.objects.get().reading == "worth_a_look"


def test_it_ends_as_what_it_was_raised_for(lived: Lived) -> None:
    lived("worth_a_look")
    lived("strained", days=1)

    assert [lived(reading, days=2).state for reading in ("worth_a_look", "steady")] == [State.OPEN, State.RESOLVED]


def test_a_digest_names_it_once_more(lived: Lived, coach: User, now: datetime) -> None:
    delivering.choose(coach, wishes={}, paces={Kind.BALANCE: Pace.DAILY})
    lived("worth_a_look")
    mornings = [digests.gather(now=now + timedelta(days=1)), digests.gather(now=now + timedelta(days=2))]
    lived("strained", days=2)

    assert [*mornings, digests.gather(now=now + timedelta(days=3))] == [1, 0, 1]


def test_what_still_waited_is_not_sent_beside_it(lived: Lived, now: datetime) -> None:
    lived("worth_a_look")
    lived("strained", days=1)

    assert drain(now + timedelta(days=1)).sent == 1


def after(now: datetime, hours: str) -> float:
    """That time of the night, or of the next morning, in days from now."""
    at = datetime.fromisoformat(f"2026-03-{hours}:00+00:00")
    return (at - now) / timedelta(days=1)


def test_a_phone_says_it_once_after_the_night(lived: Lived, coach: User, now: datetime) -> None:
    delivering.choose(coach, wishes={"by_push": True}, paces={})
    making.phone(coach, at=now)
    lived("worth_a_look", days=after(now, "18T22:30"))
    lived("strained", days=after(now, "19T04:00"))

    assert list(Push.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "waiting"]


@pytest.mark.parametrize("by_mail", [True, False])
@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.WEEKLY])
def test_louder_it_comes_no_later_than_it_would_have(
    lived: Lived, coach: User, now: datetime, pace: Pace, by_mail: bool
) -> None:
    wishes = {"by_mail": by_mail, "by_push": True, "quiet_until": time(9), "weekday": 3}
    delivering.choose(coach, wishes=wishes, paces={Kind.BALANCE: pace})
    making.phone(coach, at=now)
    lived("worth_a_look")
    lived("strained", days=after(now, "19T08:00"))

    nine = now + timedelta(days=after(now, "19T09:00"))
    (push,) = Push.objects.all()
    assert (push.due_at, LOOKS[push.kind](push, nine)) == (nine, "/coach/alerts/")
    assert digests.gather(now=nine) == by_mail


def test_what_the_morning_has_told_already_comes_with_the_next(lived: Lived, coach: User, now: datetime) -> None:
    delivering.choose(coach, wishes={"by_push": True}, paces={Kind.BALANCE: Pace.DAILY})
    making.phone(coach, at=now)
    lived("worth_a_look")
    digests.gather(now=now + timedelta(days=1))
    Push.objects.update(status=Push.Status.SENT)
    lived("strained", days=1)

    assert Push.objects.waiting().get().due_at == now + timedelta(days=after(now, "20T07:00"))


def test_phone_and_server_hear_of_it_too(lived: Lived, coach: User, now: datetime) -> None:
    delivering.choose(coach, wishes={"by_push": True}, paces={})
    making.phone(coach, at=now)
    Webhook.objects.create(coach=coach, url="https://x.example/", secret="s", host="x.example", made_at=now)
    lived("worth_a_look")
    HookCall.objects.update(status=HookCall.Status.SENT)
    lived("strained", days=1)

    assert (Push.objects.count(), HookCall.objects.count(), HookCall.objects.waiting().count()) == (2, 2, 1)


def test_two_assessments_at_once_tell_of_it_once(lived: Lived, runner: User, now: datetime) -> None:
    lived("worth_a_look")
    for _ in range(2):
        lived("strained", days=1)

    assert AlertStep.objects.filter(after=State.OPEN).count() == 1


@pytest.mark.parametrize(("reading", "told"), [("worth_a_look", 0), ("strained", 1)])
def test_who_stands_in_goes_by_todays_reading(
    lived: Lived, runner: User, coach: User, now: datetime, reading: str, told: int
) -> None:
    colleague = making.person("ana@example.org", name="Ana Silva", is_coach=True)
    making.coachship(colleague, runner)
    delivering.choose(coach, wishes={"stand_in_id": colleague.pk}, paces={})
    lived("worth_a_look")
    assert standins.escalate(now=now + timedelta(days=1)) == 0
    lived("strained", days=1)
    lived(reading, days=2)

    assert standins.escalate(now=now + timedelta(days=2)) == told


def test_as_many_statements_for_many_as_for_one(coach: User, now: datetime) -> None:
    def climbing(people: int) -> int:
        those = [making.person(f"r{people}-{n}@example.org") for n in range(people)]
        for runner in those:
            making.coachship(coach, runner)
        for day, reading in enumerate(("worth_a_look", "strained")):
            at = now + timedelta(days=day)
            for runner in those:
                raised.standing(runner, now=at, reading=reading, episode_on=runner.day(now))
            with CaptureQueriesContext(connection) as asked:
                raised.assess(now=at)
        return len(asked)

    assert climbing(1) == climbing(5)
