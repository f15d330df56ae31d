"""What the newest articles are about."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the articles that are there are signed when the inbox is next looked at."""
    op.create_table(
        "signatures",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_signatures_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_signatures")),
    )
    op.create_table(
        "terms",
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_terms")),
        sqlite_with_rowid=False,
    )
