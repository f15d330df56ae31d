"""Which tables hold the editions and the deliveries?"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
)

from publisher.store.tables import Moment, metadata

editions = Table(
    "editions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("cadence", Text, nullable=False),
    # The tick of the schedule that it answers, in local time, or the moment of a command.
    Column("period", Text, nullable=False),
    # Empty for the publication's own.
    Column("zone", Text, nullable=False),
    Column("closed_at", Moment, nullable=False),
    # When its mail may go: later than it was closed where editors look at it first.
    Column("due_at", Moment, nullable=False),
    # Why it waits for a person; empty where it does not.
    Column("hold", Text, nullable=False),
    Column("cancelled_at", Moment),
    # Whether its page is public; what was public once stays so.
    Column("shown", Boolean, nullable=False),
    # When accepted + refused + suppressed became what was planned (DESIGN.md, decision 7).
    Column("completed_at", Moment),
    # When its editors had the preview.
    Column("previewed_at", Moment),
    # What the editor says at its top, as JSON.
    Column("note", Text, nullable=False),
    Column("omitted", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("preheader", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("cadence", "period", "zone"),
    # A number is of a period, whose editions in other time zones share it.
    UniqueConstraint("cadence", "number", "zone"),
)

# The articles of an edition as they were when it was closed; they never change again.
stories = Table(
    "stories",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entry", Uuid, nullable=False),
    # None for an article without a place of its own: it stands under another, is a copy, or did not fit.
    Column("story", Text),
    Index("ix_stories_entry", "entry"),
)

# What editions have told of corrections and withdrawals of stories that earlier ones carried.
corrections = Table(
    "corrections",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entry", Uuid, nullable=False),
    # Which notice it was, so that none is told twice.
    Column("act", Text, nullable=False),
    Column("correction", Text, nullable=False),
    Index("ix_corrections_entry", "entry"),
)

# Processes that hand over mail; one that has not been heard of for long is dead.
senders = Table(
    "senders",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("alive_until", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# The ledger: one row per edition and subscriber (DESIGN.md, decision 6), and one per letter that has none.
deliveries = Table(
    "deliveries",
    metadata,
    # Message-IDs follow from it: never given again, even when its subscriber is forgotten.
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    # None for a letter.
    Column("edition", ForeignKey("editions.id")),
    Column("subscriber", ForeignKey("subscribers.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # When it was first attempted: it is tried for two days.
    Column("first_at", Moment),
    # Who has it in hand while it is leased or being sent.
    Column("sender", Integer),
    # What it was handed to a provider in, while it is not known whether that arrived.
    Column("request", Uuid),
    UniqueConstraint("edition", "subscriber"),
    Index("ix_deliveries_subscriber", "subscriber"),
    sqlite_autoincrement=True,
)


def _words(*states: str) -> list[ColumnElement[str]]:
    # Written out, and not bound: SQLite uses a partial index only for the very condition it was made with.
    return [literal_column(f"'{state}'") for state in states]


OPEN = deliveries.c.state.in_(_words("planned", "deferred"))
"""What still has to be handed over when its time has come."""

TAKEN = deliveries.c.state.in_(_words("leased", "sending"))
"""What a sender has in hand."""

MISSING = deliveries.c.state != _words("accepted")[0]
"""What nobody has taken responsibility for."""

# What is due next, by edition: one that is held costs the others nothing, and letters have none.
Index(
    "ix_deliveries_open",
    deliveries.c.edition,
    deliveries.c.due_at,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("ix_deliveries_taken", deliveries.c.sender, sqlite_where=TAKEN, postgresql_where=TAKEN)
# An edition is counted by what is missing: of a million, a few hundred.
Index(
    "ix_deliveries_missing",
    deliveries.c.edition,
    deliveries.c.state,
    sqlite_where=MISSING,
    postgresql_where=MISSING,
)

# Every answer of a server, and every doubt.
replies = Table(
    "replies",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("delivery", ForeignKey("deliveries.number"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Index("ix_replies_delivery", "delivery"),
)
