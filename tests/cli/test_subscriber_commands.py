"""What can the operator see and change of one subscriber?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert publisher("init").exit_code == 0
    (tmp_path / "inbox/world").mkdir(parents=True)
    (tmp_path / "inbox/sport").mkdir()
    return tmp_path


def publisher(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def shown(address: str = "ada@example.org") -> dict[str, object]:
    found: dict[str, object] = json.loads(publisher("subscribers", "show", address, "--json").stdout)
    return found


def test_what_somebody_wants_is_given_changed_and_shown_with_its_history() -> None:
    wanted = ("--cadence", "weekly", "--section", "world", "--time-zone", "Europe/Berlin", "--language", "de")
    assert publisher("subscribers", "add", "ada@example.org", *wanted).exit_code == 0
    publisher("subscribers", "change", "ADA@example.org", "--cadence", "daily", "--section", "sport")
    found = publisher("subscribers", "change", "ada@example.org", "--all-sections", "--language", "")
    assert "ada@example.org  active  daily  Europe/Berlin  (command line)" in found.output
    history = shown()["history"]
    assert isinstance(history, list)
    assert [(each["cadence"], each["sections"], each["language"]) for each in history] == [
        ("weekly", ["world"], "de"),
        ("daily", ["sport"], "de"),
        ("daily", [], ""),
    ]
    text = publisher("subscribers", "show", "ada@example.org").output
    assert "consent: command line, 20" in text
    assert text.count("active") == 4


def test_a_change_that_changes_nothing_leaves_no_trace() -> None:
    publisher("subscribers", "add", "ada@example.org")
    before = shown()
    assert publisher("subscribers", "change", "ada@example.org", "--cadence", "daily").exit_code == 0
    assert shown() == before


def test_a_change_does_not_bring_back_who_has_left() -> None:
    publisher("subscribers", "add", "ada@example.org")
    publisher("subscribers", "remove", "ada@example.org")
    publisher("subscribers", "change", "ada@example.org", "--cadence", "weekly")
    assert (shown()["state"], shown()["cadence"]) == ("unsubscribed", "weekly")


def test_they_are_listed_by_state() -> None:
    for name in ("ada", "ben"):
        publisher("subscribers", "add", f"{name}@example.org")
    publisher("subscribers", "remove", "ben@example.org")
    assert publisher("subscribers", "list", "--state", "unsubscribed").output.startswith(
        "ben@example.org  uns"
    )
    assert "ben" not in publisher("subscribers", "list", "--state", "active").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--section", "wrld"), "'wrld' is not a section; did you mean \"world\"?; there are: sport, world"),
        (("--time-zone", "Europe/Berln"), 'is not a time zone; did you mean "Europe/Berlin"?'),
        (("--language", "deutsch!"), "is not a language; expected a tag such as de"),
    ],
)
def test_a_wish_that_cannot_be_is_a_sentence_and_nobody_is_added(
    arguments: tuple[str, ...], sentence: str
) -> None:
    found = publisher("subscribers", "add", "ada@example.org", *arguments)
    assert found.exit_code == 64
    assert sentence in found.output
    assert "Traceback" not in found.output
    assert publisher("subscribers", "list").output == ""


def test_who_is_promised_an_edition_that_nobody_closes_is_remarked_upon() -> None:
    found = publisher("subscribers", "add", "ada@example.org", "--cadence", "weekly")
    assert found.exit_code == 0
    assert "no weekly edition is closed by itself" in found.output


@pytest.mark.parametrize("command", ["show", "change"])
def test_one_whom_nobody_knows_is_a_sentence(command: str) -> None:
    found = publisher("subscribers", command, "nobody@example.org")
    assert found.exit_code == 64
    assert "nobody@example.org: is not known" in found.output
