"""How does a text travel through a transport that takes lines, and where are the holes in it?

A hole is where each recipient's own link belongs. What stands around it is encoded once for everybody; the
link is encoded by itself, in lines of its own where the encoding has lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# RFC 5322 §2.1.1: without the CRLF; octets rather than characters since RFC 6532 §3.4.
MAXIMUM_OCTETS = 998

# What a personal link may take up of such a line, in which two may stand. Ours have about 120 octets.
_LONGEST_LINK = 256

# RFC 2045 §6.7: 76 columns with the "=" of a soft line break, which so always has its place.
_COLUMNS = 75
_SOFT_BREAK = b"=\r\n"

_LINE_ENDS = re.compile(r"\r\n?|\n")
# RFC 2045 §6.7, rules 1 to 3: everything but printable ASCII, without "=" and without space at a line's end.
_ESCAPED = re.compile(rb"[^\t -<>-~]|[\t ]\Z")
# RFC 2045 §2.8 forbids NUL, and no other control character means anything to a reader. A server doubles a
# leading dot (RFC 5321 §4.5.2), and mbox files write ">" before "From ", which breaks a signature.
_UNFIT = re.compile(r"^(?:\.|From )|[\x00-\x08\x0b-\x1f\x7f]", re.MULTILINE)


class Encoding(StrEnum):
    """How the text of a part is written: the values of Content-Transfer-Encoding (RFC 2045 §6)."""

    QUOTED = "quoted-printable"
    EIGHT_BIT = "8bit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Where a link belongs: the mark that stood there, and how the link is written there."""

    mark: str
    write: Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A text on its way: ``pieces`` are the same for everybody, a hole follows each but the last."""

    encoding: Encoding
    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...]


def plain_text(text: str) -> str:
    """Return a link as plain text shows it."""
    return text


def encode(text: str, marks: Sequence[str], shown: Callable[[str], str], preferred: Encoding) -> Encoded:
    """Encode ``text``, with a hole for each of the ``marks`` in it.

    ``shown`` turns a link into what stands for it in this kind of text: ``plain_text`` or ``html.escape``.
    ``preferred`` is what the transport allows; a text that is not fit for 8 bits is quoted all the same.
    """
    lines = _LINE_ENDS.sub("\n", text).encode("utf-8", "replace").decode("utf-8")
    between = re.compile("|".join(map(re.escape, sorted(marks, key=len, reverse=True)))) if marks else None
    found = between.findall(lines) if between else []
    segments = between.split(lines) if between else [lines]
    if preferred is Encoding.EIGHT_BIT and _is_fit(segments):

        def as_it_is(link: str) -> bytes:
            written = shown(link).encode()
            if len(written) > _LONGEST_LINK:
                raise DeliveryError(f"{link!r} is too long for the line it stands in", permanent=True)
            return written

        return Encoded(
            encoding=Encoding.EIGHT_BIT,
            pieces=tuple(segment.encode().replace(b"\n", b"\r\n") for segment in segments),
            holes=tuple(Hole(mark=mark, write=as_it_is) for mark in found),
        )

    def quoted(link: str) -> bytes:
        return _folded(shown(link).encode())

    return Encoded(
        encoding=Encoding.QUOTED,
        pieces=_quoted(segments),
        holes=tuple(Hole(mark=mark, write=quoted) for mark in found),
    )


def _is_fit(segments: Sequence[str]) -> bool:
    """Say whether a text can travel as it is, with the longest links in its holes."""
    whole = ("x" * _LONGEST_LINK).join(segments)
    return not _UNFIT.search(whole) and max(map(len, whole.encode().split(b"\n"))) <= MAXIMUM_OCTETS


def _quoted(segments: Sequence[str]) -> tuple[bytes, ...]:
    """Quote what stands between the holes, so that each hole has its lines for itself."""
    pieces = [b"\r\n".join(map(_folded, segment.encode().split(b"\n"))) for segment in segments]
    for before in range(len(pieces) - 1):
        opens_line = segments[before].endswith("\n") or (before == 0 and not segments[before])
        if not opens_line:
            pieces[before] += _SOFT_BREAK
        behind = before + 1
        if segments[behind] and not segments[behind].startswith("\n"):
            pieces[behind] = _SOFT_BREAK + pieces[behind]
    return tuple(pieces)


def _folded(line: bytes) -> bytes:
    """Return one line in quoted-printable, with soft line breaks."""
    rest = _ESCAPED.sub(lambda found: b"=%02X" % found[0][0], line)
    lines = []
    while True:
        if rest.startswith((b".", b"From ")):
            rest = b"=%02X" % rest[0] + rest[1:]
        if len(rest) <= _COLUMNS:
            lines.append(rest)
            return _SOFT_BREAK.join(lines)
        # An escape is not cut in two.
        cut = rest.rfind(b"=", _COLUMNS - 2, _COLUMNS)
        cut = _COLUMNS if cut < 0 else cut
        lines.append(rest[:cut])
        rest = rest[cut:]
