"""Which tables hold the articles, and what has been decided about them?"""

from __future__ import annotations

from collections.abc import Callable
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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002  the same
        """Return what makes a moment with UTC as its zone of SQLite's text.

        In one step: in SQLAlchemy's two, one for the text and one for the zone, it takes three times as
        long, and a new title of 10,000 articles reads 240,000 of them.
        """
        return _moment


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


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
