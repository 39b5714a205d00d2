"""Every figure of the law says where it stands, from when it holds and when a human last looked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT, place

LAYERS = sorted(path.parent for path in ROOT.glob("packs/*/division.yaml"))
FIRST_LAW = date(1987, 1, 1)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text()) if path.exists() else {}


def laws_of(layer: Path) -> set[str]:
    """The documents that a layer may cite: its own and those of the wider layers."""
    wider = [other for other in LAYERS if other.name == "cn" or layer.name.startswith(other.name)]
    return {law["id"] for each in wider for law in read(each / "laws.yaml").get("laws", ())}


def limits() -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for layer in LAYERS:
        for rule, entry in read(layer / "limits.yaml").items():
            for figure in entry["figures"]:
                yield layer, rule, figure


def dated(layer: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Figures beside the limits: shares, amounts, documents."""
    for name in ("figures.yaml", "laws.yaml"):
        rows = read(layer / name)
        yield from ((row["id"], row) for row in (rows.get("laws", []) if isinstance(rows, dict) else rows))
    for number, row in enumerate(read(layer / "reserve.yaml").get("rules", ())):
        yield f"reserve.yaml[{number}]", row


@pytest.mark.parametrize(
    ("layer", "rule", "figure"), list(limits()), ids=lambda value: getattr(value, "name", str(value)[:40])
)
def test_a_limit_has_its_source_first_day_and_check(layer: Path, rule: str, figure: dict[str, Any]) -> None:
    assert figure["law"] in laws_of(layer), rule
    assert isinstance(figure["checked_on"], date), rule
    if figure["confidence"] == "unsure":  # then it is never told to anybody
        return
    assert isinstance(figure["effective_from"], date), rule
    assert figure["article"] or figure.get("effective_to"), rule


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_nothing_was_checked_before_it_was_written(layer: Path) -> None:
    odd = [name for name, row in dated(layer) if row["checked_on"] <= FIRST_LAW]
    assert odd == []


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_an_entry_cites_documents_that_exist(layer: Path) -> None:
    known = laws_of(layer)
    missing = [
        f"{place(path)} {entry['id']}: {source}"
        for path in sorted((layer / "knowledge").glob("*.yaml"))
        for entry in read(path) or ()
        for source in entry.get("sources", ())
        if source.split()[0] not in known
    ]
    assert missing == []
