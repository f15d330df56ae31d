"""How does a header write words and names?"""

from __future__ import annotations

import re
import textwrap
from email.header import Header
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.mail.addresses import Mailbox

# RFC 2047 §2 allows 76 columns to a header line with an encoded word; RFC 5322 §2.1.1 wishes for 78.
COLUMNS = 76

_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# Lone surrogates have no UTF-8 form; they come from file names and broken JSON.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

# RFC 5322 §3.2.3: what needs no quotation marks.
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def one_line(text: str) -> str:
    """Return ``text`` without line breaks and control characters, which a header cannot hold."""
    return re.sub(" +", " ", _CONTROLS.sub("", _BREAKS.sub(" ", text))).strip(" ")


def unstructured(header: str, text: str) -> str:
    """Return ``text`` for this header, folded at its spaces, or as encoded words where need be (RFC 2047)."""
    start = f"{header}: "
    lines = textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=start,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    # Text that looks like an encoded word would be decoded at the other end.
    if text.isascii() and "=?" not in text and all(len(line) <= COLUMNS for line in lines):
        return "\r\n".join(lines).removeprefix(start)
    return _encoded(header, text)


def named(header: str, mailbox: Mailbox, name: str) -> str:
    """Return a mailbox with a display name, as this header writes it (RFC 5322 §3.4)."""
    if not name:
        return mailbox.address
    phrase = name if _ATOMS.fullmatch(name) else quoted(name)
    if "=?" in name or not name.isascii() or len(f"{header}: {phrase}") > COLUMNS:
        phrase = _encoded(header, name)
    last = f"{header}: {phrase}".rpartition("\r\n")[2]
    fold = "" if len(f"{last} <{mailbox.address}>") <= COLUMNS else "\r\n"
    return f"{phrase}{fold} <{mailbox.address}>"


def quoted(text: str) -> str:
    """Return ``text`` between quotation marks (RFC 5322 §3.2.4)."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _encoded(header: str, text: str) -> str:
    words = Header(text, charset="utf-8", maxlinelen=COLUMNS, header_name=header)
    return words.encode(splitchars="", linesep="\r\n")
