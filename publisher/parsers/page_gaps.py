"""What belongs to the article besides the chosen words, and which of them do not?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from publisher.parsers.page_shapes import (
    HEADINGS,
    Passage,
    is_about_author,
    is_caption,
    is_navigation,
    is_teaser,
    linked,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.html import HtmlElement

# Their markup is kept when a passage in them is.
KEPT = frozenset({"blockquote", "ul", "ol", "dl", "li", "dt", "dd"})
PASSAGES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "dd", "li", "blockquote"})
_MOST_LINKED = 0.5


def mend(found: list[Passage], decided: list[bool]) -> None:
    """Take in what stands between chosen neighbours, and leave out headings that lead to other pages."""
    for index, passage in enumerate(found):
        if decided[index] and (
            is_caption(passage)
            or is_navigation(passage)
            or is_about_author(passage)
            or (passage.element.tag in HEADINGS and is_teaser(passage))
        ):
            decided[index] = False
    chosen = [index for index, keep in enumerate(decided) if keep]
    for before, after in pairwise(chosen):
        row = _row(found[before].element)
        if after - before > 1 and row is _row(found[after].element):
            for index in range(before + 1, after):
                decided[index] = _fills(found[index], row)
    _continued(found, decided)


def _continued(found: list[Passage], decided: list[bool]) -> None:
    """Take in the paragraphs of rows built as the chosen one: advertisements divide an article."""
    weights: dict[HtmlElement, int] = {}
    rows = [_row(passage.element) for passage in found]
    for passage, row, keep in zip(found, rows, decided, strict=True):
        if keep and row is not None:
            weights[row] = weights.get(row, 0) + len(passage.text)
    if not weights:
        return
    main = max(weights, key=lambda row: weights[row])
    common = _grandparent(main)
    if common is None or not main.get("class"):
        return
    alike = {
        row
        for row in rows
        if row is not None
        and row is not main
        and _grandparent(row) is common
        and _built(row) == _built(main)
        and not _is_story_of_its_own(row, common)
    }
    for index, (passage, row) in enumerate(zip(found, rows, strict=True)):
        if not decided[index] and (home := _home(passage, row, alike)) is not None:
            decided[index] = _fills(passage, home)


def _home(passage: Passage, row: HtmlElement | None, alike: Collection[HtmlElement]) -> HtmlElement | None:
    if row in alike or next(passage.element.iterancestors("blockquote"), None) is None:
        return row if row in alike else None
    return next((element for element in passage.element.iterancestors() if element in alike), None)


def _fills(passage: Passage, row: HtmlElement | None) -> bool:
    if row is None or passage.element.tag not in PASSAGES or not passage.text.strip():
        return False
    # Posts of others are embedded as quotations in wrappers of their own.
    quoted = next(passage.element.iterancestors("blockquote"), passage.element)
    if _row(passage.element) is not row and not (
        quoted.tag == "blockquote" and row in quoted.iterancestors()
    ):
        return False
    if is_caption(passage) or is_about_author(passage):
        return False
    return linked(passage.element) < _MOST_LINKED * len(passage.text)


def _row(element: HtmlElement) -> HtmlElement | None:
    """Return the element in whose row of paragraphs and lists ``element`` stands."""
    around = element.getparent()
    while around is not None and around.tag in KEPT:
        around = around.getparent()
    return around


def _is_story_of_its_own(row: HtmlElement, common: HtmlElement) -> bool:
    """Say whether a row belongs to another article: on the front pages of blogs each has a linked heading."""
    branch = row
    while (parent := branch.getparent()) is not None and parent is not common:
        branch = parent
    return branch.tag == "article" or any(
        is_teaser(Passage(element=heading, text=heading.text_content())) for heading in branch.iter(*HEADINGS)
    )


def _grandparent(row: HtmlElement) -> HtmlElement | None:
    parent = row.getparent()
    return None if parent is None else parent.getparent()


def _built(row: HtmlElement) -> tuple[tuple[str, str | None], ...]:
    return tuple((element.tag, element.get("class")) for element in (row, row.getparent()))
