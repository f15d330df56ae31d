"""What editors have corrected and withdrawn, and where pages were before they moved."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing has been corrected or withdrawn by an act, and no page has moved."""
    op.add_column("articles", sa.Column("withdrawn", sa.DateTime(), nullable=True))
    op.add_column("articles", sa.Column("buried", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("notices", sa.Integer(), nullable=False, server_default="0"))
    withdrawn, noticed = sa.text("withdrawn IS NOT NULL"), sa.text("notices > 0")
    op.create_index(
        "ix_articles_withdrawn",
        "articles",
        ["withdrawn"],
        sqlite_where=withdrawn,
        postgresql_where=withdrawn,
    )
    op.create_index(
        "ix_articles_notices", "articles", ["notices"], sqlite_where=noticed, postgresql_where=noticed
    )
    op.create_table(
        "acts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("announce", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_acts_article")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_acts")),
    )
    op.create_index("ix_acts_article", "acts", ["article"])
    op.create_table(
        "amendments",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_amendments_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_amendments")),
    )
    op.create_table(
        "announcements",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_announcements_article")),
        sa.ForeignKeyConstraint(["corrected"], ["articles.number"], name=op.f("fk_announcements_corrected")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_corrected", "announcements", ["corrected"])
    op.create_table(
        "redirects",
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_redirects_article")),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_redirects")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_redirects_article", "redirects", ["article"])
    op.create_table(
        "corrections",
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_corrections_edition")),
        sa.PrimaryKeyConstraint("edition", "position", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_entry", "corrections", ["entry"])
