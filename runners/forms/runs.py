"""Typing in a run, and sending a file of one."""

import re
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from runners.actions import TypedRun
from runners.models import Run

METRES_PER = {"km": 1000.0, "mi": 1609.344}
LONGEST_MINUTES = 7 * 1440
FURTHEST_M = 1_000_000.0
FASTEST = 12.0  # metres a second: nobody has ever run faster for a minute
EARLIEST = date(2000, 1, 1)

OLD_FORM = "This page is too old to be sent. Load it again; what you typed can be copied over."
SLACK = timedelta(minutes=2)  # clocks and thumbs are a little off


class Decimal(forms.Field):
    """A plain number with a comma or a point; no exponents, no signs, no thousands separators."""

    plain = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?", re.ASCII)
    widget = forms.TextInput

    def __init__(self, *, label: str, example: str, required: bool) -> None:
        wrong = f"Type a number, such as {example}."
        super().__init__(
            label=label,
            required=required,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"invalid": wrong, "required": wrong},
        )

    def to_python(self, value: Any) -> float | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not self.plain.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return float(text.replace(",", "."))


class RunForm(forms.Form):
    """A run as its runner tells it, in their own units and zone. What a file measured is not asked again."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM}
    )
    minutes = Decimal(label="Minutes", example="45", required=True)
    distance = Decimal(label="Distance", example="8.2", required=False)
    effort = forms.TypedChoiceField(
        label="How hard did it feel?",
        choices=[("", "")] + [(str(step), str(step)) for step in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a number from 0 to 10, or leave it out."},
    )
    activity = forms.ChoiceField(
        label="What was it?",
        choices=Run.Activity.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of them."},
    )
    kind = forms.ChoiceField(
        label="Kind of run",
        choices=[("", "Not said"), *Run.Kind.choices],
        required=False,
        error_messages={"invalid_choice": "Choose one of the kinds, or none."},
    )
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say which day it was.", "invalid": "Type the day as 2026-11-21."},
    )
    clock = forms.TimeField(
        label="Started at",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "Say when you started.", "invalid": "Type the time as 18:30."},
    )
    which = forms.ChoiceField(
        label="Which of the two?",
        choices=[("0", "The first one"), ("1", "The second one, after the clocks went back")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose the first or the second."},
    )

    MEASURED = ("minutes", "distance", "day", "clock", "which")

    def __init__(
        self,
        *args: Any,
        units: str,
        zone: str,
        now: datetime,
        run: Run | None = None,
        began: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        """began: when a run that is being typed in may have begun."""
        self.units, self.zone, self.now, self.changed = units, ZoneInfo(zone), now, run
        self.came_twice = False
        super().__init__(*args, **{"initial": self._initial((began or now).astimezone(self.zone)), **kwargs})
        self.fields["distance"].label = f"Distance in {units}"
        if run is not None and run.is_unsaid:
            self.fields["activity"].choices = [("", "Not said"), *Run.Activity.choices]  # type: ignore[attr-defined]
        if run is not None and run.elapsed_s is not None:
            for name in self.MEASURED:
                del self.fields[name]

    def _initial(self, began: datetime) -> dict[str, Any]:
        run = self.changed
        if run is None:
            return {"day": began.date(), "clock": began.strftime("%H:%M"), "activity": Run.Activity.RUNNING}
        started = run.started_at.astimezone(self.zone)
        metres = run.distance_m
        effort = run.effort if run.effort is not None else run.watch_effort
        return {
            "day": started.date(),
            "clock": started.strftime("%H:%M"),
            "which": str(started.fold),
            "minutes": _plain(run.minutes),
            "distance": "" if metres is None else _plain(metres / METRES_PER[self.units]),
            "effort": None if effort is None else round(effort),
            "activity": run.activity or ("" if run.is_unsaid else run.sport),
            "kind": run.kind,
        }

    def clean_minutes(self) -> float:
        minutes: float = self.cleaned_data["minutes"]
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise forms.ValidationError(f"Minutes go from 1 to {LONGEST_MINUTES}.")
        return minutes

    def clean_distance(self) -> float | None:
        """In metres. No distance and a distance of nothing are the same."""
        typed = self.cleaned_data["distance"]
        metres = None if not typed else float(typed) * METRES_PER[self.units]
        if metres is not None and metres > FURTHEST_M:
            raise forms.ValidationError("That is further than a run can be. Check the distance.")
        return metres

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < EARLIEST:
            raise forms.ValidationError("Choose a day from the year 2000 on.")
        if day > self.now.astimezone(self.zone).date():
            raise forms.ValidationError("That day has not come yet.")
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("day") and values.get("clock") is not None:
            self._start(values)
        self._ended(values)
        minutes, metres = values.get("minutes"), values.get("distance")
        if minutes and metres and metres / (minutes * 60) > FASTEST:
            self.add_error("distance", "That is faster than anyone runs. Check the minutes and the distance.")
        return values

    def _start(self, values: dict[str, Any]) -> None:
        """The instant of a local time, which a change of the clocks can make impossible or double."""
        clock: time = values["clock"]
        first, second = (datetime.combine(values["day"], clock, self.zone).replace(fold=fold) for fold in (0, 1))
        before, after = (moment.utcoffset() or timedelta(0) for moment in (first, second))
        if before < after:
            skipped = f"The clocks went forward then, so there was no {clock:%H:%M} that day. Choose another time."
            self.add_error("clock", skipped)
            return
        if before > after:
            self.came_twice = True
            if not values.get("which"):
                twice = f"The clocks went back then, so {clock:%H:%M} came twice. Choose the first or the second."
                self.add_error("which", twice)
                return
        # In UTC: two clock times of one zone compare without looking at its changes.
        started = (second if values.get("which") == "1" else first).astimezone(UTC)
        if started > self.now:
            self.add_error("clock", "That time has not come yet.")
        values["started_at"] = started

    def _ended(self, values: dict[str, Any]) -> None:
        """A run that is not over yet is typed in when it is."""
        started, minutes = values.get("started_at"), values.get("minutes")
        if started is None or not minutes or "clock" in self.errors:
            return
        end = started + timedelta(minutes=minutes)
        if end > self.now + SLACK:
            said = f"That run would end at {end.astimezone(self.zone):%H:%M}, which has not come yet."
            self.add_error("clock", f"{said} Check when it began, or how long it was.")

    def run_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def to_run(self) -> TypedRun:
        """What was typed; for a run from a file its measures stay as they are."""
        said, run = self.cleaned_data, self.changed
        if run is not None and "minutes" not in self.fields:
            return TypedRun(
                started_at=run.started_at,
                timer_s=run.timer_s,
                distance_m=run.distance_m,
                effort=said["effort"],
                kind=said["kind"],
                **self._what(),
            )
        return TypedRun(
            started_at=said["started_at"],
            timer_s=round(said["minutes"] * 60),
            distance_m=said["distance"],
            effort=said["effort"],
            kind=said["kind"],
            **self._what(),
        )

    def _what(self) -> dict[str, str]:
        """Nothing said changes nothing, and somebody who types in a run ran."""
        said, run = self.cleaned_data["activity"], self.changed
        if said:
            return {"activity": said, "sport": Run.Activity(said).sport}
        return {} if run is None else {"activity": run.activity, "sport": run.sport}


def _plain(number: float) -> str:
    """8.20 -> "8.2": as somebody would type it."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
