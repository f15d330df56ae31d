"""What in a moving picture is not seen? It is left out, and the frames stay as they are, byte for byte."""

from __future__ import annotations

from publisher.errors import ArticleError

# What a frame consists of (PNG third edition §11, §4.7): text, time, profiles and positions are none of it.
_PNG_KEPT = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"IDAT",
        b"IEND",
        b"acTL",
        b"fcTL",
        b"fdAT",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"bKGD",
    ]
)
_PNG_SIGNATURE = 8
# RIFF containers of WebP: everything but EXIF, XMP and the profile.
_WEBP_KEPT = frozenset([b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"])
# Bits of the VP8X chunk that say which of these are there.
_WEBP_FLAGS = 0x20 | 0x08 | 0x04
# How often a GIF begins again is said by an extension of Netscape's, which all programs know.
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped(data: bytes, kind: str) -> bytes:
    """Return a GIF, PNG or WebP without comments, profiles and positions. Raises ArticleError."""
    try:
        match kind:
            case "GIF":
                return _gif(data)
            case "PNG":
                return _png(data)
            case "WEBP":
                return _webp(data)
    except IndexError as error:
        raise ArticleError("the picture is damaged or incomplete") from error
    raise ArticleError(f"a moving picture of the format {kind} is not published; save it as GIF or WebP")


def _gif(data: bytes) -> bytes:
    """Walk the blocks of a GIF (GIF89a, appendix A)."""
    at = 13 + _palette(data[10])
    kept = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x21:
            label, name = data[at + 1], data[at + 3 : at + 14]
            at = _blocks(data, at + 2)
            keep = label == 0xF9 or (label == 0xFF and name in _GIF_LOOPS)
        elif data[at] == 0x2C:
            at = _blocks(data, at + 11 + _palette(data[at + 9]))
            keep = True
        else:
            raise ArticleError("the picture is damaged or incomplete")
        if keep:
            kept.append(data[start:at])
    return b"".join([*kept, b"\x3b"])


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Return where a row of sub-blocks ends."""
    while data[at]:
        at += data[at] + 1
    return at + 1


def _png(data: bytes) -> bytes:
    kept, at = [data[:_PNG_SIGNATURE]], _PNG_SIGNATURE
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise IndexError
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise IndexError


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise IndexError
    while at + 8 <= end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        after = at + 8 + size + size % 2
        name, chunk = data[at : at + 4], data[at:after]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name in _WEBP_KEPT:
            kept.append(chunk)
        at = after
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
