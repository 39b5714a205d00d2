"""Reads the knowledge files of the packs into plain values: entries, figures, laws, guards, weights."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from knowledge.base import Citation, District, Domain, Entry, Figure, Guards, Law
from knowledge.check import faults
from knowledge.clock import Clocks, Count, Event
from knowledge.matcher import Matcher
from knowledge.model import Model
from language.normalise import normalise
from models.types import AnswerKind
from rules.pack import Pack

Dated = TypeVar("Dated", Entry, Figure)


class BadKnowledge(ValueError):
    """A knowledge file says something that cannot be; `path` and the reason, for the operator."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


def read_matcher(nation: Path) -> Matcher:
    """What reads questions, from the nation's folder. It is the same for all districts: read it once."""
    return Matcher(Model.from_bytes((nation / "knowledge/model.npz").read_bytes()))


def read_district(layers: Sequence[Path], pack: Pack, matcher: Matcher) -> District:
    """The knowledge of one district from its layers' folders, nation first (`cn`, `41`, `4101`, `410106`).

    Raises BadKnowledge with the file and the entry that is wrong.
    """
    nearest_first = list(reversed(layers))
    words = layers[0] / "knowledge/phrasings"
    district = District(
        pack=pack,
        entries=_versions(entry for layer in nearest_first for entry in _entries(layer)),
        laws={law.id: law for layer in reversed(nearest_first) for law in _laws(layer)},
        figures=_versions(figure for layer in nearest_first for figure in _figures(layer)),
        guards=_guards(_read(words / "words.yaml")),
        clocks=_clocks(_read(words / "clocks.yaml")),
        matcher=matcher,
    )
    found = list(faults(district))
    if found:
        raise BadKnowledge(layers[-1], "; ".join(found))
    return district


def _versions(things: Iterable[Dated]) -> dict[str, tuple[Dated, ...]]:
    found: dict[str, list[Dated]] = {}
    for thing in things:
        found.setdefault(thing.id, []).append(thing)
    return {name: tuple(versions) for name, versions in found.items()}


def _entries(layer: Path) -> Iterator[Entry]:
    for path in sorted((layer / "knowledge").glob("*.yaml")):
        for row in _read(path) or ():
            with _blamed(path, row):
                yield _entry(row, layer.name)


def _entry(row: dict[str, Any], division: str) -> Entry:
    return Entry(
        id=row["id"],
        object=row["object"],
        aspect=row["aspect"],
        kind=AnswerKind(row["kind"]),
        title=row["title"],
        answer=row["answer"],
        division=division,
        sources=tuple(_citation(source) for source in row.get("sources") or ()),
        facts=tuple(row.get("facts") or ()),
        next=tuple(row.get("next") or ()),
        options=tuple(row.get("options") or ()),
        refer=row.get("refer") or "",
        domain=Domain(row.get("domain") or Domain.NEAR),
        effective_from=_day(row.get("effective_from")),
        effective_to=_day(row.get("effective_to")),
    )


def _figures(layer: Path) -> Iterator[Figure]:
    path = layer / "figures.yaml"
    for row in _read(path) or ():
        with _blamed(path, row):
            yield Figure(
                id=row["id"],
                text=row["text"],
                citation=Citation(row["law"], row["article"]),
                effective_from=_day(row.get("effective_from")),
                effective_to=_day(row.get("effective_to")),
            )


def _laws(layer: Path) -> Iterator[Law]:
    path = layer / "laws.yaml"
    for row in (_read(path) or {}).get("laws", ()):
        with _blamed(path, row):
            yield Law(row["id"], row["short"])


def _guards(data: dict[str, Any]) -> Guards:
    return Guards(
        human=frozenset(normalise(said) for said in data["human"]),
        replies={normalise(said): topic for topic, all_said in data["replies"].items() for said in all_said},
        evasion=tuple(re.compile(pattern) for pattern in data["evasion"]),
        override=tuple(re.compile(pattern) for pattern in data["override"]),
        places=re.compile(data["places"].replace(" ", "")),
        residents=tuple(data["residents"]),
    )


def _clocks(data: dict[str, Any]) -> Clocks:
    return Clocks(
        asks=re.compile(data["asks"]),
        supposes=re.compile(data["supposes"]),
        events=tuple(_event(row) for row in data["events"]),
    )


def _event(row: dict[str, Any]) -> Event:
    said = tuple(re.compile(pattern) for pattern in row["said"])
    return Event(row["key"], row["name"], said, tuple(_count(count) for count in row["counts"]))


def _count(row: dict[str, Any]) -> Count:
    asked = re.compile(row["asked"]) if "asked" in row else None
    return Count(asked, tuple(row["rules"]), row.get("note", ""))


def _citation(source: str) -> Citation:
    law, _, article = source.partition(" ")
    return Citation(law, article)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) if path.exists() else None


@contextmanager
def _blamed(path: Path, row: Any) -> Iterator[None]:
    """Says which file and entry is at fault."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        name = row.get("id", "?") if isinstance(row, dict) else row
        raise BadKnowledge(path, f"entry {name}: {error!r}") from error
