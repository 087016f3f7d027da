"""What the toolbox asks: two taps on the map, how long, and on paper what it is about."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from journal.actions import PracticeAnswers
from journal.forms import LONGEST_MINUTES, Choice, DiaryForm, FeltForm, Minutes, Note, Scale, Shared
from journal.models import CheckIn, Practice
from journal.practising import Page
from journal.tools.catalogue import TOOLS, belongs
from journal.tools.cues import CUES
from journal.tools.writing import prompts

WORD_LENGTH = 60
PAGE_LENGTH = 20_000

Feeling = tuple[int, int]


class Line(Shared, forms.CharField):
    """A few words, kept the way a note is."""

    def __init__(self, label: str, most: int = WORD_LENGTH) -> None:
        super().__init__(label=label, required=False, max_length=most, widget=forms.TextInput({"autocomplete": "off"}))

    def to_python(self, value: Any) -> str:
        return " ".join(Note().to_python(value).split())


class Length(Minutes):
    """Whole minutes of a day, or nothing."""

    def __init__(self) -> None:
        super().__init__(
            r"(?a:^\d{1,4}$)",
            label="Minutes",
            required=False,
            empty_value=None,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": "Type whole minutes, such as 10."},
        )

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        minutes = int(typed) if typed else None
        if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
            raise forms.ValidationError(f"Minutes go from 1 to {LONGEST_MINUTES}.")
        return minutes


class Sheet(Note):
    """A whole page."""

    def __init__(self) -> None:
        super().__init__()
        self.label = "Your page"
        self.max_length = PAGE_LENGTH
        self.validators = [MaxLengthValidator(PAGE_LENGTH)]
        self.error_messages["max_length"] = (
            f"A page holds up to {PAGE_LENGTH} characters. What is on it stays here; begin a second one for the rest."
        )


class Alone(FeltForm):
    """The map without a word and without a note: nothing of it is ever shared."""

    asked_elsewhere: tuple[str, ...] = ("word", "note", "note_shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, has_coach=lambda: False, **kwargs)
        for name in self.asked_elsewhere:
            del self.fields[name]

    def arrived(self) -> Feeling | None:
        return _feeling(self.cleaned_data, "valence", "activation")

    def left(self) -> Feeling | None:
        return _feeling(self.cleaned_data, "after_valence", "after_activation")


class StartForm(Alone):
    """How one arrives at a tool."""


class AfterForm(Alone):
    """How one leaves it."""

    asked_elsewhere = (*Alone.asked_elsewhere, "valence", "activation")
    after_valence = Scale("From rough to good", -4, 4)
    after_activation = Scale("From drained to wired", -4, 4)
    minutes = Length()


class TriggerForm(forms.Form):
    """What a page was about: one of a few things, or a word of one's own."""

    trigger = Choice(
        label="What was it about?",
        choices=[("", "Not said"), *Practice.Trigger.choices],
        required=False,
        error_messages={"invalid_choice": "Choose one of these, or none."},
    )
    word = Line("In a word of your own")


class StepForm(forms.Form):
    next_step = Line("One small step off the road", 300)


class PageForm(Alone):
    """A page to write on, and what it began with."""

    asked_elsewhere = ("word", "note_shared")
    note = Sheet()
    prompt = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def clean_prompt(self) -> str:
        """A beginning that is not ours is none."""
        prompt: str = self.cleaned_data["prompt"]
        return prompt if prompt in prompts() else ""

    def to_page(self) -> Page:
        return Page(text=self.cleaned_data["note"], prompt=self.cleaned_data["prompt"], feeling=self.arrived())


class CueForm(forms.Form):
    """One to take along, or none."""

    cue = forms.ChoiceField(choices=[("", "None"), *((cue.key, cue.name) for cue in CUES.values())], required=False)


class CueWentForm(forms.Form):
    answer = forms.ChoiceField(choices=CheckIn.CueWent.choices)


class ConfidantForm(DiaryForm):
    name = Line("Name")
    opener = Line("Your first sentence", 300)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name:
            raise forms.ValidationError("Type a name, or what you call them.")
        return name


class PracticeForm(Alone):
    """A practice as it was: typed in afterwards, or corrected."""

    kind = Choice(
        label="What was it?",
        choices=Practice.Kind.choices,
        error_messages={"required": "Say what it was.", "invalid_choice": "Choose one of these."},
    )
    which = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    after_valence = Scale("From rough to good", -4, 4)
    after_activation = Scale("From drained to wired", -4, 4)
    minutes = Length()

    def clean(self) -> dict[str, Any]:
        """Which of its kind it was is kept as long as it is of that kind."""
        values = super().clean()
        if not belongs(str(values.get("which", "")), str(values.get("kind", ""))):
            values["which"] = ""
        return values

    def to_answers(self) -> PracticeAnswers:
        names = PracticeAnswers.__dataclass_fields__
        return PracticeAnswers(**{name: self.cleaned_data[name] for name in names})


class OtherwiseForm(PracticeForm):
    """A practice that is no written page, and does not become one."""

    kind = Choice(
        label="What was it?",
        choices=[choice for choice in Practice.Kind.choices if choice[0] != Practice.Kind.WRITING],
        error_messages={"required": "Say what it was.", "invalid_choice": "Choose one of these."},
    )


class WrittenForm(PracticeForm):
    """A written page stays one."""

    asked_elsewhere = (*Alone.asked_elsewhere, "kind")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = Practice.Kind.WRITING.value
        return super().clean()


def correcting(entry: Practice) -> type[PracticeForm]:
    return WrittenForm if entry.kind == Practice.Kind.WRITING else OtherwiseForm


def initial_of(entry: Practice) -> dict[str, Any]:
    """A practice as its forms show it."""
    said = {name: getattr(entry, name) for name in PracticeAnswers.__dataclass_fields__}
    return {**said, "trigger": entry.trigger, "word": entry.trigger_word}


def started_with(asked: Mapping[str, str]) -> dict[str, Any]:
    """What a link to the form knows already."""
    tool = TOOLS.get(asked.get("which", ""))
    if tool is None:
        return {"kind": asked.get("kind", "")}
    return {"kind": tool.kind.value, "which": tool.key, "minutes": tool.minutes}


def _feeling(said: Mapping[str, Any], valence: str, activation: str) -> Feeling | None:
    """Both taps, or none: half a point is nowhere."""
    point = said.get(valence), said.get(activation)
    return None if None in point else (int(point[0] or 0), int(point[1] or 0))
