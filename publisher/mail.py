"""What are the bytes of one reader's message?"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
import textwrap
from dataclasses import dataclass, replace
from email.header import Header
from email.parser import BytesHeaderParser
from email.utils import format_datetime, getaddresses
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from publisher.errors import DeliveryError
from publisher.handover import Envelope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from publisher.config import Mail
    from publisher.handover import Delivery
    from publisher.model import Digest, Edition
    from publisher.outputs import Channel

# RFC 2047 §2 allows 76 columns to a header line with an encoded word; RFC 5322 §2.1.1 wishes for 78.
_COLUMNS = 76
# RFC 5322 §2.1.1: without the CRLF; octets rather than characters since RFC 6532 §3.4.
_MAXIMUM_OCTETS = 998

_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# Lone surrogates have no UTF-8 form; they come from file names and broken JSON.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|\n")

# RFC 5322 §3.2.3 and §3.4.1, with the letters that RFC 6532 §3.2 adds.
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]"
_ATOMS = re.compile(rf"{_ATEXT}+(?: {_ATEXT}+)*")
_LOCAL = re.compile(rf'{_ATEXT}+(?:\.{_ATEXT}+)*|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"')
_DOMAIN = re.compile(r"\[[A-Za-z0-9.:]+\]|[^\x00-\x20\x7f\"(),:;<>@\[\\\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture that travels with the mail; ``identifier`` is what its HTML calls it after ``cid:``."""

    identifier: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that is one recipient's own; ``mark`` stands in its place in the bytes for all."""

    mark: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mailbox:
    """A name and an address whose domain is ASCII (RFC 5322 §3.4)."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def unsubscribe_link(self) -> str:
        """The ``mailto`` link that asks this mailbox for no more mail (RFC 6068 §2)."""
        return f"mailto:{quote(self.local, safe='')}@{quote(self.domain, safe='')}?subject=unsubscribe"


def envelope(
    *,
    digest: Digest,
    delivery: Delivery,
    edition: Edition,
    channel: Channel,
    settings: Mail,
    links: Sequence[Link],
    one_click: str = "",
    pictures: Sequence[Attached] = (),
) -> Envelope:
    """Build the message that brings a digest to one subscriber; equal arguments give equal bytes.

    Message-ID and MIME boundary derive from the delivery, so that a repeat is the same message to
    every receiver (DESIGN.md, decision 6). ``links`` are put where their marks stand in the digest;
    ``one_click`` is the address that unsubscribes by a POST (RFC 8058), empty where there is none.
    An address with a non-ASCII local part makes the headers UTF-8 (RFC 6532) and needs a server with
    SMTPUTF8 (RFC 6531). ``pictures`` travel with the HTML that shows them (RFC 2387).

    Raises DeliveryError, permanent, when an address cannot be used, or when the finished headers
    are not the intended ones, as after a header injection (DESIGN.md, decision 10).
    """
    mailto = f"<{unsubscribe_link(settings)}>"
    about = [
        ("List-Id", _list_id(channel, edition)),
        ("List-Unsubscribe", f"<{_uri(one_click)}>, {mailto}" if one_click else mailto),
        # RFC 8058 §3.1: only with an HTTPS address.
        *([("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if _is_https(one_click) else []),
        ("List-Archive", f"<{_uri(channel.home)}>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
    ]
    text, page = digest.text, digest.html
    for each in links:
        text = text.replace(each.mark, each.address)
        page = page.replace(each.mark, html.escape(each.address))
    personal = replace(digest, text=text, html=page)
    return _message(
        personal, delivery, edition.closed_at, channel, channel.language, settings, about, pictures
    )


def letter(
    *,
    letter: Digest,
    delivery: Delivery,
    now: datetime,
    channel: Channel,
    language: str,
    settings: Mail,
) -> Envelope:
    """Build the message that brings a letter to the one person it is for.

    It is from no list, and so has none of the headers of RFC 2369 and RFC 8058: a mail program that
    offers to unsubscribe from a question would answer it.

    Raises DeliveryError as ``envelope`` does.
    """
    about = [("Auto-Submitted", "auto-generated")]
    return _message(letter, delivery, now, channel, language, settings, about, ())


def _message(
    digest: Digest,
    delivery: Delivery,
    date: datetime,
    channel: Channel,
    language: str,
    settings: Mail,
    about: Sequence[tuple[str, str]],
    pictures: Sequence[Attached],
) -> Envelope:
    sender = _mailbox(settings.sender)
    recipient = _mailbox(delivery.address)
    reply_to = _mailbox(settings.reply_to) if settings.reply_to else None
    utf8 = not all(box.address.isascii() for box in (sender, recipient, reply_to) if box)
    message_id = f"<{delivery.id}@{sender.domain}>"
    # "=_" cannot occur in a quoted-printable body (RFC 2045 §6.7); 24 digits keep the header on one line.
    boundary = "=_" + hashlib.sha256(delivery.id.bytes).hexdigest()[:24]

    headers = [
        ("Date", format_datetime(date)),
        ("From", _named("From", sender, sender.name or _one_line(channel.title), utf8=utf8)),
        ("To", recipient.address),
        *([("Reply-To", _named("Reply-To", reply_to, reply_to.name, utf8=utf8))] if reply_to else []),
        ("Subject", _unstructured("Subject", _one_line(digest.subject), utf8=utf8)),
        ("Message-ID", message_id),
        *about,
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
        ("Content-Language", language),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "replace")
    payload = b"".join(
        (
            head,
            b"\r\n",
            _part(boundary, "text/plain", digest.text),
            _html(boundary, digest.html, pictures),
            f"--{boundary}--\r\n".encode("ascii"),
        )
    )
    _check(payload, head, [name for name, _ in headers], utf8=utf8)
    return Envelope(
        sender=sender.address, recipient=recipient.address, message_id=message_id, payload=payload
    )


def unsubscribe_link(settings: Mail) -> str:
    """Return the mailto: address (RFC 6068) by which a reader leaves. Raises DeliveryError, permanent."""
    return _mailbox(settings.unsubscribe or settings.reply_to or settings.sender).unsubscribe_link


def _mailbox(value: str) -> _Mailbox:
    if len(found := getaddresses([value])) != 1 or _CONTROLS.search(value):
        raise DeliveryError(f"{value!r} is not one e-mail address", permanent=True)
    name, address = found[0]
    # getaddresses repairs what it cannot read: a@exa mple.org would become somebody's a@example.org.
    if address not in value:
        raise DeliveryError(f"{value!r} is not an e-mail address", permanent=True)
    local, _, domain = address.rpartition("@")
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise DeliveryError(f"{value!r} is not an e-mail address", permanent=True)
    return _Mailbox(name=name, local=local, domain=_ascii_domain(domain))


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    # Not the "idna" codec of Python: its IDNA 2003 writes faß.example as fass.example, somebody else's.
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise DeliveryError(f"{domain!r} is not the name of a domain: {error}", permanent=True) from error


def _is_https(address: str) -> bool:
    return address.startswith("https://")


def _uri(address: str) -> str:
    parts = urlsplit(address)
    host = _ascii_domain(parts.hostname or "")
    # The colon of an IPv6 address needs its brackets again (RFC 3986 §3.2.2).
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~", errors="replace")
    return f"{parts.scheme}://{netloc}{path}"


def _list_id(channel: Channel, edition: Edition) -> str:
    """Return the identifier of RFC 2919, behind the title where that needs neither fold nor encoding."""
    host = re.sub(r"[^A-Za-z0-9._-]", "-", _ascii_domain(urlsplit(channel.home).hostname or ""))
    identifier = f"<digest.{edition.cadence}.{host}>"
    title = _one_line(channel.title)
    named = f"{_quoted(title)} {identifier}"
    fits = len(f"List-Id: {named}") <= _COLUMNS
    return named if title and title.isascii() and "=?" not in title and fits else identifier


def _one_line(text: str) -> str:
    """Return ``text`` without line breaks and control characters, which a header cannot hold."""
    return re.sub(" +", " ", _CONTROLS.sub("", _BREAKS.sub(" ", text))).strip(" ")


def _unstructured(header: str, text: str, *, utf8: bool) -> str:
    """Return ``text`` folded at its spaces, or as encoded words where these are needed (RFC 2047)."""
    start = f"{header}: "
    lines = textwrap.wrap(
        text,
        _COLUMNS,
        initial_indent=start,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    limit = _MAXIMUM_OCTETS if utf8 else _COLUMNS
    fits = all(len(line.encode()) <= limit for line in lines)
    # Text that looks like an encoded word would be decoded at the other end.
    if "=?" not in text and fits and (utf8 or text.isascii()):
        return "\r\n".join(lines).removeprefix(start)
    return _encoded(header, text)


def _named(header: str, mailbox: _Mailbox, name: str, *, utf8: bool) -> str:
    """Return a mailbox with its display name, as a header writes it (RFC 5322 §3.4)."""
    if not name:
        return mailbox.address
    phrase = name if _ATOMS.fullmatch(name) else _quoted(name)
    short = len(f"{header}: {phrase}") <= _COLUMNS
    if "=?" in name or not short or not (utf8 or name.isascii()):
        phrase = _encoded(header, name)
    last = f"{header}: {phrase}".rpartition("\r\n")[2]
    fold = "" if len(f"{last} <{mailbox.address}>") <= _COLUMNS else "\r\n"
    return f"{phrase}{fold} <{mailbox.address}>"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _encoded(header: str, text: str) -> str:
    words = Header(text, charset="utf-8", maxlinelen=_COLUMNS, header_name=header)
    return words.encode(splitchars="", linesep="\r\n")


def _part(boundary: str, content_type: str, text: str) -> bytes:
    lines = _LINE_ENDS.sub("\n", text).encode("utf-8", "replace")
    body = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = (
        f"--{boundary}\r\n"
        f"Content-Type: {content_type}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + body + b"\r\n"


def _html(boundary: str, text: str, pictures: Sequence[Attached]) -> bytes:
    """Return the HTML as a part, with the pictures that it shows (RFC 2387, RFC 2392)."""
    shown = [each for each in pictures if f"cid:{each.identifier}" in text]
    if not shown:
        return _part(boundary, "text/html", text)
    inner = boundary + "r"
    head = (
        f'--{boundary}\r\nContent-Type: multipart/related; type="text/html";\r\n boundary="{inner}"\r\n\r\n'
    )
    parts = [head.encode("ascii"), _part(inner, "text/html", text)]
    for each in shown:
        about = (
            f"--{inner}\r\nContent-Type: {each.type}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-ID: <{each.identifier}>\r\nContent-Disposition: inline\r\n\r\n"
        )
        body = base64.encodebytes(each.data).replace(b"\n", b"\r\n")
        parts.append(about.encode("ascii") + body)
    return b"".join([*parts, f"--{inner}--\r\n".encode("ascii")])


def _check(payload: bytes, head: bytes, intended: list[str], *, utf8: bool) -> None:
    """Raise DeliveryError unless a receiver reads the intended headers and nothing else."""
    if payload.partition(b"\r\n\r\n")[0] + b"\r\n" != head:
        raise DeliveryError("a header contains an empty line, which would end the headers", permanent=True)
    found = BytesHeaderParser().parsebytes(head).keys()
    if found != intended:
        wrong = sorted(set(found) ^ set(intended)) or found
        raise DeliveryError(f"the headers are not the intended ones: {', '.join(wrong)}", permanent=True)
    if not (utf8 or head.isascii()):
        raise DeliveryError("a header that cannot be encoded is not ASCII", permanent=True)
    if not payload.count(b"\r") == payload.count(b"\n") == payload.count(b"\r\n"):
        raise DeliveryError("a line ends without CRLF", permanent=True)
    if max(map(len, payload.split(b"\r\n"))) > _MAXIMUM_OCTETS:
        raise DeliveryError(f"a line is longer than {_MAXIMUM_OCTETS} octets", permanent=True)
