"""How does another web server learn what is withdrawn and what has moved?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import unquote

from publisher.web.addresses import Addresses
from publisher.web.marks import Gone, Moved

GONE = "410"
_ENDS = {"nginx": ";", "caddy": ""}
SERVERS = tuple(_ENDS)
# Caddy 2.6 does not start with an empty file, which is what there is to say of most publications.
_HEAD = "# Which pages are withdrawn, and where the others have moved.\n"


def rules(marks: Mapping[str, Gone | Moved], addresses: Addresses, server: str) -> str:
    """Return a line for each marked page, as ``map`` takes them in "nginx" and in "caddy".

    First the address as the server has decoded it, then where the page is now, or 410. Above them stands a
    comment: the text is never empty.
    """
    end = _ENDS[server]
    lines = []
    for path, mark in sorted(marks.items()):
        address = unquote(addresses.location(path).decode())
        value = addresses.location(mark.path).decode() if isinstance(mark, Moved) else GONE
        lines.append(f"{_quoted(address)} {_quoted(value)}{end}")
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
