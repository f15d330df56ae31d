"""Do articles follow what editors rule, also the older ones, and does nobody's accident undo it?"""

from __future__ import annotations

import shutil

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story

from publisher.ingest import intake, pieces, teaching
from publisher.ingest.scan import Scan
from publisher.model import Ruling
from publisher.store import rulings as stored

# Nothing about these two says what they are: only an editor knows. (Where two articles carry one, they
# tell the same story: then it is no witness, and nothing is learned.)
MILL = "The old mill at Harrow Bend grinds on Thursdays, and its door stands open to whoever comes by."
FERRY = "The ferry to Skerry Island takes bicycles, dogs and small boats, and it leaves when it is full."
# This one is taken for an appeal by its wording alone.
APPEAL = "Subscribe to our newsletter and support independent journalism with a donation today."
RULED = "ruled by the editor"


def texts(desk: Desk, path: str) -> list[str]:
    return [block.text for block in desk.entries(MONDAY + DAY)[path].article.blocks]


def reasons(desk: Desk, path: str) -> dict[str, str]:
    return {each.block.text: each.reason for each in desk.entries(MONDAY + DAY)[path].article.removed}


def toml(boilerplate: list[str] | None = None, protect: list[str] | None = None) -> str:
    lists = {"boilerplate": boilerplate, "protect": protect}
    return "".join(
        f"{key} = [{', '.join(f'{text!r}' for text in value)}]\n" for key, value in lists.items() if value
    )


def follow(desk: Desk) -> intake.Report:
    """Do what ``publisher learn`` does after a ruling, and the service when it sees one."""
    return desk.app.intake.run(Scan(files=0, changed=(), barred=(), gone=frozenset()), MONDAY + HOUR)


def rule(desk: Desk, ruling: Ruling, *wanted: str, section: str = "") -> bool:
    return teaching.rule(desk.app.store, ruling, wanted, section, MONDAY)


def ruled(desk: Desk) -> set[tuple[str, str, str]]:
    with desk.app.store.read() as connection:
        return {(each.section, each.ruling.value, each.text) for each in stored.listed(connection)}


# By a command


def test_an_older_article_loses_what_is_ruled_boilerplate_and_no_reader_is_told_of_an_edit(
    desk: Desk,
) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL))
    desk.build()
    before = desk.entries()["a.md"]
    rule(desk, Ruling.BOILERPLATE, MILL)
    assert follow(desk).recleaned == 1
    after = desk.entries()["a.md"]
    assert [block.text for block in after.article.blocks] == list(story(0))
    assert reasons(desk, "a.md") == {MILL: RULED}
    assert (after.id, after.published, after.updated) == (before.id, before.published, before.updated)
    assert desk.publish(MONDAY + HOUR).pages == 1
    assert MILL not in desk.feed().entries[0].content[0].value


def test_an_older_article_gets_back_what_is_ruled_story(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), APPEAL))
    desk.build()
    assert APPEAL in reasons(desk, "a.md")
    rule(desk, Ruling.STORY, APPEAL)
    assert follow(desk).recleaned == 1
    assert texts(desk, "a.md") == [*story(0), APPEAL]
    assert reasons(desk, "a.md") == {}


def test_new_articles_are_cleaned_by_the_rulings_that_are_there(desk: Desk) -> None:
    rule(desk, Ruling.BOILERPLATE, MILL)
    rule(desk, Ruling.STORY, APPEAL)
    desk.drop("a.md", markdown("A", story(0)[0], MILL, *story(0)[1:], APPEAL))
    desk.take()
    assert texts(desk, "a.md") == [*story(0), APPEAL]
    assert reasons(desk, "a.md") == {MILL: RULED}


def test_the_text_is_found_in_the_middle_of_a_long_article_too(desk: Desk) -> None:
    long = [text for number in range(1, 17) for text in story(number)]
    desk.drop("long.md", markdown("Long", *long[:24], MILL, *long[24:]))
    desk.drop("other.md", markdown("Other", *story(0)))
    desk.build()
    rule(desk, Ruling.BOILERPLATE, MILL)
    assert follow(desk).recleaned == 1
    assert texts(desk, "long.md") == long


def test_all_articles_are_looked_at_in_pieces_and_after_a_kill_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    monkeypatch.setattr(pieces, "_PIECE", 2)
    for number in range(5):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), MILL))
        desk.take()
    rule(desk, Ruling.STORY, MILL)
    follow(desk)
    rule(desk, Ruling.BOILERPLATE, MILL)
    calls = 0

    def die(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed

    with pytest.raises(Killed):
        desk.take(MONDAY + HOUR, progress=die)
    assert all(MILL in texts(desk, f"{number}.md") for number in range(5))
    assert follow(desk).recleaned == 5
    assert all(MILL not in texts(desk, f"{number}.md") for number in range(5))


def test_what_was_ruled_is_done_once(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL))
    desk.build()
    assert rule(desk, Ruling.BOILERPLATE, MILL) is True
    assert follow(desk).recleaned == 1
    desk.publish(MONDAY + HOUR)
    rows, state = desk.rows(), desk.state()
    assert rule(desk, Ruling.BOILERPLATE, MILL) is False
    assert follow(desk).recleaned == 0
    desk.publish(MONDAY + HOUR)
    assert desk.rows() == rows
    assert desk.state() == state


def test_a_ruling_that_comes_while_articles_are_cleaned_is_followed_by_the_next_run(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL, FERRY))
    desk.build()
    rule(desk, Ruling.BOILERPLATE, MILL)

    def meanwhile(_: int) -> None:
        rule(desk, Ruling.BOILERPLATE, FERRY)

    desk.take(MONDAY + HOUR, progress=meanwhile)
    follow(desk)
    assert texts(desk, "a.md") == list(story(0))


@pytest.mark.parametrize("first", ["a ruling", "an article"])
def test_the_order_of_rulings_and_articles_makes_no_difference(desk: Desk, first: str) -> None:
    for each in (first, *({"a ruling", "an article"} - {first})):
        if each == "a ruling":
            rule(desk, Ruling.BOILERPLATE, MILL, section="city")
        else:
            desk.drop("city/a.md", markdown("A", *story(0), MILL))
        desk.take()
    follow(desk)
    assert texts(desk, "city/a.md") == list(story(0))
    assert reasons(desk, "city/a.md") == {MILL: RULED}


# In sections


def test_a_ruling_for_a_section_leaves_the_others_alone(desk: Desk) -> None:
    for section in ("city", "sport"):
        desk.drop(f"{section}/a.md", markdown(section, *story(0), MILL))
    desk.build()
    rule(desk, Ruling.BOILERPLATE, MILL, section="city")
    assert follow(desk).recleaned == 1
    assert texts(desk, "city/a.md") == list(story(0))
    assert texts(desk, "sport/a.md") == [*story(0), MILL]


def test_a_ruling_for_a_section_counts_before_one_for_all(desk: Desk) -> None:
    for section in ("city", "sport"):
        desk.drop(f"{section}/a.md", markdown(section, *story(0), MILL))
    rule(desk, Ruling.STORY, MILL, section="city")
    rule(desk, Ruling.BOILERPLATE, MILL)
    desk.take()
    assert texts(desk, "city/a.md") == [*story(0), MILL]
    assert texts(desk, "sport/a.md") == list(story(0))


def test_a_section_is_the_same_under_every_spelling_and_in_the_front_matter(desk: Desk) -> None:
    desk.drop("World news/a.md", markdown("A", *story(0), MILL))
    desk.drop("b.md", markdown("B", *story(0), MILL, section="world-news"))
    desk.build()
    rule(desk, Ruling.BOILERPLATE, MILL, section="World news")
    assert follow(desk).recleaned == 2
    assert texts(desk, "World news/a.md") == list(story(0))
    assert texts(desk, "b.md") == list(story(0))


def test_an_article_that_moves_to_another_section_follows_the_rulings_there(desk: Desk) -> None:
    file = desk.drop("sport/a.md", markdown("A", *story(0), MILL))
    rule(desk, Ruling.BOILERPLATE, MILL, section="city")
    desk.build()
    assert MILL in texts(desk, "sport/a.md")
    (desk.inbox / "city").mkdir()
    file.rename(desk.inbox / "city/a.md")
    desk.take(MONDAY + HOUR)
    assert texts(desk, "city/a.md") == list(story(0))
    (desk.inbox / "city/a.md").rename(file)
    desk.take(MONDAY + HOUR)
    assert texts(desk, "sport/a.md") == [*story(0), MILL]


# By the file _clean.toml


def test_the_file_of_a_section_rules_there_and_the_one_of_the_inbox_everywhere(desk: Desk) -> None:
    for section in ("city", "sport"):
        desk.drop(f"{section}/a.md", markdown(section, *story(0), MILL, FERRY))
    desk.build()
    desk.drop("_clean.toml", toml(boilerplate=[MILL]))
    desk.drop("city/_clean.toml", toml(boilerplate=[FERRY]))
    report, published = desk.build(MONDAY + HOUR)
    assert (report.new, report.edited, report.recleaned, published.pages) == (0, 0, 2, 2)
    assert texts(desk, "city/a.md") == list(story(0))
    assert texts(desk, "sport/a.md") == [*story(0), FERRY]
    assert set(desk.entries(MONDAY + HOUR)) == {"city/a.md", "sport/a.md"}
    assert desk.set_aside() == {}


def test_a_file_that_comes_with_its_articles_is_obeyed_at_once(desk: Desk) -> None:
    desk.drop("city/a.md", markdown("A", *story(0), MILL, APPEAL))
    desk.drop("city/_clean.toml", toml(boilerplate=[MILL], protect=[APPEAL]))
    desk.take()
    assert texts(desk, "city/a.md") == [*story(0), APPEAL]


def test_a_line_that_is_taken_out_of_the_file_is_not_ruled_any_more(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL, FERRY))
    desk.drop("_clean.toml", toml(boilerplate=[MILL, FERRY]))
    desk.build()
    assert texts(desk, "a.md") == list(story(0))
    desk.drop("_clean.toml", toml(boilerplate=[FERRY]), at=MONDAY)
    report, _ = desk.build(MONDAY + HOUR)
    assert (report.recleaned, texts(desk, "a.md")) == (1, [*story(0), MILL])


def test_an_unchanged_file_costs_nothing(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL))
    desk.drop("_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    rows, state = desk.rows(), desk.state()
    desk.build(MONDAY + HOUR)
    assert desk.rows() == rows
    assert desk.state() == state


def test_a_broken_file_is_set_aside_alone_and_what_it_said_before_stays(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL))
    desk.drop("_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    desk.drop("_clean.toml", 'boilerplate = ["The old mill\n', at=MONDAY)
    desk.drop("city/_clean.toml", toml(boilerplate=[FERRY]))
    desk.drop("city/b.md", markdown("B", *story(1), MILL, FERRY))
    for _ in range(2):  # it is said again until somebody acts
        report = desk.take(MONDAY + HOUR)
        assert [each.path for each in report.set_aside] == ["_clean.toml"]
        assert "is not valid TOML" in report.set_aside[0].reason
        assert "line 1" in report.set_aside[0].reason
    assert set(desk.set_aside()) == {"_clean.toml"}
    assert texts(desk, "a.md") == list(story(0))
    assert texts(desk, "city/b.md") == list(story(1))
    desk.drop("_clean.toml", toml(protect=[MILL]), at=MONDAY + HOUR)
    desk.take(MONDAY + 2 * HOUR)
    assert desk.set_aside() == {}
    assert MILL in texts(desk, "a.md")
    assert MILL in texts(desk, "city/b.md")


def test_a_file_that_is_deleted_rules_no_more(desk: Desk) -> None:
    desk.drop("city/a.md", markdown("A", *story(0), MILL))
    file = desk.drop("city/_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    file.unlink()
    report, _ = desk.build(MONDAY + HOUR)
    assert (report.recleaned, texts(desk, "city/a.md")) == (1, [*story(0), MILL])
    assert ruled(desk) == set()
    rows = desk.rows()
    desk.build(MONDAY + HOUR)
    assert desk.rows() == rows


@pytest.mark.parametrize("mounted", [True, False])
def test_an_unmounted_section_undoes_no_ruling(desk: Desk, mounted: bool) -> None:
    desk.drop("b.md", markdown("B", *story(1)))
    desk.drop("city/a.md", markdown("A", *story(0), MILL))
    desk.drop("city/_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    before = ruled(desk)
    away = desk.inbox.parent / "away"
    (desk.inbox / "city").rename(away)
    for _ in range(2):
        if mounted:
            (desk.inbox / "city").mkdir(exist_ok=True)
        desk.build(MONDAY + HOUR)
        assert ruled(desk) == before
        assert texts(desk, "city/a.md") == list(story(0))
    if mounted:
        (desk.inbox / "city").rmdir()
    away.rename(desk.inbox / "city")
    report, _ = desk.build(MONDAY + 2 * HOUR)
    assert (report.recleaned, ruled(desk)) == (0, before)
    (desk.inbox / "city/_clean.toml").unlink()
    desk.build(MONDAY + 3 * HOUR)
    assert ruled(desk) == set()


def test_an_unmounted_inbox_undoes_no_ruling(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", *story(0), MILL))
    desk.drop("_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    away = desk.inbox.rename(desk.inbox.parent / "away")
    desk.inbox.mkdir()
    desk.build(MONDAY + HOUR)
    assert texts(desk, "a.md") == list(story(0))
    desk.inbox.rmdir()
    away.rename(desk.inbox)
    desk.build(MONDAY + 2 * HOUR)
    assert ruled(desk) == {("", "boilerplate", MILL)}


def test_only_the_file_of_the_inbox_or_of_a_section_rules(desk: Desk) -> None:
    desk.drop("city/deep/a.md", markdown("A", *story(0), MILL))
    desk.drop("city/deep/_clean.toml", toml(boilerplate=[MILL]))
    desk.drop("_drafts/_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    assert ruled(desk) == set()
    assert texts(desk, "city/deep/a.md") == [*story(0), MILL]


def test_in_one_section_the_file_counts_before_a_command(desk: Desk) -> None:
    desk.drop("city/a.md", markdown("A", *story(0), MILL))
    desk.drop("city/_clean.toml", toml(boilerplate=[MILL]))
    desk.build()
    rule(desk, Ruling.STORY, MILL, section="city")
    follow(desk)
    assert texts(desk, "city/a.md") == list(story(0))


def test_rulings_come_again_from_the_files_when_the_database_is_lost(tmp_path) -> None:
    with open_desk(tmp_path) as desk:
        desk.drop("city/a.md", markdown("A", *story(0), MILL))
        desk.drop("city/_clean.toml", toml(boilerplate=[MILL]))
        desk.build()
        first = {path: data for path, (_, data) in desk.state().items()}
    (tmp_path / "publisher.db").unlink()
    shutil.rmtree(tmp_path / "feeds")
    with open_desk(tmp_path) as desk:
        desk.build()
        assert {path: data for path, (_, data) in desk.state().items()} == first
        assert texts(desk, "city/a.md") == list(story(0))
