"""What to be reminded of, and when never."""

from collections.abc import Sequence
from typing import Any

from django import forms

from journal.models import QuietHours, Reminder
from journal.usual import Quiet

CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")


class RemindersForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label="Remind me of", choices=Reminder.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label="Never from", widget=CLOCK, error_messages={"invalid": "Type the time as 21:30."})
    ends = forms.TimeField(label="until", widget=CLOCK, error_messages={"invalid": "Type the time as 07:00."})

    def __init__(self, sent: Any, *, kinds: Sequence[str], hours: Quiet) -> None:
        super().__init__(sent, initial={"kinds": kinds, "starts": hours.starts, "ends": hours.ends})
        for name in ("starts", "ends"):
            self.fields[name].error_messages["required"] = f"Type a time, such as {getattr(QuietHours(), name):%H:%M}."

    def quiet(self) -> Quiet:
        return Quiet(self.cleaned_data["starts"], self.cleaned_data["ends"])
