"""Is this an address, and how do a header, a link and a server write it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses
from urllib.parse import quote, urlsplit

from publisher.errors import DeliveryError

# RFC 5322 §3.2.3 and §3.4.1, with the letters that RFC 6532 §3.2 adds.
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]"
_LOCAL = re.compile(rf'{_ATEXT}+(?:\.{_ATEXT}+)*|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"')
_DOMAIN = re.compile(r"\[[A-Za-z0-9.:]+\]|[^\x00-\x20\x7f\"(),:;<>@\[\\\]]+")

# What nearly every address is: then nothing has to be taken apart, which would take 20 µs a message.
_USUAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
)
# The same of links: RFC 3986 with an ASCII host, and nothing that would end the angle brackets around it.
_USUAL_URI = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:[/?][A-Za-z0-9/%:@!$&'()*+,;=~._?-]*)?")

# Lone surrogates have no UTF-8 form; they come from file names and broken JSON.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address whose domain is ASCII (RFC 5322 §3.4)."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The address alone, as a server wants it."""
        return f"{self.local}@{self.domain}"

    @property
    def link(self) -> str:
        """The ``mailto`` link that writes to this mailbox (RFC 6068 §2)."""
        return f"mailto:{quote(self.local, safe='')}@{quote(self.domain, safe='')}"


def mailbox(value: str) -> Mailbox:
    """Return the one mailbox that ``value`` names, as in ``Jane <jane@example.org>``.

    Raises DeliveryError, permanent, when it is not exactly one.
    """
    if len(found := getaddresses([value])) != 1 or _CONTROLS.search(value):
        raise DeliveryError(f"{value!r} is not one e-mail address", permanent=True)
    name, address = found[0]
    # getaddresses repairs what it cannot read: a@exa mple.org would become somebody's a@example.org.
    if address not in value:
        raise DeliveryError(f"{value!r} is not an e-mail address", permanent=True)
    local, _, domain = address.rpartition("@")
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise DeliveryError(f"{value!r} is not an e-mail address", permanent=True)
    return Mailbox(name=name, local=local, domain=ascii_domain(domain))


def plain(value: str) -> str:
    """Return an address without a name, its domain in ASCII. Raises DeliveryError, permanent."""
    return value if _USUAL.fullmatch(value) else mailbox(value).address


def link(value: str) -> str:
    """Return the ``mailto`` link that writes to an address (RFC 6068 §2). Raises DeliveryError, permanent."""
    if not _USUAL.fullmatch(value):
        return mailbox(value).link
    local, _, domain = value.rpartition("@")
    return f"mailto:{quote(local, safe='')}@{domain}"


def ascii_domain(domain: str) -> str:
    """Return a domain as DNS knows it (RFC 5891). Raises DeliveryError, permanent."""
    if domain.isascii():
        return domain
    # Not the "idna" codec of Python: its IDNA 2003 writes faß.example as fass.example, somebody else's.
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise DeliveryError(f"{domain!r} is not the name of a domain: {error}", permanent=True) from error


def uri(address: str) -> str:
    """Return an address on the web as a header can hold it: a URI of RFC 3986, without its fragment.

    Raises DeliveryError, permanent, when its host is none.
    """
    if _USUAL_URI.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise DeliveryError(f"{address!r} is not an address on the web: {error}", permanent=True) from error
    host = ascii_domain(parts.hostname or "")
    # The colon of an IPv6 address needs its brackets again (RFC 3986 §3.2.2).
    netloc = (f"[{host}]" if ":" in host else host) + port
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~", errors="replace")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?", errors="replace")
    return f"{parts.scheme}://{netloc}{path}" + (f"?{query}" if query else "")


def host(address: str) -> str:
    """Return the host of an address on the web in ASCII. Raises DeliveryError, permanent."""
    return ascii_domain(urlsplit(address).hostname or "")
