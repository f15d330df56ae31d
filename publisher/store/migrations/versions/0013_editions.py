"""Editions by time zone, held and released by people; who has which delivery in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = ("editions", "stories", "corrections", "deliveries", "replies", "requests", "confirmations")


def upgrade() -> None:
    """Make the tables anew whose keys change, with all that is in them."""
    for table in _TABLES:
        op.execute(f"CREATE TABLE {table}_kept AS SELECT * FROM {table}")  # noqa: S608  names of ours
    # Letters and replies name a delivery by its number from now on; its row of old has one.
    op.execute("CREATE TABLE numbers_kept AS SELECT id, rowid AS number FROM deliveries")
    op.execute("CREATE INDEX ix_numbers_kept ON numbers_kept (id)")
    # Who points at a table goes before it.
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.create_table(
        "senders",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("alive_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_senders")),
        sqlite_autoincrement=True,
    )
    _editions()
    _deliveries()
    _requests()
    _fill()
    for table in (*_TABLES, "numbers"):
        op.drop_table(f"{table}_kept")
    op.drop_index("ix_subscribers_state_cadence", "subscribers")
    op.create_index("ix_subscribers_state_cadence_zone", "subscribers", ["state", "cadence", "time_zone"])


def _fill() -> None:
    # All were of the publication's own time zone, which has no name from now on.
    op.execute(
        "INSERT INTO editions (id, number, cadence, period, zone, closed_at, due_at, hold, shown, note, "
        "omitted, subject, preheader, html, text) "
        "SELECT id, number, cadence, period, '', closed_at, closed_at, CASE WHEN held THEN 'it was late' "
        "ELSE '' END, NOT held, '', omitted, subject, preheader, html, text FROM editions_kept"
    )
    for table in ("stories", "corrections"):
        op.execute(f"INSERT INTO {table} SELECT * FROM {table}_kept")  # noqa: S608  names of ours
    op.execute(
        "INSERT INTO deliveries (number, kind, edition, subscriber, state, attempts, due_at, changed_at) "
        "SELECT n.number, kind, edition, subscriber, state, attempts, due_at, changed_at "
        "FROM deliveries_kept d JOIN numbers_kept n ON n.id = d.id"
    )
    op.execute(
        "INSERT INTO replies (number, delivery, at, state, reply) "
        "SELECT r.number, n.number, at, state, reply "
        "FROM replies_kept r JOIN numbers_kept n ON n.id = r.delivery"
    )
    # A request whose letter is gone with its subscriber keeps a number that no delivery has: it was answered.
    op.execute(
        "INSERT INTO requests (number, address, folded, preferences, asked_at, due_at, letter) "
        "SELECT r.number, address, folded, preferences, asked_at, due_at, "
        "CASE WHEN letter IS NULL THEN NULL ELSE coalesce(n.number, -r.number) END "
        "FROM requests_kept r LEFT JOIN numbers_kept n ON n.id = r.letter"
    )
    op.execute("INSERT INTO confirmations SELECT * FROM confirmations_kept")


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("previewed_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("omitted", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preheader", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("cadence", "number", "zone", name=op.f("uq_editions_cadence_number_zone")),
        sa.UniqueConstraint("cadence", "period", "zone", name=op.f("uq_editions_cadence_period_zone")),
    )
    op.create_table(
        "stories",
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_stories_edition")),
        sa.PrimaryKeyConstraint("edition", "position", name=op.f("pk_stories")),
    )
    op.create_index("ix_stories_entry", "stories", ["entry"])
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


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=True),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=True),
        sa.Column("sender", sa.Integer(), nullable=True),
        sa.Column("request", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_deliveries_edition")),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscribers.number"], name=op.f("fk_deliveries_subscriber")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("edition", "subscriber", name=op.f("uq_deliveries_edition_subscriber")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_subscriber", "deliveries", ["subscriber"])
    _partial("ix_deliveries_open", ["edition", "due_at"], "state IN ('planned', 'deferred')")
    _partial("ix_deliveries_taken", ["sender"], "state IN ('leased', 'sending')")
    _partial("ix_deliveries_missing", ["edition", "state"], "state != 'accepted'")
    op.create_table(
        "replies",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.number"], name=op.f("fk_replies_delivery")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_delivery", "replies", ["delivery"])


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "deliveries", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_requests")),
        sa.UniqueConstraint("letter", name=op.f("uq_requests_letter")),
    )
    op.create_index("ix_requests_folded", "requests", ["folded"])
    op.create_index("ix_requests_asked_at", "requests", ["asked_at"])
    waiting = sa.text("letter IS NULL")
    op.create_index(
        "ix_requests_waiting", "requests", ["due_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "confirmations",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["requests.number"], name=op.f("fk_confirmations_request")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_confirmations")),
    )
    op.create_index("ix_confirmations_request", "confirmations", ["request"])
