"""A week in the runner's own words, and which parts of it a coach gets."""

from typing import Any

from django import forms

from journal.forms import Note
from journal.models import WeeklyReview

OTHER_WEEK = "Nothing was kept: this does not say which week it is about. Below is the last one."


class Parts(forms.MultipleChoiceField):
    """Which parts go to the coach."""

    def __init__(self) -> None:
        super().__init__(
            label="What my coaches get",
            choices=WeeklyReview.Part.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose from these parts only."},
        )


class WordsOf(Note):
    """The words of one part."""

    def __init__(self, part: WeeklyReview.Part) -> None:
        super().__init__()
        self.label, self.widget.attrs["rows"] = part.label, 3


class ReviewForm(forms.Form):
    """`coached` says whether there is anybody to share it with; without a coach nothing is. `known`: whether it says
    which week it is about, so that no other one is written over."""

    runs = WordsOf(WeeklyReview.Part.RUNS)
    feelings = WordsOf(WeeklyReview.Part.FEELINGS)
    needs = WordsOf(WeeklyReview.Part.NEEDS)
    rest = WordsOf(WeeklyReview.Part.REST)
    own = WordsOf(WeeklyReview.Part.OWN)
    shared = Parts()

    def __init__(self, *args: Any, coached: bool, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coached, self.known = coached, known

    def clean_shared(self) -> list[str]:
        return self.cleaned_data["shared"] if self.coached else []

    def clean(self) -> dict[str, Any]:
        if not self.known:
            raise forms.ValidationError(OTHER_WEEK)
        return super().clean() or {}

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[part.value] for part in WeeklyReview.Part]

    def words(self) -> dict[str, str]:
        return {part.value: self.cleaned_data[part.value] for part in WeeklyReview.Part}
