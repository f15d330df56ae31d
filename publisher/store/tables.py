"""Which tables hold a publication?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy calls it so
        """Return the moment in UTC without its zone; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  the same
        """Return the moment with UTC as its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row per thing that must be remembered between runs and has no table: see store.memory.
memory = Table(
    "memory",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Every file of the inbox that has been looked at, with the stamp and the digest it had then.
files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("inode", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("article", ForeignKey("articles.number")),
    # Why the file is set aside; empty for one that is an article.
    Column("reason", Text, nullable=False, default=""),
    Column("looked_at", Moment, nullable=False),
    Index("ix_files_inode", "inode"),
    Index("ix_files_digest", "digest"),
)
Index(
    "ix_files_set_aside",
    files.c.path,
    sqlite_where=files.c.reason != "",
    postgresql_where=files.c.reason != "",
)

# An article as feeds and lists need it; its text is in "bodies", so that lists stay quick.
articles = Table(
    "articles",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("page", Text, nullable=False, unique=True),
    Column("meta", Text, nullable=False),
    Column("summary", Text, nullable=False),
    # Which blocks of the text are not the story, and why.
    Column("removed", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    # The same for re-posts and updates of one story: see clean.
    Column("lead", BigInteger, nullable=False),
    Column("published", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    # When readers may first see it; none while it is a draft.
    Column("visible_from", Moment),
    # The modification time of the file while a drop is not yet known as a whole; else none.
    Column("arrived_at", Moment),
    # What its page was rendered from; empty when it must be rendered again, none before it may be.
    Column("rendered", Text),
    # Whether a document of an archive begins with it: see naming.rank.
    Column("rank", Integer, nullable=False, server_default="0"),
    # Since when it is withdrawn; none for almost all.
    Column("withdrawn", Moment),
    # Whether feeds have a tombstone in its place: see publish.burials.
    Column("buried", Boolean, nullable=False, server_default="0"),
    # How many notices stand above it.
    Column("notices", Integer, nullable=False, server_default="0"),
    Index("ix_articles_published_id", "published", "id"),
    Index("ix_articles_section_published_id", "section", "published", "id"),
    Index("ix_articles_visible_from", "visible_from"),
    Index("ix_articles_arrived_at", "arrived_at"),
    Index("ix_articles_rendered", "rendered"),
    Index("ix_articles_updated", "updated"),
)
# Lists hold some 2,000 articles each: without an index of its own their next beginning would be far.
Index(
    "ix_articles_beginning",
    articles.c.published,
    articles.c.id,
    sqlite_where=articles.c.rank >= 11,
    postgresql_where=articles.c.rank >= 11,
)

# Few are ever withdrawn or corrected, and every look for them asks for no others.
Index(
    "ix_articles_withdrawn",
    articles.c.withdrawn,
    sqlite_where=articles.c.withdrawn.is_not(None),
    postgresql_where=articles.c.withdrawn.is_not(None),
)
Index(
    "ix_articles_notices",
    articles.c.notices,
    sqlite_where=articles.c.notices > 0,
    postgresql_where=articles.c.notices > 0,
)

# What the file _notices.toml says: see store.acts.
acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    # How the file names the article.
    Column("reference", Text, nullable=False),
    # None while there is no such article.
    Column("article", ForeignKey("articles.number")),
    Column("at", Moment, nullable=False),
    # The correction, or the reason of a withdrawal.
    Column("text", Text, nullable=False),
    Column("announce", Boolean, nullable=False),
    Index("ix_acts_article", "article"),
)

# Articles of which an act has come or gone and that have not been finished since.
amendments = Table(
    "amendments",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
)

# Articles that only announce the correction of another.
announcements = Table(
    "announcements",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
    Column("corrected", ForeignKey("articles.number"), nullable=False),
    Index("ix_announcements_corrected", "corrected"),
)

# Where pages were before their articles moved; whichever page is there now is the article's.
redirects = Table(
    "redirects",
    metadata,
    Column("page", Text, primary_key=True),
    Column("article", ForeignKey("articles.number"), nullable=False),
    Index("ix_redirects_article", "article"),
    sqlite_with_rowid=False,
)

# Where files lay before they were renamed.
former_paths = Table(
    "former_paths",
    metadata,
    Column("path", Text, primary_key=True),
    Column("article", ForeignKey("articles.number"), primary_key=True),
    Index("ix_former_paths_article", "article"),
    sqlite_with_rowid=False,
)

# What the file _history.jsonl says, the last line of each article: see store.history.
history = Table(
    "history",
    metadata,
    # Which line of the file it is.
    Column("number", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("line", Text, nullable=False),
    Index("ix_history_path", "path"),
    Index("ix_history_sha256", "sha256"),
)

# The addresses that these lines give to articles, also to some that are not there.
claims = Table(
    "claims",
    metadata,
    Column("page", Text, primary_key=True),
    Column("id", Uuid, nullable=False),
    Index("ix_claims_id", "id"),
    sqlite_with_rowid=False,
)

# Articles whose line may have to be written.
unwritten = Table(
    "unwritten",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
)

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

# The text of an article as its parser returned it, with all that cleaning took out.
bodies = Table(
    "bodies",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
    Column("parsed", Text, nullable=False),
    # The text of a newer version of the file, until it is cleaned: nobody sees half of a change.
    Column("arrived", Text),
)
Index(
    "ix_bodies_arrived",
    bodies.c.article,
    sqlite_where=bodies.c.arrived.is_not(None),
    postgresql_where=bodies.c.arrived.is_not(None),
)

# Where blocks have been seen that might be boilerplate, by fingerprint.
sightings = Table(
    "sightings",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True),
    Column("article", ForeignKey("articles.number"), primary_key=True),
    Column("lead", BigInteger, nullable=False),
    Index("ix_sightings_article", "article"),
    sqlite_with_rowid=False,
)

# What the publication and its sections say about themselves: see store.abouts.
abouts = Table(
    "abouts",
    metadata,
    # As its folder is called; empty for the publication.
    Column("section", Text, primary_key=True),
    Column("about", Text, nullable=False),
)

# What an editor has ruled about a text: see store.rulings.
rulings = Table(
    "rulings",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True),
    # The section for which it holds, as its folder is called; empty for all of them.
    Column("section", Text, primary_key=True),
    # By a command, or by the file _clean.toml of the section.
    Column("origin", Text, primary_key=True),
    Column("ruling", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("ruled_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Texts whose articles must be cleaned again, because a ruling about them has come or gone.
reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("fingerprint", BigInteger, nullable=False),
    Column("section", Text, nullable=False),
)

# What the newest articles are about: see grouping. Older ones have none, so that it stays bounded.
signatures = Table(
    "signatures",
    metadata,
    Column("article", ForeignKey("articles.number"), primary_key=True),
    # Of which version of the article it is: articles.fingerprint.
    Column("fingerprint", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

# In how many of these signatures a term stands, by its hash.
terms = Table(
    "terms",
    metadata,
    Column("term", BigInteger, primary_key=True),
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    # The address without regard to case: one person subscribes once.
    Column("folded", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    # By whose word it is what it is: see subscribe.
    Column("origin", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

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

# The ledger: one row per edition and subscriber (DESIGN.md, decision 6).
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("edition", ForeignKey("editions.id"), nullable=False),
    Column("subscriber", ForeignKey("subscribers.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("edition", "subscriber"),
    Index("ix_deliveries_state_due_at", "state", "due_at"),
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
