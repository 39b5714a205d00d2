"""Questions about a last day that give the day it counts from: what happened, and which limit is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.text import Lexicon
from language.dates import Prefer, read_all
from language.normalise import normalise

DAY = "囗"
"""Stands for a date in the patterns: a character that nobody types."""


@dataclass(frozen=True, slots=True)
class Count:
    """Limits that count one after the other, where `asked` (or nothing) is in the question."""

    asked: re.Pattern[str] | None
    rules: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that starts limits; `said` are its patterns, with DAY for when it happened."""

    key: str
    name: str
    said: tuple[re.Pattern[str], ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """The words of questions about last days."""

    asks: re.Pattern[str]
    supposes: re.Pattern[str]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """An event on its day, and the limits that the question asks to be counted from it."""

    event: Event
    on: date
    count: Count | None


@dataclass(frozen=True, slots=True)
class _Dated:
    """A message with DAY for each of its dates."""

    text: str
    days: tuple[date, ...]


def started(turns: Sequence[str], now: datetime, clocks: Clocks, words: Lexicon) -> tuple[Started, ...]:
    """The events with days in the last turn, in order, each with what is asked of it.

    A turn that only gives another day, or only asks, is completed by the turn before it. Empty where no
    last day is asked, or no known event has one. Raises ImpossibleDate.
    """
    before = _read(turns[-2], now, clocks, words) if len(turns) > 1 else _Dated("", ())
    last = _read(turns[-1], now, clocks, words, before.days)
    if not last.days:
        last = _Dated(f"{before.text} {last.text}", before.days)
    asked = last.text
    happened = list(_events(last, clocks))
    if not happened and len(last.days) == 1:
        happened = [(event, last.days[0]) for event, _ in _events(before, clocks)][:1]
        asked = f"{before.text} {last.text}"
    elif not clocks.asks.search(asked):
        asked = f"{before.text} {last.text}"
    if not clocks.asks.search(asked):
        return ()
    return tuple(Started(event, on, _asked(event, asked)) for event, on in happened)


def _read(text: str, now: datetime, clocks: Clocks, words: Lexicon, near: Sequence[date] = ()) -> _Dated:
    """Of several readings the likeliest, or the one nearest to the day that was spoken of before."""
    prefer: Prefer = "future" if clocks.supposes.search(text) else "past"
    found = [readings for readings in read_all(text, now, prefer) if readings]
    readings = [min(each, key=lambda one: abs(one.on - near[0])) if near else each[0] for each in found]
    for reading in reversed(readings):
        text = f"{text[: reading.start]}{DAY}{text[reading.end :]}"
    return _Dated(words.translate(normalise(text)), tuple(reading.on for reading in readings))


def _events(dated: _Dated, clocks: Clocks) -> Iterator[tuple[Event, date]]:
    """Each date with the first event whose pattern takes it in."""
    places = [found.start() for found in re.finditer(DAY, dated.text)]
    for place, on in zip(places, dated.days, strict=False):
        event = next((event for event in clocks.events if _happened_at(event, dated.text, place)), None)
        if event is not None:
            yield event, on


def _happened_at(event: Event, text: str, place: int) -> bool:
    found = (match for pattern in event.said for match in pattern.finditer(text))
    return any(match.start() <= place < match.end() for match in found)


def _asked(event: Event, text: str) -> Count | None:
    return next((count for count in event.counts if count.asked is None or count.asked.search(text)), None)
