"""What the pages of the strategies ask: a rhythm, a goal, a size, and a word to put one away with."""

from datetime import date
from typing import Any

from django import forms

from journal import goals
from journal.forms import Choice, Clock, DiaryForm, Shared
from journal.models import Goal, NextStep
from journal.practice_forms import Line
from journal.queries.rhythm import WEEKDAYS
from journal.rhythm import Plan
from journal.words import Kind
from runners.forms.runs import METRES_PER, Decimal
from runners.models import User

REST, RUN = "rest", "run"
WHAT = (
    ("", "Nothing fixed"),
    (RUN, "A run"),
    *((kind.value, f"A run: {kind.label.lower()}") for kind in Kind),
    (REST, "Rest"),
)
FURTHEST_YEARS = 5
TOO_FAR = f"Choose a day in the next {FURTHEST_YEARS} years."


class What(Choice):
    """What a weekday is for."""

    def __init__(self, weekday: int) -> None:
        super().__init__(
            label=WEEKDAYS[weekday],
            choices=WHAT,
            required=False,
            error_messages={"invalid_choice": "Choose one of these, or nothing fixed."},
        )


class At(Clock):
    """About when."""

    def __init__(self, weekday: int) -> None:
        super().__init__(
            label=f"About when on {WEEKDAYS[weekday]}",
            required=False,
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "Type the time as 18:30."},
        )


class RhythmForm(forms.Form):
    """All seven days at once: what is left empty is not fixed."""

    def __init__(self, sent: Any, *, plans: tuple[Plan, ...]) -> None:
        super().__init__(sent, initial=_shown(plans))
        for weekday in range(7):
            self.fields[f"what_{weekday}"] = What(weekday)
            self.fields[f"at_{weekday}"] = At(weekday)

    def days(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"what_{weekday}"], self[f"at_{weekday}"]) for weekday in range(7)]

    def to_plans(self) -> dict[int, Plan]:
        said = {weekday: self.cleaned_data[f"what_{weekday}"] for weekday in range(7)}
        return {weekday: self._plan(weekday, what) for weekday, what in said.items() if what}

    def _plan(self, weekday: int, what: str) -> Plan:
        if what == REST:
            return Plan(weekday, rest=True)
        return Plan(weekday, usual_at=self.cleaned_data[f"at_{weekday}"], kind="" if what == RUN else what)


def _shown(plans: tuple[Plan, ...]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for plan in plans:
        initial[f"what_{plan.weekday}"] = REST if plan.rest else plan.kind or RUN
        initial[f"at_{plan.weekday}"] = plan.usual_at
    return initial


class WeekdayForm(forms.Form):
    """One weekday that was proposed."""

    weekday = forms.TypedChoiceField(choices=[(str(day), WEEKDAYS[day]) for day in range(7)], coerce=int)


class Count(Shared, forms.RegexField):
    """So many a week."""

    def __init__(self) -> None:
        said = "Type a whole number, such as 3."
        super().__init__(
            r"(?a:^\d{1,5}$)",
            label="How many a week?",
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": said, "required": said},
        )


class WeeklyForm(DiaryForm):
    """So much a week of one kind."""

    a_week = Count()
    name = Line("In your own words, if you like")

    def __init__(self, *args: Any, kind: str, runner: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_a_week(self) -> int:
        a_week, most = int(self.cleaned_data["a_week"]), goals.MOST[self.kind]
        if not 1 <= a_week <= most:
            raise forms.ValidationError(f"Choose a number from 1 to {most}.")
        return a_week

    def to_aim(self) -> goals.Aim:
        return goals.Aim(self.kind, self.cleaned_data["name"], a_week=self.cleaned_data["a_week"])


class RaceForm(DiaryForm):
    """A race: what it is called, when, and how long."""

    name = Line("What is it called?")
    race_on = forms.DateField(
        label="Which day?",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say which day it is.", "invalid": "Type the day as 2026-11-21."},
    )
    distance = Decimal(label="How far?", example="21.1", required=False)

    def __init__(self, *args: Any, kind: str, runner: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metres_per, self.today = METRES_PER[runner.units], today
        self.fields["distance"].label = f"How far, in {runner.units}?"

    def clean_race_on(self) -> date:
        day: date = self.cleaned_data["race_on"]
        if day < self.today:
            raise forms.ValidationError("That day is over. Choose one that is still to come.")
        if day.year > self.today.year + FURTHEST_YEARS:
            raise forms.ValidationError(TOO_FAR)
        return day

    def clean_distance(self) -> int | None:
        typed = self.cleaned_data["distance"]
        metres = None if typed is None else round(typed * self.metres_per)
        if metres is not None and not 0 < metres <= goals.FURTHEST_RACE_M:
            raise forms.ValidationError("Type how far it is, or leave it out.")
        return metres

    def to_aim(self) -> goals.Aim:
        said = self.cleaned_data
        return goals.Aim(Goal.Kind.RACE, said["name"], race_on=said["race_on"], race_m=said["distance"])


def form_for(kind: str) -> type[WeeklyForm] | type[RaceForm]:
    return RaceForm if kind == Goal.Kind.RACE else WeeklyForm


class SizeForm(WeeklyForm):
    """Another size for a goal that is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


class EndForm(forms.Form):
    """A word to put a goal away with."""

    ended_as = forms.ChoiceField(choices=Goal.Ended.choices)


class StepForm(forms.Form):
    """What became of the small step."""

    state = forms.ChoiceField(choices=[(s.value, s.label) for s in NextStep.State if s != NextStep.State.OFFERED])
