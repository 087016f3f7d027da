"""What a coach writes about somebody."""

import uuid
from typing import Any

from django import forms

from runners.forms.people import refuse_unreadable

LONGEST = 5000
OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."


class NoteForm(forms.Form):
    """One note; `key` makes the same form sent twice one note."""

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea({"rows": 4, "class": "voice"}),
        error_messages={"required": "There is nothing written here yet."},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        required=False,
        error_messages={
            "invalid": "This page is too old to be sent. Load it again; what you typed can be copied over."
        },
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        refuse_unreadable(text, lines=True)
        if len(text) > LONGEST:
            raise forms.ValidationError(f"A note holds up to {LONGEST} characters. Shorten it a little, or split it.")
        return text

    def note_key(self) -> uuid.UUID:
        key: Any = self.cleaned_data["key"]
        return key or uuid.uuid4()
