"""Which page does a visitor get, and what does its button do?

GET and HEAD change nothing, whoever opens a link: mail scanners open all of them. What changes something is
a POST, which needs no cookie, no session and no script, but a link that was sent to the person.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from publisher import tokens
from publisher.compose import PREFERENCES_LIFE
from publisher.errors import SubscriptionError
from publisher.forms import Fault, Links, Wanted
from publisher.model import SubscriberState
from publisher.subscriber import Preferences
from publisher.tokens import Purpose
from publisher.web import body, visitors

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.forms import Forms
    from publisher.subscriber import Subscriber
    from publisher.web.service import Service

_PREFERENCES = "preferences link"
_UNSUBSCRIBE = "unsubscribe link"

# Nobody types an address in less; a program that fills in forms does.
_SHORTEST = timedelta(seconds=2)

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_FILE_CACHE = "max-age=3600"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """A form as it came."""

    wanted: Wanted
    stamp: str
    trap: str


class Pages:
    """What each page does; every method answers one request."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._root = service.root

    async def form(self, request: Request) -> Response:  # noqa: ARG002  Starlette calls it so
        """Show the form."""
        return HTMLResponse((await self._forms()).subscribe(self._language(), self._stamp()))

    async def subscribe(self, request: Request) -> Response:
        """Note a wish to subscribe; the answer does not depend on who is known."""
        typed = _typed(await body.fields(request))
        if typed.trap:
            return self._see_asked()
        wanted, offer = typed.wanted, await self._service.offer()
        try:
            visitors.check_address(wanted.address)
        except SubscriptionError:
            return await self._refused(wanted, Fault.ADDRESS)
        chosen = offer.chosen(wanted, Preferences(cadence=offer.usual))
        if isinstance(chosen, Fault):
            return await self._refused(wanted, chosen)
        now = self._service.clock()
        shown = tokens.stamped_at(self._service.keys(), typed.stamp, now)
        if shown is None or now - shown < _SHORTEST:
            # A form of another site, or no person: the second page asks for one more press of a button.
            # Its stamp is that of the first, so that whoever is merely quick is asked once.
            stamp = typed.stamp if shown else self._stamp()
            return HTMLResponse(offer.forms.again(self._language(), stamp, wanted))
        await self._service.ask(wanted.address, chosen, visitors.network(request))
        return self._see_asked()

    async def asked(self, request: Request) -> Response:  # noqa: ARG002  the same
        """Say what comes next."""
        return HTMLResponse((await self._forms()).asked(self._language()))

    async def confirm(self, request: Request) -> Response:
        """Show the button that confirms."""
        token = _token(request)
        if not await self._service.is_open(token):
            return await self._unusable()
        action = f"{self._root}confirm/{token}"
        return HTMLResponse((await self._forms()).confirm(self._language(), action))

    async def confirmed(self, request: Request) -> Response:
        """Make somebody a subscriber."""
        await body.read(request)
        person = await self._service.confirm(_token(request))
        if person is None:
            return await self._unusable()
        return HTMLResponse((await self._forms()).confirmed(self._language(person), self._links(person)))

    async def preferences(self, request: Request) -> Response:
        """Show the form with what a subscriber wants."""
        person = await self._person(request)
        if person is None:
            return await self._unusable()
        if person.state is not SubscriberState.ACTIVE:
            return await self._not_subscribed(person)
        page = (await self._forms()).preferences
        return HTMLResponse(page(*self._current(request, person)))

    async def saved(self, request: Request) -> Response:
        """Let a subscriber want something else."""
        typed = _typed(await body.fields(request))
        person = await self._person(request)
        if person is None:
            return await self._unusable()
        if person.state is not SubscriberState.ACTIVE:
            return await self._not_subscribed(person)
        offer = await self._service.offer()
        chosen = offer.chosen(typed.wanted, person.preferences)
        if isinstance(chosen, Fault):
            return HTMLResponse(offer.forms.refused(*self._current(request, person), chosen), 422)
        now_is = await self._service.prefer(person.id, lambda _: chosen, _PREFERENCES)
        if now_is is None:
            return await self._not_subscribed(person)
        return HTMLResponse(offer.forms.saved(*self._current(request, now_is)))

    async def unsubscribe(self, request: Request) -> Response:
        """Show the button that ends a subscription, whether there is one or not."""
        subject = self._leaving(request)
        person = await self._service.person(subject)
        action = f"{self._root}unsubscribe/{_token(request)}"
        return HTMLResponse((await self._forms()).unsubscribe(self._language(person), action))

    async def unsubscribed(self, request: Request) -> Response:
        """End a subscription, by the button of the page or in one click (RFC 8058): the body says nothing."""
        subject = self._leaving(request)
        await body.read(request)
        person = await self._service.unsubscribe(subject, _UNSUBSCRIBE)
        return HTMLResponse((await self._forms()).unsubscribed(self._language(person)))

    async def embed(self, request: Request) -> Response:  # noqa: ARG002  the same
        """Show a form to copy into other sites."""
        return HTMLResponse((await self._forms()).embed(self._language()))

    def file(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers with a file of the templates."""
        headers = {"content-type": _TYPES[name.rpartition(".")[2]], "cache-control": _FILE_CACHE}

        async def answer(request: Request) -> Response:  # noqa: ARG001  the same
            return Response((await self._service.offer()).files[name], headers=headers)

        return answer

    async def problem(self, error: HTTPException) -> Response:
        """Say in a sentence that there is no other answer."""
        page = (await self._forms()).problem(self._language(), error.status_code)
        return HTMLResponse(page, error.status_code, error.headers)

    async def _forms(self) -> Forms:
        return (await self._service.offer()).forms

    async def _refused(self, wanted: Wanted, fault: Fault) -> Response:
        page = (await self._forms()).subscribe(self._language(), self._stamp(), wanted, fault)
        return HTMLResponse(page, 422)

    async def _unusable(self) -> Response:
        return HTMLResponse((await self._forms()).unusable(self._language()), 410)

    async def _not_subscribed(self, person: Subscriber) -> Response:
        return HTMLResponse((await self._forms()).not_subscribed(self._language(person)))

    def _see_asked(self) -> Response:
        return RedirectResponse(self._root + "asked", 303)

    async def _person(self, request: Request) -> Subscriber | None:
        subject = self._subject(Purpose.PREFERENCES, request)
        return None if subject is None else await self._service.person(subject)

    def _leaving(self, request: Request) -> UUID:
        subject = self._subject(Purpose.UNSUBSCRIBE, request)
        if subject is None:
            raise HTTPException(404)
        return subject

    def _subject(self, purpose: Purpose, request: Request) -> UUID | None:
        return tokens.verify(self._service.keys(), purpose, _token(request), self._service.clock())

    def _current(self, request: Request, person: Subscriber) -> tuple[str, str, Preferences, Links]:
        action = f"{self._root}preferences/{_token(request)}"
        return self._language(person), action, person.preferences, self._links(person)

    def _links(self, person: Subscriber) -> Links:
        keys, until = self._service.keys(), self._service.clock() + PREFERENCES_LIFE
        preferences = tokens.sign(keys, Purpose.PREFERENCES, person.id, until)
        unsubscribe = tokens.sign(keys, Purpose.UNSUBSCRIBE, person.id, None)
        return Links(
            preferences=f"{self._root}preferences/{preferences}",
            unsubscribe=f"{self._root}unsubscribe/{unsubscribe}",
        )

    def _stamp(self) -> str:
        return tokens.stamp(self._service.keys(), self._service.clock())

    def _language(self, person: Subscriber | None = None) -> str:
        own = person.preferences.language if person else ""
        return own or self._service.config.publication.language


def _typed(fields: Sequence[tuple[str, str]]) -> _Typed:
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name, value)
    return _Typed(
        wanted=Wanted(
            address=first.get("address", "").strip(),
            cadence=first.get("cadence", ""),
            sections=tuple(value for name, value in fields if name == "section"),
            time_zone=first.get("time_zone", ""),
        ),
        stamp=first.get("stamp", ""),
        trap=first.get("website", ""),
    )


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token
