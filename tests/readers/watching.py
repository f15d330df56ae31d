"""What does every reader show after every step, and what has it downloaded for that?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.readers.base import Item, Reader
from tests.readers.lemon24 import Lemon24
from tests.readers.liferea import Liferea
from tests.readers.loopback import Loopback, loopback
from tests.readers.newsboat import Newsboat
from tests.readers.rss2email import Rss2email
from tests.readers.sequence import STEPS, Newsroom, Step
from tests.readers.sfeed import Sfeed, SfeedAsInstalled
from tests.readers.universal import Universal

QUICK: tuple[type[Reader], ...] = (Newsboat, Sfeed, SfeedAsInstalled, Rss2email, Lemon24, Universal)
READERS: tuple[type[Reader], ...] = (*QUICK[:4], Liferea, *QUICK[4:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one reader shows after one step.

    ``again`` is how many bytes of the feed it downloads when it asks a second time for what it has.
    """

    step: Step
    items: tuple[Item, ...]
    told: bool
    again: int


@dataclass(slots=True, kw_only=True)
class Watch:
    """One subscription through all steps."""

    reader: type[Reader]
    feed: str
    sights: list[Sight] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.reader.name}, {self.feed}"


def watch(folder: Path, kinds: Sequence[type[Reader]], steps: Sequence[Step] = STEPS) -> list[Watch]:
    """Subscribe every kind of reader to every feed it understands, and lead them through the steps."""
    with ExitStack() as stack:
        web = stack.enter_context(loopback())
        newsroom = Newsroom(folder, web.home)
        readers: list[Reader] = []
        stack.enter_context(web.serving(newsroom.publication.config))
        watches = [Watch(reader=kind, feed=feed) for kind in kinds for feed in kind.feeds]
        for step in steps:
            before = _feeds(newsroom)
            step.act(newsroom)
            if not readers:
                readers = [_subscribed(stack, folder, web, each) for each in watches]
            unchanged = before == _feeds(newsroom)
            for each, reader in zip(watches, readers, strict=True):
                if step.same and not unchanged:
                    each.faults.append(f"{step.number}: the bytes of the feeds have changed")
                each.sights.append(_look(each, reader, web, step, unchanged))
        return watches


def _subscribed(stack: ExitStack, folder: Path, web: Loopback, wanted: Watch) -> Reader:
    home = folder / f"{wanted.reader.__name__}-{wanted.feed}"
    path = f"/{wanted.feed}"
    reader = wanted.reader(
        home, web.home + wanted.feed, lambda: sum(each.path == path for each in list(web.exchanges))
    )
    stack.callback(reader.close)
    return reader


def _look(watched: Watch, reader: Reader, web: Loopback, step: Step, unchanged: bool) -> Sight:
    path = f"/{watched.feed}"
    start = len(web.exchanges)
    reader.refresh()
    asked = [each for each in web.exchanges[start:] if each.path == path]
    if not asked:
        watched.faults.append(f"{step.number}: it has not asked for the feed")
    if unchanged and any(each.status != 304 for each in asked):
        watched.faults.append(f"{step.number}: it downloads an unchanged feed after the step")
    items = tuple(reader.shown())
    start = len(web.exchanges)
    reader.refresh()
    answers = [each for each in web.exchanges[start:] if each.path == path]
    again = sum(each.size for each in answers if each.conditional or not reader.forgets_first)
    if tuple(reader.shown()) != items:
        watched.faults.append(f"{step.number}: asking twice changes what it shows")
    reader.read_all()
    told = bool(step.probe) and any(step.probe in item.text for item in items)
    return Sight(step=step, items=items, told=told, again=again)


def faults(watched: Watch) -> list[str]:
    """Return each way in which a reader shows more, or downloads more, than it may."""
    found = list(watched.faults)
    expected = 0
    ids: set[str] = set()
    for sight in watched.sights:
        number, now = sight.step.number, {item.id for item in sight.items}
        expected += sight.step.adds
        if len(now) != expected:
            found.append(f"{number}: {len(now)} ids where {expected} are expected")
        if not ids <= now:
            found.append(f"{number}: ids are gone: {sorted(ids - now)}")
        if len(sight.items) != expected and not watched.reader.tells_by_title:
            titles = sorted(item.title for item in sight.items)
            found.append(f"{number}: {len(sight.items)} articles where {expected} are expected: {titles}")
        if sight.again:
            found.append(f"{number}: asked again, it downloads {sight.again} bytes")
        ids |= now
    return found


def _feeds(newsroom: Newsroom) -> dict[str, bytes]:
    output = newsroom.publication.output
    return {
        name: (output / name).read_bytes()
        for name in ("atom.xml", "rss.xml", "feed.json")
        if (output / name).exists()
    }
