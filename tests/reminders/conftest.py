"""A buyer with an officer and a lead, a supervisor in the bureau, one project."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.rights import Actor
from models.types import Role, UnitKind
from tests.reminders.world import World, at, new_database

SCHOOL, BUREAU, AGENCY = "第一小学", "区财政局", "诚信代理"


@dataclass
class School:
    """`world` with 小陈 (officer), 赵局 (lead) and 老王 (supervisor), and the project SJ2026-015 of 小陈."""

    world: World
    chen: Actor
    zhao: Actor
    wang: Actor


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "caiwen.sqlite3"
    new_database(file)
    return file


@pytest.fixture
def world(tmp_path: Path, empty_database: Path) -> Iterator[World]:
    world = World(Path(shutil.copy(empty_database, tmp_path)))
    yield world
    world.database.close()


@pytest.fixture
def school(world: World) -> School:
    world.now = at(11, 20, 10)
    world.unit(SCHOOL)
    world.unit(BUREAU, UnitKind.FINANCE)
    school = School(
        world,
        world.person("小陈", SCHOOL),
        world.person("赵局", SCHOOL, Role.LEAD),
        world.person("老王", BUREAU, Role.SUPERVISOR),
    )
    world.project(school.chen)
    return school
