"""How even a run was: one sentence of a closed table, for each case there is."""

from itertools import product

import pytest

from journal import evenness
from journal.evenness import EVEN, OF_KIND, UNMEASURED, WHERE, Even, Place, Unmeasured, Where
from runners.models import Run

USUAL = [0.05] * 8
CALM = [3.0, 3.02] * 10


def a_run(cv_succ: float | None = 0.05, *, quality: str = "good", **more: object) -> Run:
    return Run(sport="running", cv_succ=cv_succ, pacing_quality=quality, window_speeds=CALM, **more)


def told(*of: object) -> str:
    """With plain spaces."""
    return evenness.sentence(*of).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "cases"), [(EVEN, Even), (WHERE, Where), (UNMEASURED, Unmeasured)], ids=["even", "where", "unmeasured"]
)
def test_its_tables_have_a_clause_for_every_case(table: dict[str, str], cases: type) -> None:
    assert list(table) == list(cases)
    assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(("even", "where"), list(product(Even, Where)))
def test_its_clauses_make_one_plain_sentence(even: Even, where: Where) -> None:
    said = EVEN[even] + WHERE[where]
    assert (said.count(". "), said[-1], "!" in said) == (0, ".", False)
    assert not {"bad", "poor", "fail", "successfully", "too"} & set(said.replace(",", "").split())


@pytest.mark.parametrize(
    ("cv", "quality", "own", "even"),
    [
        (0.05, "good", USUAL[:5], Even.FIRST),
        (0.02, "floor", [], Even.FIRST_FLOOR),
        (0.03, "good", USUAL, Even.MORE),
        (0.02, "floor", USUAL, Even.MORE_FLOOR),
        (0.05, "good", USUAL, Even.SAME),
        (0.02, "floor", [0.02] * 8, Even.SAME_FLOOR),
        (0.025, "floor", [0.01] * 8, Even.SAME_FLOOR),
        (0.09, "good", USUAL, Even.LESS),
    ],
)
def test_it_compares_with_ones_own_runs(cv: float, quality: str, own: list[float], even: Even) -> None:
    assert evenness.even_of(a_run(cv, quality=quality), own) == even


def test_it_says_so_with_its_figures() -> None:
    place = Place(Where.LATE_SLOW, 33, change=-0.081)
    assert told(a_run(0.09), USUAL, place) == (
        "From minute to minute your pace varied by 9.0 %, less even than your usual "
        "(5.0 %, from your last 8 steady runs); from minute 34 on it was 8.1 % slower."
    )
    assert told(a_run(), USUAL[:5], Place(Where.NOWHERE)) == (
        "From minute to minute your pace varied by 5.0 % over 20 minutes (after 1 more steady run with a file this "
        "page says what is usual for you), with no one place where it changed."
    )
    restless = told(a_run(), USUAL, Place(Where.RESTLESS, 3, 8))
    assert restless.endswith("; most of the change lies between minute 4 and minute 9.")
    early = told(a_run(), USUAL, Place(Where.EARLY_FAST, 6, change=0.1))
    assert early.endswith("; the first 6 minutes were 10.0 % faster than the rest.")


@pytest.mark.parametrize(
    ("speeds", "place"),
    [
        (CALM * 2, Place(Where.NOWHERE)),
        ([3.3] * 5 + [3.0] * 25, Place(Where.EARLY_FAST, 5, change=pytest.approx(0.1))),
        ([2.7] * 5 + [3.0] * 25, Place(Where.EARLY_SLOW, 5, change=pytest.approx(-0.1))),
        ([3.0] * 20 + [2.7] * 10, Place(Where.LATE_SLOW, 20, change=pytest.approx(-0.1))),
        ([3.0] * 20 + [3.3] * 10, Place(Where.LATE_FAST, 20, change=pytest.approx(0.1))),
        (CALM + [2.6, 3.4, 2.6, 3.4, 2.6] + CALM, Place(Where.RESTLESS, 19, 24)),
    ],
)
def test_it_finds_where_a_run_came_apart(speeds: list[float], place: Place) -> None:
    assert evenness.place_in(speeds) == place


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (a_run(), None),
        (a_run(indoor=True), Unmeasured.INDOORS),
        (a_run(kind="intervals"), Unmeasured.INTERVALS),
        (a_run(kind="race"), Unmeasured.RACE),
        (a_run(kind="free"), Unmeasured.FREE),
        (a_run(None), Unmeasured.BROKEN_UP),
    ],
)
def test_it_says_why_it_says_nothing(run: Run, why: Unmeasured | None) -> None:
    assert evenness.unmeasured(run, distances=True) == why
    expected = Unmeasured.INDOORS if run.indoor else Unmeasured.NO_DISTANCE
    assert evenness.unmeasured(run, distances=False) == expected


def test_it_knows_every_kind_of_run() -> None:
    assert {*OF_KIND, *Run.MEANT_STEADY} == {"", *Run.Kind.values}
