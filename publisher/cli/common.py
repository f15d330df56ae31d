"""What do all commands share: the option --config, errors for a person, lines of JSON?"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Failure(click.ClickException):
    """An error of ours on its way to the terminal, with its exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:
        """Print the sentence, in red where there is colour."""
        click.echo(click.style("publisher: ", fg="red", bold=True) + self.message, file=file or sys.stderr)


def command(function: _Command) -> _Command:
    """Give a command the option --config, and let its errors be sentences with an exit code."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        from publisher.errors import PublisherError

        try:
            return function(*args, **options)
        except PublisherError as error:
            fail(str(error), error.exit_code)

    option = click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=Path("publisher.toml"),
        show_default=True,
        metavar="FILE",
        help="The configuration of the publication.",
    )
    return option(run)  # type: ignore[return-value]  # click keeps the function's shape


def fail(message: str, exit_code: int) -> NoReturn:
    """End the command with a sentence on standard error."""
    raise Failure(message, exit_code)


def count(number: int, what: str) -> str:
    """Return a number with its noun: 1 article, 2 articles."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def print_json(value: object) -> None:
    """Print one value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def now() -> Any:
    """Return the present moment; the one place where a command reads the clock."""
    from datetime import UTC, datetime

    return datetime.now(UTC)
