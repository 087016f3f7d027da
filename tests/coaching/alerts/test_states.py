"""The life of an alert: which step leads where, who may take it, and what the database refuses."""

import contextlib
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from coaching.alerts import actions, answering
from coaching.alerts.live import live_alerts
from coaching.alerts.models import LIVE, TRANSITIONS, Alert, AlertSet, AlertStep, Assessment, Delivery, State
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

CLOSED = {State.RESOLVED, State.NOT_THIS_TIME}
PAIRS = [(before, after) for before in State for after in State if before != after]


def test_it_has_a_row_for_every_state() -> None:
    assert set(TRANSITIONS) == set(State)
    assert all(State.OPEN not in steps for steps in TRANSITIONS.values())
    assert all(not TRANSITIONS[state] for state in CLOSED)
    assert all(steps >= CLOSED for state, steps in TRANSITIONS.items() if state not in CLOSED)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_it_moves_as_the_table_says_and_no_other_way(
    runner: User, coach: User, now: datetime, before: State, after: State
) -> None:
    alert = raised.alert(runner, now=now, state=before)
    allowed = after in TRANSITIONS[before]
    refused = contextlib.nullcontext() if allowed else pytest.raises(actions.CannotMove)

    with refused as why:
        actions.take_step(coach, alert_id=alert.pk, to=after, now=now)

    assert allowed or before.label in why.value.sentence
    alert.refresh_from_db()
    assert alert.state == (after if allowed else before)
    assert AlertStep.objects.count() == (1 if allowed else 0)


@pytest.mark.parametrize("state", [s for s in State if s is not State.SNOOZED])
def test_it_takes_the_same_step_twice_as_one(runner: User, coach: User, now: datetime, state: State) -> None:
    alert = raised.alert(runner, now=now, state=state)

    actions.take_step(coach, alert_id=alert.pk, to=state, now=now)

    assert not AlertStep.objects.exists()


def test_it_remembers_who_did_what_and_when(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now)

    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)

    step = AlertStep.objects.get()
    assert (step.by, step.before, step.after, step.at) == (coach, State.OPEN, State.ACKNOWLEDGED, now)


@pytest.mark.parametrize("days", actions.SNOOZE_DAYS)
def test_it_comes_back_after_the_days_it_was_set_aside(runner: User, coach: User, now: datetime, days: int) -> None:
    alert = raised.alert(runner, now=now)

    actions.take_step(coach, alert_id=alert.pk, to=State.SNOOZED, now=now, days=days)

    back = now + timedelta(days=days)
    assert not Alert.objects.for_coach(coach).live(back - timedelta(seconds=1)).exists()
    assert Alert.objects.for_coach(coach).live(back).get() == alert


def test_it_may_be_set_aside_again(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=State.SNOOZED, now=now)

    actions.take_step(coach, alert_id=alert.pk, to=State.SNOOZED, now=now, days=7)

    alert.refresh_from_db()
    assert alert.snoozed_until == now + timedelta(days=7)


def test_it_forgets_the_days_with_the_next_step(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now, state=State.SNOOZED, snoozed_until=now + timedelta(days=3))

    actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=now)

    alert.refresh_from_db()
    assert alert.snoozed_until is None


@pytest.mark.parametrize("state", State)
def test_it_asks_for_somebody_only_while_it_is_live(runner: User, coach: User, now: datetime, state: State) -> None:
    raised.alert(runner, now=now, state=state)

    assert Alert.objects.for_coach(coach).live(now).exists() == (state in LIVE)
    assert Alert.objects.unfinished().exists() == (state not in CLOSED)


def test_it_is_nobody_elses(runner: User, coach: User, stranger: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now)

    for person in (stranger, runner):
        with pytest.raises(Alert.DoesNotExist):
            actions.take_step(person, alert_id=alert.pk, to=State.RESOLVED, now=now)


@pytest.mark.parametrize("change", [{"shares_balance": False}, {"ended_at": datetime(2026, 3, 1).astimezone()}])
def test_it_goes_with_the_consent(runner: User, coach: User, now: datetime, change: dict[str, object]) -> None:
    alert = raised.alert(runner, now=now)
    Coachship.objects.update(**change)

    with pytest.raises(Alert.DoesNotExist):
        actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    actions.mark_seen(coach, alert_ids=[alert.pk], now=now)

    alert.refresh_from_db()
    assert alert.state == State.OPEN


def test_it_is_seen_once_by_its_coach_and_by_nobody_else(
    runner: User, coach: User, stranger: User, now: datetime
) -> None:
    alert = raised.alert(runner, now=now)

    for person in (stranger, coach, coach):
        actions.mark_seen(person, alert_ids=[alert.pk], now=now)

    assert [step.by for step in AlertStep.objects.all()] == [coach]


def test_it_stays_acknowledged_when_it_is_read_again(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now, state=State.ACKNOWLEDGED)

    actions.mark_seen(coach, alert_ids=[alert.pk], now=now)

    alert.refresh_from_db()
    assert alert.state == State.ACKNOWLEDGED


def test_the_database_refuses_two_alerts_a_day_and_two_an_episode(runner: User, now: datetime) -> None:
    today = runner.day(now)
    raised.alert(runner, now=now)

    for day, episode in ((today, today - timedelta(days=1)), (today + timedelta(days=1), today)):
        with pytest.raises(IntegrityError), transaction.atomic():
            raised.alert(runner, now=now, on=day, episode_on=episode)


def test_the_database_refuses_a_second_delivery_on_one_channel(runner: User, now: datetime) -> None:
    sent = {"alert": raised.alert(runner, now=now), "recipient": runner, "channel": "in_app", "created_at": now}
    Delivery.objects.create(**sent)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**sent)


def test_the_database_refuses_two_assessments_of_a_day(runner: User, now: datetime) -> None:
    row = {"runner": runner, "local_day": runner.day(now), "reading": "steady", "assessed_at": now}
    Assessment.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(**row)


@pytest.mark.parametrize("after", [State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON, State.NOT_THIS_TIME])
def test_a_step_beside_the_wrong_person_has_not_been(runner: User, coach: User, now: datetime, after: State) -> None:
    alert = raised.alert(runner, now=now, state=State.SEEN)
    actions.take_step(coach, alert_id=alert.pk, to=after, now=now)

    actions.undo_step(coach, alert_id=alert.pk, now=now + actions.UNDO_WITHIN)

    alert.refresh_from_db()
    assert (alert.state, alert.snoozed_until, AlertStep.objects.count()) == (State.SEEN, None, 0)


def test_what_a_runner_holds_is_held_again(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now)
    held = answering.say_fine(runner, alert_id=alert.pk, days=7, reason="", shared=False, now=now).snoozed_until
    actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=now)

    assert actions.undo_step(coach, alert_id=alert.pk, now=now).snoozed_until == held


@pytest.mark.parametrize(("to", "days"), [(State.ACKNOWLEDGED, 1), (State.SNOOZED, 1)])
def test_what_was_set_aside_is_set_aside_again(runner: User, coach: User, now: datetime, to: State, days: int) -> None:
    alert = raised.alert(runner, now=now)
    until = actions.take_step(coach, alert_id=alert.pk, to=State.SNOOZED, now=now, days=7).snoozed_until
    actions.take_step(coach, alert_id=alert.pk, to=to, now=now, days=days)

    back = actions.undo_step(coach, alert_id=alert.pk, now=now)
    assert (back.state, back.snoozed_until) == (State.SNOOZED, until)


def test_what_the_runner_took_back_meanwhile_is_not_held_again(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now)
    answering.say_fine(runner, alert_id=alert.pk, days=7, reason="", shared=False, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=now)
    answering.take_back(runner, alert_id=alert.pk, now=now)

    assert actions.undo_step(coach, alert_id=alert.pk, now=now).snoozed_until == now


def test_what_was_set_aside_and_came_back_is_there_again(runner: User, coach: User, now: datetime) -> None:
    alert, later = raised.alert(runner, now=now), now + timedelta(days=2)
    actions.take_step(coach, alert_id=alert.pk, to=State.SNOOZED, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=later)
    actions.undo_step(coach, alert_id=alert.pk, now=later)

    assert Alert.objects.live(later).filter(pk=alert.pk).exists()


def test_nobody_undoes_what_is_long_ago_or_another_coachs(runner: User, coach: User, now: datetime) -> None:
    alert, second = raised.alert(runner, now=now), making.person("sam@example.org", name="Sam Fell", is_coach=True)
    making.coachship(second, runner)
    actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=now)

    for who, when in ((second, now), (coach, now + timedelta(minutes=11))):
        with pytest.raises(actions.TooLate):
            actions.undo_step(who, alert_id=alert.pk, now=when)

    assert AlertStep.objects.count() == 1


@pytest.fixture
def two(runner: User, coach: User, now: datetime) -> list[Alert]:
    return [raised.alert(runner, now=now, kind=kind, figures={"runs": 3}) for kind in ("balance", "charged")]


def states() -> list[str]:
    return list(Alert.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("to", [State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON])
def test_a_step_for_a_person_takes_everything_that_waits_along(
    two: list[Alert], coach: User, now: datetime, to: State
) -> None:
    actions.take_step(coach, alert_id=two[0].pk, to=to, now=now, for_person=True)
    assert (states(), live_alerts(coach, now=now).alerts) == ([to, to], [])

    actions.undo_step(coach, alert_id=two[0].pk, now=now + timedelta(minutes=1))
    assert (states(), AlertStep.objects.count()) == ([State.OPEN, State.OPEN], 0)


def test_what_somebody_went_on_with_meanwhile_stays_where_it_is(two: list[Alert], coach: User, now: datetime) -> None:
    actions.take_step(coach, alert_id=two[0].pk, to=State.ACKNOWLEDGED, now=now, for_person=True)
    actions.take_step(coach, alert_id=two[1].pk, to=State.RESOLVED, now=now + timedelta(minutes=1))
    actions.undo_step(coach, alert_id=two[0].pk, now=now + timedelta(minutes=2))

    assert states() == [State.OPEN, State.RESOLVED]


def test_neither_what_is_put_off_nor_what_this_coach_may_not_see_goes_along(
    two: list[Alert], coach: User, tie: Coachship, now: datetime
) -> None:
    aside = raised.alert(tie.runner, now=now, kind="quiet", state=State.SNOOZED, snoozed_until=now + timedelta(days=3))
    Coachship.objects.filter(pk=tie.pk).update(shares_emotional=False)
    actions.take_step(coach, alert_id=two[0].pk, to=State.ACTED_ON, now=now, for_person=True)

    assert states() == [State.ACTED_ON, State.OPEN, State.SNOOZED]
    aside.refresh_from_db()
    assert aside.snoozed_until == now + timedelta(days=3)


@pytest.mark.parametrize(("said", "after"), [({}, State.OPEN), ({"answer": "talk"}, State.ACTED_ON)])
def test_what_calls_for_nobody_stays_unless_a_talk_is_asked_for(
    two: list[Alert], runner: User, coach: User, now: datetime, said: dict[str, str], after: State
) -> None:
    about = {"figures": {}, "answered_at": now if said else None, **said}
    hint = raised.alert(runner, now=now, kind="spike", **about)
    actions.take_step(coach, alert_id=two[0].pk, to=State.ACTED_ON, now=now, for_person=True)

    hint.refresh_from_db()
    assert hint.state == after


def test_what_is_no_longer_shared_when_its_turn_comes_is_not_there(
    two: list[Alert], coach: User, tie: Coachship, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unshared(alerts: AlertSet, at: datetime) -> AlertSet:
        Coachship.objects.filter(pk=tie.pk).update(shares_balance=False)
        return alerts

    monkeypatch.setattr(AlertSet, "live", unshared)
    with pytest.raises(Alert.DoesNotExist):
        actions.take_step(coach, alert_id=two[0].pk, to=State.ACTED_ON, now=now, for_person=True)


def test_a_step_on_one_alert_is_about_that_one(two: list[Alert], coach: User, now: datetime) -> None:
    actions.take_step(coach, alert_id=two[0].pk, to=State.ACTED_ON, now=now)

    assert states() == [State.ACTED_ON, State.OPEN]
