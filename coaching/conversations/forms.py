"""What a coach writes about somebody, and what they and their runners write to each other."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from coaching.conversations import habits
from coaching.conversations.models import Phrase, Within
from runners.forms.people import refuse_unreadable
from runners.models import Coachship

LONGEST = 5000
OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."
NOTHING_WRITTEN = "There is nothing written here yet."


class WordsForm(forms.Form):
    """One text; `key` makes the same form sent twice one text."""

    what = "A text"

    text = forms.CharField(
        label="Text",
        widget=forms.Textarea({"rows": 4, "class": "voice"}),
        error_messages={"required": NOTHING_WRITTEN},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM}
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        refuse_unreadable(text, lines=True)
        if len(text) > LONGEST:
            raise forms.ValidationError(
                f"{self.what} holds up to {LONGEST} characters. Shorten it a little, or split it."
            )
        return text

    def words_key(self) -> uuid.UUID:
        key: Any = self.cleaned_data["key"]
        return key or uuid.uuid4()


class NoteForm(WordsForm):
    what = "A note"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Note"

    def note_key(self) -> uuid.UUID:
        return self.words_key()


class MessageForm(WordsForm):
    what = "A message"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Message"

    @property
    def words(self) -> str:
        """What was written, whether it could be sent or not."""
        return self.cleaned_data.get("text", "") if self.is_bound else ""


def message_form(sent: Mapping[str, str], phrases: Sequence[Phrase], *, draft: str = "") -> MessageForm:
    """Where one of their own texts is asked for, it comes into the box below what is typed, and nothing is sent."""
    if "phrase" not in sent:
        return MessageForm(sent or None, initial={"text": draft})
    text = habits.gone_on_with(phrases, asked=sent["phrase"], typed=sent.get("text", ""))
    return MessageForm(initial={"text": text})


class NewMessageForm(MessageForm):
    """The first one to a coach: to whom, where there is more than one."""

    to = forms.ChoiceField(
        label="To",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whom you write to.",
            "invalid_choice": "Choose one of your coaches on this page.",
        },
    )

    def __init__(self, *args: Any, ties: Iterable[Coachship], along: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ties = {str(tie.pk): tie for tie in ties}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(number, _addressed(tie, along.get(tie.pk, ""))) for number, tie in self.ties.items()]
        self.addressed = ""  # whom it goes to, where there is no choice
        for number, tie in self.ties.items() if len(self.ties) == 1 else ():
            to.initial, self.addressed = number, _addressed(tie, along.get(tie.pk, ""))
            to.required, to.widget = False, forms.HiddenInput()

    def tie(self) -> Coachship:
        return self.ties[self.cleaned_data["to"] or next(iter(self.ties))]


def _addressed(tie: Coachship, along: str) -> str:
    name = tie.coach.name or "Your coach"
    return f"{name}, with {along} reading along" if along else name


class PhraseForm(WordsForm):
    what = "A text you keep"


class HabitForm(forms.Form):
    within = forms.TypedChoiceField(
        label="You usually answer",
        choices=[("", "I’d rather not say"), *Within.choices],
        coerce=lambda value: Within(int(value)),
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the answers on the page. Nothing was changed."},
    )


def numbers_in(values: Iterable[str]) -> set[int]:
    """Numbers of rows, each by itself or several with commas between them; anything else is passed over."""
    said = [part.strip() for value in values for part in value.split(",")]
    return {int(part) for part in said if part.isascii() and part.isdecimal() and len(part) < 19}
