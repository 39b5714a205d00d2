"""A district's database with a buyer's supplier or two and two supervisors."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.engine import open_engine
from ledger import conversations
from ledger.conversations import Talk
from ledger.rights import Actor
from models.message import Incoming
from models.tables.unit import Person, Unit
from models.types import Role, UnitKind

DISTRICT = "410106"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def tx(tmp_path: Path, schema: Path) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{shutil.copy(schema, tmp_path / 'ledger.sqlite3')}")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def supervisors(tx: Session) -> tuple[Actor, Actor]:
    """李科长 and 王主任 of the finance bureau."""
    bureau = Unit(district=DISTRICT, name="上街区财政局", kind=UnitKind.FINANCE, created_at=NOW)
    tx.add(bureau)
    tx.flush()
    return _supervisor(tx, bureau, "李科长"), _supervisor(tx, bureau, "王主任")


def _supervisor(tx: Session, bureau: Unit, name: str) -> Actor:
    person = Person(
        district=DISTRICT, unit_id=bureau.id or 0, name=name, role=Role.SUPERVISOR, created_at=NOW
    )
    tx.add(person)
    tx.flush()
    return Actor(
        "web", name, name, DISTRICT, person.id, name, Role.SUPERVISOR, bureau.id, bureau.name, bureau.kind
    )


def talk(tx: Session, who: str, chat: str = "", district: str = DISTRICT) -> Talk:
    """The conversation of somebody, by default in a chat of their own."""
    return conversations.open_talk(
        tx, Incoming("web", f"{who}:1", chat or who, who, "", district=district), district, NOW
    )
