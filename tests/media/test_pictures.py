"""How does a photograph become light pictures of several widths that tell nothing of its maker's place?"""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from publisher.errors import ArticleError
from publisher.media.drawings import safe
from publisher.media.pictures import Pictures, is_light, pictures
from tests.media.samples import DRAWING, SECRET, animation, bomb, encoded, noise, photograph

WIDTHS = (480, 960, 1600)
MOST = 50e6


def made(data: bytes) -> Pictures:
    return pictures(data, WIDTHS, MOST)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def sizes(found: Pictures) -> list[tuple[int, int]]:
    return [(each.width, each.height) for each in found.versions]


def test_a_photograph_stands_upright_in_every_width_below_its_own() -> None:
    found = made(photograph(2000, 1500))
    assert (found.type, found.suffix) == ("image/jpeg", "jpg")
    # It was lying on its side: 1,500 pixels are its width.
    assert sizes(found) == [(480, 640), (960, 1280), (1500, 2000)]
    assert [opened(each.data).size for each in found.versions] == sizes(found)
    lengths = [len(each.data) for each in found.versions]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize(("width", "expected"), [(300, [300]), (500, [500]), (1000, [480, 1000])])
def test_no_picture_is_made_larger_and_no_two_widths_are_nearly_the_same(
    width: int, expected: list[int]
) -> None:
    found = made(encoded(noise(width, 200), "JPEG"))
    assert [each.width for each in found.versions] == expected


def test_nothing_says_where_and_by_whom_it_was_made() -> None:
    data = photograph()
    assert SECRET in data
    for each in made(data).versions:
        assert SECRET not in each.data
        picture = opened(each.data)
        assert not picture.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & picture.info.keys()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_what_can_be_seen_through_stays_so(kind: str) -> None:
    found = made(encoded(noise(1200, 900, "RGBA"), kind))
    for each in found.versions:
        assert opened(each.data).mode == "RGBA"
    assert found.type == f"image/{kind.lower()}"


def test_few_colours_stay_few() -> None:
    data = encoded(noise(400, 300).quantize(16), "PNG")
    (each,) = made(data).versions
    assert opened(each.data).mode == "P"


def test_a_picture_for_print_becomes_one_for_screens() -> None:
    for each in made(encoded(noise(1000, 700, "CMYK"), "JPEG")).versions:
        assert opened(each.data).mode == "RGB"


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.new("I;16", (20, 20), 32_768)
    (each,) = made(encoded(deep, "PNG")).versions
    assert opened(each.data).getpixel((5, 5)) in {127, 128}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_moves_on_and_says_nothing(kind: str) -> None:
    data = animation(kind)
    assert SECRET in data
    (each,) = made(data).versions
    assert SECRET not in each.data
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(each.data))
    assert after.n_frames == before.n_frames == 3
    for frame in range(3):
        before.seek(frame)
        after.seek(frame)
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()
    assert after.info.get("loop") == 0


def test_the_content_says_what_it_is_and_not_the_name() -> None:
    assert made(encoded(noise(100, 80), "PNG")).suffix == "png"


def test_equal_bytes_give_equal_bytes() -> None:
    assert made(photograph()) == made(photograph())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bomb(), "too large|900 megapixels"),
        (bomb(9000, 9000), "81 megapixels"),
        (bomb(40_000, 100), "pixels"),
        (bomb(300, 300), "damaged or incomplete"),
        (photograph()[:5000], "damaged or incomplete"),
        (b"\xff\xd8\xff" + b"x" * 200, "damaged or incomplete"),
        (encoded(noise(20, 20), "TIFF"), "damaged or incomplete"),
        (b"", "damaged or incomplete"),
    ],
    ids=["900 megapixels", "81 megapixels", "a line", "a lie", "cut off", "noise", "no web format", "empty"],
)
def test_what_cannot_be_shown_is_refused_with_its_reason(data: bytes, said: str) -> None:
    with pytest.raises(ArticleError, match=said):
        made(data)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([encoded(noise(60, 40), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")])
    | st.sampled_from([animation(kind) for kind in ("GIF", "WEBP", "PNG")]),
    st.data(),
)
def test_damage_ends_as_a_picture_or_as_a_reason(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data) - 1))
    damage = draw.draw(st.binary(min_size=0, max_size=8))
    try:
        found = pictures(data[:at] + damage + data[at + len(damage) :], WIDTHS, 1e6)
    except ArticleError:
        return
    assert found.versions


@pytest.mark.parametrize(
    ("data", "light"),
    [
        (photograph(4032, 3024), True),
        (photograph(1200, 900), True),
        (encoded(noise(2560, 1440), "PNG", compress_level=1), True),
        (encoded(noise(2600, 1600), "PNG", compress_level=1), False),
        (bomb(), False),
        (encoded(noise(100, 80), "WEBP"), False),
        (photograph(400, 300) + b"\xff\xda" * 1_000, False),
        (b"", False),
        (b"\xff\xd8\xff", False),
    ],
    ids=["telephone", "small", "screen", "large", "bomb", "webp", "scans", "nothing", "cut"],
)
def test_only_what_cannot_become_heavy_is_light(data: bytes, light: bool) -> None:
    assert is_light(data) is light


def test_a_drawing_keeps_what_draws_and_loses_what_acts_loads_or_links() -> None:
    data, width, height = safe(DRAWING)
    assert (width, height) == (10, 20)
    for word in (b"script", b"evil", b"onload", b"javascript", b"image", b"iframe", b"<a", b"<set", b"alert"):
        assert word not in data, word
    assert b'fill="url(#g)"' in data
    assert b'href="#g"' in data
    assert b"linearGradient" in data


def test_a_drawing_that_is_safe_stays_as_it_is_when_it_is_read_again() -> None:
    data, *size = safe(DRAWING)
    assert safe(data) == (data, *size)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        b"<svg><rect/></svg>",
        b'<svg xmlns="http://www.w3.org/2000/svg">',
        b"<html/>",
        b"",
    ],
    ids=["entities", "no namespace", "cut off", "a page", "empty"],
)
def test_what_is_no_plain_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        safe(data)
