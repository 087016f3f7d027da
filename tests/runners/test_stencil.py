"""Rows filled into a template that was rendered once a shape."""

from typing import NamedTuple

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from runners.templatetags import stencil

ROW = "journal/_nothing.html"


class Row(NamedTuple):
    name: str
    note: str


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Template:
    made = Template("<li>{{ row.name }}{% if row.note %}: <q>{{ row.note }}</q>, {{ row.name }}{% endif %}</li>")

    class Found:
        template = made

    monkeypatch.setattr(stencil, "get_template", lambda name: Found)
    return made


def test_it_is_what_the_template_renders_row_by_row(drawing: Template) -> None:
    rows = [Row("Mia", "ran"), Row("Tom", ""), Row("", "alone"), Row("", "")]
    assert stencil.filled(ROW, rows) == "".join(drawing.render(Context({"row": row})) for row in rows)


@pytest.mark.parametrize("words", ["<b>&amp;", "|", "\0", "\"'>", "{{ row.note }}", "\x000\x00", "\\1 %s"])
def test_it_escapes_and_never_reads_a_value_again(drawing: Template, words: str) -> None:
    row = Row(words, words)
    assert stencil.filled(ROW, [row]) == drawing.render(Context({"row": row}))


def test_it_renders_once_a_shape(drawing: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[object] = []
    render = Template.render
    monkeypatch.setattr(Template, "render", lambda self, context: shapes.append(self) or render(self, context))
    stencil.filled(ROW, [Row(str(n), "x" * (n % 2)) for n in range(1, 50)])
    assert len(shapes) == 2


def test_the_rows_of_the_site_are_whole_as_they_are() -> None:
    for name in ("_waterline_row.html", "coach/_row.html", "coach/_outing.html"):
        assert get_template(name).template.source.count("<tr>") == 1
