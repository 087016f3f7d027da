"""What a plan asks its runner."""

from datetime import date
from typing import Any

from django import forms

from journal.forms import Choice, Note, Shared, Tick
from journal.plan_answers import WeekAnswers
from journal.queries.week_ahead import WeekAheadPage
from runners.models import PlannedRun, WeekAsk

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ONE_OF = {"invalid_choice": "Choose one of these."}


class WentForm(forms.Form):
    """How a planned run went, or how it felt beside what was meant; `back` takes one of the two back. Buttons: one of
    them at a time, and the same one twice is once."""

    went = Choice(choices=PlannedRun.Went.choices, required=False, error_messages=ONE_OF)
    felt = Choice(choices=PlannedRun.Felt.choices, required=False, error_messages=ONE_OF)
    back = Choice(choices=[("went", "How it went"), ("felt", "How it felt")], required=False, error_messages=ONE_OF)


class Words(Note):
    """A note that asks something of its own."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label


class EasingForm(forms.Form):
    answer = Choice(
        label="Your answer",
        choices=[("accept", "Make these days lighter"), ("keep", "Keep the plan as it is")],
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )
    words = Words("A word to your coach, if you like")

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == "accept")


class Days(Shared, forms.TypedMultipleChoiceField):
    """Days of the week, counted from Monday."""


class WeekAheadForm(forms.Form):
    """The next week: when there is room to run, and what will be heavy. Its days stand as that week has them."""

    days = Days(
        label="Days on which you can run",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose days of the week."},
    )
    heavy = Words("What will be heavy?")
    shared = Tick(
        label="My coaches may read both",
        required=False,
        help_text="Without this tick it is for you alone.",
    )
    ask_on = Choice(
        label="Ask me about the next week on",
        required=False,
        error_messages={"invalid_choice": "Choose a day of the week, or none."},
    )
    told = Choice(
        label="And tell me that morning",
        choices=[("", "On my page is enough"), *WeekAsk.Channel.choices],
        required=False,
        help_text="Only while the week is not answered, and never in your quiet hours.",
        error_messages={"invalid_choice": "Choose one of the ways, or none."},
    )

    def __init__(self, *args: Any, page: WeekAheadPage, **kwargs: Any) -> None:
        said, ask, self._over = page.said, page.ask, page.over
        before = {"days": said.days, "heavy": said.heavy, "shared": page.shared} if said else {}
        asked = {"ask_on": str(ask.weekday), "told": ask.channel} if ask else {"ask_on": "", "told": ""}
        super().__init__(*args, **{"initial": {**before, **asked}, **kwargs})
        self._first = page.week_on.weekday()
        days = sorted(enumerate(WEEKDAYS), key=lambda day: self._place(day[0]))
        for field, choices in (("days", days), ("ask_on", [("", "No day"), *days])):
            chosen = self.fields[field]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = choices
        if not page.coached:
            del self.fields["shared"]

    def _place(self, day: int) -> int:
        return (day - self._first) % len(WEEKDAYS)

    def clean(self) -> dict[str, Any]:
        if self._over:
            raise forms.ValidationError("That week is over. This is the next one: look once more, then keep it.")
        return self.cleaned_data

    def to_answers(self) -> WeekAnswers:
        said = self.cleaned_data
        ask_on = int(said["ask_on"]) if said["ask_on"] else None
        days, shared = sorted(set(said["days"]), key=self._place), said.get("shared", False)
        return WeekAnswers(days, said["heavy"], shared, ask_on, told=said["told"])


class DayAskedForm(forms.Form):
    """A day of the week that is looked at; a bad one is simply this week's."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def chosen(self) -> date | None:
        return self.cleaned_data.get("day") if self.is_valid() else None
