"""Where do the templates come from, and what can they call?"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import Markup, escape

from publisher.errors import ConfigError
from publisher.renderers import language

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = "words.toml"

# Editors leave backups and swap files beside a template; they must not cause a rebuild of every page.
_SUFFIXES = frozenset({".html", ".txt", ".css", ".js", ".xml", ".toml"})

_PACKAGE = Path(__file__).resolve().parent.parent


def default_folder() -> Path:
    """Return the folder of the templates that come with the program.

    The wheel carries the top-level folder as ``publisher/templates`` (pyproject.toml, force-include).
    """
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def signature(folders: Sequence[Path]) -> str:
    """Return a fingerprint of every template in effect: another one means that all is rendered again.

    ``folders`` are searched in order, the user's own first. Raises ConfigError for a folder that
    cannot be read.
    """
    digest = blake2b(digest_size=16)
    for name, file in sorted(_files(folders).items()):
        data = file.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def environment(folders: Sequence[Path]) -> jinja2.Environment:
    """Return the templates of ``folders``, ready to render; the same object while none has changed.

    ``folders`` are searched in order, the user's own first and the packaged one last. A name that a
    template does not know is an error, and everything but plain text is escaped. Raises ConfigError
    for a folder that cannot be read and for a template or a catalogue with a mistake in it.
    """
    return _environment(tuple(folders), signature(folders))


def words(environment: jinja2.Environment) -> language.Words:
    """Return the catalogue that ``environment`` was opened with."""
    return cast("language.Words", environment.globals["words"])


def load(templates: jinja2.Environment, name: str) -> jinja2.Template:
    """Return one template; raises ConfigError, with its line, when it cannot be compiled."""
    try:
        return templates.get_template(name)
    except jinja2.TemplateSyntaxError as error:
        raise ConfigError(
            f"template {error.filename or name}, line {error.lineno}: {error.message}"
        ) from error
    except jinja2.TemplateNotFound as error:
        raise ConfigError(f"template {error.name} is in none of the templates folders") from error


def source(templates: jinja2.Environment, name: str) -> str:
    """Return a file of the templates folders as it is: "{#" and "{{" may stand in a style sheet.

    Raises ConfigError when it is in none of them, or not UTF-8.
    """
    try:
        return templates.loader.get_source(templates, name)[0] if templates.loader else ""
    except jinja2.TemplateNotFound as error:
        raise ConfigError(f"{name} is in none of the templates folders") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name} is not UTF-8: {error}") from error


def render(template: jinja2.Template, **values: Any) -> str:
    """Return the text of a template; raises ConfigError when it asks for something unknown."""
    try:
        return template.render(values)
    except jinja2.TemplateError as error:
        raise ConfigError(f"template {template.name}: {error.message}") from error


def root(path: str) -> str:
    """Return how the page at ``path`` reaches the output folder: empty, or ``../`` once per folder."""
    return "../" * path.count("/")


def href(path: str) -> str:
    """Return a path below the output folder as it stands in a link (RFC 3986 §2.1)."""
    return quote(path)


def web(url: str) -> str:
    """Return ``url`` if it is an absolute web address that a page may link to, else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...], signature: str) -> jinja2.Environment:  # noqa: ARG001  key of the cache
    result = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=_is_markup,  # noqa: S701  everything but plain text
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogues = [folder / WORDS for folder in reversed(folders) if (folder / WORDS).is_file()]
    try:
        catalogue = language.Words(path.read_text(encoding="utf-8") for path in catalogues)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{WORDS} is not UTF-8: {error}") from error
    result.globals["words"] = catalogue
    result.filters |= {
        "columns": _columns,
        "day": language.day,
        "direction": language.direction,
        "fill": _fill,
        "href": href,
        "names": language.names,
        "plural": language.plural,
        "underline": _underline,
    }
    return result


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the templates in effect by name: the first folder that has one wins."""
    found: dict[str, Path] = {}
    catalogues = 0
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(
                f"the templates folder {folder} is not there: create it or remove the key templates"
            )
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.suffix not in _SUFFIXES or path.name.startswith(".") or not path.is_file():
                continue
            if name == WORDS:  # merged, so that each one counts
                name, catalogues = f"{name}/{catalogues}", catalogues + 1
            found.setdefault(name, path)
    return found


def _is_markup(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


@jinja2.pass_eval_context
def _fill(context: jinja2.nodes.EvalContext, word: str, **values: object) -> str:
    """Return a word of the catalogue with its marks filled in, escaped where the template is."""
    if not context.autoescape:
        return word.format(**values)
    # Markup.format would do the same and takes four times as long.
    escaped = {name: str(escape(value)) for name, value in values.items()}
    return Markup(str(escape(word)).format(**escaped))  # noqa: S704  escaped one line above


def _columns(text: str, width: int = 72) -> str:
    """Return a paragraph in lines of at most ``width`` display columns."""
    from wcwidth import wrap

    # Chinese and Japanese have no spaces to break at; but an address that is cut cannot be opened.
    return "\n".join(wrap(text, width, break_long_words="://" not in text, break_on_hyphens=False))


def _underline(text: str, mark: str = "-", width: int = 72) -> str:
    """Return a line as wide as ``text`` is in display columns."""
    from wcwidth import width as columns

    return mark * min(width, max(columns(text), 3))
