"""What an editor has ruled about boilerplate."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody has ruled anything yet."""
    op.create_table(
        "rulings",
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "section", "origin", name=op.f("pk_rulings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reviews")),
    )
