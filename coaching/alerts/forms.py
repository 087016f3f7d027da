from django import forms

from coaching.alerts.actions import SNOOZE_DAYS
from coaching.alerts.answering import HOLDS
from coaching.alerts.models import LONGEST_REASON, Answer, Outcome, Preset, Useful
from runners.forms.people import refuse_unreadable


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


FOR_HOW_LONG = f"Choose for how long: {', '.join(map(str, HOLDS[:-1]))} or {HOLDS[-1]} days. Nothing was changed."


class FineForm(forms.Form):
    """ "This is fine because …": for how long, why in their own words, and whether coaches may read the words."""

    days = forms.TypedChoiceField(
        label="For how long?",
        choices=[(days, f"{days} days") for days in HOLDS],
        coerce=int,
        initial=HOLDS[1],
        widget=forms.RadioSelect,
        error_messages={"required": FOR_HOW_LONG, "invalid_choice": FOR_HOW_LONG},
    )
    reason = forms.CharField(
        label="This is fine because …",
        required=False,
        help_text="In your own words, or not at all. It is shown to you again next time.",
        widget=forms.Textarea({"rows": 2, "class": "voice"}),
    )
    shared = forms.BooleanField(
        label="Whoever sees this alert may read these words",
        required=False,
        help_text="Without it they read that you say it is fine, and until when.",
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].replace("\r\n", "\n").replace("\r", "\n")
        refuse_unreadable(reason, lines=True)
        if len(reason) > LONGEST_REASON:
            raise forms.ValidationError(f"A reason holds up to {LONGEST_REASON} characters. Shorten it a little.")
        return reason


class PresetForm(forms.Form):
    """One of three; for a group or a runner nothing goes back to what counts around them."""

    preset = forms.TypedChoiceField(
        choices=Preset.choices,
        coerce=lambda value: Preset(int(value)),
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose calm, balanced or watchful. Nothing was changed."},
    )
