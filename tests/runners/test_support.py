"""When help is shown, what it shows, and what it stays silent about."""

import ast
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Engine

from runners import support
from runners.helplines import COUNTRIES, DIRECTORIES, SEED, Line, LineKind

TEMPLATES = Path(__file__).parents[2] / "templates"

SENTENCES = Path(__file__).parent / "sentences"


def lines_of(name: str) -> list[str]:
    return (SENTENCES / name).read_text(encoding="utf-8").splitlines()


MUST_SHOW, MUST_STAY_QUIET = lines_of("must_show.txt"), lines_of("must_stay_quiet.txt")
DISGUISED = (
    "I WANT  TO\n DIE",
    "I want to\u200b die",
    "I w\u200bant to d\u200die",
    "sui\u200bcide",
    "sui\u00adcidal",
    "I don\u2019t want to be here anymore",
    "I don\u02bct want to live",
    "I dont want to live",
    "I don`t want to live",
    "s u i c i d e",
    "s.u.i.c.i.d.e",
    "su1c1de",
    "suic*de",
    "k i l l  m y s e l f",
    "kill---myself",
    "#killmyself",
    "kill my self",
    "killl myself",
    "i want to dieeee",
    "w\u0430nt to di\u0435",
    "\uff37\uff41\uff4e\uff54 to die",
    "w\u00e4nt t\u00f6 d\u00efe",
    "I\u00a0want\u00a0to\u00a0die",
    "\u202ewant to die",
    "want_to_die",
    "suicde",
)
EVERYDAY = (
    "killed that hill",
    "dying on the last rep",
    "I could have died laughing",
    "suicide drills",
    "suicide sprints",
    "that hill killed me",
    "suicides",
    "dead legs",
    "dying at km 30",
    "shoot for sub-20",
    "crushed it",
    "I could murder a burger",
)


@pytest.mark.parametrize("text", MUST_SHOW)
def test_it_shows_help_for_every_sentence_of_the_list(text: str) -> None:
    assert support.matches(text)


@pytest.mark.parametrize("text", DISGUISED)
def test_it_sees_through_spelling_and_spacing(text: str) -> None:
    assert support.matches(text)


@pytest.mark.parametrize("text", EVERYDAY)
def test_it_never_takes_everyday_running_talk_for_it(text: str) -> None:
    assert not support.matches(text)


def test_it_stays_quiet_about_98_in_100_look_alikes() -> None:
    fired = [text for text in MUST_STAY_QUIET if support.matches(text)]
    assert len(MUST_STAY_QUIET) >= 400
    assert len(fired) <= 0.02 * len(MUST_STAY_QUIET), fired


@pytest.mark.parametrize("slang", EVERYDAY)
def test_it_is_not_hushed_by_running_talk_beside_it(slang: str) -> None:
    assert support.matches(f"{slang}. I want to die.")
    assert support.matches(f"I do not want to live any more, {slang}")


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "\x00", "\ud800", "🏃‍♀️", "12 x 400"])
def test_it_takes_any_text(text: str) -> None:
    assert not support.matches(text)


def test_it_answers_at_once_even_for_very_long_text() -> None:
    before = time.process_time()
    assert not support.matches("wanted to help at one two three four " * 1000)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("module", ["support.py", "phrases.py"])
def test_it_keeps_nothing(module: str) -> None:
    tree = ast.parse((Path(support.__file__).parent / module).read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    assert imported <= {"re", "unicodedata", "collections", "runners"}


HEAVY, LIGHT, UNSAID = (9, -3), (4, 1), (None, None)


@pytest.mark.parametrize("taps", [[-4, -4, -4], [-4, 0, -4, -4], [3, 3, -4, -4, None, 2, -4], [-4, None, -4, None, -4]])
def test_it_sees_three_of_the_last_four_taps_at_the_bottom(taps: list[int | None]) -> None:
    assert support.very_low(taps, [])


@pytest.mark.parametrize(
    "taps", [[], [-4], [-4, -4], [-3, -3, -3, -3], [-4, -4, 0, 0, -4], [-4, -4, -4, 0, 1], [None] * 9]
)
def test_it_lets_other_taps_be(taps: list[int | None]) -> None:
    assert not support.very_low(taps, [])


@pytest.mark.parametrize(
    "days", [[HEAVY] * 3, [HEAVY, LIGHT, HEAVY, UNSAID, HEAVY], [(10, -4), UNSAID, (9, -3), (9, -4), LIGHT]]
)
def test_it_sees_three_heavy_days_of_five(days: list[tuple[int | None, int | None]]) -> None:
    assert support.very_low([], days)


@pytest.mark.parametrize(
    "days",
    [[], [HEAVY] * 2, [HEAVY, LIGHT, HEAVY, LIGHT, LIGHT, HEAVY], [(8, -4)] * 5, [(10, -2)] * 5, [(10, None)] * 5],
)
def test_it_lets_other_days_be(days: list[tuple[int | None, int | None]]) -> None:
    assert not support.very_low([], days)


# Where help can be reached.


def test_it_starts_with_one_emergency_number_for_each_country() -> None:
    emergency = [line.country for line in SEED if line.kind is LineKind.EMERGENCY]
    assert sorted(emergency) == sorted(COUNTRIES)


def test_it_claims_no_check_that_nobody_made() -> None:
    assert {line.checked_on for line in SEED} == {None}


@pytest.mark.parametrize("line", SEED, ids=lambda line: f"{line.country} {line.phone}")
def test_it_dials_what_it_shows(line: Line) -> None:
    assert line.tel.isdigit()
    assert line.tel == line.phone.replace(" ", "")
    assert line.country in COUNTRIES
    assert line.kind is LineKind.EMERGENCY or (line.url.startswith("https://") and line.hours and line.language)


def rendered(**context: object) -> str:
    engine = Engine(dirs=[str(TEMPLATES)])
    return engine.get_template("_support_lines.html").render(Context({"directories": DIRECTORIES, **context}))


def test_it_shows_the_emergency_number_first_whatever_the_order() -> None:
    page = rendered(lines=[line for line in reversed(SEED) if line.country == "GB"])
    assert page.index("tel:999") < page.index("tel:116123")


def test_it_says_what_is_not_yet_confirmed_and_what_is() -> None:
    page = rendered(lines=[replace(SEED[0], checked_on=date(2026, 5, 3)), SEED[1]])
    assert page.index("confirmed 3 May 2026") < page.index("not yet confirmed")


def test_it_names_ways_to_help_for_a_country_it_does_not_know() -> None:
    page = rendered(lines=[])
    assert page.index("emergency number where you are") < page.index("findahelpline.com")


@pytest.mark.parametrize("name", ["support.html", "_support_panel.html", "_support_lines.html"])
def test_it_keeps_its_pages_plain_and_calm(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    shown = re.sub(r"\{[%#].*?[%#]\}|<!.*?>", " ", text, flags=re.DOTALL)
    for word in ("commit", "monitor", "help is on its way", "streak", "<script", "style=", "!", "detect", "diagnos"):
        assert word not in shown.lower()
