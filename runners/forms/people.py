"""Forms about oneself: settings, coaching, what a coach may see, invites."""

import re
import unicodedata
import uuid
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from runners.actions import SETTINGS
from runners.helplines import COUNTRIES
from runners.models import User
from runners.models.people import SHARES, Role, Shares
from runners.ties import SWITCHES

REGIONS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)
NOT_A_PLACE = frozenset(["localtime", "posixrules", "Factory"])
# Marks that turn the reading direction around: in a name they could make the words after it read backwards.
DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINK_MARKS = re.compile(r"://|/|\w\.\w{2}")  # what a mail program makes a link of
NO_ADDRESS = "This does not look like an e-mail address. An example: sam@example.org"
NOT_A_ROLE = "Choose one of the roles on the page. Nothing was changed."
UNREADABLE = "Some characters in this text cannot be kept. Please type it again."


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every zone a browser may name."""
    return frozenset(name for name in available_timezones() - NOT_A_PLACE if not name.startswith(("posix/", "right/")))


def zone_or_utc(name: str) -> str:
    """A zone a browser told us; an unknown one is not worth an error message."""
    return name if name in known_zones() else "UTC"


@lru_cache(maxsize=1)
def _zone_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    places = sorted(name for name in known_zones() if name.split("/")[0] in REGIONS)
    return tuple(
        (region, tuple((name, name.partition("/")[2].replace("_", " ").replace("/", ", ")) for name in names))
        for region, names in groupby(places, key=lambda name: name.split("/")[0])
    )


def zone_choices(current: str) -> list[tuple[str, Any]]:
    """Places by region for a select; the zone somebody already has is always among them."""
    first = [("UTC", "UTC")]
    if current != "UTC" and current.split("/")[0] not in REGIONS:
        first.append((current, current))
    return [*first, *_zone_groups()]


def refuse_unreadable(text: str, *, lines: bool = False) -> None:
    """Control characters and halves of characters: they come from broken programs and break others."""
    allowed = "\r\n\t" if lines else ""
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in text):
        raise ValidationError(UNREADABLE)


def plain_name(text: str) -> str:
    """A name on one line, with something in it to see."""
    refuse_unreadable(" ".join(text.split()))
    name = " ".join("".join(c for c in text if c not in DIRECTION_MARKS).split())
    if not any(unicodedata.category(c)[0] in "LNPS" for c in name):
        raise ValidationError("Tell us what we may call you.")
    return name


class NameField(forms.CharField):
    """What we may call somebody. It goes out in mails, also to addresses that nobody has confirmed yet."""

    default_error_messages = {
        "required": "Tell us what we may call you.",
        "link": "Write your name without a link or a slash, and with a space after a dot.",
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(**{"label": "What may we call you?", "max_length": 80, "widget": widget, **options})

    def clean(self, value: Any) -> str:
        name = plain_name(super().clean(value))
        if LINK_MARKS.search(name):
            raise ValidationError(self.error_messages["link"], code="link")
        return name


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    name = NameField(help_text="Your coach sees this name.")
    time_zone = forms.ChoiceField(
        label="Time zone", help_text="For new entries. Days you have already written stay as they are."
    )
    units = forms.ChoiceField(label="Distances in", choices=User.Units.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label="Light or dark", choices=User.Theme.choices, widget=forms.RadioSelect)
    first_weekday = forms.TypedChoiceField(label="Your week begins on", choices=User.Weekday.choices, coerce=int)
    country = forms.ChoiceField(
        label="Country",
        required=False,
        help_text="For the numbers on the support page.",
        choices=[("", "I’d rather not say"), *COUNTRIES.items()],
    )

    class Meta:
        model = User
        fields = SETTINGS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = zone_choices(self.instance.time_zone)
        zone.error_messages["invalid_choice"] = "Choose a time zone from the list."


class Lines(forms.CharField):
    """Text of several lines. A line end is one character, as a browser counts it, however many it is sent as."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\r", "\n")) or ""


class CoachForm(forms.Form):
    about = Lines(
        label="About you as a coach",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="People you invite read this before they say yes.",
        error_messages={"max_length": "Please keep this under 2,000 characters."},
    )

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        refuse_unreadable(about, lines=True)
        return about


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        choices=Role.choices, error_messages={"required": NOT_A_ROLE, "invalid_choice": NOT_A_ROLE}
    )


class SharesForm(forms.Form):
    """The switches, all off unless somebody turns them on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SHARES:
            switch = SWITCHES[name]
            self.fields[name] = forms.BooleanField(label=switch.label, help_text=switch.shows, required=False)

    @property
    def shares(self) -> Shares:
        return Shares(**{name: self.cleaned_data[name] for name in SHARES})

    @property
    def shown(self) -> Shares:
        """How the switches stood on the page; one that does not say so can only switch off."""
        said = self.data.get("shown")
        return Shares(**{name: said is None or name in said.split() for name in SHARES})


class InviteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    email = forms.EmailField(
        label="Their e-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Optional. Leave it empty to get a link you can send yourself.",
        error_messages={"invalid": NO_ADDRESS},
    )


class InviteManyForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    addresses = Lines(
        label="Their e-mail addresses",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One a line, up to 20 at a time.",
        error_messages={"required": "Paste at least one address."},
    )
