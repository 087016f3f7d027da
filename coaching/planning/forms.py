"""What a coach says of a plan."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Self

from django import forms

from coaching.planning.actions import PracticePlan, RunPlan, version
from coaching.planning.whom import Whom, chosen
from journal.planned import INTENDED, METRES_PER, PRACTICES, number
from runners.forms.people import refuse_unreadable
from runners.forms.runs import Decimal
from runners.models import PlannedPractice, PlannedRun, Run
from runners.models.plans import FURTHEST_M, LONGEST_MINUTES, LONGEST_NAME, MOST_TIMES, MOST_WEEKS

LONGEST_NOTE = 2000
FURTHEST = timedelta(days=730)
OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."
TOO_FAR = "Choose a day within two years of today."
A_SIZE = "Say how long or how far. One of the two is enough."
FURTHER = "That is further than a run can be. Check the distance."


class Whole(forms.Field):
    """A whole number, typed, or nothing."""

    plain = re.compile(r"\d{1,5}", re.ASCII)

    def __init__(self, *, label: str, most: int, example: int, required: bool = False) -> None:
        self.most = most
        wrong = f"Type a whole number from 1 to {most}, such as {example}."
        super().__init__(
            label=label,
            required=required,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": wrong, "required": wrong},
        )

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not self.plain.fullmatch(text) or not 1 <= int(text) <= self.most:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)


class Day(forms.DateField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": "Say which day.", "invalid": "Type the day as 2026-11-21."},
        )


class Effort(forms.TypedChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Effort, 0 to 10",
            choices=[("", "Not said"), *((str(step), str(step)) for step in range(11))],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "Choose a number from 0 to 10, or leave it out."},
        )


class Kind(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Kind of run",
            choices=[("", "Not said"), *Run.Kind.choices],
            required=False,
            error_messages={"invalid_choice": "Choose one of the kinds, or none."},
        )


class Text(forms.CharField):
    """Some lines that others will read."""

    def __init__(self, label: str, *, rows: int = 3) -> None:
        super().__init__(label=label, required=False, widget=forms.Textarea({"rows": rows, "class": "voice"}))

    def clean(self, value: Any) -> str:
        text: str = super().clean(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
        refuse_unreadable(text, lines=True)
        if len(text) > LONGEST_NOTE:
            raise forms.ValidationError(f"This holds up to {LONGEST_NOTE} characters. Shorten it a little.")
        return text


class KeyedForm(forms.Form):
    """`key` makes the same form sent twice one thing."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM}
    )

    def sent_key(self) -> uuid.UUID:
        key: Any = self.cleaned_data["key"]
        return key or uuid.uuid4()


def near(day: date, today: date) -> date:
    if abs(day - today) > FURTHEST:
        raise forms.ValidationError(TOO_FAR)
    return day


class ForForm(KeyedForm):
    """For one runner or a group, on a day."""

    who = forms.ChoiceField(
        label="For",
        error_messages={"required": "Say for whom.", "invalid_choice": "Choose somebody who runs with you."},
    )
    day = Day("Day")

    def __init__(self, *args: Any, people: Sequence[Whom], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.today = people, today
        whom = self.fields["who"]
        assert isinstance(whom, forms.ChoiceField)
        there = (one for one in people if one.ties)  # a group may hold nobody for whom this coach plans
        whom.choices = [(one.key, f"{one.name} ({len(one.ties)})" if one.group else one.name) for one in there]

    def clean_day(self) -> date:
        return near(self.cleaned_data["day"], self.today)

    @property
    def whom(self) -> Whom:
        found = chosen(self.people, self.cleaned_data["who"])
        assert found is not None
        return found


class RunFields(forms.Form):
    kind = Kind()
    minutes = Whole(label="Minutes", most=LONGEST_MINUTES, example=40)
    distance = Decimal(label="Distance", example="8.2", required=False)
    effort = Effort()
    feeling = forms.ChoiceField(
        label="Meant to feel",
        choices=[("", "Not said"), *((word.value, word.label) for word in INTENDED)],
        required=False,
        error_messages={"invalid_choice": "Choose one of the words, or none."},
    )
    note = Text("A word with it")
    units = "km"

    def clean_distance(self) -> int | None:
        """In metres. No distance and a distance of nothing are the same."""
        typed = self.cleaned_data["distance"]
        metres = round(float(typed) * METRES_PER[self.units]) if typed else 0
        if metres > FURTHEST_M:
            raise forms.ValidationError(FURTHER)
        return metres or None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("minutes") and not values.get("distance"):
            self.add_error("minutes", A_SIZE)
        return values

    def to_plan(self) -> RunPlan:
        said = self.cleaned_data
        names = ("kind", "minutes", "effort", "feeling", "note")
        return RunPlan(distance_m=said["distance"], **{name: said[name] for name in names})


class RunForm(RunFields, ForForm):
    field_order = ("who", "day", "kind", "minutes", "distance", "effort", "feeling", "note", "key")

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance"].label = f"Distance in {units}"


class PracticeFields(forms.Form):
    kind = forms.ChoiceField(label="What", choices=PRACTICES, error_messages={"invalid_choice": "Choose one of these."})
    minutes = Whole(label="Minutes each time", most=LONGEST_MINUTES, example=5, required=True)
    times = Whole(label="How many times that day", most=MOST_TIMES, example=2)
    note = Text("A word with it")

    def to_plan(self) -> PracticePlan:
        said = self.cleaned_data
        return PracticePlan(said["kind"], said["minutes"], said["times"] or 1, said["note"])


class PracticeForm(PracticeFields, ForForm):
    field_order = ("who", "day", "kind", "minutes", "times", "note", "key")


class ChangeForm(forms.Form):
    """Something that is planned already. `seen` is the version that stood on the page."""

    day = Day("Day")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, planned: PlannedRun | PlannedPractice, units: str, today: date, **kwargs: Any
    ) -> None:
        stands = {name: getattr(planned, name, "") for name in self.base_fields}
        stands |= {"day": planned.local_day, "seen": version(planned)}
        if isinstance(planned, PlannedRun):
            stands["distance"] = number(planned.distance_m / METRES_PER[units]) if planned.distance_m else ""
        super().__init__(*args, **{"initial": stands, **kwargs})
        self.units, self.today = units, today

    def clean_day(self) -> date:
        return near(self.cleaned_data["day"], self.today)

    def for_another(self, planned: PlannedRun | PlannedPractice) -> Self:
        """The same words over the thing as it has become since: sent again, they count."""
        said = {name: self[name].value() for name in self.fields} | {"seen": version(planned)}
        return type(self)(said, planned=planned, units=self.units, today=self.today)


class RunChangeForm(RunFields, ChangeForm):
    field_order = ("day", "kind", "minutes", "distance", "effort", "feeling", "note", "seen")

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["distance"].label = f"Distance in {units}"


class PracticeChangeForm(PracticeFields, ChangeForm):
    field_order = ("day", "kind", "minutes", "times", "note", "seen")


CHANGES: dict[str, type[RunChangeForm] | type[PracticeChangeForm]] = {
    "runs": RunChangeForm,
    "practices": PracticeChangeForm,
}


class MoveForm(forms.Form):
    """To a day, or by one: the buttons beside the field."""

    day = Day("To")
    by = forms.TypedChoiceField(choices=[("-1", ""), ("1", "")], coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("day"):
            values["day"] = near(near(values["day"], self.today) + timedelta(days=values.get("by") or 0), self.today)
        return values


class WeekForm(ForForm):
    """A week that is copied to another: `day` lies in the one, `to` in the other."""

    to = Day("Once more in the week of")

    def clean_to(self) -> date:
        return near(self.cleaned_data["to"], self.today)


class KeepForm(ForForm):
    name = forms.CharField(
        label="Under the name",
        max_length=LONGEST_NAME,
        error_messages={
            "required": "Give this week a name.",
            "max_length": f"A name has up to {LONGEST_NAME} letters.",
        },
    )
    replaces = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        refuse_unreadable(name)
        return name


class ReachForm(forms.Form):
    """How far ahead the runner sees."""

    weeks = forms.TypedChoiceField(
        label="The runner sees",
        choices=[("", "every week"), ("0", "this week"), ("1", "this week and the next"),
                 *((str(n), f"this week and {n} more") for n in (2, 3, 4, 8, MOST_WEEKS))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose how many weeks."},
    )  # fmt: skip
