"""Is what the documentation says true?"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
import pytest

from publisher import config, errors, parsers
from publisher.cli import main
from publisher.cli.build import PARTIAL
from publisher.cli.check import UNUSABLE
from publisher.parsers import metadata

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / ".ci" / "README.md"])

_ROW = re.compile(r"\| (?P<cells>.+) \|")
_TESTED = re.compile(r"<!-- test -->\n```sh\n(?P<script>.*?)```", re.DOTALL)
_FENCED = re.compile(r"```(?P<language>\w*)\n(?P<text>.*?)```", re.DOTALL)
_CODE = re.compile(r"`(?P<text>[^`\n]+)`")
_LINK = re.compile(r"(?:\]\(|(?:src|href)=\")(?P<target>[^)\"\s]+)")
_USE = re.compile(r"^(?:\S*/)?publisher (?P<arguments>(?:--?[a-z]|[a-z]).*)")


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without the table's own head."""
    lines = text.partition(f"\n{heading}\n")[2].splitlines()
    assert lines, f"there is no heading {heading!r}"
    until = next((number for number, line in enumerate(lines) if line.startswith("#")), len(lines))
    found = [match["cells"].split(" | ") for line in lines[:until] if (match := _ROW.fullmatch(line))]
    assert len(found) > 1, f"there is no table below {heading!r}"
    return found[1:]


def bare(cell: str) -> str:
    return cell.strip("`")


def tables(table: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Return every table of the configuration with its heading in the documentation."""
    yield f"## `[{name}]`" if name else "## Top level", table
    for key, hint in get_type_hints(table).items():
        for kind in (hint, *get_args(hint)):
            if is_dataclass(kind):
                path = f"{name}.{key}" if name else key
                yield from tables(
                    kind, f"{path}.NAME" if hint is not kind and get_args(hint)[0] is str else path
                )


TABLES = dict(tables(config.Config))


def is_table(field: Any) -> bool:
    hint = get_type_hints(config.Config).get(field.name)
    return any(is_dataclass(kind) for kind in (hint, *get_args(hint)))


def default(field: Any) -> str:
    value = field.default_factory() if field.default_factory is not MISSING else field.default
    if value is MISSING:
        return "required"
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return f"`{json.dumps(list(value))}`"
    return f"`{json.dumps(str(value) if isinstance(value, Path) else value)}`"


def test_every_table_of_the_configuration_has_its_heading_and_no_other_is_there():
    assert [line for line in CONFIGURATION.splitlines() if line.startswith("## ")] == sorted(
        TABLES, key=CONFIGURATION.index
    )


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_of_the_configuration_is_explained_with_its_default(heading):
    table = TABLES[heading]
    own = [each for each in fields(table) if not (table is config.Config and is_table(each))]
    documented = {bare(key): default for key, default, _ in rows(CONFIGURATION, heading)}
    assert documented == {each.name: default(each) for each in own}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_of_a_configuration_is_accepted(page, tmp_path):
    for example in _FENCED.finditer(page.read_text(encoding="utf-8")):
        if example["language"] == "toml":
            required = '\n[publication]\ntitle = "Our News"\nhome = "https://news.example.org/"\n'
            file = tmp_path / "publisher.toml"
            file.write_text(example["text"] + required, encoding="utf-8")
            assert config.load(file).publication.title == "Our News"


def exit_codes(error: type[errors.PublisherError]) -> Iterator[int]:
    yield error.exit_code
    for kind in error.__subclasses__():
        yield from exit_codes(kind)


def test_every_exit_code_is_in_the_table_and_no_other():
    success_and_usage = {0, click.UsageError.exit_code}
    documented = [int(code) for code, *_ in rows(OPERATIONS, "## Exit codes")]
    assert documented == sorted({*exit_codes(errors.PublisherError), PARTIAL, UNUSABLE, *success_and_usage})


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split(r"[\[<>=!~; ]", each)[0] for each in project["dependencies"]]
    documented = {bare(name): reason for name, reason in rows(README, "## Dependencies")}
    assert list(documented) == wanted
    assert all(len(reason) > 20 for reason in documented.values())


def test_every_dependency_is_pinned_and_no_pin_is_an_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {*project["project"]["dependencies"], *project["build-system"]["requires"]}
    for extra in project["project"]["optional-dependencies"].values():
        wanted |= {*extra}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!]+", pin) for pin in pins)
    assert {canonical(each) for each in wanted} <= {canonical(pin) for pin in pins}


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def test_every_command_is_in_the_table_and_no_other():
    documented = [bare(command).removeprefix("publisher ") for command, _ in rows(README, "## Quick start")]
    assert sorted(documented) == sorted(main.commands)


def test_every_file_format_is_in_the_table_and_no_other():
    cells = [suffix for suffix, _ in rows(README, "### … choose a file format")]
    assert {bare(each) for cell in cells for each in cell.split(", ")} == parsers.suffixes()


def test_every_key_of_front_matter_is_in_the_table_and_no_other():
    documented = dict(rows(README, "### … say more in the front matter"))
    known = {
        "title": ("title",),
        "published": metadata._PUBLISHED,
        "updated": metadata._UPDATED,
        "authors": metadata._AUTHORS,
        "tags": metadata._TAGS,
        "description": metadata._DESCRIPTION,
        "picture": metadata._IMAGE,
        "original address": metadata._URL,
        "language": metadata._LANGUAGE,
    }
    for what, keys in known.items():
        assert tuple(match["text"] for match in _CODE.finditer(documented[what])) == keys
    states = documented["draft"].partition("`status` of ")[2]
    assert {match["text"] for match in _CODE.finditer(states)} == metadata._DRAFT_STATES


def test_every_event_of_the_log_is_in_the_table_and_no_other():
    documented = {bare(event) for event, *_ in rows(OPERATIONS, "## Log")}
    said = re.compile(r"_log\.(?:info|warning|error|exception)\(\s*\"(?P<event>[^\"]+)\"")
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "publisher").rglob("*.py"))
    assert documented == {match["event"] for source in sources for match in said.finditer(source)}


def uses(text: str) -> Iterator[list[str]]:
    """Return the arguments of every use of the program in fenced shell blocks and in code within lines."""
    lines = [match["text"] for match in _CODE.finditer(_FENCED.sub("", text))]
    for block in _FENCED.finditer(text):
        if block["language"] == "sh":
            lines += block["text"].splitlines()
    for line in lines:
        if match := _USE.search(line):
            yield shlex.split(match["arguments"], comments=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_is_named_exists(page):
    for arguments in uses(page.read_text(encoding="utf-8")):
        command: click.Command = main
        for argument in arguments:
            if argument.startswith("-"):
                options = {
                    name for option in command.get_params(click.Context(command)) for name in option.opts
                }
                assert argument.partition("=")[0] in options, f"publisher {shlex.join(arguments)}"
            elif isinstance(command, click.Group):
                assert argument in command.commands, f"publisher {shlex.join(arguments)}"
                command = command.commands[argument]


def test_the_shell_commands_of_the_readme_do_what_they_say(tmp_path):
    script = "\n".join(match["script"] for match in _TESTED.finditer(README))
    assert script.count("publisher ") > 8
    finished = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    news = tmp_path / "news"
    assert (news / "feeds" / "articles" / "market-hall.html").exists()
    assert (news / "feeds" / "city" / "atom.xml").exists()
    assert not list((news / "feeds").rglob("interview.html"))
    assert not list((news / "feeds").rglob("jubilee.html"))
    assert "Market hall closes after the storm" in (news / "preview" / "digest.html").read_text(
        encoding="utf-8"
    )
    assert "1 for their date, 1 drafts" in finished.stdout
    assert "ada@example.org  active  daily" in finished.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_repository_leads_somewhere(page):
    for match in _LINK.finditer(_FENCED.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        if target.startswith("http"):
            continue
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), match["target"]
        if anchor:
            headings = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


def test_the_pictures_of_the_readme_are_small():
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert {each.name for each in pictures} == {"digest.png", "page.png"}
    assert all(each.stat().st_size < 200_000 for each in pictures)


def test_the_unit_starts_a_command_that_exists():
    unit = (ROOT / "systemd" / "publisher.service").read_text(encoding="utf-8")
    (arguments,) = re.findall(r"^ExecStart=/opt/publisher/bin/publisher (.+)$", unit, re.MULTILINE)
    command, *options = arguments.split()
    assert options[:1] == ["--config"]
    assert command in main.commands
