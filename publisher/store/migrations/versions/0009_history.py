"""What the inbox itself remembers of articles: ids, dates and addresses that no file says."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; which of the articles need a line in the inbox is asked of all of them, once."""
    op.create_table(
        "former_paths",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_former_paths_article")),
        sa.PrimaryKeyConstraint("path", "article", name=op.f("pk_former_paths")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_former_paths_article", "former_paths", ["article"])
    op.create_table(
        "history",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_history")),
        sa.UniqueConstraint("id", name=op.f("uq_history_id")),
    )
    op.create_index("ix_history_path", "history", ["path"])
    op.create_index("ix_history_sha256", "history", ["sha256"])
    op.create_table(
        "claims",
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_claims")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claims_id", "claims", ["id"])
    op.create_table(
        "unwritten",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_unwritten_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_unwritten")),
    )
    op.execute("INSERT INTO unwritten SELECT number FROM articles")
