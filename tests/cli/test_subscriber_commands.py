"""What can the operator see and change of one subscriber?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli import main
from publisher.config import Web, load
from publisher.keyring import Keyring
from publisher.model import Cadence
from publisher.store import open_store
from publisher.subscribe import requests
from publisher.subscriber import Preferences


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


def test_a_forgotten_person_is_taken_in_by_no_command_and_no_list(folder: Path) -> None:
    publisher("subscribers", "add", "ada@example.org")
    found = publisher("subscribers", "forget", "ADA@example.org")
    assert (found.exit_code, found.output.partition(". ")[0]) == (0, "ADA@example.org is forgotten")
    assert publisher("subscribers", "show", "ada@example.org").exit_code == 64
    again = publisher("subscribers", "add", "ada@example.org")
    assert (again.exit_code, "was forgotten here at their wish" in again.output) == (64, True)
    (folder / "list.csv").write_text(
        "email,subscriber_type\nAda@example.org,regular\nben@example.org,regular\n"
    )
    for more in ((), ("--dry-run",)):
        found = publisher("subscribers", "import", "list.csv", "--confirmed", "test", *more)
        assert "list.csv:2: Ada@example.org was forgotten here at their wish" in found.output
        assert "1 rows cannot be used" in found.output
    assert publisher("subscribers", "list").output.count("\n") == 1


def test_one_who_was_forgotten_and_stands_in_the_configuration_keeps_nobody_from_their_mail(
    folder: Path,
) -> None:
    publisher("subscribers", "add", "ada@example.org")
    publisher("subscribers", "forget", "ada@example.org")
    config = folder / "publisher.toml"
    text = config.read_text().replace("daily = []", 'daily = ["ada@example.org", "ben@example.org"]')
    config.write_text(text)
    found = publisher("subscribers", "list")
    assert (found.exit_code, found.output) == (0, "ben@example.org  active  daily  (configuration)\n")


def test_forgetting_needs_somebody_who_is_known() -> None:
    found = publisher("subscribers", "forget", "ada@example.org")
    assert (found.exit_code, "nothing is known of it" in found.output) == (64, True)


def test_a_person_gets_all_that_is_stored_as_json() -> None:
    publisher("subscribers", "add", "ada@example.org", "--section", "world")
    found = json.loads(publisher("subscribers", "export", "--person", "Ada@Example.org").output)
    assert found.keys() == {"subscriber", "history", "requests", "deliveries"}
    assert found["subscriber"]["address"] == "ada@example.org"
    assert found["subscriber"]["preferences"]["sections"] == ["world"]
    assert [each["state"] for each in found["history"]] == ["active"]
    assert publisher("subscribers", "export", "--person", "ben@example.org").exit_code == 64


def test_status_counts_who_is_subscribed_and_who_waits(folder: Path) -> None:
    assert "\nsubscribers  " not in publisher("status").output
    for name in ("ada", "ben"):
        publisher("subscribers", "add", f"{name}@example.org")
    publisher("subscribers", "remove", "ben@example.org")
    settings = load(folder / "publisher.toml")
    asked = requests.Asked(
        address="cy@example.org", preferences=Preferences(cadence=Cadence.DAILY), network="192.0.2.7"
    )
    store = open_store(settings.database)
    web = Web(address="https://news.example.org/")
    requests.ask(store, asked, web, Keyring(settings.keys_file).keys(), datetime.now(UTC))
    store.close()
    assert "subscribers  1 active, 1 unsubscribed; 1 request waiting\n" in publisher("status").output
    found = json.loads(publisher("status", "--json").stdout)
    assert (found["subscribers"], found["requests_waiting"]) == ({"active": 1, "unsubscribed": 1}, 1)
