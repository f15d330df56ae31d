"""How does a photograph become light pictures of several widths that tell nothing of its maker's place?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from publisher.errors import ArticleError
from publisher.media import animations, drawings

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

METHOD = "1"
"""Another one means that every picture is made again."""

# What Pillow may try: decoders for formats that no browser shows only widen what hostile bytes can reach.
# JPEG stands for MPO, too: more pictures behind the first, as some telephones write it.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
# JPEG 82 cannot be told from 95 on a screen and takes half of the bytes; 4:2:0 as cameras do.
_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 82, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 82, "method": 4},
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
}
_TYPES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
_MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
# JPEG has 16 bits for a side, and no screen shows so much.
_LONGEST_SIDE = 30_000
# What a telephone takes (12.2 million pixels) and what a screen shows: they took 170 MB and 60 MB, measured,
# which the system has back when the picture is made.
_LIGHT = {"JPEG": 13_000_000, "PNG": 4_000_000}
_SCAN = b"\xff\xda"
_MOST_SCANS = 24
# A width close to the next one helps nobody.
_STEP = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One version of a picture: its bytes, and how large it is shown, 0 where nobody knows."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """A picture in one or more widths, the smallest first."""

    type: str
    suffix: str
    versions: tuple[Made, ...]


def pictures(data: bytes, widths: tuple[int, ...], most_pixels: float) -> Pictures:
    """Return a picture in these widths and none larger than it is, without anything but what is seen.

    Orientation is applied, colours are sRGB; equal arguments give equal bytes with one version of Pillow.

    Args:
        data: the file.
        widths: in pixels, ascending.
        most_pixels: how many it may have; decoding takes four bytes each and more.

    Raises:
        ArticleError: it is no picture that browsers show, it is damaged, or too large.
        MemoryError: it was made to take more memory than there is.

    """
    from PIL import Image, ImageFile

    load()
    # A truncated file must be reported, whatever another library has set.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        # Damaged metadata is warned of; nothing of it is published.
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(data), formats=_FORMATS) as opened:
                _refuse_size(opened, most_pixels)
                frames = getattr(opened, "n_frames", 1) if opened.format != "MPO" else 1
                if frames > 1:
                    return _animated(opened, data)
                return _still(opened, widths)
        except (MemoryError, ArticleError):
            raise
        except Image.DecompressionBombError as error:
            raise ArticleError(f"the picture is too large: {error}") from error
        except Exception as error:  # decoders meet hostile bytes, and raise whatever their formats make them
            raise ArticleError(f"the picture is damaged or incomplete ({_said(error)})") from error


def is_light(data: bytes) -> bool:
    """Say whether a picture takes little time and memory, whatever it was made to do to its decoder.

    Its header tells: no limit can be set on one part of a process that does other work as well. Only JPEG
    and PNG, whose decoders take what the header says and no more.
    """
    from PIL import Image

    load()
    # A progressive JPEG has about ten scans; one of thousands goes over all pixels as often, for minutes.
    if data.count(_SCAN) > _MOST_SCANS:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(data), formats=tuple(_LIGHT)) as opened:
                kind = "JPEG" if opened.format == "MPO" else opened.format or ""
                return opened.width * opened.height <= _LIGHT[kind]
        except Exception:  # hostile bytes again: what is wrong is said where it is decoded
            return False


def load() -> None:
    """Load the decoders; Pillow would look for them among all that it has."""
    from PIL import (  # noqa: F401  loading registers them
        AvifImagePlugin,
        GifImagePlugin,
        ImageCms,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        WebPImagePlugin,
    )


def drawing(data: bytes) -> Pictures:
    """Return an SVG drawing with nothing in it that acts or loads. Raises ArticleError."""
    made, width, height = drawings.safe(data)
    version = Made(data=made, width=width, height=height)
    return Pictures(type="image/svg+xml", suffix="svg", versions=(version,))


def _refuse_size(picture: Picture, most_pixels: float) -> None:
    width, height = picture.size
    if width * height > most_pixels or max(width, height) > _LONGEST_SIDE:
        raise ArticleError(
            f"the picture has {width} × {height} pixels ({width * height / 1e6:,.0f} megapixels), more than "
            f"media.maximum_megapixels allows ({most_pixels / 1e6:g}); make it smaller or raise the limit"
        )


def _animated(picture: Picture, data: bytes) -> Pictures:
    """Return a moving picture as it is, but for what is not seen."""
    kind = picture.format or ""
    suffix = "gif" if kind == "GIF" else _TYPES[kind]
    version = Made(data=animations.stripped(data, kind), width=picture.width, height=picture.height)
    return Pictures(type=f"image/{suffix}", suffix=suffix, versions=(version,))


def _still(picture: Picture, widths: tuple[int, ...]) -> Pictures:
    from PIL import ImageOps

    kind = {"MPO": "JPEG", "GIF": "PNG"}.get(picture.format or "", picture.format or "")
    profile = picture.info.get("icc_profile")
    if kind == "JPEG":
        # The decoder itself halves as often as the largest width allows: a quarter of the time.
        side = max(widths[-1], round(widths[-1] * picture.width / max(1, picture.height)))
        picture.draft(None, (side, side))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    indexed = upright if upright.mode in {"P", "1"} and kind == "PNG" else None
    plain = _plain(upright)
    width = min(plain.width, widths[-1])
    full = _resized(plain, width)
    if profile:
        full = _srgb(full, profile)
    if kind == "JPEG" and full.mode not in {"L", "RGB"}:
        full = full.convert("RGB")
    if kind in {"WEBP", "AVIF"} and full.mode in {"L", "LA"}:
        full = full.convert("RGB" if full.mode == "L" else "RGBA")
    best = _encoded(full, kind)
    if indexed is not None and width == plain.width and not profile:
        # Few colours take fewer bytes as they are.
        best = min(best, _encoded(_bare(indexed), kind), key=len)
    versions = [Made(data=best, width=full.width, height=full.height)]
    for smaller in reversed([each for each in widths if each * _STEP <= width]):
        resized = _resized(full, smaller)
        made = _encoded(resized, kind)
        # Drawings with sharp edges may take more bytes when they are smaller: nobody wants those.
        if len(made) < len(versions[0].data):
            versions.insert(0, Made(data=made, width=resized.width, height=resized.height))
    suffix = _TYPES[kind]
    return Pictures(type=_MEDIA_TYPES[suffix], suffix=suffix, versions=tuple(versions))


def _plain(picture: Picture) -> Picture:
    """Return the picture in a mode that can be resized, grey, coloured or with transparency."""
    transparent = "transparency" in picture.info or picture.mode in {"PA", "RGBa", "La"}
    if picture.mode.startswith("I"):
        # 16 bits of grey, as scanners and instruments write them.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif transparent and picture.mode != "LA":
        picture = picture.convert("RGBA")
    elif picture.mode in {"1", "F"}:
        picture = picture.convert("L")
    elif picture.mode in {"P", "YCbCr", "LAB", "HSV"}:
        picture = picture.convert("RGB")
    return _bare(picture)


def _bare(picture: Picture) -> Picture:
    """Return the picture without what encoders would write beside it: comments, profiles, position."""
    kept = picture.copy()
    kept.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    return kept


def _resized(picture: Picture, width: int) -> Picture:
    from PIL import Image

    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _srgb(picture: Picture, profile: bytes) -> Picture:
    """Return the picture in the colours that every browser assumes where no profile says otherwise."""
    from PIL import ImageCms

    alpha = picture.getchannel("A") if picture.mode in {"RGBA", "LA"} else None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in (source.profile.profile_description or ""):
            return picture
        bare = picture.convert("RGB") if picture.mode == "RGBA" else picture
        bare = bare.convert("L") if picture.mode == "LA" else bare
        target = ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(bare, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A profile that does not fit its picture: most programs ignore it, too.
        return picture
    if found is None:
        return picture
    if alpha is not None:
        found.putalpha(alpha)
    found.info = {}
    return found


def _encoded(picture: Picture, kind: str) -> bytes:
    if kind == "JPEG" and picture.mode not in {"L", "RGB"}:
        picture = picture.convert("RGB")
    target = BytesIO()
    picture.save(target, kind, **_OPTIONS[kind])
    return target.getvalue()


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
