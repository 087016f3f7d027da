"""Sending a copy of everything of one's own."""

from typing import Any, cast

from django import forms
from django.conf import settings

from runners.forms.imports import Sent, spoken_size

WRONG_NAME = "Send the .zip as you got it from us."


class CopyForm(forms.Form):
    file = forms.FileField(
        label="The copy you took",
        widget=forms.FileInput({"accept": ".zip"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose another one.",
            "missing": "Choose a file first.",
            "invalid": "Choose a file first.",
            "max_length": "The name of this file is too long. Shorten it and send it again.",
        },
        max_length=300,
    )

    def __init__(self, *args: Any, problem: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = f"The .zip as you got it from us, up to {spoken_size(settings.UPLOAD_MAX_BYTES)}."
        if problem:
            self.fields["file"].error_messages["required"] = problem

    def clean_file(self) -> Sent:
        file = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".zip"):
            raise forms.ValidationError(WRONG_NAME)
        return cast(Sent, file)
