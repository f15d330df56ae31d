"""What is the answer to a request, as status, header and body?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from publisher import codings
from publisher.web import conditions, kinds
from publisher.web.addresses import INDEX, Addresses
from publisher.web.folder import Folder, Large, Representation, Resource
from publisher.web.marks import Gone, Marks, Moved

Headers = list[tuple[bytes, bytes]]

NOT_FOUND_PAGE = "404.html"
_ALLOWED = b"GET, HEAD, OPTIONS"
# A page that is not there may be there soon.
_MISSING_SECONDS = 60
_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_REFERRER = (b"referrer-policy", b"strict-origin-when-cross-origin")
_ALLOW = (b"allow", _ALLOWED)
# What is public anyway may be read by programs on every site. The ETag is not among the headers that a
# script may read unasked (Fetch standard, CORS-safelisted response-header name).
_ANYBODY = (b"access-control-allow-origin", b"*")
_EXPOSED = (b"access-control-expose-headers", b"etag")
_PREFLIGHT = [
    _ANYBODY,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
]
_VARY = (b"vary", b"accept-encoding")
_RANGES = (b"accept-ranges", b"bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The headers of a request that change the answer; empty where they are missing."""

    accept_encoding: bytes = b""
    if_none_match: bytes = b""
    if_modified_since: bytes = b""
    range: bytes = b""
    if_range: bytes = b""
    request_method: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer; for HEAD the body stays behind, its length is told."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""


class Answers:
    """Answers from the output folder."""

    def __init__(
        self, folder: Folder, addresses: Addresses, marks: Marks, max_age: Callable[[], int]
    ) -> None:
        """Take the folder, where it lies on the web, what is marked, and for how many seconds to cache."""
        self._folder = folder
        self._addresses = addresses
        self._marks = marks
        self._max_age = max_age
        self._known = tuple(coding.name for coding in codings.available())

    def answer(self, method: str, target: bytes, asked: Asked) -> Answer | Large:
        """Return the answer; or the file that must be sent from the disk."""
        if method not in {"GET", "HEAD"}:
            return self._other(method, target, asked)
        path = self._addresses.file(target)
        if path is None:
            return self._missing(asked)
        match self._marks().get(path):
            case Moved(path=there):
                return self._elsewhere(self._addresses.location(there))
            case Gone():
                return self._gone(path, asked)
        found = self._folder.find(path)
        if isinstance(found, Resource):
            return self._found(found, asked)
        if found is not None:
            return found
        if self._folder.find(f"{path}/{INDEX}"):
            return self._elsewhere(self._addresses.location(f"{path}/{INDEX}"))
        return self._missing(asked)

    def state_headers(self, kind: kinds.Kind, etag: bytes, modified: int | None) -> Headers:
        """Return what is told of a state of a file, whether its bytes are sent or not (RFC 9110 §15.4.5)."""
        kept = kinds.IMMUTABLE if kind.immutable else b"max-age=%d" % self._max_age()
        headers = [(b"etag", etag), (b"cache-control", kept)]
        if modified is not None:
            headers.append((b"last-modified", conditions.http_date(modified)))
        if kind.compressible:
            headers.append(_VARY)
        if kind.feed:
            headers += (_ANYBODY, _EXPOSED)
        return headers

    def _found(self, resource: Resource, asked: Asked) -> Answer:
        kind = resource.kind
        chosen = self._chosen(resource, asked)
        headers = self.state_headers(kind, chosen.etag, resource.modified)
        if is_not_modified(asked, chosen.etag, resource.modified):
            return Answer(status=304, headers=headers)
        headers += own_headers(kind)
        if chosen.coding:
            headers.append((b"content-encoding", chosen.coding.encode()))
        if kind.ranged and asked.range:
            return _partial(headers, chosen, asked, resource.modified)
        headers.append(_length(len(chosen.body)))
        return Answer(status=200, headers=headers, body=chosen.body)

    def _chosen(self, resource: Resource, asked: Asked) -> Representation:
        if not resource.kind.compressible or not asked.accept_encoding:
            return resource.plain
        return self._folder.represent(resource, conditions.codings(asked.accept_encoding, self._known))

    def _gone(self, path: str, asked: Asked) -> Answer:
        return self._told(410, path, b"This page has been withdrawn.\n", self._max_age(), asked)

    def _missing(self, asked: Asked) -> Answer:
        return self._told(404, NOT_FOUND_PAGE, b"There is no such page.\n", _MISSING_SECONDS, asked)

    def _told(self, status: int, path: str, instead: bytes, seconds: int, asked: Asked) -> Answer:
        """Answer with a page that says what is the matter, or with a sentence where there is none."""
        page = self._folder.find(path)
        headers = [(b"cache-control", b"max-age=%d" % seconds)]
        if not isinstance(page, Resource):
            headers += own_headers(kinds.kind("x.txt"))
            return Answer(status=status, headers=[*headers, _length(len(instead))], body=instead)
        chosen = self._chosen(page, asked)
        headers += own_headers(page.kind)
        headers += (_VARY, _length(len(chosen.body)))
        if chosen.coding:
            headers.append((b"content-encoding", chosen.coding.encode()))
        return Answer(status=status, headers=headers, body=chosen.body)

    def _elsewhere(self, location: bytes) -> Answer:
        kept = (b"cache-control", b"max-age=%d" % self._max_age())
        return Answer(status=301, headers=[(b"location", location), kept, _length(0)])

    def _other(self, method: str, target: bytes, asked: Asked) -> Answer:
        if method != "OPTIONS":
            return Answer(status=405, headers=[_ALLOW, _length(0)])
        path = self._addresses.file(target)
        if asked.request_method and path is not None and kinds.kind(path).feed:
            return Answer(status=204, headers=[_ALLOW, *_PREFLIGHT])
        return Answer(status=204, headers=[_ALLOW])


def is_not_modified(asked: Asked, etag: bytes, modified: int | None) -> bool:
    """Say whether the client has the newest already; the tag counts before the date (RFC 9110 §13.2.2)."""
    if asked.if_none_match:
        return conditions.is_known(asked.if_none_match, etag)
    if asked.if_modified_since and modified is not None:
        return conditions.is_unchanged(asked.if_modified_since, modified)
    return False


def own_headers(kind: kinds.Kind) -> Headers:
    """Return what is told of a file of this kind whenever its bytes are sent."""
    headers = [(b"content-type", kind.content_type), _NO_SNIFFING]
    if kind.policy:
        headers += [(b"content-security-policy", kind.policy), _REFERRER]
    if kind.ranged:
        headers.append(_RANGES)
    return headers


def content_range(part: conditions.Part | None, length: int) -> tuple[bytes, bytes]:
    """Return which bytes of how many are sent; of a range that begins behind the end, only how many."""
    wanted = b"*" if part is None else b"%d-%d" % (part.start, part.stop - 1)
    return (b"content-range", b"bytes %s/%d" % (wanted, length))


def _partial(headers: Headers, chosen: Representation, asked: Asked, modified: int | None) -> Answer:
    length = len(chosen.body)
    try:
        part = conditions.part(asked.range, asked.if_range, length, chosen.etag, modified)
    except conditions.UnsatisfiableError:
        return Answer(status=416, headers=[*headers, content_range(None, length), _length(0)])
    if part is None:
        return Answer(status=200, headers=[*headers, _length(length)], body=chosen.body)
    body = chosen.body[part.start : part.stop]
    headers += (content_range(part, length), _length(len(body)))
    return Answer(status=206, headers=headers, body=body)


def _length(length: int) -> tuple[bytes, bytes]:
    return (b"content-length", b"%d" % length)
