"""The database: its migrations at start, and the threads that transactions run in."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, inspect
from sqlmodel import Session

from bot.engine import URL

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
REVISION_DIGITS = 4

TOGETHER = 16
"""So many functions share a commit at most, so that the first is not kept waiting."""

T = TypeVar("T")
log = logging.getLogger(__name__)


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, if it is not there yet.

    In a process of its own, so that the service does not carry Alembic through its life.
    """
    newest = max(path.name[:REVISION_DIGITS] for path in MIGRATIONS.glob("versions/[0-9]*.py"))
    if _revision(engine) == newest:
        return
    # In the environment and not among the arguments, which every user of the machine can read.
    environment = os.environ | {URL: engine.url.render_as_string(hide_password=False)}
    subprocess.run([sys.executable, "-m", "bot.migrate"], check=True, cwd=MIGRATIONS.parent, env=environment)


def _revision(engine: Engine) -> str:
    """The revision that the database is at; empty where it has no schema."""
    if not inspect(engine).has_table("alembic_version"):
        return ""
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    work: Callable[[Session], T]
    outcome: Future[T]


class Database:
    """Runs plain functions in a worker thread, each all or nothing.

    One thread for SQLite, which has one writer anyway; `threads` of them elsewhere.
    """

    def __init__(self, engine: Engine, threads: int = 4) -> None:
        self.engine = engine
        single = engine.dialect.name == "sqlite"
        self._threads = ThreadPoolExecutor(1 if single else threads, thread_name_prefix="database")
        self._waiting: SimpleQueue[_Job[Any]] = SimpleQueue()

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, committed; if it raises, nothing of it is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            result = work(session)
            session.commit()
            return result

    async def run(self, work: Callable[[Session], T]) -> T:
        """The same, from the event loop. `work` may be run again, so it must act on nothing but the session.

        What waits while the disk writes is committed together, for a commit costs more than most work.
        """
        job = _Job(work, Future())
        self._waiting.put(job)
        self._threads.submit(self._commit_what_waits)
        return await asyncio.wrap_future(job.outcome)

    def in_background(self, work: Callable[[Engine], None]) -> Future[None]:
        """Begin something before any transaction; what comes after waits for it in line, on SQLite."""
        return self._threads.submit(work, self.engine)

    def close(self) -> None:
        """Wait for what is running and let go of the connections."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()

    def _commit_what_waits(self) -> None:
        """If any of them fails, nothing is kept and each has a transaction of its own."""
        jobs = self._next_jobs()
        if len(jobs) > 1:
            try:
                results = self.in_transaction(lambda tx: [job.work(tx) for job in jobs])
            except Exception as error:  # noqa: BLE001 - whose fault it is shows when each runs alone
                log.info("committed one by one: %r", error)
            else:
                for job, result in zip(jobs, results, strict=True):
                    job.outcome.set_result(result)
                return
        for job in jobs:
            self._commit_alone(job)

    def _next_jobs(self) -> list[_Job[Any]]:
        jobs: list[_Job[Any]] = []
        while len(jobs) < TOGETHER:
            try:
                job = self._waiting.get_nowait()
            except Empty:
                break
            if job.outcome.set_running_or_notify_cancel():
                jobs.append(job)
        return jobs

    def _commit_alone(self, job: _Job[Any]) -> None:
        try:
            result = self.in_transaction(job.work)
        except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is awaited
            job.outcome.set_exception(error)
        else:
            job.outcome.set_result(result)
