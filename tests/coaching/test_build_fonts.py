from fontTools.ttLib import TTFont

from coaching.management.commands import build_fonts


def test_it_keeps_the_letters_and_the_weights_and_drops_the_rest(tmp_path):
    path = tmp_path / "literata.woff2"
    build_fonts.write(build_fonts.CUTS["literata.woff2"], path)
    with TTFont(path) as font:
        letters = font.getBestCmap()
        axes = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes]
    assert axes == [("wght", 400, 700)]
    assert all(ord(letter) in letters for letter in "aZ09éØłş–“”…−≈€→")
    assert ord("Ж") not in letters
    assert path.stat().st_size < 60_000


def test_it_cuts_again_only_when_the_typeface_or_the_recipe_is_younger(tmp_path):
    path = tmp_path / "atkinson-bold.woff2"
    cut = build_fonts.CUTS["atkinson-bold.woff2"]
    assert not build_fonts.is_fresh(path, cut)
    build_fonts.write(cut, path)
    assert build_fonts.is_fresh(path, cut)
