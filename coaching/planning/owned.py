"""What of plans goes into a copy of everything of somebody's; see runners.owned. The tables are the runners' own."""

from django.db.models import Model

from runners.models import (
    EasedRun,
    Easing,
    PlanFeed,
    PlannedPractice,
    PlannedRun,
    PlannedWeek,
    PlanReach,
    WeekAhead,
    WeekAsk,
)
from runners.owned import KEYS, MACHINERY, Back, Owned


def _week_ahead(row: WeekAhead) -> None:
    if len(row.days) != len(set(row.days) & set(range(7))):
        raise ValueError("days")


OWNED: tuple[Owned, ...] = (
    Owned(
        "planned-runs", "Planned runs", "What a coach planned with you, and how you said it went.", PlannedRun,
        lambda pk: PlannedRun.objects.filter(coachship__runner=pk).order_by("pk").select_related("coachship"),
        owner="", left_out=KEYS,
    ),
    Owned(
        "planned-practices", "Planned practices", "What a coach planned with you beside running.", PlannedPractice,
        lambda pk: PlannedPractice.objects.filter(coachship__runner=pk).order_by("pk").select_related("coachship"),
        owner="", left_out=KEYS,
    ),
    Owned(
        "easings", "Lighter days you were offered", "What your coach wrote, and what you answered.", Easing,
        lambda pk: Easing.objects.filter(coachship__runner=pk).order_by("pk").select_related("coachship"),
        owner="", left_out=KEYS,
    ),
    Owned(
        "eased-runs", "What would have become lighter", "Each run of such an offer.", EasedRun,
        lambda pk: EasedRun.objects.filter(easing__coachship__runner=pk).order_by("pk"), owner="",
    ),
    Owned(
        "weeks-ahead", "Weeks to come", "On which days you could run, and what was going to be heavy.", WeekAhead,
        lambda pk: WeekAhead.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES, check=_week_ahead,
        told={"shared": lambda row: row.shared, "shared_at": lambda row: row.shared_at},
    ),
    Owned(
        "week-asked", "When you are asked about the next week", "The day you chose.", WeekAsk,
        lambda pk: WeekAsk.objects.filter(runner=pk), back=Back.TOLD, left_out={"due_at": MACHINERY},
    ),
    Owned(
        "kept-weeks", "Weeks you plan with", "The ones you kept under a name, for the people you coach.", PlannedWeek,
        lambda pk: PlannedWeek.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach",
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    PlanReach: "how far ahead a coach lets a runner see",
    PlanFeed: "the key to a link: the next account makes its own",
}
