"""What is a file, going by its path: which type, which headers of its own?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_TEXT = "; charset=utf-8"

# Not from the module mimetypes: it reads the tables of the machine, and every machine has others.
_TYPES = {
    "html": "text/html" + _TEXT,
    "css": "text/css" + _TEXT,
    "js": "text/javascript" + _TEXT,
    "mjs": "text/javascript" + _TEXT,
    "txt": "text/plain" + _TEXT,
    "md": "text/markdown" + _TEXT,
    "csv": "text/csv" + _TEXT,
    "ics": "text/calendar" + _TEXT,
    "vtt": "text/vtt" + _TEXT,
    "xml": "application/xml" + _TEXT,
    "opml": "text/x-opml" + _TEXT,
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml",
    "ico": "image/vnd.microsoft.icon",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "gz": "application/gzip",
    "woff2": "font/woff2",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UNKNOWN = "application/octet-stream"

_ATOM = "application/atom+xml" + _TEXT
_RSS = "application/rss+xml" + _TEXT
_JSON_FEED = "application/feed+json"

# Content-addressed: what has once been sent under such a name is right for ever (RFC 8246).
_MEDIA = "media/"
IMMUTABLE = b"max-age=31536000, immutable"

# Pages bring no script of their own lines, and pictures may lie where authors have linked them. A form leads
# to the publication itself, and nobody else may frame a page around it.
_PAGE_POLICY = (
    b"default-src 'none'; style-src 'self'; script-src 'self'; img-src * data:; media-src *; "
    b"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# An edition is shown as the mail was sent, and mails have their styles on their elements.
_EDITIONS = "editions/"
_EDITION_POLICY = _PAGE_POLICY.replace(b"style-src 'self'", b"style-src 'self' 'unsafe-inline'")
# What authors attach may be a document with scripts: it is shown, and runs nothing.
_ATTACHED_POLICY = b"sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is told about a file besides its bytes.

    ``compressible`` says that codings make it shorter; ``ranged`` that parts of it are of use, as those of
    sound are; ``feed`` that programs on other sites may read it (CORS).
    """

    content_type: bytes
    compressible: bool
    feed: bool = False
    ranged: bool = False
    immutable: bool = False
    policy: bytes = b""


@lru_cache(maxsize=4096)
def kind(path: str) -> Kind:
    """Return the kind of the file at this path below the output folder."""
    folder, _, name = path.rpartition("/")
    found = _feed(folder, name)
    content_type = found or _TYPES.get(name.rpartition(".")[2].lower(), _UNKNOWN)
    document = content_type.startswith(("text/html", "image/svg+xml", "application/xml"))
    attached = path.startswith(_MEDIA)
    compressible = document or bool(found) or content_type.startswith(("text/", "application/json"))
    policy = b""
    if document and attached:
        policy = _ATTACHED_POLICY
    elif content_type.startswith("text/html"):
        policy = _EDITION_POLICY if path.startswith(_EDITIONS) else _PAGE_POLICY
    return Kind(
        content_type=content_type.encode(),
        compressible=compressible,
        feed=bool(found) and not attached,
        ranged=not compressible,
        immutable=attached,
        policy=policy,
    )


def _feed(folder: str, name: str) -> str:
    """Return the type of a feed; nothing for all else."""
    if name == "atom.xml" or (name.endswith(".xml") and folder.rpartition("/")[2] == "archive"):
        return _ATOM
    if name == "rss.xml":
        return _RSS
    if name in {"feed.json", "rss.json"}:
        return _JSON_FEED
    return _TYPES["opml"] if name.endswith(".opml") else ""
