"""What is published?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, now, print_json

if TYPE_CHECKING:
    from publisher.model import Meta


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with the whole text.")
@command
def articles(config: Path, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """List what is published, newest first."""
    from publisher.config import load
    from publisher.store import entries, open_store

    settings = load(config)
    store = open_store(settings.database)
    try:
        with store.read() as connection:
            for entry in entries.every(connection, now()):
                meta, url = entry.article.meta, settings.publication.home + entry.page
                if as_json:
                    print_json(
                        {
                            "id": entry.urn,
                            "path": entry.path,
                            "section": entry.section,
                            "title": meta.title,
                            "summary": entry.article.summary,
                            "text": "\n\n".join(block.text for block in entry.article.blocks),
                            "published": entry.published.isoformat(),
                            "updated": entry.updated.isoformat(),
                            "url": url,
                            "corrections": [
                                {"text": notice.text, "at": notice.at and notice.at.isoformat()}
                                for notice in meta.notices
                            ],
                            "withdrawn": meta.withdrawal
                            and {"at": meta.withdrawal.at.isoformat(), "reason": meta.withdrawal.reason},
                        }
                    )
                else:
                    day = click.style(f"{entry.published:%Y-%m-%d}", fg="cyan")
                    click.echo(f"{day}  {click.style(meta.title, bold=True)}  {entry.path}{_state(meta)}")
    finally:
        store.close()


def _state(meta: Meta) -> str:
    """Return what has been done to an article since it was published, for a person."""
    if meta.withdrawal:
        return click.style("  withdrawn", fg="red")
    return click.style("  corrected", fg="yellow") if meta.notices else ""
