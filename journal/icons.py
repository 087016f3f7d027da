"""The sign of the house as an app's icon: above the water the legs, below it the head."""

import io
from functools import cache

from PIL import Image, ImageChops, ImageDraw

SIZES = (180, 192, 512)
FINER = 4  # drawn larger and made smaller, so that no edge has steps
GROUND, LINE, WATER = "#12463a", "#eef6f2", "#d46aa8"
BOX = 40.0  # the sign is 28 wide and stands in the middle: a round or rounded cut leaves all of it
MIDDLE, RADIUS, STROKE = 20.0, 12.4, 1.8
Point = tuple[float, float]
# The waterline as three curves of four points each, in a box of 28.
WAVE: list[tuple[Point, Point, Point, Point]] = [
    ((1.9, 15.2), (5.1, 11.8), (7.9, 11.8), (11.0, 14.6)),
    ((11.0, 14.6), (14.3, 17.6), (17.7, 17.6), (21.1, 14.6)),
    ((21.1, 14.6), (23.0, 12.9), (24.6, 12.5), (26.1, 13.1)),
]
STEPS = 120


def curve(points: tuple[Point, Point, Point, Point]) -> list[Point]:
    """Points along one Bezier curve."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    drawn = []
    for step in range(STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        drawn.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return drawn


@cache
def drawn(size: int) -> bytes:
    """A square PNG, full to its edges."""
    scale = size * FINER / BOX
    image = Image.new("RGB", (size * FINER, size * FINER), GROUND)
    shift = MIDDLE - 14.0
    wave = [((x + shift) * scale, (y + shift) * scale) for part in WAVE for x, y in curve(part)]
    circle = [(MIDDLE - RADIUS) * scale] * 2 + [(MIDDLE + RADIUS) * scale] * 2
    inside = Image.new("L", image.size, 0)
    ImageDraw.Draw(inside).ellipse(circle, fill=255)
    image.paste(WATER, mask=ImageChops.multiply(_below(image.size, wave), inside))
    width = STROKE * scale
    image.paste(LINE, mask=ImageChops.multiply(_stroke(image.size, wave, width), inside))
    ImageDraw.Draw(image).ellipse(circle, outline=LINE, width=round(width))
    content = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(content, "PNG", optimize=True)
    return content.getvalue()


def _below(size: tuple[int, int], wave: list[Point]) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([*wave, (wave[-1][0], size[1]), (wave[0][0], size[1])], fill=255)
    return mask


def _stroke(size: tuple[int, int], wave: list[Point], width: float) -> Image.Image:
    """A dot beside a dot: a thick line of short pieces would have notches."""
    mask, half = Image.new("L", size, 0), width / 2
    draw = ImageDraw.Draw(mask)
    for x, y in wave:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return mask
