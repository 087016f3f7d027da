"""How things look on a page: icons, readings, and measures in the reader's own units."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from runners import figures

register = template.Library()
register.filter("signed", figures.signed)

METRES_PER_UNIT = {"km": 1000.0, "mi": 1609.344}
METRES_PER_FOOT = 0.3048
READING_WORDS = {
    "steady": "Steady",
    "worth_a_look": "Worth a look",
    "strained": "Strained",
    "talk_today": "Talk today",
    "quiet": "Quiet",
    "learning": "Learning",
}


@register.simple_tag
def icon(name: str, css_class: str = "i") -> SafeString:
    """One drawing from the sprite. It repeats the words beside it, so screen readers skip it."""
    return _icon(name, css_class)


@lru_cache(maxsize=256)
def _icon(name: str, css_class: str) -> SafeString:
    """The sprite keeps its address for as long as a process lives."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css_class,
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("_reading.html")
def reading(state: str, text: str = "", pill: bool = False) -> dict[str, object]:
    key = str(getattr(state, "value", state))
    return {"state": key, "text": text or READING_WORDS[key], "pill": pill}


@dataclass(frozen=True)
class Step:
    value: int
    chosen: bool


@register.simple_tag
def scale(first: int, last: int, chosen: object = None) -> list[Step]:
    """The steps of a scale, both ends included; nothing is chosen unless an answer was given."""
    return [Step(value, str(value) == str(chosen)) for value in range(first, last + 1)]


@register.filter
def among(chosen: object, options: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Which of these (value, label, ...) options were chosen, one or several; anything else that was sent is none."""
    said = chosen if isinstance(chosen, list | tuple) else [chosen]
    return tuple(option[0] for option in options if option[0] in said) if any(said) else ()


STEPS = {str(step): step for step in range(-10, 11)}


@register.filter
def as_step(answer: object) -> int | None:
    """The step of a scale that was answered, as it is kept or as it was sent; anything else is none."""
    return STEPS.get(str(answer))


@register.filter
def overlaps(options: Collection[tuple[str, ...]], chosen: Collection[str] | None) -> bool:
    """Whether one of these (value, label, ...) options is among the chosen values."""
    return any(option[0] in (chosen or ()) for option in options)


@register.filter
def initials(name: str | None) -> str:
    parts = (name or "").split("@")[0].replace("-", " ").replace(".", " ").split()
    ends = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()


@register.filter
def minutes(seconds: float | None) -> str:
    """2700 -> "45 min", 3900 -> "1 h 05"."""
    if seconds is None:
        return ""
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


@register.filter
def distance(metres: float | None, units: str = "km") -> str:
    """8234 -> "8.2 km", or "5.1 mi"."""
    if metres is None:
        return ""
    return f"{metres / METRES_PER_UNIT[units]:.1f} {units}"


@register.filter
def climb(metres: float | None, units: str = "km") -> str:
    """120 -> "120 m", or "394 ft" beside miles."""
    if metres is None:
        return ""
    return f"{metres:,.0f} m" if units == "km" else f"{metres / METRES_PER_FOOT:,.0f} ft"


@register.filter
def pace(speed: float | None, units: str = "km") -> str:
    """Metres a second -> "5:41 /km". Standing still has no pace."""
    if speed is None or speed <= 0:
        return ""
    whole_minutes, seconds = divmod(round(METRES_PER_UNIT[units] / speed), 60)
    return f"{whole_minutes}:{seconds:02d} /{units}"
