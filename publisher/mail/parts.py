"""How do text, HTML and pictures make one body?"""

from __future__ import annotations

import base64
import hashlib
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.mail.transfer import Encoded, Encoding, Hole, encode, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from publisher.handover import Attached
    from publisher.model import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body with holes: ``pieces`` are the same for everybody, a hole follows each but the last.

    ``headers`` tell of it at the head of the message; ``parts`` are the names of the headers of each part in
    it, in their order.
    """

    headers: tuple[tuple[str, str], ...]
    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...]
    parts: tuple[tuple[str, ...], ...]


def shown(digest: Digest, pictures: Iterable[Attached]) -> tuple[Attached, ...]:
    """Return those of the pictures that the HTML of a digest shows (RFC 2392)."""
    return tuple(each for each in pictures if f"cid:{each.identifier}" in digest.html)


def body(
    digest: Digest, marks: Sequence[str], pictures: Sequence[Attached], encoding: Encoding, seed: bytes
) -> Body:
    """Return the body that shows a digest: text, and HTML with the pictures that it shows (RFC 2387).

    ``encoding`` is the one that the transport wishes for. The boundary follows from ``seed`` and from the
    words: equal arguments give equal bytes, and no author can foresee it.
    """
    text = encode(digest.text, marks, plain_text, encoding)
    page = encode(digest.html, marks, html.escape, encoding)
    boundary = _boundary(seed, digest)
    eight_bit = _eight_bit(text, page)
    parts = list(_parts(text, page, pictures, boundary))
    pieces: list[bytes] = [b""]
    holes: list[Hole] = []
    for part in parts:
        pieces[-1] += part.head
        if part.encoded:
            pieces[-1] += part.encoded.pieces[0]
            pieces += part.encoded.pieces[1:]
            holes += part.encoded.holes
        pieces[-1] += part.tail
    return Body(
        headers=(("Content-Type", f'multipart/alternative; boundary="{boundary}"'), *eight_bit),
        pieces=tuple(pieces),
        holes=tuple(holes),
        parts=tuple(part.names for part in parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    head: bytes
    names: tuple[str, ...]
    encoded: Encoded | None = None
    tail: bytes = b""


def _parts(text: Encoded, page: Encoded, pictures: Sequence[Attached], boundary: str) -> Iterator[_Part]:
    end = f"--{boundary}--\r\n".encode("ascii")
    yield _text_part(boundary, "text/plain", text, b"\r\n")
    if not pictures:
        yield _text_part(boundary, "text/html", page, b"\r\n" + end)
        return
    inner = boundary + "r"
    yield _part(
        boundary,
        ("Content-Type", f'multipart/related; type="text/html";\r\n boundary="{inner}"'),
        *_eight_bit(page),
    )
    yield _text_part(inner, "text/html", page, b"\r\n")
    for index, each in enumerate(pictures, 1):
        lines = base64.encodebytes(each.data).replace(b"\n", b"\r\n")
        yield _part(
            inner,
            ("Content-Type", each.type),
            ("Content-Transfer-Encoding", "base64"),
            ("Content-ID", f"<{each.identifier}>"),
            ("Content-Disposition", "inline"),
            tail=lines + (f"--{inner}--\r\n".encode("ascii") + end if index == len(pictures) else b""),
        )


def _text_part(boundary: str, content_type: str, encoded: Encoded, tail: bytes) -> _Part:
    return _part(
        boundary,
        ("Content-Type", f"{content_type}; charset=utf-8"),
        ("Content-Transfer-Encoding", encoded.encoding.value),
        encoded=encoded,
        tail=tail,
    )


def _part(
    boundary: str, *headers: tuple[str, str], encoded: Encoded | None = None, tail: bytes = b""
) -> _Part:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return _Part(
        head=f"--{boundary}\r\n{lines}\r\n".encode("utf-8", "replace"),
        names=tuple(name for name, _ in headers),
        encoded=encoded,
        tail=tail,
    )


def _eight_bit(*encoded: Encoded) -> tuple[tuple[str, str], ...]:
    """Return the header that says of what is made of parts that one of them has 8 bits (RFC 2045 §6.4)."""
    if any(each.encoding is Encoding.EIGHT_BIT for each in encoded):
        return (("Content-Transfer-Encoding", Encoding.EIGHT_BIT.value),)
    return ()


def _boundary(seed: bytes, digest: Digest) -> str:
    # "=_" cannot occur in a quoted-printable body (RFC 2045 §6.7), and a hash of a body not in that body;
    # 24 digits keep the header on one line.
    words = hashlib.sha256(seed)
    for each in (digest.text, digest.html):
        words.update(hashlib.sha256(each.encode("utf-8", "replace")).digest())
    return "=_" + words.hexdigest()[:24]
