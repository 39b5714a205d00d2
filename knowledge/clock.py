"""Questions about a last day that give the day it counts from: what happened, and which limit is asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from knowledge.text import Lexicon
from language.dates import DateReading, ImpossibleDate, Prefer, read_all
from language.normalise import normalise

DAY = "囗"
"""Stands for a date in the patterns: a character that nobody types."""


@dataclass(frozen=True, slots=True)
class Count:
    """Limits that count one after the other, where `asked` (or nothing) is in the question."""

    asked: re.Pattern[str] | None
    rules: tuple[str, ...]
    note: str = ""
    label: str = ""
    """How people ask for it: 合同最晚哪天签."""
    caution: str = ""
    """Where some count otherwise; {day} is the last of these limits counted from the event itself."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that starts limits; `said` are its patterns, with DAY for when it happened.

    `assumes` says what is taken for granted where the limits count from something near it: who sent a
    letter on a day does not know when it arrived. `maybe_earlier` where that may be an earlier day.
    `instead` asks for the day that counts, where this one does not: the day of the event with key `then`.
    """

    key: str
    name: str
    said: tuple[re.Pattern[str], ...]
    counts: tuple[Count, ...]
    assumes: str = ""
    maybe_earlier: bool = False
    instead: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Words with which no last day is counted here, and what is said instead.

    `rules` are the limits that it bars, empty for all. `topic` is the entry that answers, or `#matter` of
    what is declined; `asks` is a question back; with neither, the rest of the message decides.
    """

    said: re.Pattern[str]
    rules: frozenset[str] = frozenset()
    topic: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The words of questions about last days."""

    asks: re.Pattern[str]
    supposes: re.Pattern[str]
    other: re.Pattern[str]
    """What a short question that asks for no last day is about: 周末算吗."""
    english: Mapping[str, str]
    """English words of these questions, as the patterns know them; empty for those without meaning."""
    events: tuple[Event, ...]
    bars: tuple[Bar, ...]
    certain: re.Pattern[str]
    """Words of procurement alone: with one of them nothing is taken for another matter by its weights."""


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
    impossible: str = ""
    """A date in it that does not exist; today stands in for it."""


BARE_QUESTION = 8
"""A question of so many characters names nothing: 那最晚哪天."""
ONLY_A_DAY = 3
"""A message of so many characters, its day being one, says nothing but the day: 是11月20日的."""
BARE_STATEMENT = 18
"""A message of so many characters, its day being one, says what happened and no more: 囗发的中标通知书."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a conversation says about a last day: what is counted, or the one thing that is missing.

    `started` are events with their days; without one, `on` is a day that nothing is said of, and
    `possible` what it may be of; `unasked` is an event of which nothing was asked.
    """

    started: tuple[Started, ...] = ()
    on: date | None = None
    possible: tuple[tuple[Event, Count], ...] = ()
    unasked: Started | None = None
    assumed: bool = False
    """Whether the event was not said, but is the only one that the limit asked for counts from."""
    besides: tuple[Started, ...] = ()
    """Events with days from which the limit does not count, but some count it."""
    said: str = ""
    """What this was heard from, with DAY for its dates: the last turn, with the one that it completes."""


def heard(turns: Sequence[str], now: datetime, clocks: Clocks, words: Lexicon) -> Heard:
    """The events with days in the last turn, in order, each with what is asked of it.

    A turn that only gives another day, or only asks for one, is completed by the turn before it; one that
    asks for something else is not. A day before that does not exist is put right by the next one. Raises
    ImpossibleDate.
    """
    before = _before(turns[-2], now, clocks, words) if len(turns) > 1 else _Dated("", ())
    near = () if before.impossible else [readings[0].on for readings in before.days]
    denied = f"不是{before.impossible}" if before.impossible else ""
    last = _read(turns[-1].replace(denied, ""), now, clocks, words, near)
    both = f"{before.text} {last.text}"
    alone = bool(last.days and clocks.asks.search(last.text) and any(_events(last, clocks)))
    found = _heard(before, last, both, clocks)
    return replace(_settled(found), said=last.text if alone else both)


def _heard(before: _Dated, last: _Dated, both: str, clocks: Clocks) -> Heard:
    if not last.days:
        return _question_after(before, last.text, both, clocks)
    happened, asked, besides = list(_events(last, clocks)), last.text, list[Started]()
    if not happened and len(last.days) == 1:
        earlier = sorted(_events(before, clocks), key=lambda one: not one[0].instead)[:1]
        happened = [(_meant(event, clocks), last.days[0]) for event, _ in earlier]
        asked = both
        if happened and happened[0][0] is not earlier[0][0] and not before.impossible:
            besides = list(_started(*earlier[0], both))
    elif not clocks.asks.search(asked):
        asked = both
    asks = bool(clocks.asks.search(asked))
    if not (asks or happened) and len(last.days) == 1 and len(last.text) <= ONLY_A_DAY:
        return Heard(on=last.days[0][0].on)
    if not asks:
        bare = len(last.text) <= BARE_STATEMENT and len(happened) == 1
        named = bare and any(count.asked for count in _counts(happened[0][0], last.text))
        if named:
            return Heard(tuple(_started(*happened[0], last.text)))
        return Heard(unasked=Started(*_day(happened[0]), None)) if bare else Heard()
    started = tuple(each for event, readings in happened for each in _started(event, readings, asked))
    if started or happened or len(last.days) != 1:
        return Heard(started, besides=tuple(besides))
    return _without_event(last.days[0], asked, clocks) if _ALONE.search(last.text) else Heard()


def _settled(found: Heard) -> Heard:
    """Without the events that ask for another one, where that one is given too."""
    given = {one.event.key for one in found.started if not one.event.instead}
    aside = tuple(one for one in found.started if one.event.instead and one.event.then in given)
    besides = (*found.besides, *aside)
    return replace(found, started=tuple(one for one in found.started if one not in aside), besides=besides)


def _meant(event: Event, clocks: Clocks) -> Event:
    """The event whose day was asked for instead."""
    named = (other for other in clocks.events if other.key == event.then and not other.assumes)
    return next(named, event)


def _question_after(before: _Dated, last: str, both: str, clocks: Clocks) -> Heard:
    """A question without a day, of the day in the turn before it."""
    if not clocks.asks.search(last) or clocks.other.search(last):
        return Heard()
    if before.impossible:
        if len(last) <= BARE_QUESTION:
            raise ImpossibleDate(before.impossible)
        return Heard()
    asked = both if len(last) <= BARE_QUESTION else last
    happened = list(_events(before, clocks))
    started = tuple(each for event, readings in happened for each in _started(event, readings, asked))
    if started or happened or len(before.days) != 1 or len(before.text) > BARE_STATEMENT:
        return Heard(started)
    return _without_event(before.days[0], last, clocks)


def _without_event(readings: tuple[DateReading, ...], asked: str, clocks: Clocks) -> Heard:
    """A day of which nothing is said but the limit that counts from it."""
    possible: dict[str, tuple[Event, Count]] = {}
    for event in clocks.events:
        for count in _counts(event, asked):
            if count.asked is not None and not event.assumes and not event.instead:
                possible.setdefault(event.key, (event, count))
    found = tuple(possible.values())
    if len(found) != 1 or len(found[0][1].rules) > 1:
        return Heard(on=readings[0].on, possible=found) if found else Heard()
    event, count = found[0]
    return Heard(
        (Started(event, readings[0].on, count, readings if len(readings) > 1 else ()),), assumed=True
    )


def _day(happened: tuple[Event, tuple[DateReading, ...]]) -> tuple[Event, date]:
    return happened[0], happened[1][0].on


def _started(event: Event, readings: tuple[DateReading, ...], asked: str) -> Iterator[Started]:
    doubtful = readings if len(readings) > 1 else ()
    counts = _counts(event, asked)
    for count in counts:
        yield Started(event, readings[0].on, count, doubtful)


def _read(text: str, now: datetime, clocks: Clocks, words: Lexicon, near: Sequence[date] = ()) -> _Dated:
    """The dates of a message; of several readings of one, that nearest to the day spoken of before."""
    prefer: Prefer = "future" if clocks.supposes.search(text) else "past"
    found = [readings for readings in read_all(text, now, prefer) if readings and readings[0].named]
    if near:
        found = [(min(readings, key=lambda one: abs(one.on - near[0])),) for readings in found]
    for readings in reversed(found):
        text = f"{text[: readings[0].start]}{DAY}{text[readings[0].end :]}"
    return _Dated(_in_chinese(words.translate(normalise(text)), clocks.english), tuple(found))


def _before(text: str, now: datetime, clocks: Clocks, words: Lexicon) -> _Dated:
    """The message before; today stands in for a day in it that does not exist."""
    try:
        return _read(text, now, clocks, words)
    except ImpossibleDate as error:
        text = text.replace(error.said, f"{now.month}月{now.day}日", 1)
        return replace(_before(text, now, clocks, words), impossible=error.said)


def _in_chinese(text: str, english: Mapping[str, str]) -> str:
    """The text with the English words that are known here put into Chinese, and no spaces around them."""
    if not _LATIN.search(text):
        return text
    return _SPACED.sub("", _LATIN.sub(lambda word: english.get(word[0], word[0]), text))


_ALONE = re.compile(
    rf"(?:^|\s|从|自|按|是|就是|如果|要是|假如){DAY}(?:起|开始|算|计|的话|的|吧|嘞|呀|呢)*(?:\s|$)"
)
"""A day of which nothing is said."""
_LATIN = re.compile("[a-z]+")
_SPACED = re.compile(r"(?<![a-z])\s+|\s+(?![a-z])")


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


def _counts(event: Event, text: str) -> tuple[Count, ...]:
    """Each limit that the words ask for, but those that another one of them includes; else the usual one."""
    named = [count for count in event.counts if count.asked is not None and count.asked.search(text)]
    whole = [one for one in named if not any(set(one.rules) < set(other.rules) for other in named)]
    return tuple(whole) or tuple(count for count in event.counts if count.asked is None)
