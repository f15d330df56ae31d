"""What does an edition look like in a mailbox?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import jinja2

from publisher.errors import ConfigError
from publisher.handover import PREFERENCES_MARK as PREFERENCES_MARK
from publisher.handover import UNSUBSCRIBE_MARK as UNSUBSCRIBE_MARK
from publisher.model import Digest, Edition, Story
from publisher.outputs import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Gmail clips a message at 102 kB and hides its end, with the unsubscribe link.
LIMIT = 95_000

# One header line is at most 78 characters (RFC 5322 §2.1.1); phones show about 40 of them.
_SUBJECT_COLUMNS = 78

# What mail programs show after the subject: Gmail on a wide screen about 110, phones 40 to 90.
_PREHEADER_COLUMNS = 140

# Control characters, surrogates, line and paragraph separators.
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})

# Embeddings, overrides and isolates (Unicode UAX #9 §2) can turn a whole subject line around.
_BIDI_CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))

# RFC 3986 §2 has no place for these; css_inline writes < and > into attributes as they are, which is
# valid HTML, but not every mail program's own sanitizer gets it right.
_NOT_IN_ADDRESSES = {ord(character): f"%{ord(character):02X}" for character in ' <>"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The stories of one section in the order they are read; ``title`` is empty for none."""

    title: str
    stories: tuple[Story, ...]


def render(
    edition: Edition,
    channel: Channel,
    environment: jinja2.Environment,
    limit: int = LIMIT,
    web: str = "",
    preferences: str = "",
) -> Digest:
    """Return an edition as a mail that is the same for every recipient but for its marks.

    ``channel`` is the publication, whose language the mail speaks; ``environment`` holds the templates
    ``digest.html`` and ``digest.txt``; ``limit`` is the most UTF-8 bytes of the HTML. The last stories
    are left out, never cut, until it fits. ``web`` is the absolute address where the edition can be read
    on the web; without one that is the front page. ``preferences`` is ``PREFERENCES_MARK`` where subscribers
    have a page to say what they want, else nothing. Equal arguments give equal results. Raises ConfigError
    when a template has a mistake in it.
    """
    ordered = tuple(
        story for group in _groups(map(_plain_story, edition.stories), channel) for story in group.stories
    )
    subject = _shorten(ordered[0].title, _SUBJECT_COLUMNS) if ordered else ""
    values: dict[str, Any] = {
        "channel": channel,
        "edition": edition,
        "words": cast("Callable[[str], object]", environment.globals["words"])(channel.language),
        "subject": subject or _shorten(_plain(channel.title), _SUBJECT_COLUMNS),
        "preheader": _preheader(ordered),
        "unsubscribe": UNSUBSCRIBE_MARK,
        "preferences": preferences,
        "web": web or channel.home,
        "corrections": [
            replace(each, title=_plain(each.title), url=_address(each.url), text=_plain(each.text))
            for each in edition.corrections
        ],
    }

    def template(name: str, kept: int) -> str:
        omitted = edition.omitted + sum(story.articles for story in ordered[kept:])
        try:
            return environment.get_template(name).render(
                values, groups=_groups(ordered[:kept], channel), omitted=omitted
            )
        except jinja2.TemplateError as error:
            raise ConfigError(f"template {name}: {error.message}") from error

    def page(kept: int) -> str:
        return _inlined(template("digest.html", kept))

    def fits(kept: int) -> bool:
        return len(page(kept).encode()) <= limit

    kept = _largest(len(ordered), fits)
    return Digest(
        subject=values["subject"],
        preheader=values["preheader"],
        html=page(kept),
        text=template("digest.txt", kept).strip("\n") + "\n",
    )


def _groups(stories: Iterable[Story], channel: Channel) -> list[Group]:
    """Return the stories by section, the section of the first story first.

    So the top story opens the mail whether the edition is in order of time or of weight.
    """
    titles = {section.name: section.title for section in channel.sections}
    grouped: dict[str, list[Story]] = {}
    for story in stories:
        grouped.setdefault(story.section, []).append(story)
    return [Group(title=titles.get(name, name), stories=tuple(members)) for name, members in grouped.items()]


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest count up to ``most`` that fits, by bisection; 0 when none does."""
    if fits(most):
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _preheader(stories: Sequence[Story]) -> str:
    """Return what mail programs show behind the subject: the next titles, or the only story's summary."""
    text = " · ".join(story.title for story in stories[1:]) if len(stories) > 1 else ""
    if not text and stories:
        text = stories[0].summary
    return _shorten(text, _PREHEADER_COLUMNS)


def _plain_story(story: Story) -> Story:
    return replace(
        story,
        title=_plain(story.title),
        summary=_plain(story.summary),
        authors=tuple(filter(None, map(_plain, story.authors))),
        url=_address(story.url),
        related=tuple(
            replace(each, title=_plain(each.title), url=_address(each.url)) for each in story.related
        ),
        notices=tuple(replace(each, text=_plain(each.text)) for each in story.notices),
    )


def _address(url: str) -> str:
    return _plain(url).translate(_NOT_IN_ADDRESSES)


def _plain(text: str) -> str:
    """Return ``text`` on one line, without characters that steer a terminal, a header or its reader.

    A story that holds a mark would carry each recipient's personal link: it goes too.
    """
    kept = text.translate(_BIDI_CONTROLS)
    kept = "".join(
        " " if unicodedata.category(character) in _UNWANTED_CATEGORIES else character for character in kept
    )
    return " ".join(kept.replace(UNSUBSCRIBE_MARK, " ").replace(PREFERENCES_MARK, " ").split())


def _shorten(text: str, columns: int) -> str:
    """Return at most ``columns`` display columns of ``text``, cut between words where there are any."""
    from wcwidth import clip, width

    if width(text) <= columns:
        return text
    room = clip(text, 0, columns - 1)
    head, space, _ = room.rpartition(" ")
    # A cut before the middle wastes more than a word: then the writing has no spaces, or one long word.
    whole = room if text.startswith(room + " ") else head if space and len(head) > len(room) // 2 else room
    return whole.rstrip(" ,;:.–—-·") + "…"


def _inlined(html: str) -> str:
    """Return HTML whose rules stand on the elements: Outlook and some of Gmail read no style sheet."""
    import css_inline

    # Nothing is ever fetched; what @media needs stands in style elements that are marked to be kept.
    return css_inline.CSSInliner(load_remote_stylesheets=False).inline(html)
