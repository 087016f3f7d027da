"""Where help can be reached, country by country: what the table of helplines starts with.

Nobody has confirmed these numbers on the helplines' own sites for us yet, so `checked_on` is empty and the page says
so. Short codes are kept verbatim: they cannot be dialled with a country prefix.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files


class LineKind(StrEnum):
    EMERGENCY = "emergency"
    HELPLINE = "helpline"


@dataclass(frozen=True)
class Line:
    """One number: as people write it, and as a telephone dials it; `text` is a number to send a message to."""

    country: str
    kind: LineKind
    name: str
    phone: str
    tel: str
    text: str = ""
    hours: str = ""
    language: str = ""
    url: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class Directory:
    """A list of helplines that others keep, for every country."""

    name: str
    url: str


COUNTRIES: dict[str, str] = {
    "AU": "Australia",
    "AT": "Austria",
    "CA": "Canada",
    "FR": "France",
    "DE": "Germany",
    "IE": "Ireland",
    "IT": "Italy",
    "NL": "Netherlands",
    "NZ": "New Zealand",
    "ES": "Spain",
    "CH": "Switzerland",
    "GB": "United Kingdom",
    "US": "United States",
}
DIRECTORIES: tuple[Directory, ...] = (
    Directory("Find a Helpline", "https://findahelpline.com/"),
    Directory("Befrienders Worldwide", "https://befrienders.org/"),
)
ROUND_THE_CLOCK = "day and night"


def _emergency(country: str, number: str) -> Line:
    return Line(country, LineKind.EMERGENCY, "Emergency", number, number)


def _helpline(country: str, name: str, phone: str, *, language: str, url: str, text: str = "") -> Line:
    tel = phone.replace(" ", "")
    return Line(country, LineKind.HELPLINE, name, phone, tel, text, ROUND_THE_CLOCK, language, url)


SEED: tuple[Line, ...] = (
    _emergency("AU", "000"),
    _helpline("AU", "Lifeline", "13 11 14", language="English", url="https://www.lifeline.org.au/"),
    _emergency("AT", "112"),
    _helpline("AT", "TelefonSeelsorge", "142", language="German", url="https://www.telefonseelsorge.at/"),
    _emergency("CA", "911"),
    _helpline(
        "CA",
        "9-8-8 Suicide Crisis Helpline",
        "988",
        text="988",
        language="English, French",
        url="https://988.ca/",
    ),
    _emergency("FR", "112"),
    _helpline("FR", "3114, prévention du suicide", "3114", language="French", url="https://3114.fr/"),
    _emergency("DE", "112"),
    _helpline("DE", "TelefonSeelsorge", "0800 111 0 111", language="German", url="https://www.telefonseelsorge.de/"),
    _emergency("IE", "112"),
    _helpline("IE", "Samaritans", "116 123", language="English", url="https://www.samaritans.org/ireland/"),
    _emergency("IT", "112"),
    _emergency("NL", "112"),
    _helpline("NL", "113 Zelfmoordpreventie", "113", language="Dutch", url="https://www.113.nl/"),
    _emergency("NZ", "111"),
    _helpline("NZ", "1737, need to talk?", "1737", text="1737", language="English", url="https://1737.org.nz/"),
    _emergency("ES", "112"),
    _helpline("ES", "Línea 024", "024", language="Spanish", url="https://www.sanidad.gob.es/linea024/home.htm"),
    _emergency("CH", "112"),
    _helpline(
        "CH",
        "Die Dargebotene Hand, La Main Tendue, Telefono Amico",
        "143",
        language="German, French, Italian",
        url="https://www.143.ch/",
    ),
    _emergency("GB", "999"),
    _helpline("GB", "Samaritans", "116 123", language="English", url="https://www.samaritans.org/"),
    _emergency("US", "911"),
    _helpline(
        "US",
        "988 Suicide & Crisis Lifeline",
        "988",
        text="988",
        language="English, Spanish",
        url="https://988lifeline.org/",
    ),
)


@lru_cache(maxsize=1)
def _countries_of_zones() -> dict[str, str]:
    table = files("tzdata") / "zoneinfo" / "zone.tab"
    rows = [line.split("\t") for line in table.read_text().splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def country_of_zone(zone: str) -> str:
    """The country a time zone lies in, where we have lines for it: a first guess that everybody can change."""
    country = _countries_of_zones().get(zone, "")
    return country if country in COUNTRIES else ""
