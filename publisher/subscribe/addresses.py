"""Is this an address that mail can be sent to, and how is it compared?"""

from __future__ import annotations

from email.utils import parseaddr

from publisher.errors import SubscriptionError


def normalise(address: str) -> tuple[str, str]:
    """Return an address as mail is sent to it, and as it is compared: without regard to case.

    Raises SubscriptionError; whether the domain exists is not asked here.
    """
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
