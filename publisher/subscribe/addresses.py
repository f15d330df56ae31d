"""Is this an address that mail can be sent to, and how is it compared?"""

from __future__ import annotations

import re
from email.utils import parseaddr
from functools import cache

from publisher.errors import SubscriptionError

# What nearly all addresses look like, far inside of what RFC 5321 §4.5.3.1 allows. The answer of
# email-validator, 40 us, is known for these; a test compares the two. Everything else is asked of it.
_WORD = r"[A-Za-z0-9_]+"
_LABEL = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_LOCAL = rf"(?P<local>{_WORD}(?:[.+-]{_WORD})*)"
_PLAIN = re.compile(rf"{_LOCAL}@(?P<domain>(?:{_LABEL}\.)+(?P<top>[A-Za-z]{{2,20}}))")
_PLAIN_LENGTH = 63

# Three times what RFC 5321 allows, for the name before it: parsers of addresses recurse into brackets.
_LONGEST = 768


def normalise(address: str) -> tuple[str, str]:
    """Return an address as mail is sent to it, and as it is compared: without regard to case.

    Raises SubscriptionError; whether the domain exists is not asked here.
    """
    plain = _PLAIN.fullmatch(address) if len(address) <= _PLAIN_LENGTH else None
    if plain and plain["top"].lower() not in _special():
        exact = f"{plain['local']}@{plain['domain'].lower()}"
        return exact, exact.lower()
    if len(address) > _LONGEST:
        raise SubscriptionError(f"{address[:40]!r}… is not an e-mail address: it is too long")
    from email_validator import EmailNotValidError, validate_email

    bare = parseaddr(address)[1]
    if not bare or bare not in address:
        # parseaddr repairs: a@exa mple.org would subscribe somebody else, a@example.org.
        bare = address
    try:
        # "test" and "localhost" domains are how people try the program out.
        found = validate_email(bare, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise SubscriptionError(f"{address!r} is not an e-mail address: {error}") from error
    return found.normalized, found.normalized.casefold()


@cache
def _special() -> frozenset[str]:
    """Return the last labels of names that are no places for mail (RFC 6761 and others)."""
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    return frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)
