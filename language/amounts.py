"""Money and numbers of people as people type them, exact. A unit that is missing is not guessed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan; `approximate` for 二百来万, 近百万, 超过200万. `said` stands at text[start:end]."""

    yuan: Decimal
    approximate: bool
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people; `said` stands at text[start:end]."""

    people: int
    approximate: bool
    said: str
    start: int
    end: int


def read_amounts(text: str) -> tuple[Amount, ...]:
    """Each amount of money in `text`, in order.

    A bare number counts as one from 10,000 on; below that it needs 元, 块, 万, 亿 or a sign of currency.
    """
    raise NotImplementedError


def read_counts(text: str) -> tuple[Count, ...]:
    """Each number of people in `text`, in order: 80个人, 300人, 员工二十来个."""
    raise NotImplementedError
