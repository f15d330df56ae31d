"""Which tables hold the editions and the deliveries?"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, Uuid

from publisher.store.tables import Moment, metadata

editions = Table(
    "editions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("cadence", Text, nullable=False),
    # The tick of the schedule that it answers, in local time, or the moment of a command.
    Column("period", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("closed_at", Moment, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("omitted", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("preheader", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("cadence", "period", "zone"),
    UniqueConstraint("cadence", "number"),
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

# The ledger: one row per edition and subscriber (DESIGN.md, decision 6), and one per letter that has none.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    # None for a letter.
    Column("edition", ForeignKey("editions.id")),
    Column("subscriber", ForeignKey("subscribers.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("edition", "subscriber"),
    # Letters do not wait behind an edition.
    Index("ix_deliveries_state_kind_due_at", "state", "kind", "due_at"),
    Index("ix_deliveries_subscriber", "subscriber"),
)

# Every answer of a server, and every doubt.
replies = Table(
    "replies",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("delivery", ForeignKey("deliveries.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Index("ix_replies_delivery", "delivery"),
)
