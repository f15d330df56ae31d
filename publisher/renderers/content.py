"""What is the text of an article as HTML, and where do its links lead from elsewhere?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from publisher.model import Article, Block, Meta, Notice
from publisher.renderers.language import day

if TYPE_CHECKING:
    from types import SimpleNamespace

# Parsers sanitize with nh3, whose output quotes every attribute and escapes < and > in text. Nine of ten
# elements have no attribute at all.
_TAG = re.compile(r'<[a-z][^\s<>"]*\s(?:[^"<>]|"[^"]*")*>')
_ADDRESS = re.compile(r'(?<=\s)(href|src|poster)="([^"]*)"')

# What urljoin returns as it is, and takes thirty times as long for.
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/._~%@!$'()*+,:=&-]*)?", re.ASCII)

# The mean of 190 studies of silent reading of non-fiction in English (Brysbaert 2019, "How many words
# do we read per minute?"); the same survey has 260 words of 1.5 characters for Chinese.
_WORDS_PER_MINUTE = 238
_CHARACTERS_PER_MINUTE = 390
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def body(blocks: Iterable[Block]) -> str:
    """Return the blocks as HTML, an element a line."""
    return "\n".join(block.html or f"<p>{escape(block.text, quote=False)}</p>" for block in blocks)


def notices(meta: Meta, words: SimpleNamespace, attributes: str, time_zone: str) -> str:
    """Return the corrections of an article as HTML, an element each; empty when there are none.

    ``words`` are those of the publication's language, in which a notice is called what it is unless its
    text does so; ``attributes`` says that language where it is not the article's.
    """
    return "\n".join(_notice(notice, words, attributes, time_zone) for notice in meta.notices)


def _notice(notice: Notice, words: SimpleNamespace, attributes: str, time_zone: str) -> str:
    label = "" if notice.labelled else words.correction
    if notice.at is not None:
        label = words.correction_dated.format(date=day(notice.at, words.language, time_zone))
    head = f"<p{attributes}><strong>{escape(label, quote=False)}</strong></p>\n" if label else ""
    text = notice.html or f"<p>{escape(notice.text, quote=False)}</p>"
    return f'<aside class="notice" role="note">\n{head}{text}\n</aside>'


def absolute(html: str, base: str) -> str:
    """Return sanitized HTML in which every address is absolute, seen from the page at ``base``."""
    if "href=" not in html and "src=" not in html:
        return html

    def address(match: re.Match[str]) -> str:
        return f'{match[1]}="{escape(resolve(unescape(match[2]), base))}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(address, tag[0]), html)


def addresses(html: str) -> list[str]:
    """Return every address that sanitized HTML names."""
    return [unescape(match[2]) for tag in _TAG.finditer(html) for match in _ADDRESS.finditer(tag[0])]


def resolve(address: str, base: str) -> str:
    """Return ``address`` as a browser on the page ``base`` understands it; ``base`` when it cannot."""
    if _WHOLE.fullmatch(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return base


def legal(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 §2.2 forbids: one of them spoils a whole feed."""
    return _ILLEGAL.sub("", text)


def minutes(article: Article) -> int:
    """Return how many minutes reading takes, at least one."""
    if article.meta.language.partition("-")[0] in _WITHOUT_SPACES:
        characters = sum(len(block.text) for block in article.blocks)
        return max(1, round(characters / _CHARACTERS_PER_MINUTE))
    words = sum(len(block.text.split()) for block in article.blocks)
    return max(1, round(words / _WORDS_PER_MINUTE))
