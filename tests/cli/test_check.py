"""What does ``publisher check`` say about a file, and with which number does it end?"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from desk import STORY, markdown, story, write_config
from hostile import ENDLESS, breaking_pool

from .terminal import drop, lines, one_sentence, publisher, run

SAMPLES = sorted((Path(__file__).parent.parent / "data" / "samples").glob("*.txt"))

REFRAIN = (
    "The Brindleport Lantern is printed on Fridays at the old ropewalk, between the chandlery and the mill."
)

KEYS = [
    "path",
    "title",
    "title_derived",
    "published",
    "updated",
    "language",
    "authors",
    "tags",
    "suggested_tags",
    "summary",
    "blocks",
    "error",
]


def test_check_json_explains_every_block_of_an_article(folder: Path) -> None:
    result = publisher("check", str(SAMPLES[0]), "--json")
    assert result.exit_code == 0, result.output
    (found,) = lines(result)
    assert list(found) == KEYS
    assert found["path"] == str(SAMPLES[0])
    assert found["error"] is None
    assert found["language"] == "en"
    assert all(list(block) == ["text", "kept", "reason"] for block in found["blocks"])
    gone = [block for block in found["blocks"] if not block["kept"]]
    assert gone[0]["text"] == "A Message from The Moscow Times:"
    assert gone[-1]["text"] == "Remind me later."
    assert all(block["kept"] is not bool(block["reason"]) for block in found["blocks"])
    assert publisher("check", str(SAMPLES[0]), "--json").stdout == result.stdout


def test_check_goes_on_after_a_file_that_cannot_be_used_and_says_so(folder: Path) -> None:
    good, bad = drop(folder, "good.md", markdown("Good", date="2026-11-20")), drop(folder, "bad.xyz", "x")
    result = publisher("check", str(bad), "none.md", str(good), "--json")
    assert result.exit_code == 65
    first, second, third = lines(result)
    assert "files ending in .xyz cannot be read" in first["error"]
    assert "No such file" in second["error"]
    assert (third["title"], third["title_derived"], third["published"][:10]) == ("Good", False, "2026-11-20")


@breaking_pool
def test_check_says_of_a_page_that_hangs_its_parser_what_the_service_says_and_goes_on(folder: Path) -> None:
    write_config(folder, {"#page_seconds = 2.0 ": "page_seconds = 0.5 "})
    bad, good = drop(folder, "endless.html", ENDLESS), drop(folder, "good.md", markdown("Good"))
    page = drop(folder, "page.html", f"<title>Page</title><p>{STORY[0]}</p>")
    started = time.monotonic()
    result = publisher("check", str(bad), str(page), str(good), "--json")
    assert time.monotonic() - started < 20
    assert result.exit_code == 65
    first, second, third = lines(result)
    assert first["error"].startswith(
        "reading it took more than 0.5 s of processor time; save the article alone"
    )
    assert (second["title"], third["title"]) == ("Page", "Good")
    built = publisher("build")
    assert f"endless.html: set aside: {first['error']}" in built.stderr


def test_check_counts_the_other_stories_that_carry_a_text_and_versions_of_one_once(folder: Path) -> None:
    def last(path: str) -> tuple[str, bool]:
        (found,) = lines(publisher("check", path, "--json"))
        block = found["blocks"][-1]
        return block["text"], block["kept"]

    drop(folder, "a.md", markdown("Story", *story(0), REFRAIN))
    drop(folder, "b.md", markdown("Story, updated", *story(0), *story(1), REFRAIN))
    publisher("build")
    (folder / "c.md").write_text(markdown("Another", *story(2), REFRAIN), encoding="utf-8")
    assert last("c.md") == (REFRAIN, True)  # one story carries it, in two versions
    drop(folder, "c.md", (folder / "c.md").read_text(encoding="utf-8"))
    publisher("build")
    assert last("inbox/c.md") == (REFRAIN, True)  # the article itself is no witness
    (folder / "d.md").write_text(markdown("A third", *story(3), REFRAIN), encoding="utf-8")
    assert last("d.md") == (REFRAIN, False)
    drop(folder, "d.md", (folder / "d.md").read_text(encoding="utf-8"))
    publisher("build")
    assert last("inbox/d.md") == (REFRAIN, False)  # nor a version of itself


def test_check_for_people_names_title_summary_and_what_went(folder: Path) -> None:
    result = publisher("check", str(SAMPLES[0]))
    assert result.exit_code == 0
    for word in ("title", "language", "summary", "blocks", "Remind me later.", "appeal: "):
        assert word in result.output
    assert "\x1b" not in result.output


def test_check_needs_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert publisher("check", str(SAMPLES[1])).exit_code == 0
    assert list(tmp_path.iterdir()) == []
    one_sentence(publisher("check", str(SAMPLES[1]), "--config", "other.toml"), 78, "there is no such file")


def test_check_related_names_the_articles_of_the_same_story_and_the_words_that_say_so(folder: Path) -> None:
    for path in SAMPLES:
        drop(folder, path.name, path.read_text(encoding="utf-8"))
    drop(folder, "bridge.md", markdown("A footbridge for Arbury", *story(0)))
    publisher("build")
    result = publisher("check", "--related", "--json", f"inbox/{SAMPLES[0].name}")
    assert result.exit_code == 0, result.output
    (found,) = lines(result)
    assert list(found) == [*KEYS, "related"]
    (close,) = [each for each in found["related"]["articles"] if each["kind"] != "other"]
    assert list(close) == ["path", "title", "published", "kind", "score", "words"]
    assert (close["path"], close["kind"]) == (SAMPLES[1].name, "related")
    assert close["score"] > found["related"]["threshold"] > 0.15
    assert {"Serbia", "Kremlin"} <= set(close["words"])
    shown = publisher("check", "--related", f"inbox/{SAMPLES[0].name}").output
    assert f"related: {SAMPLES[1].name}" in shown
    assert "shares Serbia, " in shown


def test_check_related_knows_a_copy_that_is_not_in_the_inbox_and_writes_nothing(folder: Path) -> None:
    drop(folder, "a.md", markdown("The crane"))
    publisher("build")
    (folder / "copy.md").write_text(markdown("The crane again"), encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (found,) = lines(publisher("check", "--related", "--json", "copy.md"))
    assert [(each["path"], each["kind"]) for each in found["related"]["articles"]] == [("a.md", "near-copy")]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_check_related_compares_within_seven_days_only(folder: Path) -> None:
    drop(folder, "a.md", markdown("The crane", date="2026-11-02"))
    publisher("build")
    (folder / "copy.md").write_text(markdown("The crane", date="2026-11-10"), encoding="utf-8")
    assert lines(publisher("check", "--related", "--json", "copy.md"))[0]["related"]["articles"] == []
    assert "nothing is close" in publisher("check", "--related", "copy.md").output


def test_check_related_says_why_it_cannot_compare(folder: Path) -> None:
    file = drop(folder, "a.md", markdown("A"))
    assert "there is no database yet" in publisher("check", "--related", str(file)).output
    text = (folder / "publisher.toml").read_text().replace("#enabled = true", "enabled = false")
    (folder / "publisher.toml").write_text(text)
    assert "[grouping] enabled = false" in publisher("check", "--related", str(file)).output
    bad = lines(publisher("check", "--related", "--json", "none.md"))
    assert bad[0]["related"] is None


def test_a_file_name_that_is_not_text_is_no_reason_to_stop(folder: Path) -> None:
    name = os.fsdecode(b"\xff.md")
    (folder / name).write_text(markdown("A"))
    result = run("-m", "publisher", "check", name, "--json", PYTHONUTF8="1")
    assert "Traceback" not in result.stderr
    assert (result.returncode, "not valid UTF-8" in result.stdout) == (65, True)
