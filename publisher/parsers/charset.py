"""Which text do these bytes stand for?"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from publisher.errors import ArticleError
from publisher.parsers.characters import legal, normal

# UTF-32 first: its little-endian mark begins with the one of UTF-16 (Unicode §23.8).
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The WHATWG Encoding Standard §4.2: what these labels mean on the web is a superset of what they say.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    # A page that could be searched for its charset is not in UTF-16 (HTML §13.2.3.2).
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
# Encodings that newsrooms really used; the code pages of DOS and EBCDIC only cause false finds.
_CANDIDATES = [
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "koi8_r",
    "koi8_u",
    "iso8859_2",
    "iso8859_5",
    "iso8859_7",
    "mac_roman",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
    "cp874",
]
# Detection reads this much: longer texts are not detected better, and 20 MB would take seconds.
_SAMPLE_BYTES = 32_768
# ftfy takes about 1 ms per 10 kB of damaged text; beyond this the remedy would hold up the inbox.
_REPAIR_CHARACTERS = 300_000
# UTF-8 read as windows-1252, latin-1 or windows-1251: a lead byte's character before a continuation's.
_MOJIBAKE = re.compile(
    "[\xc2-\xc5\xc3\xce\xcf\xd0\xd1\xd7-\xd9][\x80-\xbf\u0152-\u0192\u2018-\u203a\u20ac\u2122]"
    "|[\xe2\xe3][\x80-\xbf\u0152-\u0192\u20ac][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|\xf0\x9f|\xf0\u0178|[\x80-\x84\x86-\x9f]"
    "|[\u0420\u0421][\u0402-\u040f\u0452-\u045f\xa0-\xbf\u2018-\u203a\u20ac\u2122]"
    "|\u0432\u0402"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")
_ODD_ENDS = ("\r", "\x0b", "\x0c", "\x85", "\u2028")
# Every pattern above holds one of these characters' first bytes in UTF-8; English with curly quotes has
# none, and is spared 50 µs for 3 kB.
_MOJIBAKE_BYTES = (b"\xc2", b"\xc3", b"\xd0")
_BINARY_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file with line feeds as line ends, and what its author should know about the bytes."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of ``data``: byte order mark, UTF-8, ``declared``, then detection.

    Text that is not ASCII and still valid UTF-8 is UTF-8, whatever the page declares: one chance in
    thousands for a paragraph in any other charset. Text that was decoded wrongly before it was saved is
    repaired; characters that XML cannot hold are removed.

    Raises:
        ArticleError: the bytes are not text.

    """
    text, warnings = _characters(data, declared)
    if not text.isascii():
        if "\ufffd" in text and text.count("\ufffd") > max(2, len(text) * _BINARY_SHARE):
            raise ArticleError(_NOT_TEXT)
        if _may_be_mojibake(text) and _MOJIBAKE.search(text):
            text = _repaired(text)
    if any(end in text for end in _ODD_ENDS):
        text = _LINE_END.sub("\n", text)
    return Decoded(text=normal(legal(text)), warnings=warnings)


def _may_be_mojibake(text: str) -> bool:
    data = text.encode("utf-8", "surrogatepass")
    return any(byte in data for byte in _MOJIBAKE_BYTES)


_NOT_TEXT = (
    "the file is not text but binary data, whatever its name says; "
    "save the article as plain text, Markdown or HTML in UTF-8"
)


def _characters(data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ()
    if b"\0" in data:
        return _wide(data), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    meant = _known(declared)
    # ISO-2022-JP and its relatives are pure ASCII bytes: there the declaration is all there is.
    if text and (not meant or not text.isascii() or not meant.startswith(("iso2022", "hz", "utf_7"))):
        return text, ()
    if meant and meant != "utf-8":
        return data.decode(meant, "replace"), ()
    return _detected(data)


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_MEANT.get(name, name))
    except (LookupError, ValueError):
        return ""
    # A codec such as rot13 or base64 turns text into text or bytes into bytes.
    return found.name if getattr(found, "_is_text_encoding", True) and found.name not in _NOT_CHARSETS else ""


_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)


def _wide(data: bytes) -> str:
    """Return UTF-16 or UTF-32 text without a mark: its zero bytes stand in a regular place."""
    sample = data[:4096]
    for encoding, unit, zero in (
        ("utf-32-le", 4, 3),
        ("utf-32-be", 4, 0),
        ("utf-16-le", 2, 1),
        ("utf-16-be", 2, 0),
    ):
        places = sample[zero::unit]
        others = bytes(byte for index, byte in enumerate(sample) if index % unit == (unit - 1 - zero))
        # Any text has spaces and line ends, so that even Chinese shows a few zeros, on one side only.
        if len(data) % unit == 0 and places.count(0) > 2 + len(places) // 20 and not others.count(0):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise ArticleError(_NOT_TEXT)


def _detected(data: bytes) -> tuple[str, tuple[str, ...]]:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    controls = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\v\x1b")
    if controls > max(2, len(sample) * _BINARY_SHARE):
        raise ArticleError(_NOT_TEXT)
    # Western text has few high bytes, too few for statistics: they are accents, quotes and dashes.
    high = sum(byte > 127 for byte in sample)
    best = None if high * 20 < len(sample) else from_bytes(sample, cp_isolation=list(_CANDIDATES)).best()
    encoding = best.encoding if best is not None else "cp1252"
    return data.decode(encoding, "replace"), (
        f"the file is not in UTF-8 and was read as {codecs.lookup(encoding).name}; save it as UTF-8",
    )


def _repaired(text: str) -> str:
    from ftfy import fix_encoding

    budget = _REPAIR_CHARACTERS
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _MOJIBAKE.search(line):
            budget -= len(line)
            if budget < 0:
                break
            lines[index] = fix_encoding(line)
    return "\n".join(lines)
