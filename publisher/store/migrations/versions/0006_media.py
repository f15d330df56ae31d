"""Pictures and files beside articles: which of them names which, and what has become of each."""

import sqlalchemy as sa
from alembic import op

from publisher import codec
from publisher.media import addresses

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Look for the files that the known articles name; they are published when pages are rendered next."""
    op.create_table(
        "uses",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_uses_article")),
        sa.PrimaryKeyConstraint("article", "address", name=op.f("pk_uses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_uses_path", "uses", ["path"])
    op.create_table(
        "media",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_media")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT number, path, parsed FROM articles JOIN bodies ON article = number")
    )
    named = []
    for number, path, text in rows:
        parsed = codec.decode_parsed(text)
        for address in addresses.named(parsed.blocks, parsed.meta.image):
            found = addresses.located(path, address)
            named.append({"article": number, "address": address, "path": found})
    if named:
        statement = "INSERT INTO uses (article, address, path) VALUES (:article, :address, :path)"
        connection.execute(sa.text(statement), named)
