"""The districts of the packs as they are shipped, and a moment in them."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.packs.knowledge import read_district, read_matcher
from bot.packs.loader import load_packs
from knowledge.base import District
from knowledge.matcher import Matcher
from models.types import SHANGHAI

PACKS = Path(__file__).resolve().parents[2] / "packs"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return read_matcher(PACKS / "cn")


@pytest.fixture(scope="session")
def district(matcher: Matcher) -> District:
    """上街区 with its layers."""
    layers = [PACKS / code for code in ("cn", "41", "4101", "410106")]
    return read_district(layers, load_packs([PACKS]).of("410106"), matcher)


@pytest.fixture(scope="session")
def nation(matcher: Matcher) -> District:
    """The nation's layer alone: a district that has promised nothing of its own."""
    return read_district([PACKS / "cn"], load_packs([PACKS]).of("cn"), matcher)
