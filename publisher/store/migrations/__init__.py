"""How does an older database become a newer one?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


@cache
def _settings() -> Config:
    settings = Config()
    # Alembic takes % for interpolation.
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def known() -> frozenset[str]:
    """Return the versions that this program can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_settings()).walk_revisions())


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the transaction of ``connection``."""
    settings = _settings()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
