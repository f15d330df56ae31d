"""Which articles begin a document of an archive, and what each document was rendered from."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from publisher import naming

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Work out the rank of every article from its id; no document has been rendered yet."""
    op.add_column("articles", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT number, id FROM articles"))
    ranked = [{"number": number, "rank": naming.rank(UUID(str(identifier)))} for number, identifier in rows]
    if ranked:
        connection.execute(sa.text("UPDATE articles SET rank = :rank WHERE number = :number"), ranked)
    op.create_index("ix_articles_updated", "articles", ["updated"])
    beginning = sa.text("rank >= 11")
    op.create_index(
        "ix_articles_beginning",
        "articles",
        ["published", "id"],
        sqlite_where=beginning,
        postgresql_where=beginning,
    )
    op.create_table(
        "documents",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("updated", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_documents")),
        sqlite_with_rowid=False,
    )
