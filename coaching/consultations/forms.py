"""What a guest tells before a call, and the small forms around it."""

from typing import Any

from django import forms

from coaching.consultations.actions import Details
from coaching.consultations.lending import FIELDS
from coaching.consultations.models import OPEN_QUESTION, Offer
from journal.words import NEED_LABELS
from runners.forms.people import Lines, NameField, refuse_unreadable
from runners.models import User

LONGEST_ANSWER = 2000
MOST_NEEDS = 3
NO_ADDRESS = "This does not look like an e-mail address. An example: sam@example.org"
REMINDERS = [(72, "Three days before"), (24, "A day before"), (2, "Two hours before"), (1, "One hour before")]


def text_field(label: str, *, rows: int = 3, longest: int = LONGEST_ANSWER, required: bool = False) -> Lines:
    return Lines(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea({"rows": rows, "class": "voice"}),
        error_messages={"required": "There is nothing written here yet."},
    )


class DetailsForm(forms.Form):
    """Who comes and what they would like to say first. Only a name and an address are needed."""

    name = NameField()
    email = forms.EmailField(
        label="Your e-mail",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="You get one mail to confirm that this is you, and everything about the call.",
        error_messages={
            "required": "We need an address to send you the link to.",
            "invalid": NO_ADDRESS,
        },
    )
    needs = forms.MultipleChoiceField(
        label=OPEN_QUESTION,
        required=False,
        choices=[(need.value, words) for need, words in NEED_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Up to {MOST_NEEDS}, or none. Only your coach reads it.",
    )
    more = text_field("In your own words, if you like")
    lends = forms.MultipleChoiceField(
        label="Lend the 30 days before this call",
        required=False,
        choices=list(FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Your coach sees what you tick of the 30 days before the call, from when it is booked until it "
        "is over, never a note. You can take it back before.",
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, offer: Offer, person: User | None, may_lend: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.person = offer, person
        for number, question in enumerate(offer.questions):
            self.fields[f"question_{number}"] = text_field(question)
        if person is None or not may_lend:
            del self.fields["lends"]
        if person is not None:
            del self.fields["email"]
            self.fields["name"].initial = person.name

    def clean_email(self) -> str:
        """Addresses in quotes exist on paper; neither calendars nor mail servers agree on them."""
        email = str(self.cleaned_data["email"])
        if any(c in email for c in '"(),:;<>\\ '):
            raise forms.ValidationError(NO_ADDRESS)
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in cleaned.items():
            if name == "more" or name.startswith("question_"):
                self._check(name, str(value))
        if len(cleaned.get("needs", [])) > MOST_NEEDS:
            self.add_error("needs", f"Choose up to {MOST_NEEDS}.")
        return cleaned

    def _check(self, name: str, text: str) -> None:
        try:
            refuse_unreadable(text, lines=True)
        except forms.ValidationError as problem:
            self.add_error(name, problem)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The coach's own questions."""
        return [self[f"question_{number}"] for number in range(len(self.offer.questions))]

    @property
    def is_trap(self) -> bool:
        """Nobody sees the field `website`; programs that fill in every field do."""
        return bool(self.cleaned_data.get("website"))

    def to_details(self) -> Details:
        kept = self.cleaned_data
        needs = ", ".join(words for need, words in NEED_LABELS.items() if need.value in kept["needs"])
        said = [(OPEN_QUESTION, needs), ("In your own words", kept["more"])]
        said += [(question, kept[f"question_{number}"]) for number, question in enumerate(self.offer.questions)]
        email = self.person.email if self.person else kept["email"]
        answers = tuple((question, text) for question, text in said if text)
        return Details(kept["name"], email, answers, lends=tuple(kept.get("lends", ())))


class RemindersForm(forms.Form):
    hours = forms.TypedMultipleChoiceField(
        label="Remind me", coerce=int, required=False, choices=REMINDERS, widget=forms.CheckboxSelectMultiple
    )


class LineForm(forms.Form):
    text = text_field("Your line", required=True)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        refuse_unreadable(text, lines=True)
        return text


class WordsForm(LineForm):
    """What a coach adds to a no, or to calling off. It may stay empty."""

    text = text_field("A line from you", rows=3)


class FollowUpForm(LineForm):
    text = text_field("A line after the call", rows=4, required=True)
