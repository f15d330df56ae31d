"""Which values does a block of front matter hold, and on which lines?

All values come out as strings, lists, mappings, or what TOML and JSON type themselves; what a string
means (a date, a flag) is decided by the key, so that YAML cannot turn a title ``No`` into a boolean
or ``12:30`` into 750.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Value: TypeAlias = object
Values: TypeAlias = dict[str, Value]

# Real front matter is three deep (taxonomies, list, name); libyaml's composer overflows the stack at 10,000.
_DEEPEST = 20
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)\s*(?P<sign>[:=])(?:\s+(?P<value>.*)|(?P<rest>.*))$")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_QUOTED = re.compile(r"""(?P<mark>["'])(?P<inside>.*)(?P=mark)""", re.DOTALL)


class Unreadable(Exception):  # noqa: N818  it is caught within this package, and read as a noun
    """The block does not keep to its own syntax: ``line`` counts from 1 within the block."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    value: list[Value] | Values
    anchor: str | None
    key: str | None = None


def from_yaml(block: str) -> Value:
    """Return the first document of ``block``, scalars as strings and plain nulls as ``None``.

    Raises:
        Unreadable: it is not YAML, or nested deeper than any front matter.

    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return _built(yaml.parse(block, loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(error.problem or "it is not YAML", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise Unreadable("it is not YAML", 1) from error


def _built(events: Iterator[object]) -> Value:
    """Build the values from YAML's events: without recursion, and without its implicit types."""
    import yaml

    anchors: dict[str, Value] = {}
    stack: list[_Open] = []
    for event in events:
        value: Value
        if isinstance(event, yaml.ScalarEvent):
            value = None if event.implicit[0] and event.value in _NULL else event.value
            if event.anchor:
                anchors[event.anchor] = value
        elif isinstance(event, yaml.AliasEvent):
            value = anchors.get(event.anchor or "")
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(stack) >= _DEEPEST:
                raise Unreadable(
                    f"it is nested more than {_DEEPEST} deep",
                    event.start_mark.line + 1 if event.start_mark else 1,
                )
            stack.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event.anchor))
            continue
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            closed = stack.pop()
            value = closed.value
            if closed.anchor:
                anchors[closed.anchor] = value
        else:
            continue
        if not stack:
            return value
        _put(stack[-1], value)
    return None


def _put(into: _Open, value: Value) -> None:
    if isinstance(into.value, list):
        into.value.append(value)
    elif into.key is None:
        into.key = value if isinstance(value, str) else ""
    else:
        into.value[into.key] = value
        into.key = None


def from_toml(block: str) -> Value:
    """Return the table of ``block``.

    Raises:
        Unreadable: it is not TOML.

    """
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        found = re.search(r"\(at line (\d+)", str(error))
        problem = str(error).split(" (at ")[0] if isinstance(error, ValueError) else "it is nested too deep"
        raise Unreadable(problem, int(found[1]) if found else 1) from error


def from_json(text: str) -> tuple[Value, int]:
    """Return the object that ``text`` begins with, and where it ends.

    Raises:
        Unreadable: it is not JSON.

    """
    try:
        return json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable("it is nested too deep or holds a number too long", 1) from error


@dataclass(slots=True)
class _Lines:
    """What the line by line reading has gathered for one key."""

    value: str
    more: list[str] = field(default_factory=list)


def line_by_line(block: str) -> Values:
    """Return what can be read of a damaged block: ``key: value`` and ``key = value`` lines.

    Lines that are indented or begin with a dash belong to the key above them; everything else is left out.
    """
    found: dict[str, _Lines] = {}
    current: _Lines | None = None
    for line in block.split("\n"):
        if line[:1] in {" ", "\t"} or line.startswith("- "):
            if current is not None and line.strip():
                current.more.append(line.strip())
        elif match := _KEY.match(line):
            current = found[match["key"]] = _Lines((match["value"] or match["rest"] or "").strip())
    return {key: _meant(lines) for key, lines in found.items()}


def _meant(lines: _Lines) -> Value:
    head = lines.value
    if lines.more:
        if all(line.startswith("-") for line in lines.more):
            return [_unquoted(line[1:].strip()) for line in lines.more]
        return " ".join([head] if head[:1] not in {"|", ">", ""} else []) + " ".join(lines.more)
    if head.startswith("[") and head.endswith("]"):
        return [_unquoted(part.strip()) for part in head[1:-1].split(",") if part.strip()]
    return None if head in _NULL else _unquoted(head)


def _unquoted(text: str) -> str:
    match = _QUOTED.fullmatch(text)
    return match["inside"] if match else text
