"""What do the commands print, and with which number do they end?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import STORY, markdown

from publisher import locks
from publisher.renderers.atom import AtomRenderer

from .terminal import drop, lines, one_sentence, publisher, run

HEAVY = ("sqlalchemy", "alembic", "lxml", "pydantic", "jinja2", "trafilatura", "feedgen", "structlog", "nh3")


# init


def test_init_writes_a_configuration_and_folders_that_work_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    result = publisher(
        "init",
        str(folder),
        "--title",
        'The "Danube"',
        "--home",
        "https://d.example.org",
        "--time-zone",
        "Europe/Berlin",
    )
    assert result.exit_code == 0, result.output
    assert {path.name for path in folder.iterdir()} == {"publisher.toml", "inbox", "feeds", "outbox"}
    assert {path.name for path in (folder / "outbox").iterdir()} == {"cur", "new", "tmp"}
    config = str(folder / "publisher.toml")
    assert f"publisher build --config {config}" in result.output
    assert publisher("build", "--config", config).exit_code == 0
    assert (folder / "feeds/atom.xml").exists()
    assert (folder / "publisher.db").exists()


def test_init_leaves_what_is_there_alone(tmp_path: Path) -> None:
    publisher("init", str(tmp_path))
    before = (tmp_path / "publisher.toml").read_bytes()
    one_sentence(publisher("init", str(tmp_path)), 73, "is there already and stays as it is")
    assert (tmp_path / "publisher.toml").read_bytes() == before


def test_every_publication_gets_an_id_of_its_own(tmp_path: Path) -> None:
    for name in "ab":
        publisher("init", str(tmp_path / name))
    first, second = (
        (tmp_path / name / "publisher.toml").read_text().split("\nid = ")[1][:38] for name in "ab"
    )
    assert first != second


def test_init_with_a_mistake_writes_nothing(tmp_path: Path) -> None:
    one_sentence(publisher("init", str(tmp_path / "x"), "--time-zone", "Europe/Berln"), 78, "Europe/Berlin")
    assert not (tmp_path / "x" / "publisher.toml").exists()


# build, and the number that it ends with


def test_build_publishes_and_says_what_it_did(folder: Path) -> None:
    drop(folder, "world/a.md", markdown("A"))
    result = publisher("build")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1 new, 0 edited, 0 moved, 0 unchanged; 1 pages and ")
    again = publisher("build")
    assert again.stdout == "0 new, 0 edited, 0 moved, 1 unchanged; 0 pages and 0 other files written.\n"


def test_65_all_but_the_files_that_are_named(folder: Path) -> None:
    drop(folder, "a.md", markdown("A"))
    drop(folder, "b.md", "")
    for _ in range(2):  # it is said again until somebody acts
        result = publisher("build")
        assert result.exit_code == 65
        assert result.stderr.startswith("b.md: set aside: the file is empty")
    assert (folder / "feeds/articles/a.html").exists()


def test_65_a_feed_with_faults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AtomRenderer, "render", lambda *_: b"<feed>")
    result = publisher("build")
    assert result.exit_code == 65
    assert "not published: atom.xml: not well-formed XML" in result.stderr


def test_66_an_inbox_that_is_not_there_withdraws_nothing(folder: Path) -> None:
    file = drop(folder, "a.md", markdown("A"))
    publisher("build")
    feed = (folder / "feeds/atom.xml").read_bytes()
    file.unlink()
    (folder / "inbox").rmdir()
    one_sentence(publisher("build"), 66, "the inbox is not there")
    assert (folder / "feeds/atom.xml").read_bytes() == feed


def test_73_an_output_that_cannot_be_written(folder: Path) -> None:
    drop(folder, "a.md", markdown("A"))
    (folder / "feeds").write_text("in the way")
    one_sentence(publisher("build"), 73, "cannot be written")


def test_74_a_damaged_database_harms_nothing_that_is_published(folder: Path) -> None:
    drop(folder, "a.md", markdown("A"))
    publisher("build")
    feed = (folder / "feeds/atom.xml").read_bytes()
    (folder / "publisher.db").write_bytes(b"not a database at all " * 500)
    one_sentence(publisher("build"), 74, "is damaged or not a database")
    assert (folder / "feeds/atom.xml").read_bytes() == feed


def test_75_another_process_at_work(folder: Path) -> None:
    with locks.hold(folder / "publisher.db.lock"):
        one_sentence(publisher("build"), 75, "another process works on this publication")
        assert json.loads(publisher("status", "--json").stdout)["running"] is True
    assert json.loads(publisher("status", "--json").stdout)["running"] is False


@pytest.mark.parametrize(
    "command", ["build", "articles", "status", "run", "learn --list", "digest --preview", "subscribers list"]
)
def test_78_a_configuration_that_cannot_be_meant_so(folder: Path, command: str) -> None:
    (folder / "publisher.toml").write_text("inbx = 3\n")
    one_sentence(publisher(*command.split()), 78, 'inbx: there is no such key; did you mean "inbox"?')


# articles and status


def test_articles_json_tells_what_is_published(folder: Path) -> None:
    drop(folder, "world/a.md", markdown("A"))
    drop(folder, "draft.md", markdown("Draft", draft="true"))
    publisher("build")
    (found,) = lines(publisher("articles", "--json"))
    assert list(found) == [
        *("id", "path", "section", "title", "summary", "text", "published", "updated", "url"),
        *("corrections", "withdrawn"),
    ]
    assert (found["corrections"], found["withdrawn"]) == ([], None)
    assert found["text"] == "\n\n".join(STORY)
    assert (found["path"], found["section"], found["title"]) == ("world/a.md", "world", "A")
    assert found["url"] == "https://courier.example.org/world/a.html"
    assert found["id"].startswith("urn:uuid:")
    assert "world/a.md" in publisher("articles").output


def test_status_json_tells_what_is_published_set_aside_and_due(folder: Path) -> None:
    drop(folder, "a.md", markdown("A"))
    drop(folder, "b.md", "")
    drop(folder, "draft.md", markdown("Draft", draft="true"))
    publisher("build")
    found = json.loads(publisher("status", "--json").stdout)
    assert list(found) == [
        "publication",
        "running",
        "published",
        "waiting",
        "drafts",
        "newest",
        "set_aside",
        "subscribers",
        "requests_waiting",
        "next_editions",
        "editions",
        "notifications",
    ]
    assert (found["published"], found["waiting"], found["drafts"]) == (1, 0, 1)
    assert [each["path"] for each in found["set_aside"]] == ["b.md"]
    assert [each["cadence"] for each in found["next_editions"]] == ["daily"]
    assert found["editions"] == []
    assert "b.md: the file is empty" in publisher("status").output


# digest and subscribers


def test_digest_previews_without_closing_and_closes_without_asking_twice(folder: Path) -> None:
    assert (
        publisher("subscribers", "add", "Ada <ada@example.org>").output
        == "ada@example.org receives the daily digest.\n"
    )
    assert "Nothing new" in publisher("digest", "--preview", "--to", "out").output
    drop(folder, "a.md", markdown("The crane"))
    publisher("build")
    for _ in range(2):
        result = publisher("digest", "--preview", "--to", "out")
        assert result.exit_code == 0, result.output
        assert "Subject: The crane" in result.output
        assert "The crane" in (folder / "out/digest.html").read_text(encoding="utf-8")
        text = (folder / "out/digest.txt").read_text(encoding="utf-8")
        assert "The crane" in text
        assert "mailto:" in text
        assert "unsubscribe.invalid" not in text
    result = publisher("digest", "--now")
    assert result.exit_code == 0, result.output
    assert "1 accepted, 0 deferred, 0 refused." in result.output
    (mail,) = (folder / "outbox/new").iterdir()
    assert b"To: ada@example.org" in mail.read_bytes()
    assert "Nothing new" in publisher("digest", "--now").output
    (edition,) = json.loads(publisher("status", "--json").stdout)["editions"]
    assert edition["deliveries"] == {"accepted": 1}


@pytest.mark.parametrize("arguments", [[], ["--preview", "--now"]])
def test_digest_wants_one_of_two(folder: Path, arguments: list[str]) -> None:
    assert publisher("digest", *arguments).exit_code == 2


def test_a_removed_subscriber_receives_nothing_and_the_configuration_does_not_bring_them_back(
    folder: Path,
) -> None:
    text = (folder / "publisher.toml").read_text().replace("weekly = []", 'weekly = ["ben@example.org"]')
    (folder / "publisher.toml").write_text(text)
    publisher("subscribers", "add", "ada@example.org")
    publisher("subscribers", "list")
    assert "receives no digest" in publisher("subscribers", "remove", "ADA@example.org").output
    publisher("subscribers", "remove", "ben@example.org")
    states = {each["address"]: each["state"] for each in lines(publisher("subscribers", "list", "--json"))}
    assert states == {"ada@example.org": "unsubscribed", "ben@example.org": "unsubscribed"}
    one_sentence(publisher("subscribers", "remove", "ada@example.org"), 64, "is not subscribed")


def test_subscribers_are_listed_with_state_cadence_and_origin(folder: Path) -> None:
    text = (folder / "publisher.toml").read_text().replace("weekly = []", 'weekly = ["ben@example.org"]')
    (folder / "publisher.toml").write_text(text)
    publisher("subscribers", "add", "ada@example.org")
    found = lines(publisher("subscribers", "list", "--json"))
    assert [(each["address"], each["state"], each["cadence"], each["origin"]) for each in found] == [
        ("ada@example.org", "active", "daily", "command line"),
        ("ben@example.org", "active", "weekly", "configuration"),
    ]
    assert "ben@example.org  active  weekly  (configuration)" in publisher("subscribers", "list").output


def test_64_what_is_no_address(folder: Path) -> None:
    one_sentence(publisher("subscribers", "add", "ada@exa mple.org"), 64, "is not an e-mail address")


# The program as a process


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom publisher.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"  # noqa: E501  a row of a table or of text
        f"print('loaded', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = run("-c", code)
    assert result.returncode == 0, result.stderr
    for command in ("init", "check", "learn", "build", "run", "status", "articles", "digest", "subscribers"):
        assert f"\n  {command} " in result.stdout
    assert result.stdout.endswith("loaded []\n")
