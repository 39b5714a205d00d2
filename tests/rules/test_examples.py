"""The worked examples that every rule pack carries."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.packs.loader import Packs
from rules.deadlines import due

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("packs/*/examples.yaml"), *ROOT.glob("tests/packs_extra/*/examples.yaml")])
EXAMPLES = [
    pytest.param(path.parent.name, row, id=f"{path.parent.name}-{row['rule']}-{row['start']}")
    for path in FILES
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("code", "row"), EXAMPLES)
def test_a_worked_example_comes_out_as_written(packs: Packs, code: str, row: dict[str, Any]) -> None:
    pack = packs.of(code)
    pair = due(pack.rules[row["rule"]], row["start"], pack)
    found = {
        "statutory": pair.statutory and pair.statutory.last_on,
        "local": pair.local and pair.local.last_on,
    }
    assert {level: day for level, day in found.items() if level in row} == {
        level: row[level] for level in ("local", "statutory") if level in row
    }, row["why"]
    is_provisional = any(each.provisional for each in (pair.local, pair.statutory) if each)
    assert is_provisional is row.get("provisional", False), row["why"]


def test_examples_say_all_that_is_compared() -> None:
    keys = {"rule", "start", "local", "statutory", "provisional", "why"}
    for path in FILES:
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(row) <= keys
            assert {"rule", "start", "statutory", "why"} <= set(row)
            assert isinstance(row["start"], date)
