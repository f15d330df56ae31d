"""What may another program do with subscribers, and what is it told?"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from publisher.errors import SubscriptionError
from publisher.subscribe.wishes import check_language, check_sections, check_time_zone
from publisher.subscriber import Preferences
from publisher.web import body, shapes, visitors
from publisher.web.openapi import description
from publisher.web.shapes import JSON, PROBLEM, Choose, LookUp, Problem, Subscribe

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.web.offer import Offer
    from publisher.web.service import Service

_Body = TypeVar("_Body", bound=msgspec.Struct)
_Call = Callable[["Request", str], Awaitable[Response]]

# What a status says for itself in a sentence; the other answers name what is wrong.
_DETAILS = {
    400: "the body is not valid JSON",
    404: "there is nothing at this address",
    405: "this address knows other methods; the header Allow names them",
    413: f"the body is longer than {body.MOST_BYTES} bytes",
    415: "expected Content-Type: application/json",
    500: "this is a fault of the server",
    503: "not possible right now; try again after the seconds in the header Retry-After",
}


def routes(service: Service, root: str) -> list[Route]:
    """Return the addresses of the API below the path ``root``."""
    calls = _Calls(service)
    base = root + "api/v1/subscribers"
    described = msgspec.json.encode(description(service.web.address))

    async def tell(request: Request) -> Response:  # noqa: ARG001  Starlette calls it so
        return Response(described, media_type=JSON)

    return [
        _call(service, base, POST=calls.subscribe),
        _call(service, base + "/look-up", POST=calls.look_up),
        _call(service, base + "/{id:uuid}", PATCH=calls.change, DELETE=calls.remove),
        Route(root + "openapi.json", tell),
    ]


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that says what went wrong; without ``detail``, what the status says."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail or _DETAILS.get(status, ""))
    return Response(msgspec.json.encode(told), status, headers, PROBLEM)


class _Calls:
    """What each call does; ``key`` is the name of the key that opened it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def subscribe(self, request: Request, key: str) -> Response:
        asked = await _body(request, Subscribe)
        offer = await self._service.offer()
        with _named("address"):
            visitors.check_address(asked.address)
        preferences = _changed(
            Preferences(cadence=offer.usual),
            Choose(
                cadence=asked.cadence or offer.usual,
                sections=asked.sections,
                time_zone=asked.time_zone,
                language=asked.language,
            ),
            self._service,
            offer,
        )
        # The same limits as for the form: of the visitor for whom it asks, else of itself.
        network = _visitor(asked.visitor) if asked.visitor else f"key {key}"
        await self._service.ask(asked.address, preferences, network)
        return _json({}, 202)

    async def look_up(self, request: Request, key: str) -> Response:  # noqa: ARG002  as the others
        asked = await _body(request, LookUp)
        with _named("address"):
            visitors.check_address(asked.address)
        try:
            known = await self._service.look_up(asked.address)
        except SubscriptionError:
            return problem(404, "nobody with this address is known")
        return _json(shapes.known(known), 200)

    async def change(self, request: Request, key: str) -> Response:
        asked = await _body(request, Choose)
        offer = await self._service.offer()
        if await self._service.person(request.path_params["id"]) is None:
            return problem(404, "there is no subscriber with this id")
        now_is = await self._service.prefer(
            request.path_params["id"],
            lambda was: _changed(was, asked, self._service, offer),
            f"API key {key}",
        )
        if now_is is None:
            return problem(409, "only an active subscriber can choose")
        return _json(shapes.subscriber(now_is), 200)

    async def remove(self, request: Request, key: str) -> Response:
        await self._service.unsubscribe(request.path_params["id"], f"API key {key}")
        return Response(status_code=204)


def _call(service: Service, path: str, **calls: _Call) -> Route:
    """Return what answers requests that carry a key of ours (RFC 6750), by their method."""

    async def answer(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return problem(401, "expected Authorization: Bearer KEY", {"www-authenticate": "Bearer"})
        # Of 256 random bits nobody comes closer by the time that the comparison of hashes takes.
        name = await service.key_name(hashlib.sha256(token.strip().encode()).digest())
        if name is None:
            invalid = {"www-authenticate": 'Bearer error="invalid_token"'}
            return problem(401, "this key is not known; `publisher keys` makes and removes them", invalid)
        try:
            return await calls[request.method](request, name)
        except SubscriptionError as error:
            return problem(422, str(error))

    return Route(path, answer, methods=list(calls))


async def _body(request: Request, wanted: type[_Body]) -> _Body:
    if body.kind(request) != JSON:
        raise HTTPException(415)
    data = await body.read(request)
    try:
        return msgspec.json.decode(data, type=wanted)
    except msgspec.ValidationError as error:
        raise SubscriptionError(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400) from error


@contextlib.contextmanager
def _named(field: str) -> Iterator[None]:
    """Let the sentence of a SubscriptionError begin with the field that it is about."""
    try:
        yield
    except SubscriptionError as error:
        raise SubscriptionError(f"{field}: {error}") from error


def _visitor(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise SubscriptionError("visitor: expected an IP address") from error


def _changed(was: Preferences, asked: Choose, service: Service, offer: Offer) -> Preferences:
    """Return what a subscriber wants from now on. Raises SubscriptionError naming the field."""
    if asked.cadence is not msgspec.UNSET and asked.cadence is not was.cadence:
        if asked.cadence not in offer.cadences:
            raise SubscriptionError(f"cadence: {asked.cadence} is not sent by this publication")
        was = replace(was, cadence=asked.cadence)
    if asked.sections is not msgspec.UNSET:
        if not offer.sections.issuperset(asked.sections):
            with _named("sections"):
                check_sections(asked.sections, service.config)
        was = replace(was, sections=tuple(dict.fromkeys(asked.sections)))
    if asked.time_zone is not msgspec.UNSET:
        if asked.time_zone not in offer.time_zones:
            with _named("time_zone"):
                check_time_zone(asked.time_zone)
        was = replace(was, time_zone=asked.time_zone)
    if asked.language is not msgspec.UNSET:
        with _named("language"):
            was = replace(was, language=check_language(asked.language))
    return was


def _json(value: object, status: int) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=JSON)
