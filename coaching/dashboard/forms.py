"""What a coach gives a name, and whom they chose."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from coaching.dashboard.roster import View
from runners.forms.people import refuse_unreadable
from runners.groups import Order
from runners.models.groups import LONGEST_NAME, LONGEST_QUERY

MOST_AT_ONCE = 1000


def in_one_line(name: str) -> str:
    plain = " ".join(name.split())
    refuse_unreadable(plain)
    return plain


class NameForm(forms.Form):
    """A group's name, or a look's."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Give it a name first.",
            "max_length": f"A name holds up to {LONGEST_NAME} characters. Shorten it a little.",
        },
    )

    def clean_name(self) -> str:
        return in_one_line(self.cleaned_data["name"])


class LookForm(NameForm):
    """A look at the squad under a name; what its address says beyond what is known is dropped."""

    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        query = View.read(QueryDict(self.cleaned_data["query"]).dict()).query
        if len(query) > LONGEST_QUERY:
            raise forms.ValidationError("What you searched for is too long to keep. Shorten it, then keep the look.")
        return query


class FillForm(forms.Form):
    """Into which group: one that is there, or a new one. `key` makes the same form sent twice one filling."""

    group = forms.ChoiceField(
        label="Into which group?",
        required=False,
        error_messages={"invalid_choice": "This group is no longer there. Choose another one."},
    )
    name = forms.CharField(
        label="Or a new group",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": f"A name holds up to {LONGEST_NAME} characters. Shorten it a little."},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, order: Order, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "A new one"), *((str(group.pk), group.name) for group in order.groups)]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return in_one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("group") and not cleaned.get("name"):
            self.add_error("name", "Choose a group, or give a new one a name.")
        return cleaned

    def fill_key(self) -> uuid.UUID:
        key: uuid.UUID | None = self.cleaned_data["key"]
        return key or uuid.uuid4()


def chosen_runners(posted: QueryDict) -> list[int]:
    """The numbers that were ticked; what is no number was never on the page."""
    asked = posted.getlist("runner")[:MOST_AT_ONCE]
    return [int(number) for number in asked if number.isascii() and number.isdecimal() and len(number) < 18]
