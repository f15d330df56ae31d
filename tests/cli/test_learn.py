"""What does ``publisher learn`` show and rule, and with which number does it end?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk import markdown, story

from publisher import locks

from .terminal import drop, publisher

MILL = "The old mill at Harrow Bend grinds on Thursdays, and its door stands open to whoever comes by."
FERRY = "The ferry to Skerry Island takes bicycles, dogs and small boats, and it leaves when it is full."
APPEAL = "Subscribe to our newsletter and support independent journalism with a donation today."
# This one only because several articles carry it.
COLUMN = "Our weekly column on the harbour is written by the pilots of the Brindleport station."

# Of stories that have a lead after one pattern nobody can say whether they are versions of one.
LEADS = (
    "A crane sank beside the northern quay on Monday, and the harbour was closed until the evening.",
    "Night buses return to the hill villages in December, after nine years in which nobody drove there.",
    "The school roof was mended by its own pupils, who had learned on the wreck of a herring boat how.",
    "Two wolves crossed the frozen strait in the night and were seen at dawn by the lighthouse keeper.",
    "Bread became dearer for the third time since spring, as the mills pay twice as much for their grain.",
    "An orchestra without a conductor won the prize of the province, and asked for the money in chairs.",
    "The library lends umbrellas from now on; whoever keeps one over the winter pays with an hour of work.",
)


def articles(folder: Path, section: str, *paragraphs: str, most: int = 3, first: int = 0) -> None:
    for number in range(first, first + most):
        text = markdown(f"Story {number}", LEADS[number], *paragraphs)
        drop(folder, f"{section}/{number}.md".lstrip("/"), text)
    assert publisher("build").exit_code == 0


def good(*arguments: str) -> str:
    result = publisher("learn", *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refused(*arguments: str, code: int = 65) -> str:
    result = publisher("learn", *arguments)
    assert result.exit_code == code, (result.output, result.exception)
    assert "Traceback" not in result.output
    return result.stderr


def listed(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in good("--list", "--json", *arguments).splitlines()]


def page(folder: Path, path: str) -> str:
    return (folder / "feeds" / path).read_text(encoding="utf-8")


def test_the_list_shows_what_was_learned_where_it_stands_and_why_it_goes(folder: Path) -> None:
    articles(folder, "city", APPEAL)
    (found,) = listed()
    assert (found["text"], found["stories"], found["sections"]) == (APPEAL, 3, ["city"])
    assert found["reason"]
    assert found["rulings"] == []
    assert f"{APPEAL}\n    in 3 stories: city\n    {found['reason']}\n" == good("--list")


def test_the_list_is_cut_to_100_characters_and_to_most(folder: Path) -> None:
    long = f"{MILL} {FERRY}"
    articles(folder, "", long, MILL, most=1)
    good("--boilerplate", long, "--boilerplate", MILL)
    first, second = listed()
    assert {first["text"], second["text"]} == {long, MILL}
    (line, *_) = good("--list", "--most", "1").splitlines()
    assert len(line) <= 100
    assert len(listed("--most", "1")) == 1
    assert f"{long[:99]}…" in good("--list")


def test_an_empty_list_is_empty(folder: Path) -> None:
    assert good("--list") == ""


def test_a_text_that_is_ruled_boilerplate_is_out_of_the_page_at_once(folder: Path) -> None:
    articles(folder, "", MILL, most=1)
    assert MILL in page(folder, "articles/0.html")
    output = good("--boilerplate", MILL)
    assert output == f"Boilerplate everywhere: {MILL}\n1 article corrected, 1 page written.\n"
    assert MILL not in page(folder, "articles/0.html")
    (found,) = listed()
    assert found["rulings"] == [{"ruling": "boilerplate", "section": "", "by": "command"}]
    assert "ruled boilerplate everywhere, by command" in good("--list")
    again = good("--boilerplate", MILL)
    assert again == f"Already ruled: Boilerplate everywhere: {MILL}\n0 articles corrected, 0 pages written.\n"


def test_a_text_that_is_protected_is_in_the_page_at_once(folder: Path) -> None:
    articles(folder, "city", APPEAL)
    assert APPEAL not in page(folder, "city/0.html")
    assert "3 articles corrected, 3 pages written." in good("--protect", APPEAL, "--section", "City")
    assert APPEAL in page(folder, "city/0.html")


@pytest.mark.parametrize(
    "typed", [f"  {MILL}\n", MILL.upper(), MILL.lower().rstrip("."), MILL.replace(" ", "\n  ")]
)
def test_case_spacing_and_punctuation_make_no_difference(folder: Path, typed: str) -> None:
    articles(folder, "", MILL, most=1)
    assert f"Boilerplate everywhere: {MILL}\n" in good("--boilerplate", typed)
    assert MILL not in page(folder, "articles/0.html")
    assert f"Forgotten: {MILL}" in good("--forget", typed).replace(typed.strip(), MILL)
    assert MILL in page(folder, "articles/0.html")


def test_several_paragraphs_are_ruled_at_once(folder: Path) -> None:
    articles(folder, "", MILL, FERRY, most=1)
    good("--boilerplate", f"{MILL}\n\n{FERRY}")
    assert MILL not in page(folder, "articles/0.html")
    assert FERRY not in page(folder, "articles/0.html")


def test_a_text_that_stands_nowhere_changes_nothing_and_is_told_the_closest(folder: Path) -> None:
    articles(folder, "", MILL, FERRY, most=1)
    said = refused("--boilerplate", "The old mill at Harrow Bend grinds on Fridays, and its door is open.")
    assert "no article has this paragraph" in said
    assert said.endswith(f"Like it are:\n  {MILL}\n")
    assert refused("--protect", MILL[:30]).endswith(f"Like it are:\n  {MILL}\n")
    assert refused("--forget", "Nobody has ever written this.").count("\n") == 1
    assert listed() == []
    # one of two is wrong: none is ruled
    refused("--boilerplate", MILL, "--boilerplate", "Nobody has ever written this.")
    assert listed() == []


def test_a_short_line_in_the_middle_can_be_ruled_both_ways(folder: Path) -> None:
    articles(folder, "", "Harbour and hill", MILL, most=1)
    good("--protect", "Harbour and hill")
    assert ">Harbour and hill<" in page(folder, "articles/0.html")
    good("--boilerplate", "HARBOUR AND HILL:")
    assert ">Harbour and hill<" not in page(folder, "articles/0.html")
    assert MILL in page(folder, "articles/0.html")


def test_the_closest_text_is_found_in_a_script_without_spaces(folder: Path) -> None:
    text = "本文由北京日报社出版部编辑部整理发布,转载请注明出处并保留链接。"
    articles(folder, "", text, most=1)
    assert text in refused("--boilerplate", "本文由北京日报社编辑部整理发布,转载请注明出处。")


def test_a_text_of_another_section_is_not_this_ones(folder: Path) -> None:
    articles(folder, "city", MILL, most=1)
    articles(folder, "sport", FERRY, most=1, first=1)
    assert "no article in sport has this paragraph" in refused("--boilerplate", MILL, "--section", "sport")
    assert "Boilerplate in city" in good("--boilerplate", MILL, "--section", "city")


def test_a_section_that_is_not_there_is_a_mistake(folder: Path) -> None:
    articles(folder, "city", MILL, most=1)
    said = refused("--boilerplate", MILL, "--section", "citty", code=2)
    assert "there is no section 'citty'; did you mean \"city\"?" in said


def test_what_is_forgotten_is_learned_anew_by_later_articles_only(folder: Path) -> None:
    articles(folder, "city", COLUMN, most=6)
    assert [each["text"] for each in listed()] == [COLUMN]
    assert COLUMN not in page(folder, "city/0.html")
    assert f"Forgotten: {COLUMN}" in good("--forget", COLUMN)
    assert COLUMN in page(folder, "city/0.html")
    assert listed() == []
    assert f"Nothing was learned or ruled about it: {COLUMN}" in good("--forget", COLUMN)
    articles(folder, "city", COLUMN, most=1, first=6)
    assert COLUMN in page(folder, "city/6.html")
    assert COLUMN in page(folder, "city/0.html")


def test_the_word_of_a_file_is_changed_in_the_file(folder: Path) -> None:
    drop(folder, "city/_clean.toml", f'protect = ["{MILL}"]\n')
    articles(folder, "city", MILL, most=1)
    said = refused("--boilerplate", MILL, "--section", "city")
    assert "city/_clean.toml rules that this text is story; change it there" in said
    assert "city/_clean.toml rules about this text; take it out there" in refused("--forget", MILL)
    result = publisher("learn", "--boilerplate", MILL)
    assert result.exit_code == 0
    assert result.stderr == "But not in city: city/_clean.toml rules that it is story.\n"
    assert MILL in page(folder, "city/0.html")
    (found,) = listed()
    assert {"ruling": "story", "section": "city", "by": "_clean.toml"} in found["rulings"]


def test_the_word_of_a_file_that_is_gone_with_its_folder_can_be_forgotten(folder: Path) -> None:
    file = drop(folder, "city/_clean.toml", f'boilerplate = ["{MILL}"]\n')
    articles(folder, "city", MILL, most=1)
    for path in file.parent.iterdir():
        path.unlink()
    file.parent.rmdir()
    publisher("build")
    assert len(listed()) == 1
    good("--forget", MILL)
    assert listed() == []
    assert MILL in page(folder, "city/0.html")


def test_beside_a_running_service_the_ruling_is_left_to_it(folder: Path) -> None:
    articles(folder, "", MILL, most=1)
    with locks.hold(folder / "publisher.db.lock"):
        output = good("--boilerplate", MILL)
        assert "the service corrects the articles now" in output
        assert MILL in page(folder, "articles/0.html")
    publisher("build")
    assert MILL not in page(folder, "articles/0.html")


@pytest.mark.parametrize("arguments", [[], ["--list", "--protect", "A"], ["--protect", "A", "--forget", "A"]])
def test_learn_wants_one_of_four(folder: Path, arguments: list[str]) -> None:
    assert "Say one of" in refused(*arguments, code=2)


def test_a_text_without_words_is_a_mistake(folder: Path) -> None:
    assert "Expected a text with words." in refused("--protect", " – ", code=2)


# check


def test_check_shows_what_editors_have_ruled(folder: Path) -> None:
    articles(folder, "city", MILL, APPEAL, most=1)
    good("--boilerplate", MILL)
    good("--protect", APPEAL, "--section", "city")
    (found,) = [json.loads(publisher("check", "inbox/city/0.md", "--json").stdout)]
    blocks = {each["text"]: (each["kept"], each["reason"]) for each in found["blocks"]}
    assert blocks[MILL] == (False, "ruled by the editor")
    assert blocks[APPEAL] == (True, "ruled by the editor")
    assert publisher("check", "inbox/city/0.md").output.count("ruled by the editor") == 2


def test_check_obeys_a_clean_toml_that_nobody_has_built_with_and_names_a_broken_one(folder: Path) -> None:
    file = drop(folder, "city/a.md", markdown("A", *story(0), MILL, FERRY))
    drop(folder, "_clean.toml", f'boilerplate = ["{MILL}"]\n')
    drop(folder, "city/_clean.toml", f'boilerplate = ["{FERRY}"]\n')

    def gone() -> set[str]:
        found = json.loads(publisher("check", str(file), "--json").stdout)
        return {each["text"] for each in found["blocks"] if not each["kept"]}

    assert gone() == {MILL, FERRY}
    publisher("build")
    drop(folder, "_clean.toml", "")
    drop(folder, "city/_clean.toml", "boilerplate = 3\n")
    result = publisher("check", str(file))
    assert result.exit_code == 0
    assert "city/_clean.toml: set aside: boilerplate: expected a list of texts" in result.stderr
    assert gone() == {FERRY}
    built = publisher("build")
    assert built.exit_code == 65
    assert "city/_clean.toml: set aside: boilerplate: expected a list" in built.stderr
    assert "city/_clean.toml" in publisher("status").output
