"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "articles",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("meta", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=False),
        sa.Column("updated", sa.DateTime(), nullable=False),
        sa.Column("visible_from", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("rendered", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
        sa.UniqueConstraint("page", name=op.f("uq_articles_page")),
    )
    op.create_index("ix_articles_arrived_at", "articles", ["arrived_at"], unique=False)
    op.create_index("ix_articles_published_id", "articles", ["published", "id"], unique=False)
    op.create_index("ix_articles_rendered", "articles", ["rendered"], unique=False)
    op.create_index("ix_articles_section_published", "articles", ["section", "published"], unique=False)
    op.create_index("ix_articles_visible_from", "articles", ["visible_from"], unique=False)
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("omitted", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preheader", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("cadence", "number", name=op.f("uq_editions_cadence_number")),
        sa.UniqueConstraint("cadence", "period", "zone", name=op.f("uq_editions_cadence_period_zone")),
    )
    op.create_table(
        "memory",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_memory")),
    )
    op.create_table(
        "subscribers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("folded", name=op.f("uq_subscribers_folded")),
    )
    op.create_table(
        "bodies",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("parsed", sa.Text(), nullable=False),
        sa.Column("arrived", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_bodies_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_bodies")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_deliveries_edition")),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscribers.number"], name=op.f("fk_deliveries_subscriber")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("edition", "subscriber", name=op.f("uq_deliveries_edition_subscriber")),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"], unique=False)
    op.create_table(
        "files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_files_article")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_files")),
    )
    op.create_index("ix_files_digest", "files", ["digest"], unique=False)
    op.create_index("ix_files_inode", "files", ["inode"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_sightings_article")),
        sa.PrimaryKeyConstraint("fingerprint", "article", name=op.f("pk_sightings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sightings_article", "sightings", ["article"], unique=False)
    op.create_table(
        "stories",
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_stories_edition")),
        sa.PrimaryKeyConstraint("edition", "position", name=op.f("pk_stories")),
    )
    op.create_index("ix_stories_entry", "stories", ["entry"], unique=False)
    op.create_table(
        "replies",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name=op.f("fk_replies_delivery")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_delivery", "replies", ["delivery"], unique=False)
