from journal.models.entries import FEELING, CheckIn, DailyCheck, Entry, EntrySet, Felt, Practice, Reflection, between
from journal.models.loads import CARRIED, SIGNALS, FourWeeks, RunnerState, SixWeeks, Unassessed
from journal.models.own import Confidant, Pause
from journal.models.reminding import QuietHours, Reminder

__all__ = [
    "CARRIED",
    "FEELING",
    "SIGNALS",
    "CheckIn",
    "Confidant",
    "DailyCheck",
    "Entry",
    "EntrySet",
    "Felt",
    "FourWeeks",
    "Pause",
    "Practice",
    "QuietHours",
    "Reflection",
    "Reminder",
    "RunnerState",
    "SixWeeks",
    "Unassessed",
    "between",
]
