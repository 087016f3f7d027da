"""Pictures: what a coach uploads is decoded and encoded anew; what previews show is drawn from the title."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

WIDEST = 1600
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
CARD = (1200, 630)
GROUND, INK, MUTED = "#12463a", "#ffffff", "#a8dcc6"
LITERATA = files("fontpkg_literata") / "files" / "Literata[opsz,wght].ttf"
ATKINSON = files("fontpkg_atkinson_hyperlegible") / "files" / "AtkinsonHyperlegible-Bold.ttf"


class NotAPicture(Exception):
    """The sentence is for whoever uploaded it."""


UNREADABLE = "This is not a picture we can read. JPEG, PNG, WebP and GIF work."
TOO_LARGE = "This picture has more points than we can take. Make it smaller and try again."


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
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture(TOO_LARGE)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture(UNREADABLE) from error
    upright.thumbnail((WIDEST, WIDEST * 3))
    made = _bytes_of(upright, "WEBP", quality=82, method=4)
    return Encoded(made, hashlib.sha256(made).hexdigest(), upright.width, upright.height)


def card(title: str, author: str) -> bytes:
    """A PNG of 1200 x 630 with the title on it, for whoever passes the link on."""
    image = Image.new("RGB", CARD, GROUND)
    draw = ImageDraw.Draw(image)
    font, lines = _fitting(title)
    y = 64
    for line in lines:
        draw.text((90, y), line, font=font, fill=INK)
        y += round(font.size * 1.22)
    draw.line([(90, 500), (1110, 500)], fill=MUTED, width=2)
    draw.text((90, 540), "Evenpace", font=_font(str(ATKINSON), 34), fill=INK)
    draw.text((1110, 540), author[:40], font=_font(str(ATKINSON), 34), fill=MUTED, anchor="ra")
    return _bytes_of(image.quantize(64), "PNG", optimize=True)


def _fitting(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest of a few sizes at which the title takes no more than four lines."""
    for size in (80, 66, 56):
        font = _font(str(LITERATA), size)
        lines = _lines(title, font)
        if len(lines) <= 4:
            return font, lines
    return font, lines[:4]


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= CARD[0] - 180:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=8)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _bytes_of(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
