"""How alerts reach a coach, where their own server is, and what a runner agrees on in calm times."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from django import forms

from coaching.alerts.models import Kind, Pace, Wishes
from journal.sharing import Sign
from runners import outward
from runners.models import Coachship, User

CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")
NO_QUIET = time()  # twice: see coaching.alerts.quiet
ONE_TIME = "Say this time too, or clear both for no quiet hours."
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = (1, 2, 4, 6, 12, 24, 48)
WAITS = (4, 8, 12, 24, 48, 72)
LONGEST_ADDRESS, LONGEST_HOST = 500, 253
NO_ADDRESS = "This does not look like an address we can send to. It begins with https:// and has no name or port in it."
NOT_ON_OFFER = "Choose one of the answers on the page."


def _in_hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours} hours"


class Clock(forms.TimeField):
    def __init__(self, label: str) -> None:
        wrong = {"invalid": "Type the time as 22:00."}
        super().__init__(label=label, required=False, input_formats=["%H:%M"], widget=CLOCK, error_messages=wrong)


class WishesForm(forms.Form):
    """The ways, the quiet hours, who stands in; and how soon, kind by kind."""

    by_mail = forms.BooleanField(label="By e-mail", required=False)
    by_push = forms.BooleanField(
        label="On my phone", required=False, help_text="On phones you switched on under Settings, On your phone."
    )
    quiet_from = Clock("Nothing from")
    quiet_until = Clock("until")
    weekday = forms.TypedChoiceField(
        label="Once a week means",
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        error_messages={"invalid_choice": NOT_ON_OFFER},
    )
    stand_in = forms.TypedChoiceField(
        label="Who stands in for me", required=False, coerce=int, empty_value=None,
        help_text="Hears of an alert nobody has looked at, and at once on days you are away. Only runners who share "
        "their balance with both of you are ever told of.",
        error_messages={"invalid_choice": "Choose somebody your runners share their balance with too."},
    )  # fmt: skip
    stand_in_hours = forms.TypedChoiceField(
        label="When nobody has looked for", coerce=int, choices=[(hours, _in_hours(hours)) for hours in WAITS],
        error_messages={"invalid_choice": NOT_ON_OFFER},
    )  # fmt: skip

    def __init__(self, sent: Any, *, wishes: Wishes, paces: Mapping[Kind, Pace], colleagues: Sequence[User]) -> None:
        now = {name: getattr(wishes, name) for name in self.base_fields if name != "stand_in"}
        if wishes.quiet_from == wishes.quiet_until:
            now |= {"quiet_from": None, "quiet_until": None}
        now |= {"stand_in": wishes.stand_in_id, **{f"pace_{kind}": pace for kind, pace in paces.items()}}
        super().__init__(sent, initial=now)
        who = [(person.pk, person.name or "A coach without a name") for person in colleagues]
        self.fields["stand_in"].choices = [("", "Nobody"), *who]  # type: ignore[attr-defined]
        for kind in Kind:
            self.fields[f"pace_{kind}"] = forms.ChoiceField(
                label=kind.label, choices=Pace.choices, error_messages={"invalid_choice": NOT_ON_OFFER}
            )

    def clean(self) -> dict[str, Any]:
        """Cleared times are no quiet hours, and are kept as the same time twice."""
        said, both = super().clean() or {}, ("quiet_from", "quiet_until")
        missing = [name for name in both if name not in self.errors and said.get(name) is None]
        if len(missing) == 2:
            said |= dict.fromkeys(both, NO_QUIET)
        elif missing:
            self.add_error(missing[0], ONE_TIME)
        return said

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[f"pace_{kind}"] for kind in Kind]

    def wishes(self) -> dict[str, object]:
        kept = {name: self.cleaned_data[name] for name in self.base_fields if name != "stand_in"}
        return {**kept, "stand_in_id": self.cleaned_data["stand_in"]}

    def paces(self) -> dict[str, Pace]:
        return {kind: Pace(self.cleaned_data[f"pace_{kind}"]) for kind in Kind}


class WebhookForm(forms.Form):
    url = forms.CharField(
        label="Address of your server",
        max_length=LONGEST_ADDRESS,
        help_text="We send numbers and a link: no name, no feeling.",
        widget=forms.URLInput({"placeholder": "https://", "autocomplete": "off"}),
        error_messages={"required": NO_ADDRESS, "max_length": NO_ADDRESS},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        plain = url.isascii() and url.isprintable() and " " not in url
        if not plain or not outward.is_https(url) or len(urlsplit(url).hostname or "") > LONGEST_HOST:
            raise forms.ValidationError(NO_ADDRESS)
        return url


class AgreementForm(forms.Form):
    sign = forms.ChoiceField(
        label="If", choices=Sign.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the signs.", "invalid_choice": NOT_ON_OFFER},
    )  # fmt: skip
    tie = forms.TypedChoiceField(
        label="tell", coerce=int, error_messages={"invalid_choice": "Choose one of your coaches."}
    )
    hours = forms.TypedChoiceField(
        label="after", coerce=int, initial=12, choices=[(hours, _in_hours(hours)) for hours in HOURS],
        help_text="Until then you see the countdown, and can hold it.", error_messages={"invalid_choice": NOT_ON_OFFER},
    )  # fmt: skip

    def __init__(self, sent: Any, *, ties: Sequence[Coachship]) -> None:
        super().__init__(sent)
        self.fields["tie"].choices = [(tie.pk, tie.coach.name or "Your coach") for tie in ties]  # type: ignore[attr-defined]
