"""Which tables hold the subscribers, and what became of them?"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, Uuid

from publisher.store.tables import Moment, metadata

subscribers = Table(
    "subscribers",
    metadata,
    Column("number", Integer, primary_key=True),
    # Random, and in every link to them: a number would be given again after the last one was forgotten.
    Column("id", Uuid, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    # The address without regard to case: one person subscribes once.
    Column("folded", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    # A JSON list of folder names; an empty one is all sections.
    Column("sections", Text, nullable=False),
    # Empty where it is that of the publication, as for the language.
    Column("time_zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    # By whose word it is what it is: see subscribe.
    Column("origin", Text, nullable=False),
    # How they are known to have agreed: when they confirmed, or what an imported list says.
    Column("consent", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_subscribers_state_cadence", "state", "cadence"),
    Index("ix_subscribers_origin", "origin"),
)

# What became of each subscriber when, and by whose word: one row a change.
subscriber_changes = Table(
    "subscriber_changes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subscriber", ForeignKey("subscribers.number"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    # The preferences from then on, as JSON.
    Column("preferences", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Index("ix_subscriber_changes_subscriber", "subscriber"),
)
