"""How do search engines learn which pages are new or changed?"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publisher.errors import ConfigError
from publisher.notify.news import Kind, Message, News, Request

if TYPE_CHECKING:
    from publisher.config import IndexNow

# indexnow.org, "Documentation": up to 10,000 addresses in one message, and what a key may be.
_PAGES = 10_000
_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEngines:
    """An endpoint of IndexNow, which tells the search engines that take part; ``name`` is its address.

    That the publication is ours is proven by a public file with ``key`` in it.
    """

    name: str
    home: str
    key: str
    kind: Kind = Kind.INDEXNOW
    most: int = _PAGES

    def split(self, feeds: Sequence[str], pages: Sequence[str]) -> list[Message]:  # noqa: ARG002  no page
        """Return one message for all pages; people search for articles, not for feeds."""
        return [("", [], pages)] if pages else []

    @property
    def key_path(self) -> str:
        """Where the proof lies below the output folder; it speaks for all addresses below ``home``."""
        return f"{self.key}.txt"

    def request(self, news: News, now: datetime) -> Request:  # noqa: ARG002  other kinds say when they send
        """Return the list of pages as JSON."""
        message = {
            "host": urlsplit(self.home).netloc,
            "key": self.key,
            "keyLocation": self.home + self.key_path,
            "urlList": news.pages,
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return Request(url=self.name, headers=headers, body=json.dumps(message).encode())


def open_indexnow(settings: IndexNow, home: str) -> SearchEngines:
    """Return the endpoint of a configuration. Raises ConfigError when there is no key in its file."""
    return SearchEngines(name=settings.endpoint, home=home, key=_read_key(settings.key_file))


def _read_key(file: Path) -> str:
    # No secret: it is published, so anybody on this machine may read it.
    try:
        key = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(f"notify.indexnow.key_file: {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        key = ""
    if not _KEY.fullmatch(key):
        raise ConfigError(
            "notify.indexnow.key_file: expected 8 to 128 letters, digits and hyphens as the only line of "
            f"{file}; make them with: openssl rand -hex 16"
        )
    return key
