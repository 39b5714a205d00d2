"""Opens a database: what SQLite needs to lose nothing stands here."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

URL = "DATABASE_URL_TO_MIGRATE"
"""The variable by which the process that migrates is told which database; it may hold a password."""


def open_engine(url: str) -> Engine:
    """An engine for `database.url`. SQLite gets its folder, WAL, foreign keys and BEGIN IMMEDIATE.

    What people wrote stands in no message of an error.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 10}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # sqlite3's own transaction handling would begin too late: two writers could lose an update.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
