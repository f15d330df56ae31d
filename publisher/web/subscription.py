"""Which addresses do the pages for subscribers and the API have?"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from publisher.errors import ConfigError, StoreError
from publisher.web import api
from publisher.web.guard import FAILED, Guard
from publisher.web.offer import FILES
from publisher.web.pages import Pages
from publisher.web.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

_log = structlog.get_logger()

_Answer = Callable[["Request"], Awaitable[Response]]

# Longer than most locks are held; it is the time of who comes next.
_RETRY_SECONDS = 10

# Of what the operator must put right: every request would say it again.
_SAY_AGAIN_SECONDS = 60.0


def application(service: Service) -> ASGIApp:
    """Return the pages and the API of a publication as an ASGI application.

    Where a visitor comes from is what the connection says, or a proxy that is trusted (Forwarded-For).
    """
    # What comes is decoded, and what stands in links is not.
    root = unquote(service.root)
    pages = Pages(service)
    problems = _Problems(service, pages)
    made = Starlette(
        routes=[
            _page(root, pages.form),
            _page(root + "subscribe", pages.form, pages.subscribe),
            _page(root + "asked", pages.asked),
            _page(root + "confirm/{token}", pages.confirm, pages.confirmed),
            _page(root + "preferences/{token}", pages.preferences, pages.saved),
            _page(root + "unsubscribe/{token}", pages.unsubscribe, pages.unsubscribed),
            _page(root + "embed", pages.embed),
            *(_page(root + name, pages.file(name)) for name in FILES),
            *api.routes(service, root),
        ],
        exception_handlers={
            HTTPException: problems.refused,
            **dict.fromkeys((ConfigError, StoreError), problems.unavailable),
            ClientDisconnect: problems.gone,
            Exception: problems.failed,
        },
    )
    # Starlette would guess that an address without its last slash is meant: there is one page of each.
    made.router.redirect_slashes = False
    # uvicorn and Starlette describe one interface by two families of types.
    trusting: Any = ProxyHeadersMiddleware
    trusted: ASGIApp = trusting(Guard(made), trusted_hosts=list(service.web.trusted_proxies))
    return trusted


def _page(path: str, get: _Answer, post: _Answer | None = None) -> Route:
    """Return one route for both methods: an answer that a method is not allowed names all that are."""

    async def answer(request: Request) -> Response:
        return await (post if post and request.method == "POST" else get)(request)

    return Route(path, answer, methods=["GET", "POST"] if post else ["GET"])


class _Problems:
    """Answers what has no other answer, in HTML to people and in JSON to programs."""

    def __init__(self, service: Service, pages: Pages) -> None:
        self._programs = unquote(service.root) + "api/"
        self._pages = pages
        self._said = ("", 0.0)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer a request that cannot be done."""
        if not isinstance(error, HTTPException):
            raise error
        # Not request.url, which believes the header Host.
        if request.scope["path"].startswith(self._programs):
            return api.problem(error.status_code, "", error.headers)
        try:
            return await self._pages.problem(error)
        except ConfigError as fault:
            # It is the pages that cannot be made.
            self._say(str(fault))
            return PlainTextResponse(FAILED, error.status_code, error.headers)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        """Answer while the database, the keys or a template cannot be used."""
        self._say(str(error))
        return await self.refused(request, HTTPException(503, headers={"retry-after": str(_RETRY_SECONDS)}))

    async def failed(self, request: Request, error: Exception) -> Response:  # noqa: ARG002  the guard says it
        """Answer after a mistake in this program."""
        return await self.refused(request, HTTPException(500))

    async def gone(self, request: Request, error: Exception) -> Response:  # noqa: ARG002  as the others
        """Answer nobody: the visitor has hung up before the end of the request."""
        return Response(status_code=400)

    def _say(self, sentence: str) -> None:
        said, at = self._said
        now = time.monotonic()
        if sentence != said or now - at > _SAY_AGAIN_SECONDS:
            self._said = (sentence, now)
            _log.error("subscribers cannot be served", reason=sentence)
