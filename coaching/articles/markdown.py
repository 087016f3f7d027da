"""What a coach writes becomes what a visitor reads: Markdown in, safe HTML with its table of contents out.

Raw HTML stays text. Pictures are the coach's own, named `picture:12`, and say in words what they show.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

WORDS_A_MINUTE = 220
DEEPEST_LISTED = 3
TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a", "img",
    "table", "thead", "tbody", "tr", "th", "td", "figure", "s",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
}
SCHEME = "picture:"
NO_ALT = "A picture has no words yet. Write what it shows between the brackets: ![what it shows](picture:12)."
NOT_YOURS = "A picture is not among your own. Upload it first, then use its name, such as picture:12."


@dataclass(frozen=True)
class Shown:
    """An uploaded picture: where it is and how large."""

    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Heading:
    anchor: str
    text: str
    level: int


@dataclass(frozen=True)
class Rendered:
    html: str
    contents: tuple[Heading, ...]
    minutes: int
    problems: tuple[str, ...]


_reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])


def render(text: str, pictures: Mapping[int, Shown]) -> Rendered:
    tokens = _reader.parse(text)
    contents = tuple(_number_headings(tokens))
    problems = tuple(dict.fromkeys(_place_pictures(tokens, pictures)))
    html = nh3.clean(
        _reader.renderer.render(tokens, _reader.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )
    words = sum(len(token.content.split()) for token in tokens if token.type == "inline")
    listed = tuple(heading for heading in contents if heading.level <= DEEPEST_LISTED)
    return Rendered(html, listed, max(1, ceil(words / WORDS_A_MINUTE)), problems)


def named_pictures(text: str) -> set[int]:
    """The numbers of the pictures that a text asks for."""
    sources = (str(image.attrGet("src") or "") for image in _images(_reader.parse(text)))
    numbers = (source.removeprefix(SCHEME) for source in sources if source.startswith(SCHEME))
    return {int(number) for number in numbers if number.isdecimal() and len(number) < 16}


def _number_headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The page's own title is the only h1; each heading gets an address of its own."""
    used: set[str] = set()
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        level = min(4, max(2, int(opening.tag[1])))
        opening.tag = closing.tag = f"h{level}"
        words = _plain(inline)
        anchor = _unused(slugify(words)[:60] or "part", used)
        opening.attrSet("id", anchor)
        yield Heading(anchor, words, level)


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _unused(anchor: str, used: set[str]) -> str:
    found, n = anchor, 2
    while found in used:
        found, n = f"{anchor}-{n}", n + 1
    used.add(found)
    return found


def _images(tokens: Collection[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        yield from _images(token.children or ())


def _place_pictures(tokens: Sequence[Token], pictures: Mapping[int, Shown]) -> Iterator[str]:
    """Point each picture at its file; yields what is wrong with those that cannot be shown."""
    for image in _images(tokens):
        number = str(image.attrGet("src") or "").removeprefix(SCHEME)
        shown = pictures.get(int(number)) if number.isdecimal() and len(number) < 16 else None
        image.attrSet("src", shown.address if shown else "")
        if shown is None:
            yield NOT_YOURS
        elif not image.content.strip():
            yield NO_ALT
        else:
            image.attrs.update(width=shown.width, height=shown.height, loading="lazy")
