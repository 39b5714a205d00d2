"""The files that people write for training as samples, and the digest that says whether they changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.matcher import OUTSIDE
from knowledge.text import Lexicon
from language.normalise import normalise

NEAR = {"财政局": "finance", "采购人/代理机构": "buyer", "招投标监管": "works"}
"""Who can answer what is near → what the label says of it; all others' matters are one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One message with its label; `voice` is the hand that wrote it (empty: a gist), `turns` came before."""

    text: str
    label: str
    voice: str
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that people have, as the map of topics states it."""

    id: str
    object: str
    aspect: str
    kind: str
    gist: str
    parent: str = ""


def files(folder: Path) -> list[Path]:
    """Every file that the weights depend on, in a fixed order."""
    names = [folder / name for name in ("topics.jsonl", "negatives.jsonl", "lexicon.jsonl")]
    return names + sorted((folder / "phrasings").glob("*.jsonl"))


def digest(folder: Path) -> str:
    """Changes whenever one of those files does."""
    total = hashlib.blake2b(digest_size=16)
    for path in files(folder):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def topics(folder: Path) -> dict[str, Topic]:
    """The map of topics by id."""
    return {row["id"]: Topic(**row) for row in _rows(folder / "topics.jsonl")}


def samples(folder: Path, known: Mapping[str, Topic]) -> list[Sample]:
    """Phrasings, negatives (label `#kind`, of what is near `#` and whose matter it is), gists of topics."""
    found = [Sample(topic.gist, topic.id, "") for topic in known.values()]
    for path in sorted((folder / "phrasings").glob("*.jsonl")):
        rows = _rows(path)
        found += [Sample(r["text"], r["topic"], path.stem, tuple(r.get("turns", ()))) for r in rows]
    for r in _rows(folder / "negatives.jsonl"):
        matter = NEAR.get(r["refer"], "elsewhere") if r["kind"] == "near" else r["kind"]
        found.append(Sample(r["text"], OUTSIDE + matter, _part(r["text"]), tuple(r.get("turns", ()))))
    return found


def lexicon(folder: Path) -> Lexicon:
    """The words people say for official ones."""
    rows = _rows(folder / "lexicon.jsonl")
    return Lexicon.of(
        {normalise(say): normalise(row["mean"]) for row in rows for say in row["say"] if normalise(say)}
    )


def _part(text: str) -> str:
    """Negatives have no hands; four parts by their hash serve instead, the same on every run."""
    return f"{OUTSIDE}{hashlib.blake2b(text.encode(), digest_size=1).digest()[0] % 4}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
