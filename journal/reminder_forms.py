"""What to be reminded of and how, and when never."""

from collections.abc import Mapping
from typing import Any

from django import forms

from journal.models import QuietHours, Reminder
from journal.usual import Quiet

CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")
HOW = [("", "Not at all"), *Reminder.Channel.choices]


class RemindersForm(forms.Form):
    """One field for each kind, named like it."""

    starts = forms.TimeField(label="Never from", widget=CLOCK, error_messages={"invalid": "Type the time as 21:30."})
    ends = forms.TimeField(label="until", widget=CLOCK, error_messages={"invalid": "Type the time as 07:00."})

    def __init__(self, sent: Any, *, channels: Mapping[str, str], hours: Quiet) -> None:
        super().__init__(sent, initial={**channels, "starts": hours.starts, "ends": hours.ends})
        for kind in Reminder.Kind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=HOW, required=False, widget=forms.RadioSelect
            )
        for name in ("starts", "ends"):
            self.fields[name].error_messages["required"] = f"Type a time, such as {getattr(QuietHours(), name):%H:%M}."

    def asked(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in Reminder.Kind]

    def channels(self) -> dict[str, str]:
        """Of the kinds that are on."""
        chosen = {kind.value: self.cleaned_data[kind.value] for kind in Reminder.Kind}
        return {kind: channel for kind, channel in chosen.items() if channel}

    def quiet(self) -> Quiet:
        return Quiet(self.cleaned_data["starts"], self.cleaned_data["ends"])
