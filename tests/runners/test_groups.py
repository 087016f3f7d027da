"""A coach's groups and kept looks: made, filled, taken back, gone with the tie."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from runners import actions, groups
from runners.groups import GroupProblem
from runners.models import Coachship, Group, GroupMember, SavedView, User
from tests import making


def fill(coach: User, group: Group, *runners: User, now: datetime, batch: uuid.UUID | None = None) -> int:
    numbers = [runner.pk for runner in runners]
    return groups.fill_group(coach, group_id=group.pk, runner_ids=numbers, batch=batch or uuid.uuid4(), now=now)


@pytest.fixture
def tuesday(coach: User, now: datetime) -> Group:
    return groups.make_group(coach, name="Tuesday", now=now)


def test_the_same_name_again_is_the_same_group(coach: User, tuesday: Group, now: datetime) -> None:
    assert groups.make_group(coach, name="Tuesday", now=now) == tuesday


def test_two_coaches_may_have_a_group_of_one_name(stranger: User, tuesday: Group, now: datetime) -> None:
    assert groups.make_group(stranger, name="Tuesday", now=now) != tuesday


def test_it_stops_at_so_many_groups(coach: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST_GROUPS", 1)
    groups.make_group(coach, name="One", now=now)
    with pytest.raises(GroupProblem, match="50 groups"):
        groups.make_group(coach, name="Two", now=now)


def test_a_group_holds_nobody_who_is_leaving(coach: User, runner: User, tuesday: Group, now: datetime) -> None:
    fill(coach, tuesday, runner, now=now)
    User.objects.filter(pk=runner.pk).update(leaving_at=now)
    assert groups.order_of(coach).groups[0].runners == frozenset()


def test_a_group_that_has_gone_is_not_renamed(coach: User, now: datetime) -> None:
    groups.rename_group(coach, group_id=987654, name="Dawn")
    assert not Group.objects.exists()


def test_the_same_form_twice_brings_people_once(coach: User, runner: User, tuesday: Group, now: datetime) -> None:
    batch = uuid.uuid4()
    assert [fill(coach, tuesday, runner, now=now, batch=batch) for _ in range(2)] == [1, 1]
    assert GroupMember.objects.count() == 1


def test_it_takes_nobody_who_does_not_run_with_this_coach(
    coach: User, stranger: User, tuesday: Group, now: datetime
) -> None:
    other = making.person("other@example.org")
    making.coachship(stranger, other)
    assert fill(coach, tuesday, other, now=now) == 0


def test_nobody_fills_another_coachs_group(stranger: User, runner: User, tuesday: Group, now: datetime) -> None:
    with pytest.raises(Group.DoesNotExist):
        fill(stranger, tuesday, runner, now=now)


def test_it_can_be_taken_back_for_ten_minutes(coach: User, runner: User, tuesday: Group, now: datetime) -> None:
    batch = uuid.uuid4()
    fill(coach, tuesday, runner, now=now, batch=batch)
    assert groups.take_back(coach, batch=batch, now=now + timedelta(minutes=10)) == 0
    assert groups.take_back(coach, batch=batch, now=now + timedelta(minutes=9, seconds=59)) == 1
    assert not GroupMember.objects.exists()


def test_taking_back_leaves_those_who_were_there(coach: User, runner: User, tuesday: Group, now: datetime) -> None:
    fill(coach, tuesday, runner, now=now)
    later = making.person("later@example.org")
    making.coachship(coach, later)
    batch = uuid.uuid4()
    assert fill(coach, tuesday, runner, later, now=now, batch=batch) == 1
    groups.take_back(coach, batch=batch, now=now)
    assert [m.coachship.runner for m in GroupMember.objects.all()] == [runner]


def test_nobody_else_takes_it_back(coach: User, stranger: User, runner: User, tuesday: Group, now: datetime) -> None:
    batch = uuid.uuid4()
    fill(coach, tuesday, runner, now=now, batch=batch)
    assert groups.take_back(stranger, batch=batch, now=now) == 0


def test_a_place_goes_with_the_tie(coach: User, runner: User, tie: Coachship, tuesday: Group, now: datetime) -> None:
    fill(coach, tuesday, runner, now=now)
    actions.leave_coach(runner, coachship=tie, now=now)
    assert not GroupMember.objects.exists()
    assert fill(coach, tuesday, runner, now=now) == 0


def test_the_page_offers_the_newest_batch_back(coach: User, runner: User, tuesday: Group, now: datetime) -> None:
    fill(coach, tuesday, runner, now=now)
    soon, late = (groups.group_page(coach, pk=tuesday.pk, now=now + timedelta(minutes=m)) for m in (9, 10))
    assert soon
    assert soon.batch
    assert (soon.batch.people, soon.batch.until) == (1, now + timedelta(minutes=10))
    assert late
    assert late.batch is None


def test_a_new_name_must_be_free(coach: User, tuesday: Group, now: datetime) -> None:
    groups.make_group(coach, name="Thursday", now=now)
    with pytest.raises(GroupProblem, match="already"):
        groups.rename_group(coach, group_id=tuesday.pk, name="Thursday")


def test_a_look_under_a_known_name_is_the_new_look(coach: User, now: datetime) -> None:
    for query in ("show=quiet", "sort=name"):
        groups.keep_view(coach, name="Mine", query=query, now=now)
    assert [(kept.name, kept.query) for kept in groups.order_of(coach).views] == [("Mine", "sort=name")]


def test_it_stops_at_so_many_looks(coach: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST_VIEWS", 1)
    for _ in range(2):
        groups.keep_view(coach, name="One", query="", now=now)
    with pytest.raises(GroupProblem, match="Let one go"):
        groups.keep_view(coach, name="Two", query="", now=now)


def test_the_order_is_one_look_and_each_coachs_own(
    coach: User, stranger: User, runner: User, tuesday: Group, now: datetime
) -> None:
    fill(coach, tuesday, runner, now=now)
    groups.keep_view(stranger, name="Theirs", query="", now=now)
    with CaptureQueriesContext(connection) as asked:
        order = groups.order_of(coach)
    assert len(asked) == 1
    assert [(g.name, g.runners) for g in order.groups] == [("Tuesday", {runner.pk})]
    assert order.views == ()


@pytest.mark.parametrize("broken", ["twice in a group", "two groups of a name", "no name", "two looks of a name"])
def test_the_database_refuses_nonsense(
    coach: User, runner: User, tie: Coachship, tuesday: Group, now: datetime, broken: str
) -> None:
    fill(coach, tuesday, runner, now=now)
    look = {"coach": coach, "name": "A", "made_at": now}
    SavedView.objects.create(**look)
    breaks = {
        "twice in a group": lambda: GroupMember.objects.create(group=tuesday, coachship=tie, added_at=now),
        "two groups of a name": lambda: Group.objects.create(coach=coach, name="Tuesday", made_at=now),
        "no name": lambda: Group.objects.create(coach=coach, name="", made_at=now),
        "two looks of a name": lambda: SavedView.objects.create(**look),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        breaks[broken]()
