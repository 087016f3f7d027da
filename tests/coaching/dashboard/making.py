"""A coach's own order: a group with somebody in it, and a kept look."""

import uuid
from datetime import datetime
from typing import Any

from runners import groups
from runners.models import User


def grouped_by(coach: User, runner: User, now: datetime) -> dict[str, dict[str, Any]]:
    group = groups.make_group(coach, name="Tuesday", now=now)
    groups.fill_group(coach, group_id=group.pk, runner_ids=[runner.pk], batch=uuid.uuid4(), now=now)
    look = groups.keep_view(coach, name="Quiet ones", query="show=quiet", now=now)
    return {
        **dict.fromkeys(("group", "group-delete", "group-take-out", "preset-group"), {"pk": group.pk}),
        "look-let-go": {"pk": look.pk},
    }
