"""What visitors ask for, how often they may, and who is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables that the public pages need."""
    _requests()
    op.create_table(
        "letter_counts",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_letter_counts")),
    )
    op.create_table(
        "suppressions",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "allowances",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_allowances")),
    )
    op.create_index("ix_allowances_used_until", "allowances", ["used_until"])
    op.create_table(
        "api_keys",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("letter", sa.Uuid(), nullable=True),
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
