"""The shipped rule packs, with a made-up province, city and district beside them."""

from pathlib import Path

import pytest

from bot.packs.loader import Packs, load_packs
from rules.calendar import Calendar
from rules.pack import Pack

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs([ROOT / "packs", ROOT / "tests" / "packs_extra"])


@pytest.fixture(scope="session")
def shangjie(packs: Packs) -> Pack:
    return packs.of("410106")


@pytest.fixture(scope="session")
def calendar(shangjie: Pack) -> Calendar:
    return shangjie.calendar
