"""How does a web service of the operator's choice learn what has been published, and know it is from us?"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from publisher.credentials import read_secret
from publisher.errors import ConfigError
from publisher.notify.news import Kind, Message, News, Request

if TYPE_CHECKING:
    from publisher.config import Hook, Publication

_PREFIX = "whsec_"
# Standard Webhooks 1.0, "Signature scheme": a secret has 24 to 64 bytes.
_SHORTEST, _LONGEST = 24, 64
# With addresses of 100 characters a message has 100 kB, which every web service takes.
_PAGES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebHook:
    """An address that receives JSON, signed as Standard Webhooks 1.0 says."""

    name: str
    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    publication: dict[str, str]
    kind: Kind = Kind.WEBHOOK
    most: int = _PAGES

    def split(self, feeds: Sequence[str], pages: Sequence[str]) -> list[Message]:
        """Return one message for the whole change."""
        return [("", feeds, pages)]

    def request(self, news: News, now: datetime) -> Request:
        """Return the message; a repeat has the same id and body, and a new time and signature."""
        identifier = f"msg_{news.id.hex}"
        message = {
            "event": "published",
            "id": identifier,
            "at": news.at.astimezone(UTC).isoformat(timespec="seconds"),
            "publication": self.publication,
            "feeds": news.feeds,
            "pages": news.pages,
        }
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        moment = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": identifier,
            "webhook-timestamp": f"{moment}",
            "webhook-signature": sign(self.secret, identifier, moment, body),
        }
        return Request(url=self.url, headers=headers, body=body)


def open_hook(hook: Hook, publication: Publication, *, key: str) -> WebHook:
    """Return the web hook of a configuration; ``key`` names the setting of its secret in errors.

    Raises ConfigError when the secret cannot be read or is none.
    """
    what = "a secret that begins with whsec_"
    text = read_secret(hook.secret_file, key=key, what=what)
    try:
        secret = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not _SHORTEST <= len(secret) <= _LONGEST:
        raise ConfigError(
            f"{key}: expected {what}, and then {_SHORTEST} to {_LONGEST} random bytes in Base64; "
            'make one with: echo "whsec_$(openssl rand -base64 32)"'
        )
    about = {"id": f"urn:uuid:{publication.id}", "title": publication.title, "home": publication.home}
    return WebHook(name=hook.name, url=hook.url, secret=secret, publication=about)


def sign(secret: bytes, identifier: str, moment: int, body: bytes) -> str:
    """Return the header ``webhook-signature``: HMAC-SHA256 over id, time in seconds and body."""
    signed = f"{identifier}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode("ascii")
