"""A coach's groups and kept looks at the squad: made, filled, taken back within ten minutes, and read for a page."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from runners.models import Coachship, Group, GroupMember, SavedView, User

UNDO_WITHIN = timedelta(minutes=10)
MOST_GROUPS = 50
MOST_VIEWS = 30


class GroupProblem(Exception):
    """Why nothing was changed; the sentence is for the coach."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


TOO_MANY_GROUPS = f"You have {MOST_GROUPS} groups. Delete one before you make another."
TOO_MANY_VIEWS = f"You have kept {MOST_VIEWS} looks. Let one go before you keep another."
NAME_TAKEN = "You have a group of that name already. Choose another name."


def _alone(coach: User) -> None:
    """One form of this coach at a time, so that two windows cannot both take the last place."""
    User.objects.select_for_update(no_key=True).get(pk=coach.pk)


@transaction.atomic
def make_group(coach: User, *, name: str, now: datetime) -> Group:
    """The same name again is the same group."""
    _alone(coach)
    known = Group.objects.filter(coach=coach, name=name).first()
    if known is not None:
        return known
    if Group.objects.filter(coach=coach).count() >= MOST_GROUPS:
        raise GroupProblem(TOO_MANY_GROUPS)
    return Group.objects.create(coach=coach, name=name, made_at=now)


def rename_group(coach: User, *, group_id: int, name: str) -> None:
    try:
        with transaction.atomic():
            Group.objects.filter(coach=coach, pk=group_id).update(name=name)
    except IntegrityError as error:
        raise GroupProblem(NAME_TAKEN) from error


@transaction.atomic
def delete_group(coach: User, *, group_id: int) -> None:
    Group.objects.select_for_update().get(coach=coach, pk=group_id).delete()


@transaction.atomic
def fill_group(coach: User, *, group_id: int, runner_ids: Iterable[int], batch: uuid.UUID, now: datetime) -> int:
    """How many are new in it by this form. The same form twice brings the same people once."""
    # Held until they are in: a group that is deleted or a tie that ends meanwhile takes its places with it.
    group = Group.objects.select_for_update(no_key=True).get(coach=coach, pk=group_id)
    ties = Coachship.objects.of_coach(coach).filter(runner__in=list(runner_ids)).order_by("pk")
    rows = [
        GroupMember(group=group, coachship=tie, added_at=now, batch=batch)
        for tie in ties.select_for_update(of=("self",))
    ]
    GroupMember.objects.bulk_create(rows, ignore_conflicts=True)
    return GroupMember.objects.filter(group=group, batch=batch).count()


def take_out(coach: User, *, group_id: int, runner_id: int) -> None:
    GroupMember.objects.filter(group__coach=coach, group=group_id, coachship__runner=runner_id).delete()


def take_back(coach: User, *, batch: uuid.UUID, now: datetime) -> int:
    """Undo what one form brought in, for ten minutes: how many left again."""
    fresh = GroupMember.objects.filter(group__coach=coach, batch=batch, added_at__gt=now - UNDO_WITHIN)
    return fresh.delete()[0]


@transaction.atomic
def keep_view(coach: User, *, name: str, query: str, now: datetime) -> SavedView:
    """The same name again is another look under that name."""
    _alone(coach)
    known = SavedView.objects.filter(coach=coach, name=name)
    if not known.exists() and SavedView.objects.filter(coach=coach).count() >= MOST_VIEWS:
        raise GroupProblem(TOO_MANY_VIEWS)
    return SavedView.objects.update_or_create(coach=coach, name=name, defaults={"query": query, "made_at": now})[0]


def let_view_go(coach: User, *, view_id: int) -> None:
    SavedView.objects.get(coach=coach, pk=view_id).delete()


# --- read for a page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grouped:
    """A group and the runners who are in it now."""

    pk: int
    name: str
    runners: frozenset[int]


@dataclass(frozen=True)
class Kept:
    pk: int
    name: str
    query: str


@dataclass(frozen=True)
class Order:
    """What a coach has put together themselves."""

    groups: tuple[Grouped, ...] = ()
    views: tuple[Kept, ...] = ()

    def group(self, pk: int) -> Grouped | None:
        return next((group for group in self.groups if group.pk == pk), None)


# One look for both, written out: it is asked for each time a coach opens their first page.
_ORDER = """
SELECT 'group', g.id, g.name, '', ARRAY(
    SELECT t.runner_id FROM runners_groupmember m JOIN runners_coachship t ON t.id = m.coachship_id
    JOIN runners_user u ON u.id = t.runner_id
    WHERE m.group_id = g.id AND t.ended_at IS NULL AND u.is_active AND u.leaving_at IS NULL
) FROM runners_group g WHERE g.coach_id = %(coach)s
UNION ALL SELECT 'view', v.id, v.name, v.query, '{}' FROM runners_savedview v WHERE v.coach_id = %(coach)s
ORDER BY 3, 2
"""


def order_of(coach: User) -> Order:
    with connection.cursor() as cursor:
        cursor.execute(_ORDER, {"coach": coach.pk})
        rows = cursor.fetchall()
    return Order(
        groups=tuple(Grouped(pk, name, frozenset(runners)) for what, pk, name, _, runners in rows if what == "group"),
        views=tuple(Kept(pk, name, query) for what, pk, name, query, _ in rows if what == "view"),
    )


@dataclass(frozen=True)
class Member:
    runner_id: int
    name: str


@dataclass(frozen=True)
class Batch:
    """Who came in by one form a moment ago, and until when that can be taken back."""

    key: uuid.UUID
    people: int
    until: datetime


@dataclass(frozen=True)
class GroupPage:
    group: Group
    members: tuple[Member, ...]
    batch: Batch | None


def group_page(coach: User, *, pk: int, now: datetime) -> GroupPage | None:
    group = Group.objects.filter(coach=coach, pk=pk).first()
    if group is None:
        return None
    rows = GroupMember.objects.filter(group=group, coachship__in=Coachship.objects.of_coach(coach))
    found = list(rows.select_related("coachship__runner").order_by("coachship__runner__name", "pk"))
    members = tuple(Member(row.coachship.runner_id, row.coachship.runner.name) for row in found)
    return GroupPage(group, members, _latest(found, now))


def _latest(rows: list[GroupMember], now: datetime) -> Batch | None:
    fresh = [row for row in rows if row.batch is not None and row.added_at > now - UNDO_WITHIN]
    if not fresh:
        return None
    last = max(fresh, key=lambda row: row.added_at)
    people = sum(row.batch == last.batch for row in fresh)
    return Batch(last.batch, people, last.added_at + UNDO_WITHIN) if last.batch else None
