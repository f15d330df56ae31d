"""What does the front matter, or failing that the file name, say about the article?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from publisher.errors import ArticleError
from publisher.model import Meta, Origin
from publisher.parsers import acts, dates
from publisher.parsers.characters import label
from publisher.parsers.front_matter import FrontMatter
from publisher.parsers.values import Value

# Hugo, Jekyll, Eleventy, Pelican, Zola and Obsidian by their documentation; the first that is set counts.
_PUBLISHED = (
    "date",
    "published",
    "pubdate",
    "publishdate",
    "publish_date",
    "date_published",
    "publish",
    "created",
)
_UPDATED = ("updated", "lastmod", "modified", "last_modified_at", "date_modified")
_AUTHORS = ("authors", "author")
_TAGS = ("tags", "categories", "category", "keywords")
_DESCRIPTION = ("description", "summary", "excerpt")
_IMAGE = ("image", "cover", "cover_image", "featured_image", "images")
_IMAGE_PARTS = ("url", "image", "src", "path", "relative_path")
_URL = ("canonical_url", "canonicalurl", "canonical", "link", "url")
_LANGUAGE = ("lang", "language", "locale")
_YES = frozenset({"true", "yes", "on", "y", "1"})
_NO = frozenset({"false", "no", "off", "n", "0"})
_DRAFT_STATES = frozenset({"draft", "hidden", "private", "unlisted", "pending"})
# Eleventy's own words for dates of the file, which the caller knows.
_OF_THE_FILE = frozenset({"last modified", "created", "git last modified", "git created"})
_NAMES = re.compile(r"\s*(?:;|,\s*(?:and|und|et|y|e|og|och|en)\s+|\s+(?:and|und|et|&)\s+|,)\s*")
# BCP 47 (RFC 5646 §2.1) as far as articles need it: language, script, region, variants and extensions.
_LANGUAGE_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-[a-z0-9]{1,8})*)",
    re.I,
)
_FILE_DATE = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?:[-_ ]+(?P<slug>.+))?")
_MAXIMUM_LABELS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Metadata, and remarks about values that could not be used."""

    meta: Meta
    warnings: tuple[str, ...] = ()


def describe(front: FrontMatter, path: str, time_zone: tzinfo, modified: datetime) -> Described:
    """Return what ``front`` says, and where it is silent what the name of the file ``path`` says.

    A correction without a date was made when the file was last ``modified``.

    Raises:
        ArticleError: a date cannot be read, or lies outside 1970 to 9998; the sentence names line and key.

    """
    values = front.values
    warnings = list(front.warnings)
    title = label(_text(values, ("title",)))
    published = _date(front, _PUBLISHED, time_zone)
    written = _text(values, _LANGUAGE)
    language = language_tag(written)
    if written and not language:
        key = next(key for key in _LANGUAGE if values.get(key))
        warnings.append(
            f'line {front.line_of(key)}: {key} is "{label(written)[:40]}", '
            "expected a language tag such as en, de or pt-BR; the language is detected instead"
        )
    meta = Meta(
        title=title,
        title_origin=Origin.FRONT_MATTER if title else None,
        authors=author_names(values.get(key) for key in _AUTHORS),
        published=published,
        published_origin=Origin.FRONT_MATTER if published else None,
        updated=_date(front, _UPDATED, time_zone),
        language=language,
        language_origin=Origin.FRONT_MATTER if language else None,
        tags=tag_names(values.get(key) for key in _TAGS),
        section=label(_text(values, ("section",))),
        slug=label(_text(values, ("slug",))),
        description=label(_text(values, _DESCRIPTION)),
        url=next((url for key in _URL if (url := absolute(values.get(key)))), ""),
        image=next((image for key in _IMAGE if (image := _image(values.get(key)))), ""),
        draft=_draft(values),
        weight=_weight(values.get("weight")),
        notices=acts.notices(front, modified, time_zone),
        withdrawal=acts.withdrawal(front, modified, time_zone),
    )
    return Described(meta=file_name_facts(meta, path, time_zone), warnings=tuple(warnings))


def file_name_facts(meta: Meta, path: str, time_zone: tzinfo) -> Meta:
    """Return ``meta`` with the date and slug of a name such as ``2026-11-22-slug.html`` where it has none."""
    published, slug = _from_name(path, time_zone)
    if published is not None and meta.published is None:
        meta = replace(meta, published=published, published_origin=Origin.FILE_NAME)
    return replace(meta, slug=slug) if slug and not meta.slug else meta


def language_tag(text: str) -> str:
    """Return ``text`` as a BCP 47 tag in its usual case (``de_DE.UTF-8`` is ``de-DE``), or nothing."""
    match = _LANGUAGE_TAG.fullmatch(text.strip().partition(".")[0].replace("_", "-"))
    if match is None:
        return ""
    parts = [match["language"].lower()]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["rest"].lower()


def author_names(values: Iterable[Value]) -> tuple[str, ...]:
    """Return the names in strings, lists and mappings with a ``name``; "A, B and C" are three."""
    return _unique(name for value in values for name in _people(value))


def _people(value: Value) -> Iterable[str]:
    if isinstance(value, str):
        # "King, Martin Luther" has no way to be told from two names; front matter writes names as spoken.
        return _NAMES.split(label(value).removeprefix("By ").removeprefix("by "))
    if isinstance(value, Mapping):
        return (label(_text(value, ("name", "title"))),)
    if isinstance(value, list):
        return (
            name
            for item in value[:_MAXIMUM_LABELS]
            for name in (_people(item) if isinstance(item, Mapping) else (label(_scalar(item)),))
        )
    return ()


def tag_names(values: Iterable[Value]) -> tuple[str, ...]:
    """Return the tags in strings with commas and in lists, each once whatever its case."""
    return _unique(tag for value in values for tag in _tags(value))


def _tags(value: Value) -> Iterable[str]:
    if isinstance(value, str):
        return (label(tag).removeprefix("#") for tag in value.split(",")[:_MAXIMUM_LABELS])
    if isinstance(value, list):
        return (label(_scalar(tag)).removeprefix("#") for tag in value[:_MAXIMUM_LABELS])
    return ()


def _unique(labels: Iterable[str]) -> tuple[str, ...]:
    seen = {text.casefold(): text for text in reversed([text for text in labels if text])}
    return tuple(reversed(seen.values()))


def _text(values: Mapping[str, Value], keys: Iterable[str]) -> str:
    return next((text for key in keys if (text := _scalar(values.get(key)))), "")


def _scalar(value: Value) -> str:
    """Return what is written; TOML and JSON type their numbers and dates, and a title may be ``1984``."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float, datetime)) and not isinstance(value, bool) else ""


def _flag(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _YES else False if word in _NO else None


def _draft(values: Mapping[str, Value]) -> bool:
    if _flag(values.get("draft")) is not None:
        return _flag(values.get("draft")) is True
    if _flag(values.get("publish")) is False or _flag(values.get("published")) is False:
        return True
    return _scalar(values.get("status")).strip().lower() in _DRAFT_STATES


def _weight(value: Value) -> int:
    try:
        return int(_scalar(value)) if value is not None and len(_scalar(value)) < 10 else 0
    except ValueError:
        return 0


def _date(front: FrontMatter, keys: Iterable[str], time_zone: tzinfo) -> datetime | None:
    for key in keys:
        value = front.values.get(key)
        if (
            value is None
            or _flag(value) is not None
            or (isinstance(value, str) and value.strip().lower() in _OF_THE_FILE)
        ):
            continue
        try:
            return dates.read(value, time_zone)
        except ValueError as error:
            raise ArticleError(
                f'line {front.line_of(key)}: {key} is "{label(str(value))[:60]}", {error}'
            ) from error
    return None


def _from_name(path: str, time_zone: tzinfo) -> tuple[datetime | None, str]:
    match = _FILE_DATE.fullmatch(PurePosixPath(path).stem)
    if match is None:
        return None, ""
    try:
        return dates.read(match["date"], time_zone), label(match["slug"] or "")
    except ValueError:
        # 2026-99-99-notes.md is a name like any other.
        return None, ""


def absolute(value: Value) -> str:
    """Return an absolute web address; Hugo's and Pelican's ``url`` is a path of the old site."""
    text = label(value) if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc and " " not in text else ""


def _image(value: Value) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = _text({str(key).lower(): part for key, part in value.items()}, _IMAGE_PARTS)
    text = label(value) if isinstance(value, str) else ""
    # Obsidian writes an image as a link to a note.
    text = text.removeprefix("!").removeprefix("[[").removesuffix("]]").strip()
    if text.startswith("//"):
        text = "https:" + text
    scheme = text.partition(":")[0].lower() if ":" in text.partition("/")[0] else ""
    return text if scheme in {"", "http", "https"} else ""
