"""What do the publication and its sections say about themselves?"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from publisher import codec
from publisher.outputs import About
from publisher.store.tables import abouts


def say(connection: Connection, section: str, about: About) -> None:
    """Let a section say this about itself; the publication is the section without a name."""
    statement = insert(abouts).values(section=section, about=codec.encode_about(about))
    connection.execute(
        statement.on_conflict_do_update(index_elements=["section"], set_={"about": statement.excluded.about})
    )


def forget(connection: Connection, section: str) -> None:
    """Let a section say nothing about itself any more."""
    connection.execute(delete(abouts).where(abouts.c.section == section))


def said(connection: Connection) -> dict[str, About]:
    """Return every text, by the name of the section's folder; that of the publication by an empty one."""
    rows = connection.execute(select(abouts).order_by(abouts.c.section))
    return {row.section: codec.decode_about(row.about) for row in rows}
