"""What a coach makes of lighter days before they are offered."""

from typing import Any

from django import forms

from coaching.planning.ease_queries import EasePage
from coaching.planning.easing import HARD_FROM, Lighter
from coaching.planning.forms import A_SIZE, FURTHER, Effort, KeyedForm, Kind, Text, Whole
from journal.planned import METRES_PER, number, planned_said
from runners.forms.runs import Decimal
from runners.models import PlannedRun, Run
from runners.models.plans import FURTHEST_M, LONGEST_MINUTES

HOW = [("keep", "Stays"), ("lighter", "Becomes"), ("rest", "Goes")]
HARD_KINDS = (Run.Kind.INTERVALS, Run.Kind.RACE)
A_HAIR = 10  # metres: a distance in miles, typed as it stands on the page, is not longer
EDITED = "You changed this run, but it says that it stays. Choose “Becomes”, or put it back as it was."
GONE = "A run is over, or out of the plan, since you looked. Nothing was sent: this is how it stands now."
HEAVIER = {
    "minutes": "That is longer than it was. Type fewer minutes.",
    "distance": "That is further than it was. Type less.",
    "effort": "That is harder than it was. Choose a lower number.",
    "kind": "That is harder than it was. Choose an easier kind.",
}


class EaseForm(KeyedForm):
    """Each coming run: stays, becomes something lighter, or goes; and a word with it."""

    note = Text("A word with it", rows=4)

    def __init__(self, *args: Any, page: EasePage, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.units = page, units
        becomes = {one.planned.pk: one.becomes for one in page.proposals}
        for plan in page.plans:
            self._ask(plan, becomes.get(plan.pk))

    def _ask(self, plan: PlannedRun, lighter: Lighter | None) -> None:
        said = planned_said(plan, units=self.units)
        how = forms.ChoiceField(
            label=f"{plan.local_day:%A}: {said}",
            choices=HOW,
            initial="lighter" if lighter else "keep",
            error_messages={"required": "Choose one of these.", "invalid_choice": "Choose one of these."},
        )
        self._add(plan, how=how, kind=Kind(), effort=Effort())
        if plan.minutes:
            self._add(plan, minutes=Whole(label="Minutes", most=LONGEST_MINUTES, example=30))
        if plan.distance_m:
            self._add(plan, distance=Decimal(label=f"Distance in {self.units}", example="6", required=False))
        self.initial.update(self._typed(plan.pk, lighter or plan))

    def _typed(self, pk: int, run: PlannedRun | Lighter) -> dict[str, Any]:
        """A run the way its fields say it."""
        distance = number((run.distance_m or 0) / METRES_PER[self.units])
        said = {"kind": run.kind, "minutes": run.minutes, "distance": distance, "effort": run.effort}
        return {f"{name}_{pk}": value for name, value in said.items() if f"{name}_{pk}" in self.fields}

    def _add(self, plan: PlannedRun, **fields: forms.Field) -> None:
        for name, field in fields.items():
            self.fields[f"{name}_{plan.pk}"] = field

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each run, what becomes of it first."""
        names = ("how", "kind", "minutes", "distance", "effort")
        found = ([f"{name}_{plan.pk}" for name in names] for plan in self.page.plans)
        return [[self[name] for name in row if name in self.fields] for row in found]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(name.startswith("how_") and name not in self.fields for name in self.data):
            self.add_error(None, GONE)
        for plan in self.page.plans:
            how = values.get(f"how_{plan.pk}")
            if how == "lighter":
                self._refuse_heavier(plan, values)
            if how == "keep" and self._edited(plan):
                self.add_error(f"how_{plan.pk}", EDITED)
        if not self.errors and not self.lighter():
            self.add_error(None, "Every run stays as it is. Change one, or leave this page.")
        return values

    def _refuse_heavier(self, plan: PlannedRun, values: dict[str, Any]) -> None:
        """At its field. A run nobody gave an effort may become as hard as intervals are, and no harder."""
        if not self._sized(plan, values):
            self.add_error(f"how_{plan.pk}", A_SIZE)
        if self._metres(plan, values) > FURTHEST_M:
            self.add_error(f"distance_{plan.pk}", FURTHER)
        elif self._metres(plan, values) > (plan.distance_m or 0) + A_HAIR:
            self.add_error(f"distance_{plan.pk}", HEAVIER["distance"])
        most = {"minutes": plan.minutes or 0, "effort": HARD_FROM if plan.effort is None else plan.effort}
        for name in most:
            if (values.get(f"{name}_{plan.pk}") or 0) > most[name]:
                self.add_error(f"{name}_{plan.pk}", HEAVIER[name])
        if values.get(f"kind_{plan.pk}") in HARD_KINDS and plan.kind not in HARD_KINDS:
            self.add_error(f"kind_{plan.pk}", HEAVIER["kind"])

    def _edited(self, plan: PlannedRun) -> bool:
        """Whether something was typed into the row that is neither what it began with nor the run as it is."""
        began, is_now = self.initial, self._typed(plan.pk, plan)
        typed = (name for name in is_now if name in self.data)
        return any(
            self.fields[name].has_changed(began[name], self.data[name])
            and self.fields[name].has_changed(is_now[name], self.data[name])
            for name in typed
        )

    def _sized(self, plan: PlannedRun, values: dict[str, Any]) -> bool:
        asked = [name for name in (f"minutes_{plan.pk}", f"distance_{plan.pk}") if name in self.fields]
        return any(values.get(name) for name in asked) or any(name in self.errors for name in asked)

    def _metres(self, plan: PlannedRun, values: dict[str, Any]) -> int:
        return round((values.get(f"distance_{plan.pk}") or 0) * METRES_PER[self.units])

    def lighter(self) -> list[Lighter]:
        return [self._lighter(plan) for plan in self.page.plans if self.cleaned_data[f"how_{plan.pk}"] != "keep"]

    def _lighter(self, plan: PlannedRun) -> Lighter:
        said = self.cleaned_data
        if said[f"how_{plan.pk}"] == "rest":
            return Lighter(plan.pk, rest=True)
        metres = min(self._metres(plan, said), plan.distance_m or 0)
        kind, effort = said[f"kind_{plan.pk}"], said[f"effort_{plan.pk}"]
        return Lighter(plan.pk, False, kind, said.get(f"minutes_{plan.pk}"), metres or None, effort)


class ManyForm(KeyedForm):
    """Lighter days for several people at once. `seen` stands for what the preview showed."""

    note = Text("A word with it, the same for everybody", rows=4)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
