"""Which tables hold what has been published, and who is still to be told?"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from publisher.store.tables import Moment, metadata

# Files of the output that hold many articles, and what each was rendered from: see store.documents.
documents = Table(
    "documents",
    metadata,
    Column("path", Text, primary_key=True),
    Column("key", Text, nullable=False),
    # The newest change in it.
    Column("updated", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Which files beside it an article names, by the address that stands in it: the ones in what was removed, too.
uses = Table(
    "uses",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
    Column("address", Text, primary_key=True),
    # What the address means: a path below the inbox.
    Column("path", Text, nullable=False),
    Index("ix_uses_path", "path"),
    sqlite_with_rowid=False,
)

# What has become of a file beside articles, with the stamp it had then: see store.media.
media = Table(
    "media",
    metadata,
    Column("path", Text, primary_key=True),
    Column("inode", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    # By which method and settings it was made; empty when it must be made again.
    Column("method", Text, nullable=False),
    # Where it is published; empty for a file that is missing or refused.
    Column("made", Text, nullable=False),
    # Why it is not published as it is now; else empty.
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Every feed as the web services that follow it were last told of it.
topics = Table(
    "topics",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)

# Articles whose page is new or changed, and nobody has been told yet.
changes = Table(
    "changes",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
)

# The messages to web services that have not been taken yet: see announce.
notifications = Table(
    "notifications",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    # How the configuration calls the one who is told; a secret address stays there.
    Column("target", Text, nullable=False),
    # The one feed that it is about, for those who are told of each; else empty.
    Column("topic", Text, nullable=False),
    # The news as JSON.
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # When its newest news came.
    Column("queued_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    # The last answer; empty before the first.
    Column("reply", Text, nullable=False),
    Index("ix_notifications_target_topic", "target", "topic"),
    Index("ix_notifications_state_due_at", "state", "due_at"),
)
