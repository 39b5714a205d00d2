"""What a message names: project numbers, kinds of procurement, milestones, yes and no."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.types import ProcurementKind


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of the vocabulary at text[start:end]. `negated`: 还没签, 未备案, so it does not count as done."""

    key: str
    word: str
    negated: bool
    start: int
    end: int


def project_code(text: str) -> str | None:
    """The first project number in `text` (half-width, upper case), or None. 文号 are none."""
    raise NotImplementedError


def nearest(code: str, codes: Iterable[str]) -> list[str]:
    """Up to three of `codes` within three edits of `code`, the nearest first."""
    raise NotImplementedError


def kind(text: str) -> ProcurementKind | None:
    """货物, 服务 or 工程 where the words are clear; None where there are none or they disagree."""
    raise NotImplementedError


def match_words(text: str, vocabulary: Mapping[str, Sequence[str]]) -> tuple[WordMatch, ...]:
    """The words of `vocabulary` (key → its words) in `text`, longest first, none inside another."""
    raise NotImplementedError


def yes_no(text: str) -> bool | None:
    """Whether the whole message is a yes or a no; None for everything else."""
    raise NotImplementedError
