"""Which tags does ``publisher check`` name, and which does ``publisher build`` give?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import markdown, story

from .terminal import drop, lines, publisher

VOCABULARY = """
[tags]
vocabulary = ["Arbury", "Fishing", "Bridges"]
suggest = "{suggest}"

[tags.synonyms]
Fishing = ["fishermen", "herring"]
"""


@pytest.fixture
def vocabulary(folder: Path) -> None:
    configure(folder, "check")


def configure(folder: Path, suggest: str) -> None:
    file = folder / "publisher.toml"
    text = file.read_text(encoding="utf-8").replace("[tags]\n", "#[tags]\n").partition("\n# VOCABULARY")[0]
    file.write_text(text + "\n# VOCABULARY" + VOCABULARY.format(suggest=suggest), encoding="utf-8")


def checked(path: Path) -> dict[str, Any]:
    (found,) = lines(publisher("check", str(path), "--json"))
    return found


def test_check_names_the_tags_of_the_configuration_that_fit(folder: Path, vocabulary: None) -> None:
    file = drop(folder, "a.md", markdown("A bridge for Arbury", *story(0)))
    found = checked(file)
    assert (found["tags"], found["suggested_tags"]) == ([], ["Arbury", "Bridges", "Fishing"])
    said = publisher("check", str(file)).stdout
    assert "  suggested  Arbury, Bridges, Fishing  (tags of yours that fit)\n" in said
    assert "       tags  " not in said


def test_check_names_the_tags_that_other_articles_have_too(folder: Path, vocabulary: None) -> None:
    drop(folder, "a.md", markdown("Old", *story(1), tags="[footbridge, arbury, whales]"))
    assert publisher("build").exit_code == 0
    file = drop(folder, "b.md", markdown("A bridge for Arbury", *story(0)))
    # Spelled as the configuration has it; what only others are about is not there.
    assert checked(file)["suggested_tags"] == ["Arbury", "Bridges", "Fishing", "footbridge"]


def test_nothing_is_suggested_where_the_author_has_spoken(folder: Path, vocabulary: None) -> None:
    file = drop(folder, "a.md", markdown("A bridge for Arbury", *story(0), tags="[sea]"))
    found = checked(file)
    assert (found["tags"], found["suggested_tags"]) == (["sea"], [])
    said = publisher("check", str(file)).stdout
    assert "       tags  sea\n" in said
    assert "  suggested  " not in said


def test_nothing_is_suggested_to_a_publication_without_tags(folder: Path) -> None:
    file = drop(folder, "a.md", markdown("A bridge for Arbury", *story(0)))
    assert checked(file)["suggested_tags"] == []
    assert "  suggested  " not in publisher("check", str(file)).stdout


def test_a_file_that_cannot_be_used_has_no_tags(folder: Path, vocabulary: None) -> None:
    assert checked(drop(folder, "a.xyz", "x"))["suggested_tags"] is None


def test_what_is_applied_is_said_to_come_from_the_vocabulary(folder: Path) -> None:
    configure(folder, "apply")
    drop(folder, "old.md", markdown("Old", *story(1), tags="[footbridge]"))
    file = drop(folder, "a.md", markdown("A bridge for Arbury", *story(0)))
    assert publisher("build").exit_code == 0
    found = checked(file)
    assert (found["tags"], found["suggested_tags"]) == (["Arbury", "Bridges", "Fishing"], ["footbridge"])
    assert (
        "       tags  Arbury, Bridges, Fishing  (from your vocabulary)\n"
        in publisher("check", str(file)).stdout
    )


def test_build_applies_what_check_only_named_once_the_configuration_says_so(folder: Path) -> None:
    configure(folder, "check")
    drop(folder, "a.md", markdown("A bridge for Arbury", *story(0)))
    assert publisher("build").exit_code == 0
    feed = folder / "feeds" / "atom.xml"
    before = feed.read_text(encoding="utf-8")
    assert "<category" not in before
    configure(folder, "apply")
    assert publisher("build").stdout.startswith("0 new, 0 edited, 0 moved, 1 unchanged; 1 pages and ")
    after = feed.read_text(encoding="utf-8")
    assert after.count("<category") == 3
    assert [line for line in after.splitlines() if "<updated>" in line] == [
        line for line in before.splitlines() if "<updated>" in line
    ]
