"""`python -m bot.migrate`: brings a database's schema to the newest version, one process at a time."""

import os
from pathlib import Path

import alembic.command
import alembic.config

from bot.engine import URL, open_engine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def main(url: str) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        # On SQLite BEGIN IMMEDIATE has already locked the file; elsewhere nobody else may migrate now.
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(410106)")
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
    engine.dispose()


if __name__ == "__main__":
    main(os.environ[URL])
