"""Pictures are decoded and encoded anew; cards are drawn from titles."""

import io

import pytest
from PIL import Image, ImageOps

from coaching.articles.pictures import NotAPicture, card, encode


def photo(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#446688").save(out, kind, **options)
    return out.getvalue()


def test_it_keeps_nothing_of_what_the_camera_knew() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera Maker", 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (53.0, 20.0, 0.0)
    made = encode(photo(exif=exif))
    assert (made.width, made.height) == (800, 1600) or (made.width, made.height) == (1000, 2000)
    with Image.open(io.BytesIO(made.content)) as again:
        assert again.format == "WEBP"
        assert not dict(again.getexif())
    assert b"Camera" not in made.content


def red_corner(content: bytes, *, turned: bool = False) -> tuple[tuple[int, int], list[bool]]:
    """How large a picture is, and which of its corners is red."""
    with Image.open(io.BytesIO(content)) as opened:
        image = (ImageOps.exif_transpose(opened) if turned else opened).convert("RGB")
    across, down = image.width - 5, image.height - 5
    pixels = [image.getpixel(at) for at in ((4, 4), (across, 4), (4, down), (across, down))]
    return image.size, [isinstance(pixel, tuple) and pixel[0] > 150 > pixel[2] for pixel in pixels]


@pytest.mark.parametrize("held", range(1, 9))
def test_it_stands_upright_however_the_camera_was_held(held: int) -> None:
    exif, drawn, out = Image.Exif(), Image.new("RGB", (80, 40), "#446688"), io.BytesIO()
    exif[0x0112] = held
    drawn.paste("red", (0, 0, 20, 20))
    drawn.save(out, "JPEG", exif=exif, quality=95)
    assert red_corner(encode(out.getvalue()).content) == red_corner(out.getvalue(), turned=True)


@pytest.mark.parametrize(("held", "size"), [(1, (1600, 800)), *((held, (1000, 2000)) for held in (5, 6, 7, 8))])
def test_its_width_is_that_of_the_picture_upright(held: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = held
    made = encode(photo(exif=exif))
    assert (made.width, made.height) == size


@pytest.mark.parametrize("odd", [b"\x01\x01\x00\x05", b"\x01\x1a\x00\x02"])
def test_what_the_camera_wrote_badly_spoils_no_picture(odd: bytes) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x011A] = 6, 72.0
    sound = b"\x01\x1a\x00\x05"  # the resolution, as a fraction
    assert sound in exif.tobytes()
    made = encode(photo(size=(40, 20), exif=exif.tobytes().replace(sound, odd)))
    assert (made.width, made.height) == (20, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_it_reads_what_phones_and_screens_make(kind: str) -> None:
    assert encode(photo(kind, (30, 20))).width == 30


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 50],
)
def test_it_refuses_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        encode(content)


def test_it_refuses_a_picture_that_unfolds_to_too_many_points() -> None:
    out = io.BytesIO()
    Image.new("1", (5000, 4001)).save(out, "PNG")
    with pytest.raises(NotAPicture, match="more points"):
        encode(out.getvalue())


def test_it_takes_the_photograph_of_a_large_camera() -> None:
    assert encode(photo(size=(5712, 4284))).width == 1600


def test_it_takes_the_thinnest_of_lines() -> None:
    assert encode(photo(size=(1, 12_000))).width == 1


def test_what_shows_through_lies_on_white() -> None:
    out, drawn = io.BytesIO(), Image.new("RGBA", (40, 40))
    drawn.paste("black", (0, 0, 40, 8))
    drawn.save(out, "PNG")
    with Image.open(io.BytesIO(encode(out.getvalue()).content)) as made:
        assert made.convert("L").getpixel((20, 4)) < 40
        assert made.convert("L").getpixel((20, 30)) > 240


def test_a_card_leaves_out_what_its_letters_cannot_spell() -> None:
    assert card("ריצה, on resting 🏃", "שרה Jo") == card("on resting", "Jo")


def test_a_long_word_goes_on_in_the_next_line_of_its_card() -> None:
    with Image.open(io.BytesIO(card("W" * 60, "Jo"))) as drawn:
        beside = drawn.convert("RGB").crop((1112, 0, 1200, 500)).getcolors()
        assert beside is not None
        assert len(beside) == 1


@pytest.mark.parametrize("title", ["Short", "A " + "very " * 22 + "long one", "W" * 119, "Ünïcödé → ok"])
def test_it_draws_a_card_for_any_title(title: str) -> None:
    with Image.open(io.BytesIO(card(title, "Jo"))) as drawn:
        assert drawn.size == (1200, 630)
