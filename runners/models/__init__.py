from runners.models.imports import Import, Original
from runners.models.own import Arrival, Export, History
from runners.models.people import CoachProfile, Coachship, ConsentChange, DataKey, Invite, TermsAccepted, User
from runners.models.plumbing import AccessLog, Helpline, Outbox, Pulse, Stale
from runners.models.runs import Run
from runners.models.samples import Reread, Samples

__all__ = [
    "AccessLog",
    "Arrival",
    "CoachProfile",
    "Coachship",
    "ConsentChange",
    "DataKey",
    "Export",
    "Helpline",
    "History",
    "Import",
    "Invite",
    "Original",
    "Outbox",
    "Pulse",
    "Reread",
    "Run",
    "Samples",
    "Stale",
    "TermsAccepted",
    "User",
]
