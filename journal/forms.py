"""What the diary asks. Every question can be left out; an answer is one of those on offer, or none."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import cached_property

from journal.actions import CheckInAnswers, DailyAnswers, ReflectionAnswers
from journal.charged import CAPS
from journal.models import CheckIn, DailyCheck, Entry, Pause, Reflection
from journal.queries.entries import daily_check_on
from journal.words import FIRST_SIX, MORE_NEEDS, MOST_NEEDS, FeelingWord, Kind, Need, captions
from runners.models import User

NOTE_LENGTH = 5000
LONGEST_MINUTES = 1440
LATEST_DAYS = 60
NOON = time(12)
ENOUGH = {"yes": True, "no": False}

OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."
TOO_LATE = f"A day can be filled in for up to {LATEST_DAYS} days."
NOT_YET = "That day has not come yet."
UNREADABLE = "There are characters in this text that cannot be kept. Type that part again."


class Shared(forms.Field):
    """A field that nothing changes once it is declared: forms share it, instead of copying it for every request."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class Choice(Shared, forms.ChoiceField):
    """One of a closed list."""


class Surroundings(Choice):
    """One of a few chips, or nothing."""

    def __init__(self, label: str, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            label=label,
            choices=[*offered, ("", "Not said")],
            required=False,
            error_messages={"invalid_choice": "Choose one of these, or leave it out."},
        )


class Scale(Shared, forms.TypedChoiceField):
    """A whole number on a scale, or nothing."""

    def __init__(self, label: str, first: int = 0, last: int = 10) -> None:
        super().__init__(
            label=label,
            choices=[("", "")] + [(str(step), str(step)) for step in range(first, last + 1)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": f"Choose a number from {first} to {last}, or leave it out."},
        )


class Enough(Shared, forms.TypedChoiceField):
    """Enough, not quite, or nothing."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            choices=[("yes", "Enough"), ("no", "Not quite")],
            coerce=ENOUGH.__getitem__,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "Choose one of the two, or leave it out."},
        )


class Note(Shared, forms.CharField):
    """Private text: line ends as one character, and nothing the database cannot hold."""

    def __init__(self) -> None:
        super().__init__(label="Note", required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 4}))
        self.error_messages["max_length"] = (
            f"A note holds up to {NOTE_LENGTH} characters. Shorten it a little, or split it."
        )

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise forms.ValidationError(UNREADABLE)
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser counts line ends twice and would cut a long note without a word."""
        return {}


class Tick(Shared, forms.BooleanField):
    """Yes, or not said."""


class Clock(Shared, forms.TimeField):
    """A time of day."""


class Minutes(Shared, forms.RegexField):
    """Whole minutes as they were typed."""


class Needs(Shared, forms.MultipleChoiceField):
    """Several of a closed list."""


class Key(Shared, forms.UUIDField):
    """What makes the same form sent twice one entry."""


class DiaryForm(forms.Form):
    """One form on a page; `key` makes the same form sent twice one entry."""

    key = Key(widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM})

    def entry_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class PastDay(Shared, forms.DateField):
    """A day that is over, or today."""

    def __init__(self, label: str = "Day") -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Type the day as 2026-11-21."},
        )


def checked_day(day: date | None, *, today: date) -> date | None:
    """The day itself, unless it has not come yet or is too long ago to be remembered well."""
    if day is not None and day > today:
        raise forms.ValidationError(NOT_YET)
    if day is not None and day < today - timedelta(days=LATEST_DAYS):
        raise forms.ValidationError(TOO_LATE)
    return day


class DayForm(forms.Form):
    """Which day a daily check is about."""

    day = PastDay("Which day?")

    def __init__(self, *args: Any, runner: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runner, self.today = runner, runner.day(now)

    def clean_day(self) -> date | None:
        """A check that is there already can be changed, however old it is."""
        day: date | None = self.cleaned_data["day"]
        known = day is not None and day < self.today and daily_check_on(self.runner, day) is not None
        return day if known else checked_day(day, today=self.today)

    def chosen(self) -> date:
        """Today unless another day was asked for and can be."""
        return (self.cleaned_data.get("day") if self.is_valid() else None) or self.today


class FeltForm(DiaryForm):
    """The map of feelings, a word for it, and a private note; with `now` also a moment that has passed."""

    valence = Scale("From rough to good", -4, 4)
    activation = Scale("From drained to wired", -4, 4)
    word = Choice(
        label="A word for it",
        choices=[("", "No word")] + [(word.value, word.label) for word in FeelingWord],
        required=False,
        error_messages={"invalid_choice": "Choose one of the words, or none."},
    )
    note = Note()
    note_shared = Tick(label="Share this note with my coaches", required=False)

    captions = tuple(captions())
    words = tuple((word.value, word.label, *word.cell) for word in FeelingWord)

    other_day = PastDay()
    other_clock = Clock(
        label="Time",
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Type the time as 18:30."},
    )

    def __init__(
        self, *args: Any, has_coach: Callable[[], bool], zone: str = "UTC", now: datetime | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now, self._has_coach = ZoneInfo(zone), now, has_coach
        if now is None:
            del self.fields["other_day"], self.fields["other_clock"]

    @cached_property
    def coached(self) -> bool:
        """Asked only where it matters: on the page, and when a note is meant to be shared."""
        return self._has_coach()

    def clean_note_shared(self) -> bool:
        """Without a coach there is nobody to share it with."""
        return bool(self.cleaned_data["note_shared"]) and self.coached

    def clean_other_day(self) -> date | None:
        assert self.now is not None
        return checked_day(self.cleaned_data["other_day"], today=self.now.astimezone(self.zone).date())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, clock = values.get("other_day"), values.get("other_clock")
        if clock is not None and day is None and "other_day" not in self.errors:
            self.add_error("other_day", "Say which day it was, too.")
        if day is not None and self.now is not None:
            values["made_at"] = self._moment(day, clock)
        return values

    def _moment(self, day: date, clock: time | None) -> datetime | None:
        """Noon where no time was given, but never later than now. A skipped hour lands just after it."""
        assert self.now is not None
        moment = datetime.combine(day, clock or NOON, self.zone).astimezone(UTC)
        if clock is not None and moment > self.now:
            self.add_error("other_clock", "That time has not come yet.")
            return None
        return min(moment, self.now)

    def made_at(self) -> datetime | None:
        """When it was, if it was another day than today; else None."""
        moment: datetime | None = self.cleaned_data.get("made_at")
        return moment


class CheckInForm(FeltForm):
    needs = Needs(
        label="What do I need from this run today?",
        choices=[(need.value, need.label) for need in Need],
        required=False,
        widget=forms.SelectMultiple,
        error_messages={"invalid_choice": "Choose from the needs on this page."},
    )
    planned_effort = Scale("How hard do you mean to go?")
    kind = Choice(
        label="Kind of run",
        choices=[("", "Not said")] + [(kind.value, kind.label) for kind in Kind],
        required=False,
        error_messages={"invalid_choice": "Choose one of the kinds, or none."},
    )
    planned_minutes = Minutes(
        r"(?a:^\d{1,4}$)",
        label="Minutes",
        required=False,
        empty_value=None,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Type whole minutes, such as 45."},
    )

    need_cards = tuple((need.value, need.label, need.icon) for need in (*FIRST_SIX, *MORE_NEEDS))

    def clean_needs(self) -> list[str]:
        chosen = self.cleaned_data["needs"]
        if len(chosen) > MOST_NEEDS:
            raise forms.ValidationError("Choose up to three. Which matter most today?")
        return [need.value for need in Need if need in chosen]

    def clean_planned_minutes(self) -> int | None:
        typed = self.cleaned_data["planned_minutes"]
        minutes = int(typed) if typed else None
        if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
            raise forms.ValidationError(f"Minutes go from 1 to {LONGEST_MINUTES}.")
        return minutes

    def to_answers(self) -> CheckInAnswers:
        return CheckInAnswers(**_answers(CheckInAnswers, self.cleaned_data))


class WriteForm(forms.Form):
    """A page to write on before going."""

    note = Note()

    def to_note(self) -> str:
        return str(self.cleaned_data["note"])


class ChoiceForm(forms.Form):
    """One of the things offered at a charged start, and where the ceiling is to be if it is that one."""

    choice = forms.ChoiceField(choices=CheckIn.Offer.choices)
    cap = Scale("Effort", CAPS[0], CAPS[-1])


class RanMeForm(forms.Form):
    """Did this run run you?"""

    answer = forms.ChoiceField(choices=CheckIn.RanMe.choices)


class PauseForm(forms.Form):
    """What kind of stretch begins."""

    kind = forms.ChoiceField(choices=Pause.Kind.choices)


class ReflectionForm(FeltForm):
    effort = Scale("How hard did it feel?")
    enjoyment = Scale("Did you enjoy it?")
    need_met = Scale("Did it give you what you needed?")
    place = Surroundings("Where were you?", Reflection.Place.choices)
    company = Surroundings("Who came along?", Reflection.Company.choices)
    check_in = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages={"invalid": OLD_FORM})
    run = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages={"invalid": OLD_FORM})

    def to_answers(self) -> ReflectionAnswers:
        return ReflectionAnswers(**_answers(ReflectionAnswers, self.cleaned_data))


class DailyCheckForm(DiaryForm):
    sleep = Scale("How did you sleep?")
    tiredness = Scale("How tired are you?")
    stress = Scale("How much stress is on you?")
    soreness = Scale("How sore are you?")
    food = Enough("Food")
    water = Enough("Water")
    blank = Tick(required=False, widget=forms.HiddenInput)

    def was_blank(self) -> bool:
        """Whether it showed no answers when it was opened: then a question left out takes none away."""
        return bool(self.cleaned_data["blank"])

    def to_answers(self) -> DailyAnswers:
        return DailyAnswers(**_answers(DailyAnswers, self.cleaned_data))


Kept = type[CheckInAnswers] | type[ReflectionAnswers] | type[DailyAnswers]
ANSWERS: dict[type[Entry], Kept] = {
    CheckIn: CheckInAnswers,
    Reflection: ReflectionAnswers,
    DailyCheck: DailyAnswers,
}


def _answers(kept: Kept, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: cleaned[field.name] for field in fields(kept) if field.name in cleaned}


def initial_of(entry: Entry) -> dict[str, Any]:
    """An entry's answers as its own form shows them."""
    values = {field.name: getattr(entry, field.name) for field in fields(ANSWERS[type(entry)])}
    said = {True: "yes", False: "no", None: ""}
    return {name: said[value] if name in ("food", "water") else value for name, value in values.items()}
