"""Which pictures do the tests make?"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SECRET = b"SECRETPLACE"


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture with something in every part of it, the same in every run."""
    small = Image.linear_gradient("L").resize((64, 48))
    channels = [small, small.rotate(90), small.rotate(180), small.rotate(270)]
    made = Image.merge("CMYK", channels) if mode == "CMYK" else Image.merge("RGB", channels[:3])
    if mode == "RGBA":
        made.putalpha(channels[3])
    return made.convert(mode).resize((width, height))


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def photograph(width: int = 2000, height: int = 1500) -> bytes:
    """Return a JPEG as a telephone writes it: lying on its side, and saying where it was made."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "N", (44.0, 1.0, 2.0)
    return encoded(noise(width, height), "JPEG", exif=exif, comment=SECRET, quality=90)


def animation(kind: str) -> bytes:
    """Return three frames with a comment or position where the format has a place for one."""
    frames = [Image.new("RGB", (40, 30), (shade, 0, 90)) for shade in (10, 120, 240)]
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": 80, "loop": 0}
    if kind == "GIF":
        options["comment"] = SECRET
    else:
        exif = Image.Exif()
        exif[0x010E] = SECRET.decode()
        options["exif"] = exif
    return encoded(frames[0], kind, **options)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a PNG of a few hundred bytes that says it has 900 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 10 20" onload="alert(1)">
  <script>alert(2)</script>
  <style>rect { fill: url(https://evil.example/x) }</style>
  <defs><linearGradient id="g"><stop stop-color="red"/></linearGradient></defs>
  <a href="javascript:alert(3)"><text>linked</text></a>
  <image href="https://evil.example/pixel.png"/>
  <foreignObject><iframe src="https://evil.example/"/></foreignObject>
  <use xlink:href="#g"/><use href="https://evil.example/x.svg#y"/>
  <set attributeName="href" to="javascript:alert(4)"/>
  <rect width="5" height="5" fill="url(#g)" style="background:url(https://evil.example/)"/>
</svg>"""
