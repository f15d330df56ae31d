"""What does a visitor say of themselves, and where do they come from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.errors import SubscriptionError
from publisher.subscribe.addresses import normalise

if TYPE_CHECKING:
    from starlette.requests import Request

# RFC 5321 §4.5.3.1.3: of a path, without its angle brackets.
LONGEST_ADDRESS = 254

# Between several addresses, and around one with a name: the first of them is not what was meant.
_AROUND = frozenset(' ,;<>()"')


def check_address(text: str) -> None:
    """Let one e-mail address pass, and nothing around it. Raises SubscriptionError.

    ``normalise`` finds the address in "Ada <ada@example.org>", as lists and operators write it. What a
    stranger sends with something around it is a mistake or an attempt at the headers of a mail.
    """
    if len(text) > LONGEST_ADDRESS:
        raise SubscriptionError(f"expected an e-mail address of at most {LONGEST_ADDRESS} characters")
    if not text.isprintable() or not _AROUND.isdisjoint(text):
        raise SubscriptionError(f"{text!r} is not one e-mail address and nothing else")
    normalise(text)


def network(request: Request) -> str:
    """Return the address that a request comes from: of the connection, or as a trusted proxy says."""
    # Without one, as through a socket of the system, all are one visitor.
    return request.client.host if request.client else "local"
