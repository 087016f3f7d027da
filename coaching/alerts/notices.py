"""What may be said of an alert outside the site, kind by kind: who and where to read on, never why, and no number.

A closed table. A subject and what stands on a phone name nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.alerts.models import Kind


@dataclass(frozen=True)
class Notice:
    """The subject of a letter, its heading, a sentence about somebody, and what it asks for."""

    subject: str
    heading: str
    sentence: str
    asks: str


NOTICES: Mapping[Kind, Notice] = {
    Kind.BALANCE: Notice(
        "Someone in your squad could use a word",
        "A good moment for a chat",
        "{name}’s last days are unlike their usual.",
        "A good moment for a chat.",
    ),
    Kind.CHARGED: Notice(
        "Something to look at in your squad",
        "Something to look at",
        "There is something to look at on {name}’s page.",
        "Look when it suits you.",
    ),
    Kind.DIVERGENCE: Notice(
        "Something to look at in your squad",
        "Something to look at",
        "There is something to look at on {name}’s page.",
        "Look when it suits you.",
    ),
    Kind.QUIET: Notice(
        "Someone in your squad has been quiet",
        "Nothing heard for a while",
        "We have not heard from {name} for a while.",
        "A hello is enough.",
    ),
    Kind.SPIKE: Notice(
        "A hint for planning in your squad",
        "A hint for planning",
        "There is a hint for planning on {name}’s page.",
        "It can wait for the next plan.",
    ),
    Kind.GOOD_WEEK: Notice(
        "Good news from your squad",
        "Good news",
        "{name} has had a good week.",
        "Nothing to do; a kind word is welcome.",
    ),
}


def notice_of(kind: str) -> Notice:
    return NOTICES[Kind(kind)]
