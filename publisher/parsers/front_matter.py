"""Where does the front matter end, and what does it say?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.errors import ArticleError
from publisher.parsers.values import Unreadable, Value, Values, from_json, from_toml, from_yaml, line_by_line

# A long one has a kilobyte; beyond this it is a data file, and reading it would hold up the inbox.
_MAXIMUM_CHARACTERS = 65_536
_FENCE = re.compile(r"(?P<mark>---|\+\+\+)[ \t]*\n")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_BEGINS_LIKE_KEY = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*[\"']?[A-Za-z_][\w .-]*[\"']?[ \t]*[:=]|[ \t\n]*[{\[]"
)
_JSON_START = re.compile(r'\{\s*["}]')
# The metadata that Pelican documents; the first line must be one of them, as "Note: ..." may begin a story.
_HEADER_KEYS = frozenset(
    [
        "title",
        "date",
        "modified",
        "category",
        "tags",
        "keywords",
        "slug",
        "author",
        "authors",
        "summary",
        "description",
        "status",
        "lang",
        "template",
        "save_as",
        "url",
        "image",
        "cover",
    ]
)
_HEADER = re.compile(r"(?P<key>[A-Za-z_][\w-]*):(?:[ \t]+(?P<value>.*))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands above the text: values by key in lower case, and where the text begins.

    ``block`` is the front matter as written and ``first_line`` the number of its first line in the file.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    body: str
    block: str = ""
    first_line: int = 1
    warnings: tuple[str, ...] = ()

    def line_of(self, key: str) -> int:
        """Return the line of the file on which ``key`` is set, counted from 1."""
        match = re.search(
            rf"^[ \t{{,]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]", self.block, re.MULTILINE | re.IGNORECASE
        )
        return self.first_line + (self.block.count("\n", 0, match.start()) if match else 0)


def fenced(text: str) -> FrontMatter:
    """Split off YAML between ``---`` or TOML between ``+++`` at the very top of ``text``.

    What cannot be read as a whole is read line by line, with a warning that names the line. Text between
    two rules that is no mapping stays text.

    Raises:
        ArticleError: the front matter is larger than any front matter should be.

    """
    start = len(text) - len(text.lstrip("\n"))
    opening = _FENCE.match(text, start)
    if opening is None:
        return FrontMatter(body=text)
    toml = opening["mark"] == "+++"
    closing = (_TOML_END if toml else _YAML_END).search(text, opening.end())
    looks_right = _BEGINS_LIKE_KEY.match(text, opening.end()) is not None
    if closing is None:
        return _unclosed(text, opening, start) if looks_right else FrontMatter(body=text)
    if closing.start() - opening.end() > _MAXIMUM_CHARACTERS:
        if not looks_right:
            return FrontMatter(body=text)
        raise ArticleError(
            f"line {start + 1}: the front matter is longer than {_MAXIMUM_CHARACTERS:,} characters; "
            "keep only what describes the article, or close it with --- earlier"
        )
    block = text[opening.end() : closing.start()]
    body = text[closing.end() :].lstrip("\n")
    first_line = start + 2
    values, warnings = _read(block, first_line, toml=toml)
    if values is None:
        return FrontMatter(body=text)
    return FrontMatter(
        values=_lowered(values), body=body, block=block, first_line=first_line, warnings=warnings
    )


def split(text: str) -> FrontMatter:
    """Split off front matter of any kind: YAML, TOML, a JSON object, or ``Key: value`` lines as in Pelican.

    Raises:
        ArticleError: a JSON object at the top is broken, or the front matter is far too large.

    """
    found = fenced(text)
    if found.values or found.body is not text:
        return found
    start = len(text) - len(text.lstrip("\n"))
    if _JSON_START.match(text, start):
        return _from_object(text, start)
    return _from_header(text, start)


def _read(block: str, first_line: int, *, toml: bool) -> tuple[Values | None, tuple[str, ...]]:
    try:
        value = from_toml(block) if toml else from_yaml(block)
    except Unreadable as error:
        values = line_by_line(block)
        if not values:
            return None, ()
        name, advice = ("TOML", "put strings in quotes") if toml else ("YAML", "put the value in quotes")
        line = first_line + error.line - 1
        remark = (
            f"line {line}: the front matter is not valid {name} ({error.problem}), "
            f"so it was read line by line; {advice}"
        )
        return values, (remark,)
    if value is None and not block.strip():
        return {}, ()
    return (value, ()) if isinstance(value, dict) else (None, ())


def _unclosed(text: str, opening: re.Match[str], start: int) -> FrontMatter:
    """Read front matter whose end is missing up to the first empty line, if every line looks like it."""
    block, gap, body = text[opening.end() :].partition("\n\n")
    values = line_by_line(block)
    lines = [line for line in block.split("\n") if line[:1] not in {" ", "\t", "-", "#"}]
    if not values or len(values) < len(lines) or len(block) > _MAXIMUM_CHARACTERS or not gap:
        return FrontMatter(body=text)
    mark = opening["mark"]
    return FrontMatter(
        values=_lowered(values),
        body=body.lstrip("\n"),
        block=block,
        first_line=start + 2,
        warnings=(
            (
                f"line {start + 1}: the front matter opened by {mark} is never closed, so it was read "
                f"up to the first empty line; put {mark} on a line of its own after it"
            ),
        ),
    )


def _from_object(text: str, start: int) -> FrontMatter:
    try:
        value, length = from_json(text[start : start + _MAXIMUM_CHARACTERS])
    except Unreadable as error:
        raise ArticleError(
            f"line {start + error.line}: the front matter begins with {{ but is not valid JSON "
            f"({error.problem}); correct it there, or use YAML between two lines of ---"
        ) from error
    if not isinstance(value, dict):
        return FrontMatter(body=text)
    end = start + length
    return FrontMatter(
        values=_lowered(value), body=text[end:].lstrip(), block=text[start:end], first_line=start + 1
    )


def _from_header(text: str, start: int) -> FrontMatter:
    header, _, body = text[start : start + _MAXIMUM_CHARACTERS].partition("\n\n")
    values: Values = {}
    last = ""
    for line in header.split("\n"):
        if last and line[:4] == "    ":
            values[last] = f"{values[last] or ''} {line.strip()}".strip()
        elif match := _HEADER.match(line):
            last = match["key"].lower()
            if not values and last not in _HEADER_KEYS:
                return FrontMatter(body=text)
            values[last] = (match["value"] or "").strip() or None
        else:
            return FrontMatter(body=text)
    if not values:
        return FrontMatter(body=text)
    rest = text[start + len(header) :] if len(text) > start + len(header) else body
    return FrontMatter(values=values, body=rest.lstrip("\n"), block=header, first_line=start + 1)


def _lowered(values: Values) -> Values:
    """Return ``values`` by keys in lower case, what themes keep in their own tables after the rest."""
    lowered = {str(key).strip().lower(): value for key, value in values.items()}
    for table in ("taxonomies", "extra", "params"):
        nested = lowered.get(table)
        if isinstance(nested, dict):
            for key, value in nested.items():
                lowered.setdefault(str(key).strip().lower(), value)
    return lowered
