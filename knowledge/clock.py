"""Questions about a last day that give the day it counts from: what happened, and which limit is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.text import Lexicon
from language.dates import DateReading, Prefer, read_all
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
    """Something that starts limits; `said` are its patterns, with DAY for when it happened.

    `assumes` says what is taken for granted where the limits count from something near it: who sent a
    letter on a day does not know when it arrived. `maybe_earlier` where that may be an earlier day.
    """

    key: str
    name: str
    said: tuple[re.Pattern[str], ...]
    counts: tuple[Count, ...]
    assumes: str = ""
    maybe_earlier: bool = False


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
    doubtful: tuple[DateReading, ...] = ()
    """The readings of its day, where there are several and nothing told them apart."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A message with DAY for each of its dates, and what each can be read as, the likeliest first."""

    text: str
    days: tuple[tuple[DateReading, ...], ...]


BARE_QUESTION = 8
"""A question of so many characters names nothing: 那最晚哪天."""


def started(turns: Sequence[str], now: datetime, clocks: Clocks, words: Lexicon) -> tuple[Started, ...]:
    """The events with days in the last turn, in order, each with what is asked of it.

    A turn that only gives another day, or only asks for one, is completed by the turn before it; one that
    asks for something else is not. Empty where no last day is asked, or no known event has one. Raises
    ImpossibleDate.
    """
    before = _read(turns[-2], now, clocks, words) if len(turns) > 1 else _Dated("", ())
    last = _read(turns[-1], now, clocks, words, [readings[0].on for readings in before.days])
    both = f"{before.text} {last.text}"
    if not last.days:
        happened = list(_events(before, clocks)) if clocks.asks.search(last.text) else []
        asked = both if len(last.text) <= BARE_QUESTION else last.text
        named = (_started(event, readings, asked) for event, readings in happened)
        return tuple(each for each in named if each.count is not None)
    happened, asked = list(_events(last, clocks)), last.text
    if not happened and len(last.days) == 1:
        happened, asked = [(event, last.days[0]) for event, _ in _events(before, clocks)][:1], both
    elif not clocks.asks.search(asked):
        asked = both
    if not clocks.asks.search(asked):
        return ()
    return tuple(_started(event, readings, asked) for event, readings in happened)


def _started(event: Event, readings: tuple[DateReading, ...], asked: str) -> Started:
    doubtful = readings if len(readings) > 1 else ()
    return Started(event, readings[0].on, _asked(event, asked), doubtful)


def _read(text: str, now: datetime, clocks: Clocks, words: Lexicon, near: Sequence[date] = ()) -> _Dated:
    """The dates of a message; of several readings of one, that nearest to the day spoken of before."""
    prefer: Prefer = "future" if clocks.supposes.search(text) else "past"
    found = [readings for readings in read_all(text, now, prefer) if readings]
    if near:
        found = [(min(readings, key=lambda one: abs(one.on - near[0])),) for readings in found]
    for readings in reversed(found):
        text = f"{text[: readings[0].start]}{DAY}{text[readings[0].end :]}"
    return _Dated(words.translate(normalise(text)), tuple(found))


def _events(dated: _Dated, clocks: Clocks) -> Iterator[tuple[Event, tuple[DateReading, ...]]]:
    """Each date with the first event whose pattern takes it in."""
    places = [found.start() for found in re.finditer(DAY, dated.text)]
    for place, readings in zip(places, dated.days, strict=False):
        event = next((event for event in clocks.events if _happened_at(event, dated.text, place)), None)
        if event is not None:
            yield event, readings


def _happened_at(event: Event, text: str, place: int) -> bool:
    found = (match for pattern in event.said for match in pattern.finditer(text))
    return any(match.start() <= place < match.end() for match in found)


def _asked(event: Event, text: str) -> Count | None:
    return next((count for count in event.counts if count.asked is None or count.asked.search(text)), None)
