"""Pictures: what a coach uploads is decoded and encoded anew; what previews show is drawn from the title."""

import hashlib
import io
import struct
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import ceil

from fontTools.ttLib import TTFont
from PIL import ExifTags, Image, ImageDraw, ImageFont, UnidentifiedImageError

WIDEST = 1600
HIGHEST = WIDEST * 3
MOST_PIXELS = 20_000_000
MOST_OF_A_PHOTO = 50_000_000  # JPEG unfolds no further than it has to
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
CARD = (1200, 630)
CARD_WORDS = CARD[0] - 180
# How a camera was held, by what it wrote down, and what puts the picture upright again.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
ON_ITS_SIDE = {5, 6, 7, 8}
GROUND, INK, MUTED = "#12463a", "#ffffff", "#a8dcc6"
LITERATA = files("fontpkg_literata") / "files" / "Literata[opsz,wght].ttf"
ATKINSON = files("fontpkg_atkinson_hyperlegible") / "files" / "AtkinsonHyperlegible-Bold.ttf"


class NotAPicture(Exception):
    """The sentence is for whoever uploaded it."""


UNREADABLE = "This is not a picture we can read. JPEG, PNG, WebP and GIF work."
TOO_LARGE = "This picture has more points than we can take. Make it smaller and try again."
_one_at_a_time = threading.Lock()  # unfolded, a picture takes a hundred times the room of its file


@dataclass(frozen=True)
class Encoded:
    content: bytes
    digest: str
    width: int
    height: int


def encode(content: bytes) -> Encoded:
    """WebP, upright, at most 1,600 points wide, without anything the camera wrote beside it.

    Raises NotAPicture for everything else than a picture of a known kind and a bearable size.
    """
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > (MOST_OF_A_PHOTO if opened.format == "JPEG" else MOST_PIXELS):
                raise NotAPicture(TOO_LARGE)
            held = _held(opened)
            small = _shrunk(opened, on_its_side=held in ON_ITS_SIDE)
            upright = small.transpose(UPRIGHT[held]) if held in UPRIGHT else small
            upright.load()  # while there is a file
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture(UNREADABLE) from error
    made = _bytes_of(upright, "WEBP", quality=82, method=4)
    return Encoded(made, hashlib.sha256(made).hexdigest(), upright.width, upright.height)


def _held(opened: Image.Image) -> int:
    """What the camera wrote is never needed to see a picture: where it makes no sense, the picture is as it lies."""
    try:
        held = opened.getexif().get(ExifTags.Base.Orientation)
    except (struct.error, TypeError, ValueError, SyntaxError, LookupError, OSError):
        return 1
    return held if isinstance(held, int) else 1


def _shrunk(opened: Image.Image, *, on_its_side: bool) -> Image.Image:
    """Small before anything else is done with it; what shows through lies on white, so that no theme swallows it."""
    widest, highest = (HIGHEST, WIDEST) if on_its_side else (WIDEST, HIGHEST)
    part = min(1.0, widest / opened.width, highest / opened.height)
    opened.draft(None, (ceil(opened.width * part), ceil(opened.height * part)))  # of a thin one never nothing
    kind = "RGBA" if opened.has_transparency_data else "RGB"
    small = opened if opened.mode == kind else opened.convert(kind)
    small.thumbnail((widest, highest))
    return _on_white(small) if kind == "RGBA" else small


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGB", image.size, "#ffffff")
    ground.info = image.info
    ground.paste(image, mask=image)
    return ground


def card(title: str, author: str) -> bytes:
    """A PNG of 1200 x 630 with the title on it, for whoever passes the link on."""
    image = Image.new("RGB", CARD, GROUND)
    draw = ImageDraw.Draw(image)
    font, lines = _fitting(_drawable(title, str(LITERATA)))
    y = 64
    for line in lines:
        draw.text((90, y), line, font=font, fill=INK)
        y += round(font.size * 1.22)
    draw.line([(90, 500), (1110, 500)], fill=MUTED, width=2)
    draw.text((90, 540), "Evenpace", font=_font(str(ATKINSON), 34), fill=INK)
    name = _drawable(author, str(ATKINSON))[:40]
    draw.text((1110, 540), name, font=_font(str(ATKINSON), 34), fill=MUTED, anchor="ra")
    return _bytes_of(image.quantize(64), "PNG", optimize=True)


def _fitting(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest of a few sizes at which the title takes no more than four lines."""
    for size in (80, 66, 56):
        font = _font(str(LITERATA), size)
        lines = _lines(title, font)
        if len(lines) <= 4:
            return font, lines
    return font, lines[:4]


def _drawable(words: str, font: str) -> str:
    """Without the signs the font does not have, and the words it cannot spell: an empty box says nothing."""
    has = _letters(font)
    words = " ".join(w for w in unicodedata.normalize("NFC", words).split() if all(c in has for c in w if c.isalpha()))
    return " ".join("".join(c for c in words if c in has or c == " ").split())


@lru_cache(maxsize=2)
def _letters(path: str) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for piece in (piece for word in title.split() for piece in _broken(word, font)):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and font.getlength(longer) <= CARD_WORDS:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _broken(word: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """A word wider than the card goes on in the next line."""
    while font.getlength(word) > CARD_WORDS:
        fits = next(n for n in range(len(word) - 1, 0, -1) if font.getlength(word[:n]) <= CARD_WORDS)
        yield word[:fits]
        word = word[fits:]
    yield word


@lru_cache(maxsize=8)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _bytes_of(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
