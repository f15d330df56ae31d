"""What has been learned as boilerplate, and how does an editor rule about a text?"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from publisher import clean, codec, files, naming
from publisher.clean.fingerprints import patterns
from publisher.config import Config
from publisher.ingest import likeness, rulings
from publisher.ingest.pieces import pieces
from publisher.ingest.rulebook import fingerprint
from publisher.model import Block, Ruling
from publisher.store import Store, learned
from publisher.store import rulings as ruled
from publisher.store.learned import Carrier
from publisher.store.rulings import Ruled, RuledBy

# Who has mistyped a text means one that was published lately; comparing takes 1 ms an article.
_LATELY = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A text that is taken out, or that an editor has ruled about.

    ``stories`` and ``sections`` say where it has been seen among the first and last blocks;
    ``reason`` why it is taken out of the newest of these, empty when it is not.
    """

    text: str
    stories: int
    sections: tuple[str, ...]
    reason: str
    rulings: tuple[Ruled, ...]


def listed(store: Store, most: int) -> list[Learned]:
    """Return what an editor has ruled about, newest first, then what was learned, most frequent first."""
    with store.read() as connection:
        look = _Look(connection)
        rules: dict[int, list[Ruled]] = {}
        for each in ruled.listed(connection):
            rules.setdefault(each.fingerprint, []).append(each)
        found = [look.at(text, about) for text, about in list(rules.items())[:most]]
        for text in learned.repeated(connection):
            if len(found) >= most:
                break
            # What repeats and stays is story; what is no text but a pattern stands in no article.
            if text not in rules and look.removed(text):
                found.append(look.at(text, ()))
    return found


class _Look:
    """Looks texts up in the newest article of each, which many of them share."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._articles: dict[int, dict[int, tuple[str, str]]] = {}

    def at(self, text: int, rules: Sequence[Ruled]) -> Learned:
        """Return what is known about one text."""
        standing, reason = self.removed(text) or ("", "")
        return Learned(
            text=rules[0].text if rules else standing,
            stories=learned.stories(self._connection, text),
            sections=tuple(learned.sections(self._connection, text)),
            reason=reason,
            rulings=tuple(rules),
        )

    def removed(self, text: int) -> tuple[str, str] | None:
        """Return how a text stood in its newest article and why it was taken out; None when it stays."""
        article = learned.newest(self._connection, text, None)
        if article is None:
            return None
        if article not in self._articles:
            carrier = learned.carrier(self._connection, article)
            self._articles[article] = {
                clean.fingerprint(each.block): (each.block.text, each.reason)
                for each in codec.decode_removed(carrier.removed, _blocks(carrier))
            }
        return self._articles[article].get(text)


def sections(store: Store) -> list[str]:
    """Return the names of all sections that have an article."""
    with store.read() as connection:
        return learned.every_section(connection)


def find(store: Store, text: str, section: str) -> str | None:
    """Return a text as it stands in an article of a section, or of any; None when it stands in none.

    Case makes no difference here, although names that are masked are known by their capitals.
    """
    wanted, words = fingerprint(text), likeness.words(text)
    with store.read() as connection:
        within = _within(learned.every_section(connection), section)
        seen = learned.newest(connection, wanted, within)
        first = [learned.carrier(connection, seen)] if seen else []
    spelled = None
    for carrier in chain(first, _every(store, within)):
        for block in _blocks(carrier):
            if clean.fingerprint(block) == wanted:
                return block.text
            # The length spares most blocks the comparison, which costs 10 µs each.
            near = spelled is None and len(text) <= 2 * len(block.text) <= 4 * len(text)
            if near and likeness.words(block.text) == words:
                spelled = block.text
    return spelled


def closest(store: Store, text: str, section: str, most: int = 3) -> list[str]:
    """Return the texts of the newest 2,000 articles that are most like one that was not found."""
    with store.read() as connection:
        within = _within(learned.every_section(connection), section)
    wanted = likeness.Wanted(text)
    scores: dict[str, float] = {}
    for number, carrier in enumerate(_every(store, within)):
        if number == _LATELY:
            break
        for block in _blocks(carrier):
            if block.text not in scores and (score := wanted.score(block.text)):
                scores[block.text] = score
    return heapq.nlargest(most, scores, key=lambda each: (scores[each], each))


def rule(store: Store, ruling: Ruling, texts: Sequence[str], section: str, now: datetime) -> bool:
    """Rule by a command what these texts are; return whether that is new.

    The articles that carry them are cleaned again by the next ``Intake.run``.
    """
    new = [
        Ruled(
            fingerprint=fingerprint(text),
            section=section,
            origin=RuledBy.COMMAND,
            ruling=ruling,
            text=text,
        )
        for text in texts
    ]
    with store.write() as connection:
        return ruled.rule(connection, new, now)


def is_ruled(store: Store, text: str, section: str | None) -> bool:
    """Say whether there is a ruling about a text; for one section, or for any."""
    with store.read() as connection:
        return any(_about(ruled.listed(connection), text, section))


def by_file(store: Store, config: Config, text: str, section: str | None) -> list[Ruled]:
    """Return the rulings about a text that files make which are there; of one section, or of all."""
    with store.read() as connection:
        return [each for each in _about(ruled.listed(connection), text, section) if _stands(config, each)]


def forget(store: Store, config: Config, text: str, section: str | None) -> bool:
    """Take back what was ruled about a text, and what was learned; return whether there was anything.

    It is judged anew: only stories that come later are witnesses. Files that are there keep their word.
    """
    wanted = fingerprint(text)
    with store.write() as connection:
        gone = [each for each in _about(ruled.listed(connection), text, section) if not _stands(config, each)]
        within = _within(learned.every_section(connection), section or "")
        # A text can be known by how it is worded, too; patterns are learned by section.
        known = [wanted]
        for source in ("", *(within or learned.every_section(connection))):
            known += [pattern for pattern, _ in patterns(text, source)]
        seen = learned.forget(connection, known, within)
        ruled.revoke(connection, gone)
        if seen:
            ruled.review(connection, [(wanted, section or "")])
    return bool(gone or seen)


def _about(found: Iterable[Ruled], text: str, section: str | None) -> Iterator[Ruled]:
    wanted = fingerprint(text)
    for each in found:
        same = section is None or naming.folder(each.section) == naming.folder(section)
        if each.fingerprint == wanted and same:
            yield each


def _stands(config: Config, each: Ruled) -> bool:
    """Say whether a file that is there makes a ruling."""
    return each.origin is RuledBy.FILE and files.look(config.inbox, rulings.path(each.section)) is not None


def _within(names: Sequence[str], section: str) -> list[str] | None:
    return [name for name in names if naming.folder(name) == naming.folder(section)] if section else None


def _every(store: Store, within: Sequence[str] | None) -> Iterator[Carrier]:
    """Return every article, the newest first."""
    return chain.from_iterable(pieces(store, within))


def _blocks(carrier: Carrier) -> tuple[Block, ...]:
    return codec.decode_parsed(carrier.parsed).blocks
