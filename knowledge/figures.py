"""Figures that people give in a conversation: the latest turn that gives one counts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Found = TypeVar("Found")


def latest(turns: Sequence[str], read: Callable[[str], Found]) -> Found | None:
    """What `read` finds in the last turn that gives anything."""
    return next((found for turn in reversed(turns) if (found := read(turn)) is not None), None)
