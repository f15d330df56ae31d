"""What subscribers want, what became of each of them, and letters beside editions."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables anew that get columns: SQLite adds none that must have a value and are unique."""
    for table in ("subscribers", "deliveries", "replies"):
        op.execute(f"CREATE TABLE {table}_kept AS SELECT * FROM {table}")  # noqa: S608  three names of ours
    # Who points at a table goes before it.
    for table in ("replies", "deliveries", "subscribers"):
        op.drop_table(table)
    _subscribers()
    _deliveries()
    # Its ids are random, as those of RFC 9562 §5.4, and nobody reads the version out of them.
    op.execute(
        "INSERT INTO subscribers (number, id, address, folded, name, state, cadence, sections, time_zone, "
        "language, origin, consent, created_at, changed_at) "
        "SELECT number, lower(hex(randomblob(16))), address, folded, '', state, cadence, '[]', '', '', "
        "origin, '', changed_at, changed_at FROM subscribers_kept"
    )
    op.execute(
        "INSERT INTO deliveries (id, kind, edition, subscriber, state, attempts, due_at, changed_at) "
        "SELECT id, 'digest', edition, subscriber, state, attempts, due_at, changed_at FROM deliveries_kept"
    )
    op.execute(
        "INSERT INTO replies (number, delivery, at, state, reply) "
        "SELECT number, delivery, at, state, reply FROM replies_kept"
    )
    for table in ("replies", "deliveries", "subscribers"):
        op.drop_table(f"{table}_kept")


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("id", name=op.f("uq_subscribers_id")),
        sa.UniqueConstraint("folded", name=op.f("uq_subscribers_folded")),
    )
    op.create_index("ix_subscribers_state_cadence", "subscribers", ["state", "cadence"])
    op.create_index("ix_subscribers_origin", "subscribers", ["origin"])
    op.create_table(
        "subscriber_changes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscribers.number"], name=op.f("fk_subscriber_changes_subscriber")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subscriber_changes")),
    )
    op.create_index("ix_subscriber_changes_subscriber", "subscriber_changes", ["subscriber"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=True),
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
    op.create_index("ix_deliveries_state_kind_due_at", "deliveries", ["state", "kind", "due_at"])
    op.create_index("ix_deliveries_subscriber", "deliveries", ["subscriber"])
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
    op.create_index("ix_replies_delivery", "replies", ["delivery"])
