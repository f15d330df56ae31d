"""How is one request asked, so that every wait ends and it is known how far it came?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher import __version__
from publisher.transports._answers import Answer, Lost, one_line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    import httpx

# 500 results of Postmark are 100 kB; whatever is longer is no answer of an API.
_LONGEST_ANSWER = 4_000_000
# httpcore looks whether a kept connection has been closed, but not at the same moment: ask early.
_KEPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One POST, ready to be sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Asks one request after the other over a connection that is kept; only one thread uses it.

    ``seconds`` bound each request from the first look at the name to the last byte of the answer, however
    slowly they come: httpx limits each read alone, which one byte now and then would keep waiting for ever.
    """

    def __init__(self, seconds: float, trust: ssl.SSLContext) -> None:
        self._seconds = seconds
        self._trust = trust
        self._runner: asyncio.Runner | None = None
        self._client: httpx.AsyncClient | None = None

    def ask(self, request: Request) -> Answer | Lost:
        """Send a request and return its answer. Raises nothing: a fault of the network is a value."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self._ask(request))

    def close(self) -> None:
        """Close the connection; the next ``ask`` opens one."""
        runner, self._runner = self._runner, None
        client, self._client = self._client, None
        if runner is None:
            return
        with runner:
            if client is not None:
                runner.run(client.aclose())

    async def _ask(self, request: Request) -> Answer | Lost:
        import httpx

        client = self._client = self._client or self._open()
        written = False

        async def follow(event: str, _info: Mapping[str, Any]) -> None:
            nonlocal written
            written = written or event.endswith(".send_request_body.complete")

        try:
            async with (
                asyncio.timeout(self._seconds),
                client.stream(
                    "POST",
                    request.url,
                    headers=dict(request.headers),
                    content=request.body,
                    extensions={"trace": follow},
                ) as response,
            ):
                body = b""
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > _LONGEST_ANSWER:
                        return Lost(reason="the answer is longer than any of this API", written=True)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(status=response.status_code, headers=headers, body=body)
        except (TimeoutError, httpx.TimeoutException):
            return Lost(reason=f"no answer within {self._seconds:g} s", written=written)
        except httpx.ConnectError as error:
            return Lost(reason=one_line(f"no connection: {_reason(error)}"), written=False)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return Lost(reason=one_line(f"the connection broke: {_reason(error)}"), written=written)

    def _open(self) -> httpx.AsyncClient:
        import httpx

        # Environment variables change nothing: a proxy is nobody's business whom mail is not.
        return httpx.AsyncClient(
            verify=self._trust,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._seconds),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=_KEPT_SECONDS),
            headers={"User-Agent": f"publisher/{__version__}", "Accept-Encoding": "identity"},
        )


def _reason(error: BaseException) -> str:
    """Return why, in the words of the system: those of httpx hide it in a cause."""
    found = ""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            found = cause.strerror
        cause = cause.__cause__ or cause.__context__
    # asyncio puts the address before the words of the system.
    return found.rpartition("] ")[2] or type(error).__name__
