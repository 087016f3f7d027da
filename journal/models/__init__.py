from journal.models.entries import FEELING, CheckIn, DailyCheck, Entry, EntrySet, Felt, Practice, Reflection, between
from journal.models.insights import WeeklyReview
from journal.models.loads import CARRIED, SIGNALS, FourWeeks, RunnerState, SixWeeks, Unassessed
from journal.models.own import Confidant, MonthOff, Pause
from journal.models.reminding import QuietHours, Reminder
from journal.models.strategies import Goal, NextStep, RhythmDay

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
    "Goal",
    "NextStep",
    "MonthOff",
    "Pause",
    "Practice",
    "QuietHours",
    "Reflection",
    "Reminder",
    "RhythmDay",
    "RunnerState",
    "SixWeeks",
    "Unassessed",
    "WeeklyReview",
    "between",
]
