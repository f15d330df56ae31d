"""What does a saved page say about itself in its head?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from publisher.model import Meta, Origin
from publisher.parsers.characters import label
from publisher.parsers.metadata import absolute, language_tag, tag_names
from publisher.parsers.page_authors import page_authors
from publisher.parsers.page_dates import searched, stated
from publisher.parsers.values import Value

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from lxml.html import HtmlElement

_PUBLISHED = [
    "article:published_time",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "og:published_time",
]
_UPDATED = ["article:modified_time", "last-modified", "modified", "dcterms.modified", "og:updated_time"]
_AUTHORS = ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"]
_TAGS = ["article:tag", "news_keywords", "keywords", "tags"]
_SECTION = ["article:section", "parsely-section", "section"]
_DESCRIPTION = ["og:description", "description", "dc.description", "summary", "twitter:description"]
_IMAGE = ["og:image:secure_url", "og:image", "twitter:image", "twitter:image:src"]
_LANGUAGE = ["og:locale", "content-language", "dc.language"]
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Review)$")
# What stands between a headline and the name of the site; a plain hyphen only with spaces around it.
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|·|•|::|»|«|/)\s+")
# Without spaces in the site's name this long, the last part of <title> is part of the headline.
_SITE_NAME_WORDS = 4
_SITE_LETTERS = 4
_MOST_SIGNED = 5
_LONGEST_NAME = 60
_MAXIMUM_JSON = 1_000_000
_MOST_NODES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the head says: the metadata, where relative links lead (empty: unknown), and remarks."""

    meta: Meta
    base: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Head:
    """The raw statements of one page."""

    named: dict[str, list[str]] = field(default_factory=dict)
    article: Mapping[str, Value] = field(default_factory=dict)
    site_names: set[str] = field(default_factory=set)

    def all(self, names: list[str]) -> list[str]:
        return [value for name in names for value in self.named.get(name, ())]

    def first(self, names: list[str]) -> str:
        return next((value for name in names for value in self.named.get(name, ()) if label(value)), "")


def page_facts(tree: HtmlElement, saved_from: str, saved: datetime, time_zone: tzinfo) -> PageFacts:
    """Return what JSON-LD, Open Graph, meta elements and the title say, in this order of trust.

    ``saved_from`` is the address that a browser noted when it ``saved`` the page. A date that cannot be read
    is a warning: the author of the file did not write it.
    """
    head = _head(tree)
    warnings: list[str] = []
    url = _url(tree, head) or absolute(saved_from)
    base = _base(tree, url)
    title = _title(tree, head, url)
    language = next(
        (
            tag
            for text in (
                tree.get("lang"),
                _string(head.article.get("inLanguage")),
                *map(head.first, ([n] for n in _LANGUAGE)),
            )
            if (tag := language_tag(text or ""))
        ),
        "",
    )
    published = stated(
        [*_strings(head.article.get("datePublished")), *head.all(_PUBLISHED), _time(tree)],
        "published",
        time_zone,
        warnings,
    ) or searched(tree, url, saved, time_zone)
    meta = Meta(
        title=title,
        title_origin=Origin.PAGE if title else None,
        authors=page_authors(
            [_named(head.article.get("author") or head.article.get("creator"))], head.site_names
        )
        or page_authors(head.all(_AUTHORS), head.site_names)
        or page_authors(_signed(tree), head.site_names),
        published=published,
        published_origin=Origin.PAGE if published else None,
        updated=stated(
            [*_strings(head.article.get("dateModified")), *head.all(_UPDATED)], "updated", time_zone, warnings
        ),
        language=language,
        language_origin=Origin.PAGE if language else None,
        tags=tag_names(
            [
                *([head.article.get("keywords")] if head.article.get("keywords") else head.all(_TAGS)),
                head.article.get("articleSection") or head.first(_SECTION),
            ]
        ),
        description=label(_string(head.article.get("description")) or head.first(_DESCRIPTION)),
        url=url,
        image=_resolved(_image(head.article.get("image")) or head.first(_IMAGE), base),
        draft=head.first(["status"]).strip().lower() in {"draft", "hidden"},
    )
    return PageFacts(meta=meta, base=base, warnings=tuple(warnings))


def _head(tree: HtmlElement) -> _Head:
    head = _Head()
    for element in tree.iter("meta"):
        name = (
            (element.get("property") or element.get("name") or element.get("http-equiv") or "")
            .strip()
            .lower()
        )
        content = element.get("content") or ""
        if name and content.strip():
            head.named.setdefault(name, []).append(content)
    head.site_names.update(label(name) for name in head.named.get("og:site_name", ()))
    for node in _linked_data(tree):
        kinds = node.get("@type")
        kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        if any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in kinds):
            if not head.article:
                head.article = node
            head.site_names.add(label(_string(_named(node.get("publisher")))))
        elif {"WebSite", "Organization", "NewsMediaOrganization"} & {
            kind for kind in kinds if isinstance(kind, str)
        }:
            head.site_names.add(label(_string(node.get("name"))))
    head.site_names.discard("")
    return head


def _linked_data(tree: HtmlElement) -> Iterator[Mapping[str, Value]]:
    """Yield the objects of all JSON-LD scripts, those of a graph one by one."""
    budget = _MOST_NODES
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(text) > _MAXIMUM_JSON:
            continue
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and budget:
            budget -= 1
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting[:0] = node[:_MOST_NODES]
            elif isinstance(node, dict):
                yield node
                if isinstance(graph := node.get("@graph"), list):
                    waiting[:0] = graph[:_MOST_NODES]


def _title(tree: HtmlElement, head: _Head, url: str) -> str:
    headline = label(_string(head.article.get("headline"))) or label(
        head.first(["og:title", "twitter:title"])
    )
    first = next(tree.iter("h1"), None)
    heading = label("".join(first.itertext())) if first is not None else ""
    written = next((label("".join(element.itertext())) for element in tree.iter("title") if element.text), "")
    return _without_site(headline or written, heading, head.site_names, _host(url)) or heading


def _without_site(title: str, heading: str, site_names: set[str], host: str) -> str:
    """Return ``title`` without the site's name before or after it."""
    names = {name.casefold() for name in site_names}
    separators = list(_SEPARATOR.finditer(title))
    if not separators or title.casefold() == heading.casefold():
        return title
    last, first = separators[-1], separators[0]
    if title[last.end() :].casefold() in names:
        return title[: last.start()]
    if title[: first.start()].casefold() in names:
        return title[first.end() :]
    # "Entermedia" behind the headline on a page of entermedia.co.kr.
    if (name := _letters(title[last.end() :])) and len(name) >= _SITE_LETTERS and name in host:
        return title[: last.start()]
    if heading and any(title[: cut.start()].casefold() == heading.casefold() for cut in separators):
        return heading
    # A bar or a double colon divides names; a dash may belong to the headline.
    if (
        not names
        and last[0].strip() in {"|", "::", "»"}
        and len(title[last.end() :].split()) <= _SITE_NAME_WORDS
    ):
        return title[: last.start()]
    return title


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _host(url: str) -> str:
    return _letters(urlsplit(url).netloc)


def _url(tree: HtmlElement, head: _Head) -> str:
    canonical = [
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    page = head.article.get("mainEntityOfPage")
    stated = page.get("@id") if isinstance(page, Mapping) else page
    candidates: list[Value] = [*canonical, *head.named.get("og:url", ()), stated, head.article.get("url")]
    return next((url for candidate in candidates if (url := absolute(candidate))), "")


def _base(tree: HtmlElement, url: str) -> str:
    for element in tree.iter("base"):
        if href := (element.get("href") or "").strip():
            return _resolved(href, url)
    return url


def _resolved(address: str, base: str) -> str:
    """Return ``address`` as an absolute one, or nothing when nobody knows what it is relative to."""
    if not address:
        return ""
    try:
        return absolute(
            urljoin(base or "https:", address.strip()) if base or address.startswith("//") else address
        )
    except ValueError:
        return ""


def _signed(tree: HtmlElement) -> list[str]:
    """Return the names that the page itself marks as its authors, in microdata or links."""
    marked = [
        element.get("content") or element.text_content()
        for element in tree.xpath("//*[@itemprop = 'author' or @rel = 'author']")[:_MOST_SIGNED]
    ]
    return [name for name in marked if len(name) <= _LONGEST_NAME]


def _time(tree: HtmlElement) -> str:
    """Return the date of a ``time`` element that says it is the one of publication."""
    for element in tree.iter("time"):
        if element.get("datetime") and (
            element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
        ):
            return element.get("datetime") or ""
    return ""


def _string(value: Value) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _strings(value: Value) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def _named(value: Value) -> Value:
    """Return the names of JSON-LD people and organizations, one or several."""
    if isinstance(value, list):
        return [name for item in value[:100] if (name := _string(_named(item)))]
    return value.get("name") if isinstance(value, Mapping) else value


def _image(value: Value) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("url") or value.get("contentUrl")
    return _string(value)
