"""What does sfeed show?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.readers.base import Item, Reader, debian_version, one_line

# So that an unchanged feed is not downloaded again: sfeed leaves that to whoever writes the configuration.
_FETCH = """\
fetch() {
	curl --fail --silent --max-time 15 --etag-compare "$HOME/etag" --etag-save "$HOME/etag.new" "$2"
	if [ -s "$HOME/etag.new" ]; then mv "$HOME/etag.new" "$HOME/etag"; fi
}
"""

# One line for each id (the sixth field), and of two that of the newer file: the other can follow an edit.
_MERGE = """\
merge() {
	awk -F '\\t' '!seen[$6]++' "$3" "$2" 2> /dev/null
}
"""


class SfeedAsInstalled(Reader):
    """An sfeed that merges as it does when nothing is configured.

    Its rule is "unique by id, title and link": by intent a new title or address is one more line.
    """

    name = "sfeed, unconfigured"
    programs = ("sfeed_update", "curl")
    tells_by_title = True
    functions = _FETCH

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        configuration = f'sfeedpath="{home}/feeds"\n{self.functions}feeds() {{\n\tfeed news "{url}"\n}}\n'
        (home / "sfeedrc").write_text(configuration, encoding="utf-8")

    @classmethod
    def version(cls) -> str:
        return debian_version("sfeed")

    def refresh(self) -> None:
        self._run("sfeed_update", self.home / "sfeedrc")

    def shown(self) -> list[Item]:
        lines = (self.home / "feeds" / "news").read_text(encoding="utf-8").splitlines()
        items = []
        for line in lines:
            _, title, _, content, _, identifier, *_ = line.split("\t")
            text = one_line(content.replace(r"\n", "\n").replace(r"\t", "\t"))
            items.append(Item(id=identifier, title=one_line(title), text=text, unread=None))
        return items


class Sfeed(SfeedAsInstalled):
    """An sfeed whose ``merge`` holds one line for each id."""

    name = "sfeed"
    tells_by_title = False
    functions = _FETCH + _MERGE
