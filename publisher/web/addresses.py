"""Which file below the output folder does the target of a request name?"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

# Each part begins with something else than a dot: no "..", no hidden file, none that is being written.
_PARTS = re.compile(r"(?:[^/.\0][^/\0]*/)*(?:[^/.\0][^/\0]*)?")
# What transfers and editors leave behind (publisher.files ignores the same in the inbox).
_UNFINISHED = (".tmp", "~")
INDEX = "index.html"


class Addresses:
    """The paths of the home address: those of files in the output folder, and back again."""

    def __init__(self, home: str) -> None:
        """Take the address of the output folder on the web, which ends with ``/``."""
        self.root = quote(urlsplit(home).path or "/", safe="/%:@!$&'()*+,;=~")
        self._length = len(self.root)

    def file(self, target: bytes) -> str | None:
        """Return which file below the output folder a request target names; None when it can name none.

        A folder's is its ``index.html``. Nothing is put in order: a target with empty parts, with ``.`` or
        ``..`` names nothing, however it is encoded.
        """
        text = target.decode("ascii", "replace")
        if text.startswith(("http://", "https://")):
            # RFC 9112 §3.2.2: as proxies ask.
            text = "/" + text.split("/", 3)[-1] if text.count("/") > 2 else "/"
        if not text.startswith(self.root):
            return None
        path = text[self._length :]
        if "%" in path:
            try:
                path = unquote_to_bytes(path).decode()
            except UnicodeDecodeError:
                return None
        if not is_servable(path):
            return None
        return path + INDEX if not path or path.endswith("/") else path

    def location(self, path: str) -> bytes:
        """Return the address, without a host, of a path below the output folder."""
        if path == INDEX or path.endswith("/" + INDEX):
            path = path.removesuffix(INDEX)
        return (self.root + quote(path, safe="/:@!$&'()*+,;=~")).encode()


def is_servable(path: str) -> bool:
    """Say whether a path below the output folder is one that readers may ask for."""
    return _PARTS.fullmatch(path) is not None and not path.endswith(_UNFINISHED)
