"""When to show where help can be reached: a phrase list and two patterns of very low days.

Looked at once, in the request that saves an entry, for the runner alone. Nothing here is stored, logged or counted, and
no coach and no score ever learns of it. Running talk that sounds alike ("killed that hill", "ten suicides on the
track") is taken out of the text before the phrases are looked for, and only that piece of it.
"""

import re
import unicodedata
from collections.abc import Sequence

from runners.phrases import MEANT, RUNNING_TALK

LOOK_ALIKES = str.maketrans("аеіорсухѕкԁɡӏαονρτι", "aeiopcyxskdglaovpti")

_MEANT = re.compile(r"\b(?:" + "|".join(MEANT) + r")\b")
_RUNNING_TALK = re.compile(r"\b(?:" + "|".join(RUNNING_TALK) + r")\b")
_SPELT_OUT = re.compile(r"\b(?:\w ){3,}\w\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def matches(text: str) -> bool:
    """Does the text speak of suicide or of hurting oneself? Answers for this request, and is forgotten."""
    return bool(_MEANT.search(_RUNNING_TALK.sub(" , ", _plain(text))))


def _plain(text: str) -> str:
    """Small letters and single spaces: no accents, apostrophes, invisible characters or look-alike letters."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Cf", "Cc") or c in "\n\t\r")
    letters = re.sub(r"['’‘`´ʼ′]", "", kept.casefold().translate(LOOK_ALIKES))
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
    return _SPELT_OUT.sub(lambda found: found.group().replace(" ", ""), _STRETCHED.sub(r"\1", words))


LOWEST = -4


def very_low(taps: Sequence[int | None], days: Sequence[tuple[int | None, int | None]]) -> bool:
    """A very low stretch: valence -4 on three of the last four taps, or on three of the last five days
    stress of 9 or 10 together with a valence of -3 or -4.

    `taps` are valences, the newest last; skipped ones do not count. `days` are the calendar days up to today, each
    (stress, lowest valence). An own rule, unvalidated and generous on purpose (science: section 7).
    """
    recent = [valence for valence in taps if valence is not None][-4:]
    heavy = [
        stress is not None and stress >= 9 and valence is not None and valence <= -3 for stress, valence in days[-5:]
    ]
    return recent.count(LOWEST) >= 3 or sum(heavy) >= 3
