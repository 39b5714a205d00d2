"""The rules of one district as plain values: what `bot/packs.py` reads from `packs/`.

A pack is made of layers by administrative division code (`cn`, `41`, `4101`, `410106`). The nation's
layer gives the statutory figure of a rule, the nearest other layer that speaks gives the local one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.types import Level
from rules.calendar import Calendar
from rules.reservation import ReservePolicy
from rules.sme import SizeStandard


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"
    FIXED_DATE = "fixed_date"


class Direction(StrEnum):
    """How a limit binds: within N of the start, at least N after it, N before it, at most N, N back."""

    WITHIN = "within"
    AT_LEAST = "at_least"
    BEFORE = "before"
    MAX = "max"
    LOOKBACK = "lookback"


@dataclass(frozen=True, slots=True)
class Division:
    """A district: its code and the names of its offices (names only; contact data are configuration)."""

    code: str
    name: str
    short: str
    finance_bureau: str
    government: str
    platform: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: the document's full title, what people call it, 文号, article."""

    law: str
    title: str
    short: str
    number: str
    article: str

    def cite(self) -> str:
        """For people: `政府采购法第四十六条第一款`, `上财〔2021〕60号三（二）5`."""
        return f"{self.short}{self.article}"


@dataclass(frozen=True, slots=True)
class Limit:
    """One figure of one layer, with the days on which it is in force (start events of those days)."""

    division: str
    direction: Direction
    length: int | None
    unit: Unit | None
    source: Source
    also: tuple[Source, ...]
    start_event: str
    effective_from: date | None
    effective_to: date | None
    checked_on: date
    confidence: str
    strength: str = ""
    quote: str = ""
    fixed: tuple[int, int] | None = None
    """Month and day, where the unit is FIXED_DATE."""

    def in_force(self, on: date) -> bool:
        """Whether the figure holds for a start event on that day."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Start:
    """An event that a rule can count from; `key` is a milestone kind where one exists."""

    key: str
    event: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a rule is watched in a project: what starts it, what meets it, who is reminded by which ladder."""

    starts: str
    met_by: str
    obliged: tuple[str, ...]
    ladder: str
    action: str
    """The deed in few words, as a reminder says it: 签合同."""
    statutory_starts: str = ""
    """The milestone from which the statutory limit counts once it is logged, if another than `starts`."""
    pauses: tuple[str, str] | None = None
    """The milestones that begin and end time which is not counted."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """How somebody is reminded of such a limit of their own: what it is called, the ladder, what to do next.

    `words` are what people call it, the first one is shown; `next` are entries or commands.
    """

    words: tuple[str, ...]
    ladder: str
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A time limit with its statutory figures and its local ones, each in order of their first day.

    Local figures of several layers stand with the wider layer first: the nearest has the last word.
    """

    id: str
    name: str
    group: str
    obliged: tuple[str, ...]
    starts: tuple[Start, ...]
    statutory: tuple[Limit, ...]
    local: tuple[Limit, ...]
    rollover: bool
    excludes: tuple[str, ...]
    answerable: bool
    tracking: Tracking | None = None
    notes: str = ""
    remind: Reminding | None = None

    def limit(self, level: Level, on: date) -> Limit | None:
        """The figure of that level in force for a start event on that day, or None."""
        figures = self.local if level is Level.LOCAL else self.statutory
        return next((figure for figure in reversed(figures) if figure.in_force(on)), None)


@dataclass(frozen=True, slots=True)
class MilestoneKind:
    """A step of a project: its name, the words people use for it, and which steps come before it."""

    key: str
    name: str
    words: tuple[str, ...]
    after: tuple[str, ...]
    repeats: bool = False
    """Whether it may happen more than once in a lot (complaints)."""
    by: tuple[str, ...] = ("buyer", "agency")
    """The kinds of unit that record it."""


@dataclass(frozen=True, slots=True)
class RungRule:
    """One rung of a ladder.

    `offset` counts working days from the last day (negative before it, positive after); `at` is
    `start`, `opening` or `closing`; `minutes_before` applies to closing.
    """

    name: str
    offset: int
    at: str
    minutes_before: int
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """When who is reminded of a deadline, for each of its limits."""

    name: str
    local: tuple[RungRule, ...]
    statutory: tuple[RungRule, ...]
    alone: tuple[RungRule, ...]
    """For the statutory limit of a deadline that has no local one."""


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules of one district. `version` changes with every change of any file that made it."""

    division: Division
    version: str
    calendar: Calendar
    rules: Mapping[str, Rule]
    milestones: Mapping[str, MilestoneKind]
    ladders: Mapping[str, Ladder]
    sizes: SizeStandard
    reserve: ReservePolicy
    facts: Mapping[str, str] = field(default_factory=dict)
    """Fact id (L12, M3, U5 …) → its source as people read it."""
