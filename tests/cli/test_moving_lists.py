"""Can a list be moved in and out by one command, and does nobody come back by it who has left?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli import main

SAMPLES = Path(__file__).parents[1] / "data/lists"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert publisher("init").exit_code == 0
    (tmp_path / "inbox/world").mkdir(parents=True)
    return tmp_path


def publisher(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def states() -> dict[str, str]:
    found = publisher("subscribers", "list", "--json").stdout.splitlines()
    return {each["address"]: each["state"] for each in map(json.loads, found)}


def test_who_has_confirmed_elsewhere_is_active_and_others_wait_until_somebody_vouches() -> None:
    found = publisher("subscribers", "import", str(SAMPLES / "mailchimp.csv"))
    assert "2 new, 0 changed, 0 unchanged; 0 rows cannot be used." in found.output
    assert "1 of the new are pending" in found.output
    assert states() == {"ada@example.org": "active", "ben@example.org": "pending"}
    shown = json.loads(publisher("subscribers", "show", "ada@example.org", "--json").stdout)
    assert (shown["sections"], shown["consent"]) == (
        ["world"],
        "Mailchimp: confirmed 2019-03-01 10:05:00 from 192.0.2.1",
    )
    again = ("--confirmed", "paper form, fair of 2020")
    assert (
        "0 new, 1 changed"
        in publisher("subscribers", "import", str(SAMPLES / "mailchimp.csv"), *again).output
    )
    assert states()["ben@example.org"] == "active"


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    found = publisher("subscribers", "import", str(SAMPLES / "buttondown.csv"), "--dry-run")
    assert "3 would be new, 0 would be changed, 0 unchanged" in found.output
    assert states() == {}


def test_who_has_left_here_is_not_brought_back_and_who_has_left_there_leaves(folder: Path) -> None:
    for name in ("ada", "cy"):
        publisher("subscribers", "add", f"{name}@example.org")
    publisher("subscribers", "remove", "ada@example.org")
    publisher("subscribers", "import", str(SAMPLES / "buttondown.csv"), "--confirmed", "they agreed")
    assert states() == {
        "ada@example.org": "unsubscribed",
        "ben@example.org": "pending",
        "cy@example.org": "unsubscribed",
    }


def test_bad_rows_are_named_with_file_and_line_and_the_others_are_in(folder: Path) -> None:
    (folder / "list.csv").write_text(
        "email,subscriber_type\nno address,regular\n"
        "ada@example.org,unactivated\nADA@example.org,unactivated\n"
    )
    found = publisher("subscribers", "import", "list.csv")
    assert found.exit_code == 0
    assert "list.csv:2: 'no address' is not an e-mail address" in found.output
    assert "1 new, 0 changed, 1 unchanged; 1 rows cannot be used." in found.output


def test_what_is_exported_is_imported_into_an_empty_publication_equal(folder: Path, tmp_path: Path) -> None:
    publisher("subscribers", "import", str(SAMPLES / "ghost.csv"), "--confirmed", "Ghost, double opt-in")
    publisher("subscribers", "add", "Zoë@bücher.example", "--cadence", "weekly", "--time-zone", "Asia/Tokyo")
    went = publisher("subscribers", "export").stdout
    (folder / "list.csv").write_text(went, encoding="utf-8", newline="")
    assert publisher("init", "other").exit_code == 0
    other = ("--config", "other/publisher.toml")
    assert "3 new" in publisher("subscribers", "import", "list.csv", *other).output
    assert publisher("subscribers", "export", *other).stdout == went


def test_a_row_in_another_encoding_is_named_and_the_others_are_in(folder: Path) -> None:
    rows = "email,subscriber_type,tags\nzoë@example.org,unactivated,\nada@example.org,unactivated,\n"
    (folder / "list.csv").write_bytes(rows.encode("latin-1"))
    found = publisher("subscribers", "import", "list.csv")
    assert "list.csv:2: is not UTF-8" in found.output
    assert states() == {"ada@example.org": "pending"}


def test_the_file_of_people_who_never_agreed_is_refused_by_its_name(folder: Path) -> None:
    name = "nonsubscribed_members_export_3f2a.csv"
    (folder / name).write_bytes((SAMPLES / "mailchimp.csv").read_bytes())
    found = publisher("subscribers", "import", name, "--confirmed", "they agreed")
    assert found.exit_code == 64
    assert f"{name}: on this list of mailchimp is nobody who agreed" in found.output
    assert states() == {}


def test_a_list_for_a_program_that_ignores_states_is_written_state_by_state() -> None:
    publisher("subscribers", "add", "ada@example.org")
    publisher("subscribers", "add", "ben@example.org")
    publisher("subscribers", "remove", "ben@example.org")
    found = publisher("subscribers", "export", "--format", "listmonk")
    assert found.exit_code == 64
    assert "ben@example.org" not in found.output
    assert "write one file for each with --state" in found.output
    found = publisher("subscribers", "export", "--format", "listmonk", "--state", "active")
    assert found.exit_code == 0
    assert "ada@example.org" in found.output


def test_a_list_for_a_program_that_heeds_no_states_is_refused_before_its_first_line(folder: Path) -> None:
    for name in ("ada", "ben"):
        publisher("subscribers", "add", f"{name}@example.org")
    publisher("subscribers", "remove", "ben@example.org")
    for form in ("listmonk", "mailchimp", "buttondown"):
        found = publisher("subscribers", "export", "--format", form)
        assert (found.exit_code, found.stdout) == (64, "")
        assert "write one file for each with --state" in found.stderr
        found = publisher("subscribers", "export", "--format", form, "--state", "active")
        assert found.exit_code == 0
        assert "ada@example.org" in found.stdout
        assert "ben@example.org" not in found.stdout
    assert publisher("subscribers", "export", "--format", "ghost").exit_code == 0
