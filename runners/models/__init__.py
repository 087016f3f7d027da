from runners.models.groups import Group, GroupMember, SavedView
from runners.models.imports import Import, Original
from runners.models.links import SecretLink
from runners.models.own import Arrival, Export, History
from runners.models.people import CoachProfile, Coachship, ConsentChange, DataKey, Invite, TermsAccepted, User
from runners.models.plans import (
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
from runners.models.plumbing import AccessLog, Helpline, Outbox, Pulse, Stale
from runners.models.push import Push, PushKey, Subscription
from runners.models.runs import Run
from runners.models.samples import Reread, Samples

__all__ = [
    "AccessLog",
    "Arrival",
    "CoachProfile",
    "Coachship",
    "ConsentChange",
    "DataKey",
    "EasedRun",
    "Easing",
    "Export",
    "Group",
    "GroupMember",
    "Helpline",
    "History",
    "Import",
    "Invite",
    "Original",
    "Outbox",
    "PlanFeed",
    "PlanReach",
    "PlannedPractice",
    "PlannedRun",
    "PlannedWeek",
    "Pulse",
    "Push",
    "PushKey",
    "Reread",
    "Run",
    "Samples",
    "SavedView",
    "SecretLink",
    "Stale",
    "Subscription",
    "TermsAccepted",
    "User",
    "WeekAhead",
    "WeekAsk",
]
