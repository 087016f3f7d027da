"""Which answers a page shows as given: those on offer, whatever was sent."""

import pytest

from runners.templatetags.look import among, as_step

OPTIONS = (("calm", "Calm", 3), ("tense", "Tense", 1))


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("calm", ("calm",)),
        (["tense", "calm"], ("calm", "tense")),
        (["tense", "tense", "<script>"], ("tense",)),
        ("", ()),
        (None, ()),
        ([], ()),
        ("cal", ()),
    ],
)
def test_it_shows_what_is_on_offer(chosen: object, shown: tuple[str, ...]) -> None:
    assert among(chosen, OPTIONS) == shown


@pytest.mark.parametrize(
    ("answer", "step"),
    [(3, 3), ("-4", -4), ("10", 10), (0, 0), ("", None), (None, None), ("11", None), ("3; DROP", None), ("٣", None)],
)
def test_it_shows_a_step_of_the_scale(answer: object, step: int | None) -> None:
    assert as_step(answer) == step
