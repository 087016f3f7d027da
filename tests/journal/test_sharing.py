"""The door: what a coach may see follows the switches at once, and hidden looks exactly like absent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from journal import actions as diary
from journal import sharing
from journal.models import CheckIn, Pause
from journal.readings import ReadingState
from journal.sharing import Half
from journal.sharing.titles import entry_day
from runners import actions
from runners.models import Coachship, User
from runners.models.people import Shares
from tests import making

HOUR = timedelta(hours=1)
CANARY = "only for my own eyes"


@pytest.fixture
def drifting(tie: Coachship, runner: User, now: datetime) -> Coachship:
    making.drifting_month(runner, until=runner.day(now))
    making.check_in(runner, at=now - HOUR, valence=-3, activation=3, note=CANARY)
    making.refreshed(now)
    return tie


def share(tie: Coachship, **switches: bool) -> Coachship:
    actions.set_shares(tie.runner, coachship=tie, shares=Shares(**switches), now=tie.started_at)
    return Coachship.objects.select_related("runner").get(pk=tie.pk)


def test_it_shows_everything_when_everything_is_on(drifting: Coachship) -> None:
    seen = sharing.athlete(drifting)[0]
    assert seen.reading in (ReadingState.STRAINED, ReadingState.TALK_TODAY)
    assert seen.training is not None
    assert seen.emotional is not None
    assert seen.training_spark
    assert seen.emotional_spark
    assert seen.last_feeling == "Restless"


def test_it_looks_the_same_hidden_as_absent(drifting: Coachship, coach: User) -> None:
    hidden = sharing.athlete(share(drifting))[0]
    new = making.person("new@example.org", name="Mia Thorne")
    absent = sharing.athlete(making.coachship(coach, new, shares=False))[0]
    assert replace(hidden, runner_id=0) == replace(absent, runner_id=0)


@pytest.mark.parametrize(
    ("switch", "named", "hidden"),
    [
        ("training", {"training"}, {"emotional", "reading", "score", "last_check_in_at"}),
        ("emotional", {"emotional", "last_check_in_at"}, {"training", "reading", "score"}),
        ("balance", {"reading", "score"}, {"training", "emotional", "last_check_in_at"}),
        ("reflections", set(), {"training", "emotional", "reading", "score"}),
    ],
)
def test_it_opens_what_its_switch_opens(drifting: Coachship, switch: str, named: set[str], hidden: set[str]) -> None:
    seen = sharing.athlete(share(drifting, **{switch: True}))[0]
    assert all(getattr(seen, name) is not None for name in named)
    assert all(getattr(seen, name) is None for name in hidden)


def test_it_keeps_the_hidden_half_out_of_the_chart(drifting: Coachship) -> None:
    shown = sharing.athlete(share(drifting, training=True))[1]
    assert np.isfinite(shown.values["training"]).any()
    assert np.isnan(shown.values["emotional"]).all()
    assert all(np.isnan(shown.lines[name]).all() for name in shown.lines if name.startswith(("emotional", "observed")))
    assert sharing.athlete(share(drifting))[1].days == []


def test_it_never_hands_out_a_note_that_was_not_shared(drifting: Coachship, runner: User, now: datetime) -> None:
    ran = making.run(runner, at=now)
    making.reflection(runner, at=now + HOUR, run=ran, note="you may read this", note_shared=True)
    making.refreshed(now + 2 * HOUR)
    outings = sharing.outings(drifting, since=runner.day(now))
    assert [word for o in outings for word in o.words] == ["you may read this"]
    assert CANARY not in repr(outings)


def begun_anew(tie: Coachship, now: datetime) -> Coachship:
    actions.leave_coach(tie.runner, coachship=tie, now=now)
    return making.coachship(tie.coach, tie.runner, at=now)


@pytest.mark.parametrize("made", [making.check_in, making.reflection])
def test_a_note_shared_with_an_earlier_coach_is_not_the_next_ones_nor_theirs_again(
    tie: Coachship, stranger: User, runner: User, now: datetime, made: Callable[..., Any]
) -> None:
    entry = made(runner, at=now - HOUR, note="for Jo", note_shared=True)
    since, later = runner.day(now), [making.coachship(stranger, runner, at=now), begun_anew(tie, now)]
    assert [one.words for one in sharing.outings(tie, since=since)] == [["for Jo"]]
    for new in later:
        seen = sharing.lately(new, since=since, ran_since=since, limit=9)
        assert "for Jo" not in repr(seen)
        assert [event.kind for event in seen.happened] == []
    diary.share_note(runner, entry=entry, shared=True, now=now + HOUR)
    assert all("for Jo" in repr(sharing.outings(new, since=since)) for new in later)


def test_a_note_of_which_nothing_says_when_it_was_shared_counts_from_when_it_was_written(
    tie: Coachship, stranger: User, runner: User, now: datetime
) -> None:
    making.check_in(runner, at=now - HOUR, note="for Jo", note_shared=True)
    CheckIn.objects.update(note_shared_at=None)
    new = making.coachship(stranger, runner, at=now)
    assert [bool(sharing.outings(one, since=runner.day(now))[0].words) for one in (tie, new)] == [True, False]


@pytest.mark.parametrize("shares", [True, False])
def test_an_entry_is_known_by_a_note_shared_with_this_very_coach(
    tie: Coachship, stranger: User, runner: User, now: datetime, shares: bool
) -> None:
    entry = making.check_in(runner, at=now - HOUR, note="for Jo", note_shared=True)
    new = making.coachship(stranger, runner, shares=shares, at=now)
    asked = {"kind": "check-in", "pk": entry.pk}
    assert entry_day(runner, **asked, tie=share(tie)) == entry.local_day
    assert (entry_day(runner, **asked, tie=new) is not None) is shares


def test_it_leaves_out_effort_and_feelings_that_are_off(drifting: Coachship, runner: User, now: datetime) -> None:
    only_training = sharing.outings(share(drifting, training=True), since=runner.day(now) - timedelta(days=9))
    assert only_training
    assert all(o.effort is not None and not o.arrived and o.enjoyment is None for o in only_training)
    only_head = sharing.outings(share(drifting, emotional=True), since=runner.day(now) - timedelta(days=9))
    assert [(o.arrived, o.run_id, o.effort, o.enjoyment) for o in only_head] == [("Restless", None, None, None)]
    assert sharing.outings(share(drifting), since=runner.day(now) - timedelta(days=9)) == []


def test_it_shows_no_outing_of_a_deleted_entry(tie: Coachship, runner: User, now: datetime) -> None:
    entries = (making.run(runner, at=now), making.check_in(runner, at=now - HOUR), making.reflection(runner, at=now))
    assert sharing.outings(tie, since=runner.day(now))
    for entry in entries:
        type(entry).objects.filter(pk=entry.pk).update(deleted_at=now)
    assert sharing.outings(tie, since=runner.day(now)) == []


def test_it_stops_at_its_limit_with_the_newest(tie: Coachship, runner: User, now: datetime) -> None:
    for back in range(5):
        making.check_in(runner, at=now - timedelta(days=back))
    days = [outing.day for outing in sharing.outings(tie, since=runner.day(now) - timedelta(days=9), limit=3)]
    assert days == [runner.day(now) - timedelta(days=back) for back in range(3)]


def test_it_gives_pauses_with_the_balance_switch_alone(drifting: Coachship, runner: User, now: datetime) -> None:
    Pause.objects.create(runner=runner, kind="grief", from_on=runner.day(now) - timedelta(days=9))
    only_balance = sharing.athlete(share(drifting, balance=True, training=True))[1]
    assert [event.label for event in only_balance.pauses] == ["Grieving from 9 March"]
    everything_else = share(drifting, training=True, emotional=True, reflections=True)
    assert sharing.athlete(everything_else)[1].pauses == ()


@pytest.mark.parametrize(
    ("switch", "seen"),
    [
        ("training", {"training"}),
        ("emotional", {"emotional", "checked_in"}),
        ("balance", {"reading", "scored"}),
        ("reflections", set()),
    ],
)
def test_a_glance_holds_what_its_switch_opens(drifting: Coachship, coach: User, switch: str, seen: set[str]) -> None:
    share(drifting, **{switch: True})
    (glance,) = sharing.squad(coach)
    found = {name for name in ("training", "emotional", "checked_in", "reading", "scored") if getattr(glance, name)}
    assert found == seen
    assert glance.shares == Shares(**{switch: True})


@pytest.mark.parametrize(
    ("acute", "place"), [(25.6, "usual"), (25.4, "down"), (39.4, "usual"), (39.6, "up"), (None, "unknown")]
)
def test_a_load_is_placed_by_the_figures_that_are_shown(acute: float | None, place: str) -> None:
    assert Half(acute, 26.3, 38.8).place == place


def test_a_glance_agrees_with_the_standing(drifting: Coachship, coach: User) -> None:
    (glance,) = sharing.squad(coach)
    standing = sharing.standings([glance])[glance.runner_id]
    assert standing == sharing.athlete(drifting)[0]
    assert sharing.standings([glance], why=False) == {glance.runner_id: replace(standing, facts={}, days_over={})}
    assert standing.training is not None
    assert standing.emotional is not None
    assert standing.last_check_in_at is not None
    assert (glance.name, glance.reading) == (standing.name, standing.reading)
    assert (glance.training, glance.emotional) == (standing.training.acute, standing.emotional.acute)
    assert glance.checked_in == standing.last_check_in_at.timestamp()


def test_a_squad_is_the_current_ties_by_name(drifting: Coachship, coach: User, stranger: User, now: datetime) -> None:
    gone, erased, *others = (making.person(f"{name}@example.org", name=name) for name in ("A", "B", "Zoë", "Ada"))
    for runner in (gone, erased, *others):
        making.coachship(coach, runner)
    making.coachship(stranger, making.person("other@example.org"))
    Coachship.objects.filter(runner=gone).update(ended_at=now)
    User.objects.filter(pk=erased.pk).update(is_active=False)
    assert [glance.name for glance in sharing.squad(coach)] == ["Ada", "Mia Thorne", "Zoë"]
    current = Coachship.objects.of_coach(coach).values_list("runner_id", flat=True)
    assert {glance.runner_id for glance in sharing.squad(coach)} == set(current)


def test_a_glance_has_another_version_once_anything_is_written(drifting: Coachship, coach: User, now: datetime) -> None:
    def version() -> str | None:
        return sharing.squad(coach)[0].version

    before = version()
    assert before == version()
    making.daily_check(drifting.runner, at=now)
    making.refreshed(now)  # at the same time by the clock: no second is needed to tell the two apart
    assert version() != before


def test_it_reads_a_squad_in_as_many_queries_for_many_as_for_one(
    drifting: Coachship, coach: User, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):
        sharing.squad(coach)
    for number in range(5):
        making.coachship(coach, making.person(f"r{number}@example.org"))
    with django_assert_num_queries(1):
        assert len(sharing.squad(coach)) == 6


def test_it_forgets_a_runner_who_left(drifting: Coachship, coach: User, runner: User, now: datetime) -> None:
    actions.leave_coach(runner, coachship=drifting, now=now)
    assert sharing.squad(coach) == []
