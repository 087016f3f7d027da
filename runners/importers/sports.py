"""Which sport a file holds: running or walking, unstated, or something that is refused by name."""

from __future__ import annotations

import re

from runners.importers.parsed import Sport
from runners.importers.refusals import RefusalKind, Refused

# Numbers of the FIT profile's `sport` type. 0 generic, 254 all: the file does not say.
FIT_SPORTS: dict[int, Sport] = {0: "other", 1: "running", 11: "walking", 17: "walking", 254: "other"}
FIT_OTHERS: dict[int, str] = {
    2: "a cycling activity",
    3: "the change between two sports",
    4: "a gym activity",
    5: "a swim",
    10: "a training session",
    12: "a cross-country skiing activity",
    13: "an alpine skiing activity",
    14: "a snowboarding activity",
    15: "a rowing activity",
    16: "a mountaineering activity",
    18: "several sports together",
    19: "a paddling activity",
    21: "a ride on an e-bike",
    35: "a snowshoeing activity",
}
# `sub_sport` of the FIT profile: treadmill, indoor running, virtual activity.
FIT_INDOOR = frozenset({1, 45, 58})

# Strava writes numbers into the <type> of its GPX files.
GPX_NUMBERS = {"1": "cycling", "4": "hiking", "9": "running", "10": "walking", "16": "swimming"}
# What people and services write into <type> and Sport="", by the first match.
KINDS: tuple[tuple[str, Sport | None, str], ...] = (
    (r"cycl|bik|ride|mtb|gravel", None, "a cycling activity"),
    (r"swim", None, "a swim"),
    (r"\bski\b|skiing|snowboard", None, "a skiing activity"),
    (r"\browing|paddl|kayak|canoe|sail", None, "an activity on the water"),
    (r"skat", None, "a skating activity"),
    (r"\bcar\b|driv|motor", None, "a drive"),
    (r"run|jog|treadmill", "running", ""),
    (r"walk|hik|trek", "walking", ""),
)


def sport_of_fit(number: int | None) -> Sport:
    """Sport for a FIT sport number (None: not stated); raises Refused for another sport."""
    if number is None:
        return "other"
    if number in FIT_SPORTS:
        return FIT_SPORTS[number]
    raise other_sport(FIT_OTHERS.get(number))


def sport_of_words(text: str) -> Sport:
    """Sport for the free text of a GPX <type> or a TCX Sport; raises Refused for another sport."""
    words = text.strip().lower()[:100]
    words = GPX_NUMBERS.get(words, words).replace("_", " ")
    for pattern, sport, phrase in KINDS:
        if re.search(pattern, words):
            if sport is None:
                raise other_sport(phrase)
            return sport
    return "other"


def other_sport(phrase: str | None) -> Refused:
    if phrase is None:
        return Refused(RefusalKind.OTHER_SPORT)
    return Refused(RefusalKind.OTHER_SPORT, f"This file holds {phrase}, not a run.")
