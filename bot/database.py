"""The database: its migrations at start, and the threads that transactions run in."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, inspect
from sqlmodel import Session

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
REVISION_DIGITS = 4

T = TypeVar("T")


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, if it is not there yet.

    In a process of its own, so that the service does not carry Alembic through its life.
    """
    newest = max(path.name[:REVISION_DIGITS] for path in MIGRATIONS.glob("versions/[0-9]*.py"))
    if _revision(engine) == newest:
        return
    url = engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-m", "bot.migrate", url], check=True, cwd=MIGRATIONS.parent)


def _revision(engine: Engine) -> str:
    """The revision that the database is at; empty where it has no schema."""
    if not inspect(engine).has_table("alembic_version"):
        return ""
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


class Database:
    """Runs plain functions, each in one transaction in a worker thread.

    One thread for SQLite, which has one writer anyway; `threads` of them elsewhere.
    """

    def __init__(self, engine: Engine, threads: int = 4) -> None:
        self.engine = engine
        single = engine.dialect.name == "sqlite"
        self._threads = ThreadPoolExecutor(1 if single else threads, thread_name_prefix="database")

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, committed; if it raises, nothing of it is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            result = work(session)
            session.commit()
            return result

    async def run(self, work: Callable[[Session], T]) -> T:
        """The same, from the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.in_transaction, work)

    def close(self) -> None:
        """Wait for what is running and let go of the connections."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()
