from runners.models.people import CoachProfile, Coachship, ConsentChange, DataKey, Invite, TermsAccepted, User
from runners.models.plumbing import AccessLog, Helpline, Outbox, Pulse, Stale
from runners.models.runs import Original, Run

__all__ = [
    "AccessLog",
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
    "TermsAccepted",
    "User",
]
