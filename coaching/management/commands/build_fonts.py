"""Cuts two typefaces down to what the pages use: Latin letters, one optical size, and the weights that occur."""

import logging
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from fontTools import subset
from fontTools.varLib import instancer

LITERATA = Path(str(files("fontpkg_literata"))) / "files"
ATKINSON = Path(str(files("fontpkg_atkinson_hyperlegible"))) / "files"
LARGEST_TOTAL = 160_000
LETTERS = [
    *range(0x20, 0x7F),  # Latin
    *range(0xA0, 0x180),  # Latin-1, Latin Extended-A
    *range(0x218, 0x21C),  # Romanian
    *range(0x2010, 0x2028),  # dashes, quotes, ellipsis
    *(0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122),
    *range(0x2190, 0x2194),  # arrows
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # minus, about, not, at most, at least
]
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "rvrn", "lnum", "tnum"]


@dataclass(frozen=True)
class Cut:
    source: Path
    axes: dict[str, float | tuple[float, float]]


CUTS = {
    "literata.woff2": Cut(LITERATA / "Literata[opsz,wght].ttf", {"opsz": 18, "wght": (400, 700)}),
    "literata-italic.woff2": Cut(LITERATA / "Literata-Italic[opsz,wght].ttf", {"opsz": 18, "wght": 400}),
    "atkinson-regular.woff2": Cut(ATKINSON / "AtkinsonHyperlegible-Regular.ttf", {}),
    "atkinson-bold.woff2": Cut(ATKINSON / "AtkinsonHyperlegible-Bold.ttf", {}),
}


class Command(BaseCommand):
    help = "Cuts the fonts into var/build/fonts, where collectstatic finds them."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells about every letter
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        for name, cut in CUTS.items():
            if not is_fresh(place / name, cut):
                write(cut, place / name)
        sizes = {name: (place / name).stat().st_size for name in CUTS}
        if sum(sizes.values()) > LARGEST_TOTAL:
            raise CommandError(f"The fonts weigh more than {LARGEST_TOTAL} bytes: {sizes}")
        listed = ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in sizes.items())
        self.stdout.write(f"Fonts: {listed}.")


def folder() -> Path:
    return Path(settings.VAR) / "build" / "fonts"


def is_fresh(path: Path, cut: Cut) -> bool:
    """Younger than the typeface and than this recipe."""
    sources = (cut.source, Path(__file__))
    return path.exists() and path.stat().st_mtime >= max(source.stat().st_mtime for source in sources)


def write(cut: Cut, path: Path) -> None:
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    fresh = path.with_suffix(".new")
    with subset.load_font(str(cut.source), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=LETTERS)
        cutter.subset(font)  # before instancing: the other order breaks on glyphs that are gone
        if cut.axes:
            instancer.instantiateVariableFont(font, cut.axes, inplace=True)
        font.flavor = "woff2"
        font.save(fresh)
    fresh.replace(path)
