"""Quick ways to the few rows that wait or are wrong, among many that do not and are not."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make indexes of only those rows."""
    arrived, reason = sa.text("arrived IS NOT NULL"), sa.text("reason != ''")
    op.create_index(
        "ix_bodies_arrived", "bodies", ["article"], sqlite_where=arrived, postgresql_where=arrived
    )
    op.create_index("ix_files_set_aside", "files", ["path"], sqlite_where=reason, postgresql_where=reason)
