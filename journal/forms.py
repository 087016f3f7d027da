"""What the diary asks. Every question can be left out; an answer is one of those on offer, or none."""

import uuid
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms

from journal.actions import CheckInAnswers, DailyAnswers, ReflectionAnswers
from journal.models import CheckIn, DailyCheck, Entry, Reflection
from journal.words import FIRST_SIX, MORE_NEEDS, MOST_NEEDS, FeelingWord, Kind, Need, captions

NOTE_LENGTH = 5000
LONGEST_MINUTES = 1440
ENOUGH = {"yes": True, "no": False}

OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."
UNREADABLE = "There are characters in this text that cannot be kept. Type that part again."


class Scale(forms.TypedChoiceField):
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


class Enough(forms.TypedChoiceField):
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


class Note(forms.CharField):
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


class DiaryForm(forms.Form):
    """One form on a page; `key` makes the same form sent twice one entry."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM}
    )

    def entry_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class FeltForm(DiaryForm):
    """The map of feelings, a word for it, and a private note."""

    valence = Scale("From rough to good", -4, 4)
    activation = Scale("From drained to wired", -4, 4)
    word = forms.ChoiceField(
        label="A word for it",
        choices=[("", "No word")] + [(word.value, word.label) for word in FeelingWord],
        required=False,
        error_messages={"invalid_choice": "Choose one of the words, or none."},
    )
    note = Note()
    note_shared = forms.BooleanField(label="Share this note with my coaches", required=False)

    captions = captions()
    words = tuple((word.value, word.label, *word.cell) for word in FeelingWord)

    def __init__(self, *args: Any, has_coach: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_coach:
            del self.fields["note_shared"]


class CheckInForm(FeltForm):
    needs = forms.MultipleChoiceField(
        label="What do I need from this run today?",
        choices=[(need.value, need.label) for need in Need],
        required=False,
        widget=forms.SelectMultiple,
        error_messages={"invalid_choice": "Choose from the needs on this page."},
    )
    planned_effort = Scale("How hard do you mean to go?")
    kind = forms.ChoiceField(
        label="Kind of run",
        choices=[("", "Not said")] + [(kind.value, kind.label) for kind in Kind],
        required=False,
        error_messages={"invalid_choice": "Choose one of the kinds, or none."},
    )
    planned_minutes = forms.RegexField(
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


class ReflectionForm(FeltForm):
    effort = Scale("How hard did it feel?")
    enjoyment = Scale("Did you enjoy it?")
    need_met = Scale("Did it give you what you needed?")
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
