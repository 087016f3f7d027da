"""What a coach says about themselves, and what they offer."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import slugify

from coaching.consultations import actions
from coaching.consultations.models import Meeting, Offer, Welcome
from coaching.consultations.problems import Kind, Refused
from runners.forms.moments import MomentField, believable
from runners.forms.people import Lines, refuse_unreadable
from runners.models import CoachProfile

MOST_QUESTIONS = 6
MOST_FAQ = 20
LONGEST_QUESTION = 200
LONGEST_SLUG = 60


def _whole(label: str, least: int, most: int, *, required: bool = True, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, **options)


class OfferForm(forms.Form):
    title = forms.CharField(max_length=80, error_messages={"required": "Give it a name."})
    about = Lines(
        label="What it is",
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "class": "voice"}),
        help_text="For whom, and what they leave with.",
        error_messages={"required": "Say in a sentence or two what it is."},
    )
    price = forms.CharField(
        max_length=80, help_text="In words: Free, or 60 €.", error_messages={"required": "Say what it costs, or Free."}
    )
    venue = forms.CharField(
        label="Where you meet",
        required=False,
        max_length=300,
        help_text="A link or a number. Told with the confirmation, never on the public page.",
    )
    minutes = _whole("Minutes", 5, 480, initial=60)
    seats = _whole("Seats", 1, 200, initial=1, help_text="More than one makes it a group call with dates you set.")
    approves = forms.BooleanField(label="I say yes to each booking first", required=False)
    for_squad = forms.BooleanField(
        label="Keep it for my squad",
        required=False,
        help_text="Only your runners see it, also beside an alert of theirs.",
    )
    questions = Lines(
        label="Your own questions",
        required=False,
        max_length=1400,
        widget=forms.Textarea({"rows": 3}),
        help_text="One a line, up to six. “What do you need from running right now?” always comes first.",
    )
    step_minutes = _whole("A time every … minutes", 5, 240, initial=30)
    buffer_before = _whole("Minutes free before", 0, 240, initial=0)
    buffer_after = _whole("Minutes free after", 0, 240, initial=10)
    notice_hours = _whole("Hours of notice", 0, 720, initial=12)
    horizon_days = _whole("Days ahead", 1, 365, initial=60)
    per_day = _whole("Most a day", 1, 50, required=False, help_text="Empty for no limit.")
    per_week = _whole("Most a week", 1, 200, required=False, help_text="Empty for no limit.")
    policy_hours = _whole(
        "Hours before which they can move or call it off", 0, 336, initial=24, help_text="Later they write you a line."
    )

    as_of = MomentField()  # when the form for a new one was opened

    def __init__(self, *args: Any, coach: CoachProfile, offer: Offer | None, **kwargs: Any) -> None:
        if offer is not None:
            kwargs["initial"] = {**vars(offer), "questions": "\n".join(offer.questions)}
        super().__init__(*args, **kwargs)
        self.coach, self.offer = coach, offer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("title", "price", "venue"):
            if name in cleaned:
                cleaned[name] = " ".join(str(cleaned[name]).split())
                self._check(name, cleaned[name])
        if "about" in cleaned:
            self._check("about", cleaned["about"], lines=True)
        return cleaned

    def _check(self, name: str, text: str, *, lines: bool = False) -> None:
        try:
            refuse_unreadable(text, lines=lines)
        except forms.ValidationError as problem:
            self.add_error(name, problem)

    def clean_questions(self) -> list[str]:
        text = str(self.cleaned_data["questions"])
        refuse_unreadable(text, lines=True)
        questions = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        if len(questions) > MOST_QUESTIONS or any(len(question) > LONGEST_QUESTION for question in questions):
            raise forms.ValidationError("Up to six questions, each up to 200 letters.")
        return questions

    def save(self, *, now: datetime) -> Offer:
        """The address is made once, from the first title: links to it stay good. Raises Refused.

        Seats that are new go to those who wait for one. The form of a new offer sent twice is one offer.
        """
        begun_at = believable(self.cleaned_data["as_of"], now=now)
        with actions.one_at_a_time(self.coach.pk, now=now):
            dates = Meeting.objects.live().filter(offer=self.offer, fixed=True).coming(now).select_related("offer")
            if self.cleaned_data["seats"] == 1 and dates.exists():
                raise Refused(Kind.DATES_OPEN)
            offer = self.offer or self._sent_before(begun_at) or self._new(begun_at or now)
            for name in self.cleaned_data.keys() - {"as_of"}:
                setattr(offer, name, self.cleaned_data[name])
            offer.changed_at = now
            offer.save()
            for date in dates.all():
                actions.fill_seats(date, now=now)
        return offer

    def _sent_before(self, begun_at: datetime | None) -> Offer | None:
        return Offer.objects.of(self.coach).filter(made_at=begun_at).first() if begun_at else None

    def _new(self, made_at: datetime) -> Offer:
        return Offer(coach=self.coach, made_at=made_at, slug=self._free_slug())

    def _free_slug(self) -> str:
        base = slugify(self.cleaned_data["title"])[: LONGEST_SLUG - 4].strip("-") or "call"
        taken = set(Offer.objects.of(self.coach).filter(slug__startswith=base).values_list("slug", flat=True))
        return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


class WelcomeForm(forms.Form):
    """The public page: how somebody works, and what people ask."""

    about = Lines(
        label="Who you are",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "class": "voice"}),
        help_text="People you invite read this, too.",
    )
    how = Lines(
        label="How you work", required=False, max_length=4000, widget=forms.Textarea({"rows": 6, "class": "voice"})
    )
    faq = Lines(
        label="What people ask",
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 10}),
        help_text="A question on a line of its own, its answer below, an empty line before the next.",
    )

    def __init__(self, *args: Any, coach: CoachProfile, welcome: Welcome, **kwargs: Any) -> None:
        faq = "\n\n".join(f"{question}\n{answer}" for question, answer in welcome.faq)
        kwargs["initial"] = {"about": coach.about, "how": welcome.how, "faq": faq}
        super().__init__(*args, **kwargs)

    def clean_about(self) -> str:
        return self._readable("about")

    def clean_how(self) -> str:
        return self._readable("how")

    def _readable(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        refuse_unreadable(text, lines=True)
        return text

    def clean_faq(self) -> list[list[str]]:
        blocks = [block.strip().split("\n", 1) for block in self._readable("faq").split("\n\n") if block.strip()]
        if any(len(block) < 2 for block in blocks):
            raise forms.ValidationError("Each question needs an answer on the line below it.")
        if len(blocks) > MOST_FAQ:
            raise forms.ValidationError(f"Up to {MOST_FAQ} questions.")
        return blocks


class DateForm(forms.Form):
    """A date of a group call, on the coach's own clock."""

    at = forms.DateTimeField(
        label="Day and time",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Choose a day and a time.", "invalid": "Choose a day and a time."},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_at(self) -> datetime:
        typed: datetime = self.cleaned_data["at"]
        if not 2000 <= typed.year < 2200:  # further out a clock elsewhere has no such year
            raise forms.ValidationError("This day is too far away. Choose another.")
        at = typed.replace(tzinfo=self.zone).astimezone(UTC)
        if at.astimezone(self.zone).replace(tzinfo=None) != typed.replace(tzinfo=None):
            raise forms.ValidationError("The clock jumps over this time that day. Choose another.")
        return at
