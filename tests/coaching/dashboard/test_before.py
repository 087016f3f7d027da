"""What was before a coach: the runner chooses the parts and reads them first, then that coach reads just them."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coaching.alerts.models import Alert, AlertStep, Outcome, State
from coaching.conversations import actions as notes
from coaching.dashboard.before import as_handed_over, handed_over
from coaching.planning import actions as planning
from coaching.planning.actions import RunPlan
from journal.models import Goal, Pause
from runners import actions
from runners.models import AccessLog, Coachship, ConsentChange, PlannedRun, User
from runners.models.people import Before
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
CANARY = "for the two of us"
TOLD = {
    Before.ALERTS: "Strained · they talked about it",
    Before.NOTES: "Keep the long run slow.",
    Before.PLANS: "Steady, 40 minutes, effort 4",
    Before.GOALS: "120 minutes of running a week, open",
    Before.PAUSES: "Ill from",
}


@pytest.fixture
def former(runner: User, now: datetime) -> Coachship:
    """Somebody coached them before: with an alert, a shared note and one that was not, a plan, a goal and a pause."""
    tie = making.coachship(making.person("ines@example.org", name="Ines Faro", is_coach=True), runner)
    ago, day = now - timedelta(days=10), runner.day(now) - timedelta(days=10)
    alert = Alert.objects.create(
        runner=runner, local_day=day, episode_on=day, reading="strained", score=60, contributions={}, facts={},
        raised_at=ago, state=State.RESOLVED,
    )  # fmt: skip
    AlertStep.objects.create(
        alert=alert, by=tie.coach, before=State.OPEN, after=State.RESOLVED, at=ago, outcome=Outcome.TALKED
    )
    shared = notes.write_note(tie, text=TOLD[Before.NOTES], key=uuid.uuid4(), now=ago)
    type(shared).objects.filter(pk=shared.pk).update(shared_at=ago)
    notes.write_note(tie, text=CANARY, key=uuid.uuid4(), now=ago)
    said = RunPlan("steady", 40, None, 4, "calm", CANARY)
    planning.plan_run(tie.coach, ties=[tie], day=day, said=said, key=uuid.uuid4(), now=ago)
    making.goal(runner, on=day, name=CANARY)
    Pause.objects.create(runner=runner, kind="ill", from_on=day)
    actions.leave_coach(runner, coachship=tie, now=now - timedelta(days=1))
    return tie


def read(tie: Coachship) -> str:
    return repr(handed_over(Coachship.objects.select_related("coach", "runner").get(pk=tie.pk)))


def given(tie: Coachship, *parts: Before, now: datetime) -> Coachship:
    actions.hand_over(tie.runner, coachship=tie, parts=parts, now=now)
    return tie


@pytest.mark.parametrize("part", list(Before))
def test_each_part_opens_itself_alone_and_never_a_word_that_was_not_shared(
    former: Coachship, tie: Coachship, now: datetime, part: Before
) -> None:
    said = read(given(tie, part, now=now))
    assert [words in said for words in TOLD.values()] == [part is one for one in TOLD]
    assert CANARY not in said


def test_the_runner_reads_beforehand_exactly_what_the_coach_reads_then(
    former: Coachship, tie: Coachship, now: datetime
) -> None:
    seen = as_handed_over(tie, list(Before), now=now)
    assert repr(seen) == read(given(tie, *Before, now=now))
    assert len(seen) == len(Before)


def test_what_comes_later_is_not_in_it(former: Coachship, tie: Coachship, now: datetime) -> None:
    given(tie, *Before, now=now - timedelta(days=11))
    assert not [words for words in TOLD.values() if words in read(tie)]


def test_what_is_too_long_ago_is_not_in_it(former: Coachship, tie: Coachship, now: datetime) -> None:
    said = read(given(tie, Before.ALERTS, Before.PLANS, now=now + timedelta(days=81)))
    assert "Strained" not in said
    assert "Steady" not in said


def test_a_note_that_its_coach_took_back_is_gone_from_it(former: Coachship, tie: Coachship, now: datetime) -> None:
    given(tie, Before.NOTES, now=now)
    notes.Note.objects.update(shared_at=None)
    assert TOLD[Before.NOTES] not in read(tie)


def test_the_runner_looks_gives_and_takes_back(
    runner: User, coach: User, former: Coachship, tie: Coachship, signed_in: SignedIn
) -> None:
    own, theirs = reverse("settings-before", args=[tie.pk]), reverse("athlete-before", args=[runner.pk])
    client, reader = signed_in(runner), signed_in(coach)
    look = client.get(own, {"look": "1", "part": ["notes", "goals"]}).content.decode()
    assert TOLD[Before.NOTES] in look
    assert reader.get(theirs).status_code == 404
    client.post(own, {"part": ["notes", "goals"]})
    assert TOLD[Before.NOTES] in reader.get(theirs).content.decode()
    assert theirs in reader.get(reverse("athlete", args=[runner.pk])).content.decode()
    client.post(own, {"back": "1"})
    assert reader.get(theirs).status_code == 404
    assert theirs not in reader.get(reverse("athlete", args=[runner.pk])).content.decode()


def test_the_runner_sees_who_opened_it_and_what_they_switched(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    given(tie, Before.GOALS, now=now)
    signed_in(coach).get(reverse("athlete-before", args=[runner.pk]))
    assert AccessLog.objects.get(subject=runner).what == AccessLog.What.BEFORE
    assert "opened what you handed over" in signed_in(runner).get(reverse("settings-readers")).content.decode()
    assert "What was before on" in signed_in(runner).get(reverse("settings-sharing")).content.decode()


def test_nobody_else_reads_it(
    runner: User, former: Coachship, tie: Coachship, stranger: User, now: datetime, signed_in: SignedIn
) -> None:
    given(tie, *Before, now=now)
    for somebody in (former.coach, stranger, runner):
        assert signed_in(somebody).get(reverse("athlete-before", args=[runner.pk])).status_code == 404


def test_nobody_else_gives_it(
    coach: User, former: Coachship, tie: Coachship, stranger: User, signed_in: SignedIn
) -> None:
    for somebody in (former.coach, stranger, coach):
        answer = signed_in(somebody).post(reverse("settings-before", args=[tie.pk]), {"part": "notes"})
        assert answer.status_code == 404
    tie.refresh_from_db()
    assert tie.from_before == []


@pytest.mark.parametrize("sent", [{}, {"part": "everything"}])
def test_no_part_at_all_changes_nothing(
    runner: User, tie: Coachship, now: datetime, signed_in: SignedIn, sent: dict[str, str]
) -> None:
    given(tie, Before.GOALS, now=now)
    answer = signed_in(runner).post(reverse("settings-before", args=[tie.pk]), sent, follow=True)
    assert "Choose one part at least. Nothing was changed." in answer.content.decode()
    tie.refresh_from_db()
    assert tie.from_before == ["goals"]


def test_giving_the_same_twice_is_giving_it_once(tie: Coachship, now: datetime) -> None:
    given(tie, Before.GOALS, now=now)
    given(tie, Before.GOALS, now=now + timedelta(seconds=2))
    tie.refresh_from_db()
    assert tie.from_before_at == now
    assert ConsentChange.objects.count() == 1


def test_giving_it_again_later_opens_what_was_looked_at_then(former: Coachship, tie: Coachship, now: datetime) -> None:
    given(tie, Before.ALERTS, now=now - timedelta(days=11))
    assert TOLD[Before.ALERTS] not in read(tie)
    seen = as_handed_over(tie, [Before.ALERTS], now=now)
    assert repr(seen) == read(given(tie, Before.ALERTS, now=now))


def test_what_is_said_of_it_later_is_not_in_it(runner: User, former: Coachship, tie: Coachship, now: datetime) -> None:
    before, later = read(given(tie, *Before, now=now)), now + timedelta(days=1)
    Alert.objects.update(answer="talk", answered_at=later)
    (alert,) = Alert.objects.all()
    raised.climbed(alert, to="talk_today", now=later)
    PlannedRun.objects.update(went="harder", answered_at=later)
    Goal.objects.update(ended_as="body", ended_on=runner.day(later))
    Pause.objects.update(until_on=runner.day(later))
    assert read(tie) == before


def test_what_came_of_an_alert_later_is_not_in_it(former: Coachship, tie: Coachship, now: datetime) -> None:
    AlertStep.objects.update(at=now + timedelta(days=1))
    assert "they talked about it" not in read(given(tie, Before.ALERTS, now=now))


def test_a_note_changed_later_is_not_in_it(former: Coachship, tie: Coachship, now: datetime) -> None:
    given(tie, Before.NOTES, now=now)
    notes.Note.objects.update(edited_at=now + timedelta(days=1))
    assert TOLD[Before.NOTES] not in read(tie)


def test_it_can_be_taken_back_when_the_other_coach_is_gone_altogether(
    runner: User, former: Coachship, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    given(tie, Before.GOALS, now=now)
    former.delete()
    assert (
        reverse("settings-before", args=[tie.pk]) in signed_in(runner).get(reverse("settings-sharing")).content.decode()
    )


def test_a_look_at_nothing_says_so(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    html = signed_in(runner).get(reverse("settings-before", args=[tie.pk]), {"look": "1"}).content.decode()
    assert "Choose one part at least, and read it here first." in html
    assert "Let " not in html.split("<main")[1]


def test_who_has_no_name_yet_is_they(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    given(tie, Before.GOALS, now=now)
    User.objects.filter(pk=runner.pk).update(name="")
    html = signed_in(coach).get(reverse("athlete-before", args=[runner.pk])).content.decode()
    assert "They let you read this from before." in html
    assert "Somebody</a>" in html


def test_it_ends_with_the_tie(runner: User, tie: Coachship, now: datetime) -> None:
    given(tie, *Before, now=now)
    actions.leave_coach(runner, coachship=tie, now=now)
    tie.refresh_from_db()
    assert (tie.from_before, tie.from_before_at) == ([], None)


def test_it_is_offered_only_where_there_was_another_coach(
    runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    client, words = signed_in(runner), "may know from before"
    assert words not in client.get(reverse("settings-sharing")).content.decode()
    other = making.coachship(making.person("ines@example.org", is_coach=True), runner)
    actions.leave_coach(runner, coachship=other, now=now)
    assert words in client.get(reverse("settings-sharing")).content.decode()
