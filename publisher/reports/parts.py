"""Which headers and parts does a mail have?

One level of parts is enough, and everything is bounded. The parser of the standard library follows
nesting as deep
as a stranger likes, and takes time that grows with the square of the parameters of one header.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import cached_property

# Of RFC 5322's 998 octets a line, several; real ones have a tenth of it.
_MOST_HEADERS = 500
_LONGEST_VALUE = 4_000
_LONGEST_TYPE = 1_000
# RFC 6522 §3: two or three.
_MOST_PARTS = 20

_NAME = re.compile(rb"[!-9;-~]+")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.ASCII)


@dataclass(frozen=True)
class Part:
    """A mail or a part of one: names of headers in lower case with their values, and the body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of all headers of a name, in lower case, in their order."""
        return tuple(value for each, value in self.headers if each == name)

    def first(self, name: str) -> str:
        """Return the value of the first header of a name, or nothing."""
        return next(iter(self.all(name)), "")

    @cached_property
    def type(self) -> str:
        """The media type in lower case, without parameters; that of plain text where none is told."""
        return self.first("content-type").partition(";")[0].strip().lower() or "text/plain"

    @cached_property
    def boundary(self) -> str:
        """What separates the parts (RFC 2046 §5.1.1), or nothing."""
        value = self.first("content-type")
        if len(value) > _LONGEST_TYPE:
            return ""
        found = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(value)}
        return re.sub(r"\\(.)", r"\1", found.get("boundary", ""))

    @cached_property
    def content(self) -> bytes:
        """The body without its transfer encoding (RFC 2045 §6); as it is where that is broken."""
        match self.first("content-transfer-encoding").strip().lower():
            case "base64":
                try:
                    return binascii.a2b_base64(self.body)
                except binascii.Error:
                    return self.body
            case "quoted-printable":
                return binascii.a2b_qp(self.body)
        return self.body


def part(data: bytes) -> Part:
    """Return a mail, or what stands in a part, with its headers read."""
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    # Programs that hand a mail to a command may write the line of a mbox above it.
    start = 1 if lines[0].startswith((b"From ", b">From ")) else 0
    end = next((at for at in range(start, len(lines)) if not lines[at].strip()), len(lines))
    return Part(headers=fields(lines[start:end]), body=b"\n".join(lines[end + 1 :]))


def parts(mail: Part) -> tuple[Part, ...]:
    """Return the parts of a multipart mail, without those inside them; the last one may be cut off."""
    boundary = mail.boundary.encode("utf-8", "replace")
    if not boundary:
        return ()
    found: list[list[bytes]] = []
    for line in mail.body.split(b"\n"):
        marked = line.rstrip()
        if marked == b"--" + boundary + b"--":
            break
        if marked == b"--" + boundary:
            if len(found) == _MOST_PARTS:
                break
            found.append([])
        elif found:
            found[-1].append(line)
    return tuple(part(b"\n".join(each)) for each in found)


def groups(data: bytes) -> tuple[Part, ...]:
    """Return groups of fields that empty lines separate (RFC 3464 §2.1), each as the headers of a part."""
    found: list[list[bytes]] = [[]]
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return tuple(Part(headers=fields(each), body=b"") for each in found if each)


def fields(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """Return names and values, those that go on in the next lines in one (RFC 5322 §2.2.3)."""
    found: list[tuple[str, list[bytes]]] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if line[:1] in (b" ", b"\t"):
            if found:
                found[-1][1].append(line)
        elif len(found) == _MOST_HEADERS:
            break
        elif colon and _NAME.fullmatch(name.rstrip()):
            found.append((name.rstrip().decode("ascii").lower(), [value]))
    return tuple((name, _text(values)) for name, values in found)


def _text(lines: list[bytes]) -> str:
    # RFC 6532: headers are UTF-8 where they are not ASCII.
    return b"".join(lines)[:_LONGEST_VALUE].decode("utf-8", "replace").strip()
