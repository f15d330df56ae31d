"""What is in a file beside an article, whatever its name says?"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 4096
"""How many bytes from the start of a file tell what it is."""

# Markup can run in the reader's browser with the rights of the publication's own pages.
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|[a-z0-9]{1,10}\s*>)", re.IGNORECASE
)

# Signature, offset and type, as the formats' own specifications have them.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypM4B", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"{\\rtf", "application/rtf"),
)
# MPEG audio without a tag begins with a frame: eleven bits of synchronization, layer III (ISO 11172-3).
_MPEG_FRAMES = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")
_AAC_FRAMES = (b"\xff\xf1", b"\xff\xf9")

# Formats that are another one inside, and text without a signature: the name decides among harmless ones.
_NAMED: dict[str, dict[str, str]] = {
    "application/zip": {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "epub": "application/epub+zip",
    },
    "audio/ogg": {"ogv": "video/ogg", "opus": "audio/ogg"},
    "video/mp4": {"m4a": "audio/mp4", "m4b": "audio/mp4"},
    "video/webm": {"weba": "audio/webm", "mkv": "video/x-matroska", "mka": "audio/x-matroska"},
    "text/plain": {
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "ics": "text/calendar",
        "vcf": "text/vcard",
        "json": "application/json",
        "geojson": "application/geo+json",
        "srt": "application/x-subrip",
        "vtt": "text/vtt",
        "bib": "application/x-bibtex",
    },
}
_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/webm": "weba",
    "video/quicktime": "mov",
    "video/mp4": "mp4",
    "video/ogg": "ogv",
    "video/webm": "webm",
    "application/zip": "zip",
    "application/gzip": "gz",
    "application/x-7z-compressed": "7z",
    "application/rtf": "rtf",
}
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:svg:)?svg[\s>]", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The media type of a file, and the suffix that goes with it."""

    type: str
    suffix: str

    @property
    def picture(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.type.startswith("image/")


def kind(head: bytes, name: str) -> Kind | None:
    """Return what a file is by its first ``HEAD`` bytes; None for what is not published.

    The suffix of ``name`` decides only among formats that look alike. Programs, pages and scripts are not
    published: they would run with the rights of the publication's own pages.
    """
    found = _signed(head)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if found is None and _SVG.match(head.removeprefix(b"\xef\xbb\xbf")):
        found = "image/svg+xml"
    if found is None and suffix in _NAMED["text/plain"] and _is_text(head):
        return Kind(type=_NAMED["text/plain"][suffix], suffix=suffix)
    if found is None:
        return None
    if closer := _NAMED.get(found, {}).get(suffix):
        return Kind(type=closer, suffix=suffix)
    return Kind(type=found, suffix=_SUFFIXES[found])


def _signed(head: bytes) -> str | None:
    if head.startswith(b"RIFF") or not head.startswith(b"<"):
        for offset, signature, found in _SIGNATURES:
            if head.startswith(signature, offset) and (offset != 8 or head.startswith(b"RIFF")):
                return found
    if head.startswith(_MPEG_FRAMES):
        return "audio/mpeg"
    return "audio/aac" if head.startswith(_AAC_FRAMES) else None


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not _MARKUP.search(head)
