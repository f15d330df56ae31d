"""What is the table of docs/readers.md? `python -m tests.readers.table` writes it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.readers.sequence import STEPS
from tests.readers.watching import READERS, Sight, Watch, faults, watch

PAGE = Path(__file__).parents[2] / "docs" / "readers.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def cell(sight: Sight) -> str:
    """Return what a reader shows after a step: articles, how many are marked unread, whether it tells."""
    parts = [str(len(sight.items))]
    if unread := sum(bool(item.unread) for item in sight.items):
        parts.append(f"{unread} unread")
    if sight.step.probe:
        parts.append("new text" if sight.told else "old text")
    return ", ".join(parts)


def names(watches: Sequence[Watch]) -> dict[str, Watch]:
    """Return the columns: a reader once where it shows the same of all its feeds, else once for each."""
    columns: dict[str, Watch] = {}
    for kind in dict.fromkeys(each.reader for each in watches):
        own = [each for each in watches if each.reader is kind]
        if len({tuple(map(cell, each.sights)) for each in own}) == 1:
            columns[kind.name] = own[0]
        else:
            columns |= {each.name: each for each in own}
    return columns


def table(watches: Sequence[Watch], today: str) -> str:
    """Return the table as Markdown, with the day, the versions and the feeds."""
    kinds = {each.reader.name: each.reader for each in watches}
    versions = ", ".join(f"{name} {kind.version()}" for name, kind in kinds.items() if "," not in name)
    feeds = ", ".join(dict.fromkeys(each.feed for each in watches))
    columns = names(watches)
    lines = [
        f"Measured on {today} with {versions}, each subscribed to what it understands of {feeds}.",
        "",
        "| after | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for index, step in enumerate(STEPS):
        cells = [cell(each.sights[index]) for each in columns.values()]
        lines.append(f"| {step.number} {step.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Watch every reader, write the table into the page, and fail when a reader shows too much."""
    with tempfile.TemporaryDirectory() as folder:
        watches = watch(Path(folder), READERS)
    made = table(watches, datetime.now(UTC).date().isoformat())
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + made + "\n" + END + rest.partition(END)[2], encoding="utf-8")
    print(made)  # noqa: T201  the command prints its table
    wrong = [f"{each.name}: {fault}" for each in watches for fault in faults(each)]
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
