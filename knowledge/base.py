"""What a district knows: its entries in layers, the laws they cite, its rules, and what reads questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from knowledge.clock import Clocks
from knowledge.matcher import Matcher
from knowledge.phrases import Phrases
from knowledge.short import ShortQuestions
from language.normalise import normalise
from models.types import AnswerKind
from rules.pack import Pack


class Domain(StrEnum):
    """Whether what is declined is procurement after all (NEAR) or something else altogether (FAR)."""

    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Citation:
    """A law's id and the article as the law counts it."""

    law: str
    article: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law by the short name that people know it by (政府采购法, 94号令), its full title and its 文号."""

    id: str
    short: str
    title: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A legal figure that is no time limit, as people read it (10万元以下), with where it stands."""

    id: str
    text: str
    citation: Citation
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: what a legal clerk writes, with placeholders for every figure."""

    id: str
    object: str
    aspect: str
    kind: AnswerKind
    title: str
    answer: str
    division: str
    sources: tuple[Citation, ...] = ()
    facts: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    refer: str = ""
    domain: Domain = Domain.NEAR
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class Guards:
    """Words that decide before any weights are asked."""

    human: frozenset[str]
    """Whole messages (normalised) that ask for a person."""
    replies: Mapping[str, str]
    """Whole messages (normalised) of politeness or anger → the topic that answers them."""
    evasion: tuple[re.Pattern[str], ...]
    """Somebody wants to get around a rule."""
    override: tuple[re.Pattern[str], ...]
    """Somebody tells the assistant to forget its rules."""
    places: re.Pattern[str]
    """Names of other districts, cities and provinces."""
    residents: tuple[str, ...]
    """What follows a place's name where only somebody from there is meant, not the rules there."""
    origin: re.Pattern[str]
    """What follows a place's name to say who comes from there: 的公司, 供应商."""
    hails: re.Pattern[str]
    """What stands before a place's name to say so: 注册在."""
    ours: re.Pattern[str]
    """What means this district and adds nothing to a question asked here."""
    field: re.Pattern[str]
    """The words of procurement: what holds one of them is not said to lie outside."""


@dataclass(frozen=True, eq=False)
class District:
    """Everything that an answer is made from. Nothing in it changes, so threads may share it."""

    pack: Pack
    entries: Mapping[str, tuple[Entry, ...]]
    """Topic id → its versions, the nearest layer's first."""
    laws: Mapping[str, Law]
    figures: Mapping[str, tuple[Figure, ...]]
    guards: Guards
    clocks: Clocks
    short: ShortQuestions
    phrases: Phrases
    matcher: Matcher

    def entry(self, topic: str, on: date) -> Entry | None:
        """The entry on that topic that holds in this district on that day: nearest layer first."""
        return next((entry for entry in self.entries.get(topic, ()) if in_force(entry, on)), None)

    def figure(self, name: str, on: date) -> Figure | None:
        """The figure of that id in force on that day."""
        return next((figure for figure in self.figures.get(name, ()) if in_force(figure, on)), None)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Folded title → topic id, so that a button finds exactly the entry that it names."""
        return {
            normalise(entry.title): topic for topic, versions in self.entries.items() for entry in versions
        }


def in_force(thing: Entry | Figure, on: date) -> bool:
    """Whether its dates, both inclusive, hold on that day."""
    begun = thing.effective_from is None or thing.effective_from <= on
    return begun and (thing.effective_to is None or on <= thing.effective_to)
