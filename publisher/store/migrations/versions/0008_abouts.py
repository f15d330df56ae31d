"""What the publication and its sections say about themselves, and a quick way to an article's neighbours."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the next look at the inbox fills, and the index by section and id."""
    op.create_table(
        "abouts",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("section", name=op.f("pk_abouts")),
    )
    op.drop_index("ix_articles_section_published", "articles")
    op.create_index("ix_articles_section_published_id", "articles", ["section", "published", "id"])
