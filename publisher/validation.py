"""What may a value of the configuration be, and what is said when it is something else?"""

from __future__ import annotations

import difflib
import unicodedata
import zoneinfo
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field

_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_EXAMPLES = {
    "publication": "a table [publication] with title and home",
    "publication.title": 'the name of the publication, such as title = "Our News"',
    "publication.home": 'its address on the web, such as home = "https://news.example.org/"',
    "web.address": 'where the pages are on the web, such as address = "https://news.example.org/mail/"',
    "mail.smtp.host": 'the name of the mail server, such as host = "mail.example.org"',
    "notify.indexnow.key_file": 'a file with the key, such as key_file = "indexnow.key"',
}


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "…"?`` with the known word closest to ``value``, or nothing."""
    words = {word.lower(): word for word in known}
    close = difflib.get_close_matches(value.lower(), words, n=1)
    return f'; did you mean "{words[close[0]]}"?' if close else ""


def _time_zone(value: str) -> str:
    known = zoneinfo.available_timezones()
    if value not in known:
        raise ValueError(f"expected a time zone name such as Europe/Berlin{did_you_mean(value, known)}")
    return value


def _cron(value: str) -> str:
    from cronsim import CronSim, CronSimError

    try:
        # CronSim takes six fields too, the first of them seconds: a tick is a minute here.
        if len(value.split()) != 5:
            raise CronSimError("Wrong number of fields")
        CronSim(value, _ANY_MOMENT)
    except CronSimError as error:
        raise ValueError(
            "expected five fields: minute hour day-of-month month day-of-week, "
            f'such as "0 7 * * *" for every day at seven ({str(error).lower()})'
        ) from error
    return value


def _home(value: str) -> str:
    try:
        parts = urlsplit(value)
        # Asking for the port reads it: one that is no number is a ValueError only then.
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    strange = any(character.isspace() or not character.isprintable() for character in value)
    if not usable or strange or parts.query or parts.fragment:
        raise ValueError(
            "expected the address of the output folder on the web, such as https://news.example.org/"
        )
    return value if value.endswith("/") else value + "/"


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        # The port is read when it is asked for, as in _home.
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    strange = any(character.isspace() or not character.isprintable() for character in value)
    if not usable or strange or parts.fragment:
        raise ValueError("expected an address that begins with https:// or http://")
    return value


def _public_address(value: str) -> str:
    if "@" in urlsplit(_web_address(value)).netloc:
        raise ValueError("expected an address without a password: feeds and logs show it")
    return value


def _language(value: str) -> str:
    head, *rest = value.split("-")
    if not (
        2 <= len(head) <= 3 and head.isalpha() and head.isascii() and all(part.isalnum() for part in rest)
    ):
        raise ValueError('expected a language tag such as "en", "de" or "pt-BR" (BCP 47)')
    return value


def _address(value: str) -> str:
    address = parseaddr(value)[1]
    local, _, domain = address.rpartition("@")
    # What may stand in an address is asked when mail is sent; here typing mistakes are caught.
    if (
        not local
        or not domain
        # parseaddr repairs: a@exa mple.org would become a@example.org; within quotes it has its reasons.
        or (address not in value and '"' not in address)
        or any(character.isspace() for character in (domain if '"' in local else address))
        or not value.isprintable()
    ):
        raise ValueError('expected an e-mail address such as "Our News <news@example.org>"')
    return value


def _identifier(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise ValueError("expected a UUID as `publisher init` writes it; never change it again") from error


def _text(value: str) -> str:
    # It stands in feeds and mail headers, where a line break or control character has no place.
    if not value.strip() or any(unicodedata.category(character) == "Cc" for character in value):
        raise ValueError("expected some text on one line")
    return value


def _file(value: Path) -> Path:
    try:
        value.expanduser()
    except RuntimeError as error:
        raise ValueError(f"expected a path; there is no user {value.parts[0].removeprefix('~')!r}") from error
    if "\0" in str(value):
        raise ValueError("expected a path; none has the character NUL in it")
    return value


def _hours(value: str) -> str:
    begin, _, end = value.partition("-")
    try:
        if time.fromisoformat(begin) == time.fromisoformat(end):
            raise ValueError("no time lies between them")
    except ValueError as error:
        raise ValueError('expected two times of the day, such as "22:00-07:00"') from error
    return value


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise ValueError('expected a day, such as "2026-11-24"') from error
    return value


def _network(value: str) -> str:
    from ipaddress import ip_network

    try:
        return str(ip_network(value))
    except ValueError as error:
        raise ValueError("expected an address or a network such as 10.0.0.0/8 or fd00::/8") from error


def _vocabulary(tags: tuple[str, ...]) -> tuple[str, ...]:
    spelled: dict[str, str] = {}
    for tag in tags:
        other = spelled.setdefault(tag.casefold(), tag)
        if other is not tag:
            raise ValueError(f'expected each tag once; "{other}" is there already')
    return tags


def _widths(widths: tuple[int, ...]) -> tuple[int, ...]:
    if list(widths) != sorted(set(widths)):
        raise ValueError("expected each width once, the smallest first, such as [480, 960, 1600]")
    return widths


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Cron = Annotated[str, AfterValidator(_cron)]
Hours = Annotated[str, AfterValidator(_hours)]
Day = Annotated[str, AfterValidator(_day)]
Home = Annotated[str, AfterValidator(_home)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
PublicAddress = Annotated[str, AfterValidator(_public_address)]
Language = Annotated[str, AfterValidator(_language)]
Address = Annotated[str, AfterValidator(_address)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Network = Annotated[str, AfterValidator(_network)]
File = Annotated[Path, AfterValidator(_file)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_text)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Vocabulary = Annotated[tuple[Text, ...], Field(max_length=2000), AfterValidator(_vocabulary)]
Widths = Annotated[
    tuple[Annotated[int, Field(ge=16, le=8192)], ...],
    Field(min_length=1, max_length=8),
    AfterValidator(_widths),
]


def sentence(fault: Any, table: type) -> str:
    """Return a fault that pydantic found in ``table``: key, what was found, expected and perhaps meant."""
    where = tuple(part for part in fault["loc"] if isinstance(part, str | int))
    key = ".".join(str(part) for part in where) or "the file"
    match fault["type"]:
        case "unexpected_keyword_argument" | "dataclass_exact_type" if where:
            known = _keys(table, where[:-1])
            hint = did_you_mean(str(where[-1]), known)
            return f"{key}: there is no such key{hint or '; known here: ' + ', '.join(known)}"
        case "missing":
            return f"{key}: is missing; expected {_wanted(where)}"
        case "value_error":
            return f"{key}: {fault['input']!r}: {fault['ctx']['error']}"
        case "literal_error":
            known = [word.strip("' ") for word in fault["ctx"]["expected"].replace(" or ", ",").split(",")]
            hint = did_you_mean(str(fault["input"]), known)
            return f"{key}: expected one of {', '.join(known)}, found {fault['input']!r}{hint}"
        case "tuple_type" if key in {"mail.smtp", "mail.dkim"}:
            return f"{key}: expected a table [{key}], found {fault['input']!r}"
        case "dataclass_type":
            return f"{key}: expected a table [{key}], found {fault['input']!r}"
        case "string_too_short":
            return f"{key}: expected {_EXAMPLES.get(key, 'some text')}, found nothing"
        case _:
            expected = fault["msg"].removeprefix("Input should be ").removeprefix("Value should ")
            return f"{key}: expected {expected}, found {fault['input']!r}"


def _keys(table: Any, where: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the table at ``where`` below ``table`` may have."""
    for part in where:
        hints = get_type_hints(table)
        if part in hints:
            table = next(each for each in (hints[part], *get_args(hints[part])) if is_dataclass(each))
    return [each.name for each in fields(table)]


def _wanted(where: tuple[str | int, ...]) -> str:
    return _EXAMPLES.get(".".join(str(part) for part in where), "a value")
