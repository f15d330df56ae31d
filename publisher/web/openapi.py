"""How is the API described for programs that read descriptions (OpenAPI 3.1)?"""

from __future__ import annotations

from typing import Any

import msgspec

from publisher import __version__
from publisher.web import body
from publisher.web.shapes import JSON, PROBLEM, Choose, Known, LookUp, Problem, Subscribe, Subscriber

_ABOUT = """\
Subscribe, look up, change and remove subscribers. Keys are made by `publisher keys add NAME`.

Addresses stand in the bodies of requests and never in their URLs, because URLs end in the logs of proxies.
Whoever is subscribed here is asked by mail, as by the form, and under the same limits: one letter to an
address in a day and three until it is answered, and so many of a network in an hour.
"""

_SUBSCRIBE = """\
Ask a person by mail whether they want to subscribe. The answer is always the same, whether the address is
known or not, and whether a limit lets the letter go at once. `visitor` is the IP address of the person for
whom your program asks: the limit of a network counts for it. Without one it counts for your key.
"""

_LOOK_UP = """\
The address stands in the body and not in the URL, because URLs end in the logs of proxies. The answer has the
id that the other calls need, and each change of the subscriber with its time and by whose word it was made.
"""


def description(address: str) -> dict[str, Any]:
    """Return the description as what JSON is made of; ``address`` is the absolute one of the pages."""
    shapes = (Subscribe, LookUp, Choose, Subscriber, Known, Problem)
    references, components = msgspec.json.schema_components(
        shapes, ref_template="#/components/schemas/{name}"
    )
    by_name = {shape.__name__: reference for shape, reference in zip(shapes, references, strict=True)}

    def answer(text: str, shape: str, kind: str = JSON) -> dict[str, Any]:
        return {"description": text, "content": {kind: {"schema": by_name[shape]}}}

    def refused(text: str) -> dict[str, Any]:
        return answer(text, "Problem", PROBLEM)

    def takes(shape: str) -> dict[str, Any]:
        return {"required": True, "content": {JSON: {"schema": by_name[shape]}}}

    common = {
        "400": refused("The body is no JSON."),
        "401": refused("There is no key, or none that is known."),
        "413": refused(f"The body is longer than {body.MOST_BYTES} bytes."),
        "415": refused("The body is of another type than application/json."),
        "503": refused("The database cannot be used now."),
    }
    unfit = {"422": refused("A value cannot be used; `detail` says which and why.")}
    one = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The random id of a subscriber, as `look-up` tells it.",
        "schema": {"type": "string", "format": "uuid"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "publisher: subscribers", "version": __version__, "description": _ABOUT},
        "servers": [{"url": address.rstrip("/")}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/subscribers": {
                "post": {
                    "operationId": "subscribe",
                    "summary": "Ask somebody whether they want to subscribe",
                    "description": _SUBSCRIBE,
                    "requestBody": takes("Subscribe"),
                    "responses": {
                        "202": {
                            "description": "Noted.",
                            "content": {JSON: {"schema": {"type": "object", "maxProperties": 0}}},
                        },
                        **common,
                        **unfit,
                    },
                }
            },
            "/api/v1/subscribers/look-up": {
                "post": {
                    "operationId": "lookUp",
                    "summary": "Find a subscriber by address",
                    "description": _LOOK_UP,
                    "requestBody": takes("LookUp"),
                    "responses": {
                        "200": answer("The subscriber.", "Known"),
                        "404": refused("Nobody with this address is known."),
                        **common,
                        **unfit,
                    },
                }
            },
            "/api/v1/subscribers/{id}": {
                "parameters": [one],
                "patch": {
                    "operationId": "change",
                    "summary": "Change what a subscriber wants",
                    "requestBody": takes("Choose"),
                    "responses": {
                        "200": answer("The subscriber as they are now.", "Subscriber"),
                        "404": refused("There is no subscriber with this id."),
                        "409": refused("The subscriber is not active."),
                        **common,
                        **unfit,
                    },
                },
                "delete": {
                    "operationId": "remove",
                    "summary": "Unsubscribe somebody; again it changes nothing",
                    "responses": {
                        "204": {"description": "They receive nothing any more."},
                        "401": common["401"],
                        "404": refused("This is no id."),
                        "503": common["503"],
                    },
                },
            },
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }
