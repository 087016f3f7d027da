"""Numbers are printed with a sign that is one."""

import pytest
from django.template import Context, Template

from runners.figures import signed


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(0.44, 1, "+0.4"), (-0.5, 1, "−0.5"), (-0.04, 1, "0.0"), (-3, 0, "−3"), (2, 0, "+2"), (0, 0, "0")],
)
def test_a_minus_is_no_hyphen_and_nothing_has_no_sign(value: float, places: int, text: str) -> None:
    assert signed(value, places) == text


def test_a_page_prints_them_the_same_way() -> None:
    assert Template("{% load look %}{{ v|signed }} {{ v|signed:0 }}").render(Context({"v": -1.26})) == "−1.3 −1"
