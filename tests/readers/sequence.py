"""What happens to three articles in the course of a week, and what may readers show of it?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.end_to_end.newsroom import Publication

BRIDGE, FERRY, LIBRARY = "city/bridge.md", "city/ferry.md", "culture/library.md"
MOVED = "harbour/night-ferry.md"

_STORIES = {
    BRIDGE: (
        "The old bridge is closed to lorries",
        (
            "Engineers found cracks in two of the nine arches of the old bridge on Monday, "
            "and the city closed it "
            "to lorries the same evening. Buses and cars may still cross it, one at a time "
            "and at walking pace."
        ),
        (
            "The arches were built of brick and filled with rubble, which holds water. After "
            "the wet autumn the "
            "filling has frozen twice, said Ines Halloran, who leads the office for bridges, "
            "and each frost pushes "
            "the brickwork a little further apart."
        ),
        (
            "Lorries are sent round by the northern ring, which adds a quarter of an hour. "
            "Shopkeepers on the quay "
            "say that deliveries come late, and that some come no more at all. The repair is to begin in "
            "spring and the council expects to pay for it out of the reserve."
        ),
    ),
    FERRY: (
        "A night ferry for the island",
        (
            "From next month a ferry will sail to the island at night, the harbour board "
            "decided after a long debate. "
            "The island's bakers and nurses had asked for it for years."
        ),
        (
            "The boat leaves the mainland an hour after midnight and returns before the "
            "first bus. It carries forty "
            "people and no cars. A crew of three has been hired, two of them from the island itself."
        ),
        (
            "The board pays for the first year. Whether the ferry stays after that depends "
            "on how many sail with "
            "it, the chair said, and on the price of fuel."
        ),
    ),
    LIBRARY: (
        "The library lends seeds",
        (
            "Whoever borrows a bag of beans from the library in Mill Street in March brings "
            "back a bag of beans in "
            "October. Sixty gardeners took part in the first year of the seed library."
        ),
        (
            "The seeds lie in the drawers of the old card catalogue, sorted by family. A "
            "volunteer explains how to "
            "keep the sorts apart, so that what comes back is what was lent."
        ),
        (
            "Next year the library wants to add apple grafts. They need a cold room, and the "
            "cellar has one that "
            "nobody has used since the ice merchant moved away."
        ),
    ),
}
_TYPO = ("the brickwork a little", "the brikwork a little")
_EDIT = (
    "The repair is to begin in spring and the council expects to pay for it out of the reserve.",
    (
        "The council decided on Thursday to begin the repair at once. It will cost three "
        "million and close the "
        "bridge to everyone until the summer, and a temporary footbridge is to stand "
        "beside it by the new year."
    ),
)
CORRECTION = "An earlier version said that the cellar belonged to an ice merchant; it was a brewer."
COMMANDED = "An earlier version gave the wrong number of passengers; the boat carries forty."
REASON = "The plans of which this article told were not real."
ANNOUNCED = "The ferry sails from the south quay, not from the north quay."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens: ``adds`` is by how many articles a reader may show more, ``probe`` words that
    stand in an article from then on, and ``same`` says that every feed must keep its bytes.
    """

    number: str
    name: str
    act: Callable[[Newsroom], None]
    adds: int = 0
    probe: str = ""
    same: bool = False


class Newsroom:
    """A publication whose files are written on the days of one week that has passed."""

    def __init__(self, folder: Path, home: str) -> None:
        self.publication = Publication(folder, home=home).with_database()
        self._start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=7)
        self._writes = 0
        self._texts: dict[str, tuple[str, str]] = {}

    def first(self) -> None:
        for hour, (path, (title, *paragraphs)) in enumerate(_STORIES.items()):
            published = self._start + timedelta(hours=hour)
            self.write(path, f"title: {title}\ndate: {published.isoformat()}", "\n\n".join(paragraphs))
        text = self._texts[BRIDGE]
        self.write(BRIDGE, text[0], text[1].replace(*_TYPO))
        self.publication.build()

    def typo(self) -> None:
        self._replace(BRIDGE, *reversed(_TYPO))

    def edit(self) -> None:
        self._replace(BRIDGE, *_EDIT)

    def correction(self) -> None:
        front, text = self._texts[LIBRARY]
        self.write(LIBRARY, f'{front}\ncorrection: "{CORRECTION}"', text)
        self.publication.build()

    def correct(self) -> None:
        self._command("correct", FERRY, COMMANDED)

    def withdraw(self) -> None:
        self._command("withdraw", LIBRARY, "--reason", REASON)

    def move(self) -> None:
        target = self.publication.inbox / MOVED
        target.parent.mkdir()
        (self.publication.inbox / FERRY).rename(target)
        self._texts[MOVED] = self._texts.pop(FERRY)
        self.publication.build()

    def redate(self) -> None:
        front, text = self._texts[BRIDGE]
        title = front.partition("\n")[0]
        self.write(BRIDGE, f"{title}\ndate: {(self._start + timedelta(days=3)).isoformat()}", text)
        self.publication.build()

    def lose_database(self) -> None:
        for file in self.publication.folder.glob("publisher.db*"):
            file.unlink()
        self.publication.build()

    def lose_everything(self) -> None:
        shutil.rmtree(self.publication.output)
        self.lose_database()

    def announce(self) -> None:
        self._command("correct", MOVED, ANNOUNCED, "--announce")

    def unmount(self) -> None:
        """The inbox is an empty folder for a while, as when its disk is not mounted."""
        inbox, away = self.publication.inbox, self.publication.folder / "away"
        inbox.rename(away)
        inbox.mkdir()
        self.publication.build()

    def mount(self) -> None:
        inbox, away = self.publication.inbox, self.publication.folder / "away"
        inbox.rmdir()
        away.rename(inbox)
        self.publication.build()

    def write(self, path: str, front: str, text: str) -> None:
        """Write a version of an article; each is written some hours after the one before."""
        self._writes += 1
        self._texts[path] = (front, text)
        file = self.publication.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\n\n{text}\n", encoding="utf-8")
        written = (self._start + timedelta(hours=6 * self._writes)).timestamp()
        os.utime(file, (written, written))

    def _replace(self, path: str, old: str, new: str) -> None:
        front, text = self._texts[path]
        assert old in text
        self.write(path, front, text.replace(old, new))
        self.publication.build()

    def _command(self, *arguments: str) -> None:
        done = self.publication.command(*arguments)
        assert done.returncode == 0, done.stderr
        self.publication.build()


STEPS = (
    Step(number="v1", name="three new articles", act=Newsroom.first, adds=3),
    Step(number="v2", name="a typo", act=Newsroom.typo, probe=_TYPO[0]),
    Step(number="v3", name="a real edit", act=Newsroom.edit, probe="temporary footbridge"),
    Step(number="v4", name="a correction in front matter", act=Newsroom.correction, probe="it was a brewer"),
    Step(number="v4b", name="`correct`", act=Newsroom.correct, probe="the wrong number of passengers"),
    Step(number="v5", name="`withdraw`", act=Newsroom.withdraw, probe="were not real"),
    Step(number="v6", name="another date in front matter", act=Newsroom.redate),
    Step(number="v7", name="the database lost", act=Newsroom.lose_database),
    Step(number="v7b", name="database and output lost", act=Newsroom.lose_everything, same=True),
    Step(number="v8", name="renamed, into another section", act=Newsroom.move),
    Step(number="v9", name="`correct --announce`", act=Newsroom.announce, adds=1, probe="the south quay"),
    Step(number="v10", name="the inbox unmounted", act=Newsroom.unmount, same=True),
    Step(number="v11", name="the inbox mounted again", act=Newsroom.mount, same=True),
)

_BY_NUMBER = {step.number: step for step in STEPS}

# What a file was called once is known from the inbox alone.
MOVED_THEN_LOST = tuple(_BY_NUMBER[number] for number in ("v1", "v8", "v7"))
