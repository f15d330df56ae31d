"""How well are the labelled articles cleaned, summarized and named, in each language and in all?

Every figure lies between 0 and 1, and more is better.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher import clean, summarize
from publisher.config import Summary
from publisher.model import Repetition
from publisher.summarize.standing import ends_on_function_word

from .newsrooms import EITHER, FURNITURE, STORY, Labelled

ALL = "all"

# By what is measured and the language, then by the name of the figure.
Figures = dict[str, dict[str, float]]
# In which stories, by lead, each text stands.
History = Mapping[int, set[int]]
NOTHING: History = {}

_SUMMARY = Summary(prefer="text")
# Japanese has no spaces: its characters are its words.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
# So much of the beginning or end of a block that it is no accident when it stands in a summary.
_TRACE = 30
_FEWEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the program made of an article: which blocks it took out, the summary, a derived headline."""

    article: Labelled
    removed: frozenset[int]
    summary: str
    headline: str


def measured(articles: Sequence[Labelled]) -> Figures:
    """Return every figure: with nothing learned, with the articles of the outlet, and with those of all."""
    by_outlet: dict[str, list[Labelled]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet].append(article)
    own = {outlet: witnesses(found) for outlet, found in by_outlet.items()}
    figures: Figures = {}
    for name, known in (
        ("nothing learned", dict.fromkeys(own, NOTHING)),
        ("own outlet learned", own),
        ("all outlets learned", dict.fromkeys(own, witnesses(articles))),
    ):
        stories = [cleaned(article, known[article.outlet]) for article in articles]
        figures |= _by_language(f"cleaning, {name}", stories, _cleaning_figures)
        figures |= _by_language(f"summary, {name}", stories, _summary_figures)
        figures |= _by_language(f"headline, {name}", stories, _headline_figures)
    return figures


def witnesses(articles: Iterable[Labelled]) -> dict[int, set[int]]:
    """Return the stories, by lead, in which each text or pattern stands that may be boilerplate."""
    found: dict[int, set[int]] = defaultdict(set)
    for article in articles:
        reading = clean.Reading.of(article.parsed(title=article.title))
        for fingerprint in reading.candidates:
            found[fingerprint].add(reading.lead)
    return found


def repetition(article: Labelled, known: History) -> Repetition:
    """Return in how many other stories each text stands; a version of this one is no other story."""
    lead = clean.Reading.of(article.parsed(title=article.title)).lead if known else 0
    counts = {fingerprint: len(stories - {lead}) for fingerprint, stories in known.items()}
    return {fingerprint: count for fingerprint, count in counts.items() if count}


def cleaned(article: Labelled, known: History) -> Story:
    """Return what the program makes of the article, with its own title and without."""
    story = clean.clean(article.parsed(title=article.title), repetition(article, known))
    untitled = replace(story, meta=replace(story.meta, title=""))
    return Story(
        article=article,
        # The labels are of whole blocks.
        removed=frozenset(gone.index for gone in story.removed if gone.start is None),
        summary=summarize.article(story, _SUMMARY, "en").summary,
        headline=summarize.article(untitled, _SUMMARY, "en").meta.title,
    )


def _cleaning_figures(stories: Sequence[Story]) -> dict[str, float]:
    blocks: Counter[tuple[str, bool]] = Counter()
    characters: Counter[bool] = Counter()
    distinct: dict[tuple[str, str], list[bool]] = defaultdict(list)
    whole = 0
    for story in stories:
        lost = False
        for index, (label, text) in enumerate(zip(story.article.labels, story.article.texts, strict=True)):
            gone = index in story.removed
            if label in STORY:
                blocks["story", gone] += 1
                characters[gone] += len(text)
                lost |= gone
            elif label in FURNITURE:
                blocks["furniture", gone] += 1
                distinct[story.article.outlet, text.casefold()].append(gone)
            else:
                blocks["either", gone] += 1
        whole += not lost
    taken = sum(number for (_, gone), number in blocks.items() if gone)
    return {
        "recall": blocks["furniture", True] / (blocks["furniture", True] + blocks["furniture", False]),
        "distinct recall": _mean(_mean(each) for each in distinct.values()),
        "precision": 1 - blocks["story", True] / max(1, taken),
        "story kept": characters[False] / characters.total(),
        "articles whole": whole / len(stories),
    }


def _summary_figures(stories: Sequence[Story]) -> dict[str, float]:
    return {
        "rouge-1": _mean(overlap(story.article.description, story.summary) for story in stories),
        "opens well": _mean(opens_well(story) for story in stories),
        "free of furniture": _mean(
            not FURNITURE & strangers(story.article, story.summary) for story in stories
        ),
        "free of bylines and captions": _mean(
            not EITHER & strangers(story.article, story.summary) for story in stories
        ),
    }


def _headline_figures(stories: Sequence[Story]) -> dict[str, float]:
    return {
        "rouge-1": _mean(overlap(story.article.title, story.headline) for story in stories),
        "ends well": _mean(not ends_on_function_word(story.headline) for story in stories),
        "of the story": _mean(not strangers(story.article, story.headline) for story in stories),
    }


def opens_well(story: Story) -> bool:
    """Return whether the summary begins with the sentence that the editor would begin with."""
    return story.summary.casefold().startswith(story.article.opens.casefold())


def strangers(article: Labelled, text: str) -> set[str]:
    """Return the labels of the blocks that are not story and whose beginning or end stands in ``text``."""
    blocks = list(zip(article.labels, article.texts, strict=True))
    story = "\n".join(block for label, block in blocks if label in STORY)
    found = set()
    for label, block in blocks:
        bare = " ".join(block.split()).strip(" .…:")
        traces = {bare[:_TRACE], bare[-_TRACE:]}
        if label not in STORY and any(_is_trace(trace, text, story) for trace in traces):
            found.add(label)
    return found


def _is_trace(trace: str, text: str, story: str) -> bool:
    return len(trace) >= _FEWEST and trace in text and trace not in story


def overlap(reference: str, text: str) -> float:
    """Return ROUGE-1: the F1 of the words that both have, in Japanese of the characters."""
    expected, found = Counter(_words(reference)), Counter(_words(text))
    return 2 * (expected & found).total() / max(1, expected.total() + found.total())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _by_language(
    name: str, stories: Sequence[Story], figures: Callable[[Sequence[Story]], dict[str, float]]
) -> Figures:
    groups: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda each: each.article.language):
        groups.setdefault(story.article.language, []).append(story)
    return {f"{name}: {group}": figures(found) for group, found in {**groups, ALL: stories}.items()}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
