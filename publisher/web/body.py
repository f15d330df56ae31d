"""What may the body of a request be?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks
    from starlette.requests import Request

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

# The longest address with every section of a large newsroom is a tenth of it.
MOST_BYTES = 16_384
MOST_FIELDS = 200

# Of the header of a part, and of the one that says what cuts them (RFC 2046 §5.1.1: 70). Reading parameters
# takes time that grows with the square of their number: 24 ms for 60,000 characters.
_MOST_HEADER_BYTES = 1_024


async def read(request: Request) -> bytes:
    """Return the body of a request. Raises HTTPException 413 as soon as it is too long.

    What Content-Length says of it is not asked: it may be missing, or a lie.
    """
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > MOST_BYTES:
            raise HTTPException(413)
    return bytes(found)


def kind(request: Request) -> str:
    """Return the media type of the body, without its parameters and in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def fields(request: Request) -> list[tuple[str, str]]:
    """Return names and values of a form in their order, of either encoding that HTML has for it.

    Raises HTTPException: 413 for a long one, 415 for another type, 400 for what cannot be read.
    """
    named = kind(request)
    if named not in {URLENCODED, MULTIPART}:
        raise HTTPException(415)
    data = await read(request)
    try:
        if named == URLENCODED:
            return _pairs(data)
        return _parts(request.headers["content-type"], data)
    except ValueError as error:
        raise HTTPException(400) from error


def _pairs(data: bytes) -> list[tuple[str, str]]:
    """Return the fields of an URL-encoded form. Raises ValueError."""
    return parse_qsl(
        data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
    )


def _parts(content_type: str, data: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form in parts (RFC 7578). Raises ValueError.

    By a parser made for forms: that of the standard library for mail took 0.5 s for 15,000 semicolons in one
    header, and as many brackets were beyond its recursion.
    """
    if len(content_type) > _MOST_HEADER_BYTES:
        raise ValueError("a header that no browser writes")
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise ValueError("no boundary")
    form = _Form()
    MultipartParser(boundary, form.callbacks(), max_header_size=_MOST_HEADER_BYTES).write(data)
    if not form.ended:
        raise ValueError("the last part has no end")
    return form.fields


class _Form:
    """Gathers what the parser finds."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.ended = False
        self._header = b""
        self._content = b""
        self._disposition = b""
        self._value = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser tells of what it finds."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_begin": self._begin_header,
            "on_header_field": self._name_header,
            "on_header_value": self._fill_header,
            "on_header_end": self._end_header,
            "on_part_data": self._fill_part,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._disposition = b""
        self._value.clear()

    def _begin_header(self) -> None:
        self._header = self._content = b""

    def _name_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _fill_header(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._content

    def _fill_part(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_part(self) -> None:
        name = parse_options_header(self._disposition.decode("latin-1"))[1].get(b"name")
        if name is None or len(self.fields) == MOST_FIELDS:
            raise ValueError("a part without a name, or one too many")
        self.fields.append((name.decode(), self._value.decode()))

    def _end(self) -> None:
        self.ended = True
