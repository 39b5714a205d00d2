"""Lists that are too long for one message: a page of them, and what leads to the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.reading import read_number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the rows of a list. `mark` says which page it is, `further` is the button to the next one."""

    shown: Sequence[T]
    mark: str
    further: list[tuple[str, str]]


def page_of(rows: Sequence[T], size: int, command: str, asked: str) -> Page[T]:
    """The page of at least one row that is asked for (`2`), the first or last where there is none of it."""
    pages = -(-len(rows) // size)
    number = min(max(read_number(asked) or 1, 1), pages)
    shown = rows[(number - 1) * size : number * size]
    further = [("下一页", f"{command} {number + 1}")] if number < pages else []
    return Page(shown, f"（第{number}页，共{pages}页）", further)
