"""Hours of the week, days that are different, days away, the other calendar, and the question why."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db import transaction

from coaching.consultations.hours_queries import WEEKDAYS
from coaching.consultations.models import Away, BusyFeed, Offer, Override, WeeklyRule
from runners.models import CoachProfile

MOST_RULES, MOST_DAYS, MOST_ABSENCES = 60, 200, 60
FURTHEST, LONGEST_AWAY = timedelta(days=730), timedelta(days=366)
MIDNIGHT = time(0)
END_FIRST = "These hours end before they begin. For hours past midnight, end at 00:00 and add the rest to the next day."
NO_LINK = "This does not look like the address of a calendar. It begins with https:// or webcal://."
_LINK = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class ClockField(forms.TimeField):
    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            input_formats=["%H:%M"],
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
            error_messages={"required": "Say a time.", "invalid": "Type the time as 18:30."},
        )


class DayField(forms.DateField):
    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": "Say which day.", "invalid": "Type the day as 2026-11-21."},
        )


def ends_first(start: time, end: time) -> bool:
    return end <= start and end != MIDNIGHT


def overlap(a: tuple[time, time], b: tuple[time, time]) -> bool:
    return (a[0] < b[1] or b[1] == MIDNIGHT) and (b[0] < a[1] or a[1] == MIDNIGHT)


class WeekForm(forms.Form):
    """The same hours on one or several days of every week."""

    weekdays = forms.TypedMultipleChoiceField(
        label="On",
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day.", "invalid_choice": "Choose days of the week."},
    )
    from_time = ClockField("From")
    until_time = ClockField("Until (00:00 is midnight)")
    for_squad = forms.BooleanField(
        label="Keep these for my squad",
        required=False,
        help_text="Only offers you keep for your own runners use them, also beside an alert.",
    )

    def __init__(self, *args: Any, coach: CoachProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coach = coach

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"weekdays", "from_time", "until_time"} <= cleaned.keys():
            self._refuse(cleaned["weekdays"], (cleaned["from_time"], cleaned["until_time"]))
        return cleaned

    def _refuse(self, weekdays: list[int], hours: tuple[time, time]) -> None:
        known = WeeklyRule.objects.filter(coach=self.coach)
        if ends_first(*hours):
            self.add_error("until_time", END_FIRST)
        elif known.count() + len(weekdays) > MOST_RULES:
            self.add_error(None, f"You have {MOST_RULES} lines of hours already. Remove some first.")
        else:
            rules = known.filter(weekday__in=weekdays).values_list("weekday", "from_time", "until_time")
            met = sorted({weekday for weekday, *span in rules if overlap(hours, (span[0], span[1]))})
            if met:
                days = ", ".join(WEEKDAYS[weekday] for weekday in met)
                self.add_error("from_time", f"You have hours at that time already: {days}. Remove those first.")

    def save(self) -> None:
        kept = self.cleaned_data
        WeeklyRule.objects.bulk_create(
            WeeklyRule(
                coach=self.coach,
                weekday=weekday,
                from_time=kept["from_time"],
                until_time=kept["until_time"],
                for_squad=kept["for_squad"],
            )
            for weekday in sorted(set(kept["weekdays"]))
        )


class ComingForm(forms.Form):
    """Something about days to come, on the coach's own calendar."""

    def __init__(self, *args: Any, coach: CoachProfile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coach, self.today = coach, today

    def check_day(self, name: str) -> None:
        day = self.cleaned_data.get(name)
        if day is not None and not self.today <= day <= self.today + FURTHEST:
            self.add_error(name, "Choose a day from today on, at most two years ahead.")


class DayForm(ComingForm):
    """Other hours on one day, in place of the weekly ones."""

    day = DayField("Day")
    from_1 = ClockField("From")
    until_1 = ClockField("Until (00:00 is midnight)")
    from_2 = ClockField("And from, if you like", required=False)
    until_2 = ClockField("And until", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_day("day")
        for start, end in (("from_1", "until_1"), ("from_2", "until_2")):
            if (
                cleaned.get(start) is not None
                and cleaned.get(end) is not None
                and ends_first(cleaned[start], cleaned[end])
            ):
                self.add_error(end, END_FIRST)
        if (cleaned.get("from_2") is None) != (cleaned.get("until_2") is None):
            self.add_error("until_2", "Say from when and until when, or leave both empty.")
        if not self.errors and len(self.windows) == 2 and overlap(*self.windows):
            self.add_error("from_2", "The second stretch begins before the first has ended.")
        if not self.errors and self._others().count() >= MOST_DAYS:
            self.add_error(None, f"You have {MOST_DAYS} such days already. Remove some first.")
        return cleaned

    def _others(self) -> Any:
        coming = Override.objects.filter(coach=self.coach, day__gte=self.today)
        return coming.exclude(day=self.cleaned_data["day"])

    @property
    def windows(self) -> list[tuple[time, time]]:
        kept = self.cleaned_data
        pairs = ((kept["from_1"], kept["until_1"]), (kept.get("from_2"), kept.get("until_2")))
        return [(start, end) for start, end in pairs if start is not None and end is not None]

    def save(self) -> None:
        windows = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in sorted(self.windows)]
        Override.objects.update_or_create(coach=self.coach, day=self.cleaned_data["day"], defaults={"windows": windows})


class AwayForm(ComingForm):
    first_on = DayField("First day")
    last_on = DayField("Last day, if there are more", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_day("first_on")
        self.check_day("last_on")
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "This day is before the first one.")
        elif first and last and last - first > LONGEST_AWAY:
            self.add_error("last_on", "Up to a year at a time.")
        if not self.errors and Away.objects.filter(coach=self.coach, last_on__gte=self.today).count() >= MOST_ABSENCES:
            self.add_error(None, f"You have {MOST_ABSENCES} absences already. Remove some first.")
        return cleaned

    @transaction.atomic
    def save(self) -> None:
        """Sent twice is kept once."""
        one_at_a_time(self.coach)
        first = self.cleaned_data["first_on"]
        Away.objects.get_or_create(coach=self.coach, first_on=first, last_on=self.cleaned_data["last_on"] or first)


def one_at_a_time(coach: CoachProfile) -> None:
    """Two taps at once are one after the other."""
    CoachProfile.objects.select_for_update(no_key=True).get(pk=coach.pk)


class CalendarForm(forms.Form):
    """The secret address of another calendar, in iCal format."""

    url = forms.CharField(
        label="Secret address in iCal format",
        max_length=1500,
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="It begins with https:// or webcal://. We keep it sealed and never show it again.",
        error_messages={"required": "Paste the address here.", "max_length": "That is longer than an address can be."},
    )

    def clean_url(self) -> str:
        """https on its usual door alone, with a host that has a name: what else there is leads inwards."""
        text = re.sub(r"^webcals?://", "https://", str(self.cleaned_data["url"]), flags=re.IGNORECASE)
        try:
            parts = urlsplit(text)
            plain = parts.scheme == "https" and parts.port in {None, 443} and "@" not in parts.netloc
        except ValueError:
            plain = False
        if not plain or not _LINK.fullmatch(text) or not _HOST.fullmatch((parts.hostname or "").lower()):
            raise forms.ValidationError(NO_LINK)
        return text.partition("#")[0]

    @transaction.atomic
    def save(self, coach: CoachProfile, *, now: datetime) -> None:
        """A new address begins anew: what was read from the old one blocks nothing any more."""
        one_at_a_time(coach)
        url = self.cleaned_data["url"]
        BusyFeed.objects.filter(pk=coach.pk).delete()
        BusyFeed.objects.create(coach=coach, url=url, host=urlsplit(url).hostname or "", added_at=now, due_at=now)


class WhyForm(forms.Form):
    offer = forms.ModelChoiceField(
        label="Offer",
        queryset=Offer.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose an offer.", "invalid_choice": "Choose one of your offers."},
    )
    day = DayField("Day")
    clock = ClockField("Time")

    def __init__(self, *args: Any, coach: CoachProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Offer.objects.of(coach).open().select_related("coach__person")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2200:
            raise forms.ValidationError("Choose a day of this century.")
        return day

    @property
    def at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"])
