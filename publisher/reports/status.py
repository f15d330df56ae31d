"""What does a delivery report say (RFC 3464)?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.handover import NoticeKind
from publisher.reports.parts import Part, groups

# As much of it stands in the ledger as of a mail server's reply.
_MOST_SAID = 500

# RFC 3464 §2.3.3. Where one address stands for several, they may fare differently.
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_DELAYED = "delayed"
_FAILED = "failed"

_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# The other server's own words begin with its own code (RFC 2034 §4).
_ANSWERED = re.compile(r"[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_UNSPECIFIC = frozenset({"", "4.0.0", "5.0.0"})
# RFC 3463 §3.3: "the mailbox is a mailing list which could not be expanded". The reader's address is there.
_BEHIND = "5.2.4"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a message: no ``kind`` when it arrived.

    ``envelope`` is the identifier that the sender gave the envelope (RFC 3461 §4.4), empty where
    there is none.
    """

    kind: NoticeKind | None
    summary: str
    envelope: str
    status: str = ""
    said: str = ""


def read(content: bytes) -> DeliveryReport | None:
    """Return what a part of the type ``message/delivery-status`` says; None when it says nothing.

    Our messages have one recipient each: of several recipients in a report the others stand behind
    that address,
    of a list or of somebody who forwards. When one of them has the message, it has arrived. When none has,
    a code that says of such an address that it is not there becomes one that says so of a list.
    """
    found = groups(content)
    recipients = [each for each in found if each.first("action")]
    envelope = next((each.first("original-envelope-id") for each in found), "")
    actions = {_action(each) for each in recipients}
    if not recipients or not actions <= {*_ARRIVED, _DELAYED, _FAILED}:
        return None
    if actions & _ARRIVED:
        return DeliveryReport(kind=None, summary="a report that a message has arrived", envelope=envelope)
    if _DELAYED in actions:
        late = next(each for each in recipients if _action(each) == _DELAYED)
        return DeliveryReport(
            kind=NoticeKind.DELAY,
            summary="a report that a message is delayed",
            envelope=envelope,
            status=_status(late),
            said=_said(late),
        )
    code = _status(recipients[0])
    if code.startswith("5.1.") and _is_behind(recipients):
        code = _BEHIND
    return DeliveryReport(
        kind=NoticeKind.BOUNCE,
        summary="a report that a message was not delivered",
        envelope=envelope,
        status=code,
        said=_said(recipients[0]),
    )


def _action(recipient: Part) -> str:
    # RFC 3464 §2.3.3: comments may follow.
    return recipient.first("action").partition("(")[0].strip().lower()


def _status(recipient: Part) -> str:
    """Return the code that says most: of the server that refused, of the report, of what is quoted."""
    diagnosis = _without_type(recipient.first("diagnostic-code"))
    if answered := _ANSWERED.match(diagnosis):
        return answered[1]
    told = _CODE.search(recipient.first("status"))
    code = told[1] if told else ""
    if code in _UNSPECIFIC and (quoted := _CODE.search(diagnosis)):
        return quoted[1]
    return code


def _said(recipient: Part) -> str:
    """Return one line of what the other server said, with the code in it."""
    code = recipient.first("status")
    diagnosis = _without_type(recipient.first("diagnostic-code"))
    line = " ".join("".join(each if each.isprintable() else " " for each in diagnosis).split())
    told = _CODE.search(code)
    if told and not _CODE.search(line):
        line = f"{told[1]} {line}".rstrip()
    return line if len(line) <= _MOST_SAID else f"{line[: _MOST_SAID - 1]}…"


def _without_type(field: str) -> str:
    """Return the text of a field such as ``smtp; 550 …`` (RFC 3464 §2.1.2)."""
    kind, semicolon, text = field.partition(";")
    return text.strip() if semicolon and " " not in kind.strip() else field


def _is_behind(recipients: list[Part]) -> bool:
    """Say whether other addresses than that of the reader failed."""
    final = {_address(each.first("final-recipient")) for each in recipients}
    original = {_address(each.first("original-recipient")) for each in recipients} - {""}
    return len(final) > 1 or bool(original and original != final)


def _address(field: str) -> str:
    return _without_type(field).strip("<> ").lower()
