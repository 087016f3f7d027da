from django import forms

from coaching.alerts.actions import SNOOZE_DAYS


class LaterForm(forms.Form):
    """For how many days an alert is set aside."""

    days = forms.TypedChoiceField(
        choices=[(days, str(days)) for days in SNOOZE_DAYS],
        coerce=int,
        error_messages={
            "required": "Choose for how long: 1, 3 or 7 days. Nothing was changed.",
            "invalid_choice": "Choose 1, 3 or 7 days. Nothing was changed.",
        },
    )
