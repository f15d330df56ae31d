"""How does a request prove to Amazon who sends it?"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs requests with one access key for one service in one region (AWS Signature Version 4)."""

    key_id: str
    secret: str = field(repr=False)
    region: str
    service: str

    def headers(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> dict[str, str]:
        """Return the headers of a request with X-Amz-Date and Authorization among them.

        ``url`` has no query, and ``now`` is in UTC. Source: Amazon, "Create a signed AWS API request".
        """
        moment = now.strftime("%Y%m%dT%H%M%SZ")
        signed = {**headers, "Host": urlsplit(url).netloc, "X-Amz-Date": moment}
        names = ";".join(sorted(name.lower() for name in signed))
        canonical = canonical_request(method, url, signed, body)
        scope = f"{moment[:8]}/{self.region}/{self.service}/aws4_request"
        text = "\n".join((_ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        key = f"AWS4{self.secret}".encode()
        for part in (*scope.split("/"), text):
            key = hmac.digest(key, part.encode(), "sha256")
        signed["Authorization"] = (
            f"{_ALGORITHM} Credential={self.key_id}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
        )
        return signed


def canonical_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return the one form of a request that both sides sign: every header, in order, and the body's hash."""
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    path = quote(urlsplit(url).path or "/", safe="/-_.~")
    return "\n".join(
        (
            method,
            path,
            "",
            *(f"{name}:{value}" for name, value in lines),
            "",
            ";".join(name for name, _ in lines),
            hashlib.sha256(body).hexdigest(),
        )
    )
