"""The demo's coach has put their squad in order: two groups, two looks they come back to."""

import uuid
from datetime import datetime, timedelta

from runners import groups
from runners.models import Coachship, User

# A name, and which runners of the squad are in it: every third, say, from the second on.
GROUPS = (("Tuesday evenings", slice(1, None, 3)), ("A first marathon", slice(0, None, 6)))
LOOKS = (("Gone quiet", "show=quiet"), ("Head over its usual", "sort=emotional&in=head"))


def put_in_order(coach: User, *, now: datetime) -> None:
    long_ago = now - timedelta(days=30)
    numbers = list(Coachship.objects.of_coach(coach).order_by("runner").values_list("runner", flat=True))
    for name, some in GROUPS:
        group = groups.make_group(coach, name=name, now=long_ago)
        groups.fill_group(coach, group_id=group.pk, runner_ids=numbers[some], batch=uuid.uuid4(), now=long_ago)
    for name, query in LOOKS:
        groups.keep_view(coach, name=name, query=query, now=long_ago)
