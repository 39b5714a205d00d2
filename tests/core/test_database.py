"""What waits together is committed together, and still each function is all or nothing."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from bot.database import Database, migrate
from bot.engine import open_engine
from models.tables.record import Secret


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(open_engine(f"sqlite:///{tmp_path}/caiwen.sqlite3"))
    migrate(opened.engine)
    yield opened
    opened.close()


def keeping(name: str, value: str = "") -> Callable[[Session], str]:
    def work(tx: Session) -> str:
        tx.add(Secret(name=name, value=value))
        tx.flush()
        return name

    return work


def names(tx: Session) -> set[str]:
    return set(tx.exec(select(Secret.name)))


async def test_many_at_once_are_all_kept_each_with_its_own_result(database: Database) -> None:
    wanted = [f"n{number}" for number in range(100)]
    assert await asyncio.gather(*(database.run(keeping(name)) for name in wanted)) == wanted
    assert await database.run(names) == set(wanted)


async def test_one_that_fails_takes_nothing_of_the_others_with_it(database: Database) -> None:
    await database.run(keeping("taken"))
    tried = ["a", "taken", "b", "c"]
    outcomes = await asyncio.gather(*(database.run(keeping(name)) for name in tried), return_exceptions=True)
    assert [isinstance(outcome, IntegrityError) for outcome in outcomes] == [False, True, False, False]
    assert await database.run(names) == {"taken", "a", "b", "c"}


async def test_nothing_is_kept_of_one_that_fails_halfway(database: Database) -> None:
    def halfway(tx: Session) -> None:
        keeping("half")(tx)
        raise ValueError("after the first write")

    both = await asyncio.gather(database.run(halfway), database.run(keeping("whole")), return_exceptions=True)
    assert isinstance(both[0], ValueError)
    assert await database.run(names) == {"whole"}


async def test_what_was_given_up_before_its_turn_is_not_done(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(database.run(keeping("given up")))
        task.cancel()
    await database.run(keeping("later"))
    assert await database.run(names) == {"later"}
