"""Which tables hold the subscribers, and what became of them?"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid

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
    Index("ix_subscribers_state_cadence_zone", "state", "cadence", "time_zone"),
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

# What visitors and programs have asked for: a row from the question until it is confirmed or too old.
requests = Table(
    "requests",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("preferences", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    # Not before: who asks too often waits.
    Column("due_at", Moment, nullable=False),
    # The letter that asks back; none before the worker has looked at it.
    Column("letter", Integer, unique=True),
    Index("ix_requests_folded", "folded"),
    Index("ix_requests_asked_at", "asked_at"),
)
Index(
    "ix_requests_waiting",
    requests.c.due_at,
    sqlite_where=requests.c.letter.is_(None),
    postgresql_where=requests.c.letter.is_(None),
)

# The links in letters, as hashes: whoever reads the database can confirm nothing.
confirmations = Table(
    "confirmations",
    metadata,
    # SHA-256 of the token.
    Column("hash", LargeBinary, primary_key=True),
    Column("request", ForeignKey("requests.number"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_confirmations_request", "request"),
)

# How many letters an address has been sent that it has never answered, by its keyed hash.
letter_counts = Table(
    "letter_counts",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("last_at", Moment, nullable=False),
    Column("count", Integer, nullable=False),
)

# Addresses that were forgotten, by their keyed hash: nobody but their owner brings them back.
suppressions = Table(
    "suppressions",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
)

# How far ahead the requests of one network, or all, have used their time: see subscribe.allowances.
allowances = Table(
    "allowances",
    metadata,
    # The keyed hash of what is counted.
    Column("hash", LargeBinary, primary_key=True),
    Column("used_until", Moment, nullable=False),
    Index("ix_allowances_used_until", "used_until"),
)

# The keys of other programs, as hashes: a lost one is made anew.
api_keys = Table(
    "api_keys",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)
