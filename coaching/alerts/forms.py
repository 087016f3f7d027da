from django import forms

from coaching.alerts.actions import SNOOZE_DAYS
from coaching.alerts.models import Answer, Outcome, Useful


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


NOT_ON_OFFER = "Choose one of the answers on the page. Nothing was changed."


class AnswerForm(forms.Form):
    """What a runner says to an alert about them; nothing takes the answer back."""

    answer = forms.TypedChoiceField(
        choices=Answer.choices,
        coerce=Answer,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": NOT_ON_OFFER},
    )


class OutcomeForm(forms.Form):
    """One tap a question: what came of it, or whether the alert was of use."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices, required=False, error_messages={"invalid_choice": NOT_ON_OFFER}
    )
    useful = forms.ChoiceField(choices=Useful.choices, required=False, error_messages={"invalid_choice": NOT_ON_OFFER})

    def said(self) -> dict[str, str]:
        """Only what was tapped; the other answer stays as it was."""
        return {name: value for name, value in self.cleaned_data.items() if value}
