"""Dates and times as people type them. No guess: what can be read in two ways is returned in two ways."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Prefer = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day (and time, if one was given) in Shanghai; `said` stands at text[start:end]."""

    on: date
    at: time | None
    said: str
    start: int
    end: int


class ImpossibleDate(ValueError):
    """What was said has the form of a date or time, but there is none such: 2月30日, 25:00."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def read(text: str, now: datetime, prefer: Prefer) -> tuple[DateReading, ...]:
    """The readings of the first date in `text`, the likeliest first; more than one means: ask."""
    everything = read_all(text, now, prefer)
    return everything[0] if everything else ()


def read_all(text: str, now: datetime, prefer: Prefer) -> tuple[tuple[DateReading, ...], ...]:
    """The readings of each date in `text`, in order."""
    raise NotImplementedError
