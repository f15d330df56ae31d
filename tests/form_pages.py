"""Which of the subscribers' pages do the tests look at, and how are they read?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from envelopes import CHANNEL

from publisher.forms import Choices, Fault, Forms, Links, Wanted
from publisher.model import Cadence
from publisher.outputs import Channel
from publisher.renderers.templates import default_folder, environment
from publisher.subscriber import Preferences

BASE = "https://news.example.org/subscription/"
ROOT = "/subscription/"
TEMPLATES = environment((default_folder(),))
CHOICES = Choices(
    sections=(("science", "Science & sea"), ("world", "World")),
    cadences=(Cadence.DAILY, Cadence.WEEKLY),
    time_zones=("America/Lima", "Europe/Berlin", "UTC"),
)
LINKS = Links(preferences=f"{ROOT}preferences/BBBB", unsubscribe=f"{ROOT}unsubscribe/CCCC")
CONFIRM = f"{ROOT}confirm/AAAA"
TYPED = Wanted(address="ada@example", cadence="weekly", sections=("world",), time_zone="Europe/Berlin")
CURRENT = Preferences(cadence=Cadence.WEEKLY, sections=("world",), time_zone="America/Lima")
STATUSES = (404, 405, 413, 429, 500, 503)

Page = Callable[[Forms, str], str]
PAGES: dict[str, Page] = {
    "subscribe": lambda forms, language: forms.subscribe(language, "STAMP"),
    "again": lambda forms, language: forms.again(language, "STAMP", TYPED),
    "asked": lambda forms, language: forms.asked(language),
    "confirm": lambda forms, language: forms.confirm(language, CONFIRM),
    "confirmed": lambda forms, language: forms.confirmed(language, LINKS),
    "unusable": lambda forms, language: forms.unusable(language),
    "preferences": lambda forms, language: forms.preferences(language, LINKS.preferences, CURRENT, LINKS),
    "saved": lambda forms, language: forms.saved(language, LINKS.preferences, CURRENT, LINKS),
    "not-subscribed": lambda forms, language: forms.not_subscribed(language),
    "unsubscribe": lambda forms, language: forms.unsubscribe(language, LINKS.unsubscribe),
    "unsubscribed": lambda forms, language: forms.unsubscribed(language),
    "embed": lambda forms, language: forms.embed(language),
}


def _faulty(fault: Fault) -> Page:
    return lambda forms, language: forms.subscribe(language, "STAMP", TYPED, fault)


def _refused(fault: Fault) -> Page:
    return lambda forms, language: forms.refused(language, LINKS.preferences, CURRENT, LINKS, fault)


def _problem(status: int) -> Page:
    return lambda forms, language: forms.problem(language, status)


PAGES |= {f"subscribe-{fault}": _faulty(fault) for fault in Fault}
# Preferences ask for no address.
PAGES |= {f"preferences-{fault}": _refused(fault) for fault in Fault if fault is not Fault.ADDRESS}
PAGES |= {f"problem-{status}": _problem(status) for status in STATUSES}

# What each kind of form shows of an address: nothing but what was typed into it a moment ago.
SHOWN_ADDRESSES = {"again": {TYPED.address}} | {f"subscribe-{fault}": {TYPED.address} for fault in Fault}
# The only address in the words, which is nobody's (RFC 2606).
EXAMPLES = re.compile(r"(?:name|nom|nombre)@example\.org")

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
CONTROLS = frozenset({"input", "select", "textarea"})


@dataclass
class Element:
    """A start tag, with the elements that it stands in."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[Element, ...]
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Document(HTMLParser):
    """A page, read without repairing it: whatever is left open, closed twice or said twice fails the test."""

    elements: list[Element] = field(default_factory=list)
    doctype: str = ""
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, page: str) -> Document:
        document = cls()
        document.feed(page)
        document.close()
        assert not document._open, [element.tag for element in document._open]
        return document

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        values = {name: value or "" for name, value in attrs}
        element = Element(tag=tag, attributes=values, inside=tuple(self._open))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Return the elements of these tags that have these attributes."""
        return [
            each
            for each in self.elements
            if each.tag in tags and all(each.get(name) == value for name, value in attributes.items())
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        (found,) = self.all(*tags, **attributes)
        return found

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the page without any text or value: what it is made of."""
        return [(each.tag, tuple(each.attributes)) for each in self.elements]

    def texts(self) -> Iterator[str]:
        """Yield every text that a person reads or hears, of whole blocks."""
        for each in self.elements:
            if each.tag in {"title", "h1", "p", "legend", "label", "button", "a"}:
                yield each.text


def forms(channel: Channel = CHANNEL, choices: Choices = CHOICES) -> Forms:
    return Forms(TEMPLATES, channel, BASE, ROOT, choices)


def every_page(language: str = "en", **parts: object) -> Iterator[tuple[str, str]]:
    made = forms(**parts)  # type: ignore[arg-type]
    for name, page in PAGES.items():
        yield name, page(made, language)
