"""What do the headers say that tell of a list: who it is, how one leaves it, where it is kept?"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from publisher.mail.addresses import host, link, uri
from publisher.mail.words import COLUMNS, one_line, quoted

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.model import Edition
    from publisher.outputs import Channel

Header = tuple[str, str]


def unsubscribe_link(settings: Mail, leave: str = "") -> str:
    """Return the mailto: address (RFC 6068) by which a reader leaves.

    ``leave`` is the mailbox that takes out one reader by a mail, empty where a person reads such mails.
    Raises DeliveryError, permanent.
    """
    mailbox = leave or settings.unsubscribe or settings.reply_to or settings.sender
    return f"{link(mailbox)}?subject=unsubscribe"


def way_out(one_click: str, leave: str, settings: Mail) -> tuple[Header, ...]:
    """Return the headers by which one recipient leaves the list (RFC 2369 §3.2, RFC 8058).

    ``one_click`` is the address that unsubscribes by a POST, ``leave`` a mailbox that does so by a mail,
    each empty where there is none. Neither header is ever folded or encoded: mailbox providers drop the
    button then (DESIGN.md, decision 10). Raises DeliveryError, permanent.
    """
    mail = f"<{unsubscribe_link(settings, leave)}>"
    if not one_click:
        return (("List-Unsubscribe", mail),)
    about = ("List-Unsubscribe", f"<{uri(one_click)}>, {mail}")
    # RFC 8058 §3.1: only with an HTTPS address.
    if not one_click.startswith("https://"):
        return (about,)
    return (about, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))


def list_headers(channel: Channel, edition: Edition, settings: Mail, help_address: str) -> tuple[Header, ...]:
    """Return what all recipients of an edition are told of its list (RFC 2919, RFC 2369, RFC 3834).

    ``help_address`` is a page or a mailbox that explains the list, and empty where there is none: then no
    header promises one. Raises DeliveryError, permanent.
    """
    owner = link(settings.reply_to or settings.sender)
    return (
        ("List-Id", _list_id(channel, edition)),
        *([("List-Help", f"<{_help(help_address)}>")] if help_address else []),
        ("List-Owner", f"<{owner}>"),
        ("List-Archive", f"<{uri(channel.home)}>"),
        ("Feedback-ID", _feedback_id(channel, edition)),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
    )


def _help(address: str) -> str:
    if address.startswith("mailto:"):
        return link(address.removeprefix("mailto:"))
    return uri(address) if "://" in address else link(address)


def _list_id(channel: Channel, edition: Edition) -> str:
    """Return the identifier of RFC 2919, behind the title where that needs neither fold nor encoding."""
    name = re.sub(r"[^A-Za-z0-9._-]", "-", host(channel.home))
    identifier = f"<digest.{edition.cadence}.{name}>"
    title = one_line(channel.title)
    named = f"{quoted(title)} {identifier}"
    fits = len(f"List-Id: {named}") <= COLUMNS
    return named if title and title.isascii() and "=?" not in title and fits else identifier


def _feedback_id(channel: Channel, edition: Edition) -> str:
    """Return by what Gmail counts complaints: the edition, the cadence, the kind of mail, the publication.

    The format is Google's (support.google.com/mail/answer/6254652): the last field names the sender in 5 to
    15 characters, and the same in all of its mail. Nothing in it is about the recipient.
    """
    sender = hashlib.sha256(channel.id.bytes).hexdigest()[:12]
    return f"{edition.cadence}-{edition.number}:{edition.cadence}:digest:{sender}"
