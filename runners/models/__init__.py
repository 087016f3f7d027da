from runners.models.people import CoachProfile, Coachship, ConsentChange, DataKey, Invite, User
from runners.models.plumbing import Helpline, Outbox, Pulse, Stale
from runners.models.runs import Original, Run

__all__ = [
    "CoachProfile",
    "Coachship",
    "ConsentChange",
    "DataKey",
    "Helpline",
    "Invite",
    "Original",
    "Outbox",
    "Pulse",
    "Run",
    "Stale",
    "User",
]
