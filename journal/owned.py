"""What of the diary goes into a copy of everything of somebody's; see runners.owned."""

from typing import Any

from django.db.models import Model

from journal.models import (
    CheckIn,
    Confidant,
    DailyCheck,
    Felt,
    FourWeeks,
    Goal,
    MonthOff,
    NextStep,
    Pause,
    Practice,
    QuietHours,
    Reflection,
    Reminder,
    RhythmDay,
    RunnerState,
    SixWeeks,
    Unassessed,
    WeeklyReview,
)
from journal.steps import STEPS
from journal.tools.catalogue import belongs
from journal.tools.cues import CUES
from journal.words import MOST_NEEDS, FeelingWord, Need
from runners.owned import GONE, KEYS, Back, Owned, plausible

AGAIN = "worked out again from the entries"
# With coaches of the account a copy was made of: in another account nothing is shared yet.
NOTE_SHARED = {"note_shared": lambda row: row.note_shared, "note_shared_at": lambda row: row.note_shared_at}


def _felt(row: Felt) -> None:
    plausible(row)
    if row.word and row.word not in set(FeelingWord):
        raise ValueError("word")


def _check_in(row: CheckIn) -> None:
    _felt(row)
    if not set(row.needs) <= set(Need) or len(row.needs) > MOST_NEEDS:
        raise ValueError("needs")
    if row.cue and row.cue not in CUES:
        raise ValueError("cue")


def _practice(row: Practice) -> None:
    plausible(row)
    if row.which and not belongs(row.which, row.kind):
        raise ValueError("which")


def _step(row: NextStep) -> None:
    if row.step not in STEPS:
        raise ValueError("step")


def _entries(model: Any) -> Any:
    return lambda pk: model.objects.kept().filter(runner=pk).order_by("pk")


OWNED: tuple[Owned, ...] = (
    Owned(
        "check-ins", "Check-ins", "What you said before a run.", CheckIn, _entries(CheckIn),
        back=Back.LIVES, left_out={**KEYS, **GONE}, told=NOTE_SHARED, check=_check_in,
    ),
    Owned(
        "reflections", "Reflections", "What you said after a run.", Reflection, _entries(Reflection),
        back=Back.LIVES, left_out={**KEYS, **GONE}, told=NOTE_SHARED, check=_felt,
    ),
    Owned(
        "daily-checks", "Daily checks", "Once a day, run or not.", DailyCheck, _entries(DailyCheck),
        back=Back.LIVES, left_out={**KEYS, **GONE}, check=plausible,
    ),
    Owned(
        "practices", "Practices", "What you did for yourself that was no run.", Practice, _entries(Practice),
        back=Back.LIVES, left_out={**KEYS, **GONE}, check=_practice,
    ),
    Owned(
        "confidants", "People to turn to", "Their names, and a first sentence for each.", Confidant,
        lambda pk: Confidant.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES, left_out=KEYS,
    ),
    Owned(
        "months-off", "Months switched off", "That you do not want months laid side by side.", MonthOff,
        lambda pk: MonthOff.objects.filter(runner=pk), back=Back.LIVES,
    ),
    Owned(
        "pauses", "Pauses", "Stretches that were not like the usual ones.", Pause,
        lambda pk: Pause.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES,
    ),
    Owned(
        "rhythm", "Your rhythm", "The weekdays you want to keep, for a run or for rest.", RhythmDay,
        lambda pk: RhythmDay.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES,
    ),
    Owned(
        "goals", "Goals", "Open ones, and those you have put away.", Goal,
        lambda pk: Goal.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES, left_out=KEYS,
    ),
    Owned(
        "next-steps", "Small steps", "One a week, and what became of it.", NextStep,
        lambda pk: NextStep.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES, check=_step,
    ),
    Owned(
        "weekly-reviews", "Weeks looked back on", "What you wrote about a week.", WeeklyReview,
        lambda pk: WeeklyReview.objects.filter(runner=pk).order_by("pk"), back=Back.LIVES,
        told={"shared": lambda row: row.shared, "shared_at": lambda row: row.shared_at},
    ),
    # Who brings a copy into a new account has not asked that one for mails yet.
    Owned(
        "reminders", "Reminders", "Which you chose, and when the last one went out.", Reminder,
        lambda pk: Reminder.objects.filter(runner=pk).order_by("pk"), back=Back.TOLD,
    ),
    Owned(
        "quiet-hours", "Quiet hours", "When nothing of ours reaches you.", QuietHours,
        lambda pk: QuietHours.objects.filter(runner=pk), back=Back.TOLD,
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    FourWeeks: AGAIN,
    RunnerState: AGAIN,
    SixWeeks: AGAIN,
    Unassessed: AGAIN,
}
