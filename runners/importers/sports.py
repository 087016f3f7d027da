"""Which activity a file holds, by number or by word; drives and flights are refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runners.importers.parsed import Activity, Sport
from runners.importers.refusals import RefusalKind, Refused


@dataclass(frozen=True)
class Kind:
    """`stated`: False when the file does not say."""

    activity: Activity
    stated: bool = True

    @property
    def sport(self) -> Sport:
        return self.activity if self.activity in ("running", "walking") else "other"


UNSTATED = Kind("other", stated=False)

# Numbers of the FIT profile's `sport` type. Whatever is missing here is some other activity.
FIT_SPORTS: dict[int, Activity] = {
    1: "running",
    2: "cycling",
    5: "swimming",
    11: "walking",
    12: "skiing",
    13: "skiing",
    14: "skiing",
    15: "rowing",
    17: "walking",
    21: "cycling",
}
# Generic, and all.
FIT_UNSTATED = frozenset({0, 254})
# The change between two sports, and several sports together: the parts stand in sessions of their own.
FIT_BETWEEN = frozenset({3, 18})
# Nobody's legs carry them.
FIT_CARRIED: dict[int, str] = {
    20: "a flight",
    22: "a ride on a motorcycle",
    23: "a trip in a boat",
    24: "a drive",
    36: "a ride on a snowmobile",
}
# `sub_sport` of the FIT profile that says more than a gym does: indoor rowing, strength training.
FIT_GYM = frozenset({4, 10})
FIT_SUB_SPORTS: dict[int, Activity] = {14: "rowing", 20: "strength"}
# `sub_sport`: treadmill, indoor running, virtual activity.
FIT_INDOOR = frozenset({1, 45, 58})

# Strava writes numbers into the <type> of its GPX files.
GPX_NUMBERS = {"1": "cycling", "4": "hiking", "9": "running", "10": "walking", "16": "swimming"}
# What people and services write into <type> and Sport="", by the first match.
KINDS: tuple[tuple[str, Activity], ...] = (
    (r"cycl|bik|ride|mtb", "cycling"),
    (r"swim", "swimming"),
    (r"ski\b|skiing|snowboard", "skiing"),
    (r"\browing|\brow(?:er)?\b", "rowing"),
    (r"strength|weight|crossfit", "strength"),
    (r"run|jog|treadmill", "running"),
    (r"gravel", "cycling"),
    (r"walk|hik|trek", "walking"),
    (r"skat|paddl|kayak|canoe|sail|surf|yoga|pilates|workout|fitness|gym|training|climb|elliptic|golf|tennis", "other"),
    (r"soccer|football|ball\b|danc|hiit|cardio|snowshoe|stretch|mountaineer|padel|squash|badminton", "other"),
)
CARRIED: tuple[tuple[str, str], ...] = (
    (r"\bcar\b|driv|motor|snowmobil", "a drive"),
    (r"flight|flying|plane", "a flight"),
)


def kind_of_fit(sport: int | None, sub_sport: int | None = None) -> Kind:
    """Kind for FIT numbers (None: not stated). Raises Refused for a drive or a flight."""
    if sport in FIT_CARRIED:
        raise other_sport(FIT_CARRIED[sport])
    if sport is None or sport in FIT_UNSTATED:
        return UNSTATED
    if sport in FIT_GYM:
        return Kind(FIT_SUB_SPORTS.get(-1 if sub_sport is None else sub_sport, "other"))
    return Kind(FIT_SPORTS.get(sport, "other"))


def kind_of_words(text: str) -> Kind:
    """Kind for the free text of a GPX <type> or a TCX Sport. Raises Refused for a drive or a flight."""
    words = text.strip().lower()[:100]
    words = GPX_NUMBERS.get(words, words).replace("_", " ")
    for pattern, phrase in CARRIED:
        if re.search(pattern, words):
            raise other_sport(phrase)
    for pattern, activity in KINDS:
        if re.search(pattern, words):
            return Kind(activity)
    return UNSTATED


def other_sport(phrase: str) -> Refused:
    return Refused(RefusalKind.OTHER_SPORT, f"This file holds {phrase}, not a run.")
