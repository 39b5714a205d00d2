"""Dates and times as people type them. No guess: what can be read in two ways is returned in two ways."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from language.clock import CLOCK, PERIOD, Offset, certain_clock, clock_after_day, read_clock
from language.days import DAY_RULES, WEEKDAY, WEEKDAYS, DayRule, weekday_of, without_strangers
from language.nearby import Around, Days, Prefer
from language.normalise import fold
from models.types import SHANGHAI

__all__ = ["DateReading", "ImpossibleDate", "Prefer", "read", "read_all"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day (and time, if one was given) in Shanghai; `said` stands at text[start:end].

    `named` is false where no day was said, only a time or 现在, and today is meant or perhaps no day at all.
    """

    on: date
    at: time | None
    said: str
    start: int
    end: int
    named: bool = True

    @property
    def typed(self) -> str:
        """What to type to mean this reading and no other: `2026-11-20`, `2026-11-20 15:30`."""
        return f"{self.on} {self.at:%H:%M}" if self.at is not None else f"{self.on}"


class ImpossibleDate(ValueError):
    """What was said has the form of a date or time, but there is none such: 2月30日, 25:00."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


Moments = tuple[tuple[date, time | None], ...]

_ZONED = re.compile(
    r"(?<![\da-z-])(?:19|20)\d\d-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:z|\+\d\d:?\d\d)"
    r"|t\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?-(?:0\d|1[0-2]):?\d\d)(?!\d)"
)
_NOW = re.compile(r"刚才|刚刚(?!好)|现在")
_TIME = re.compile(
    # A time of another day (最后一天晚上十点, 次日9点) is none of today's.
    r"(?<!早上)(?<!晚上)(?<!晚间)(?<!夜间)(?<![\da-z:.一二三四五六七八九十第比例率/差共有这那列提几天当日次午清晨早晚半深夜里])"
    rf"{CLOCK}",
    re.VERBOSE,
)
_AFTER = re.compile(
    rf"""
    (?:\s?(?P<open>[(])?{WEEKDAY}(?P<weekday>[{WEEKDAYS}])(?(open)(?:,[^()]{{1,8}})?[)]))?
    (?P<clock>(?:\s?[,的]?\s?|t){CLOCK} | \s?(?:{PERIOD}))?
    """,
    re.VERBOSE,
)
_RANGE = re.compile(r"\s?(?:-+|~+|至|到)\s?")
_RANGE_MARK = re.compile(r".?[-~]|[\d一二三四五六七八九十日号][至到]")


def read(text: str, now: datetime, prefer: Prefer) -> tuple[DateReading, ...]:
    """The readings of the first date in `text`, the likeliest first; more than one means: ask.

    `now` is aware; `prefer` says on which side of it a day without month or year is looked for. Raises
    ImpossibleDate for a day or time that does not exist, or a weekday that is not that of its date.
    """
    return next(_readings(text, now, prefer), ())


def read_all(text: str, now: datetime, prefer: Prefer) -> tuple[tuple[DateReading, ...], ...]:
    """The readings of each date in `text`, in order; see `read`."""
    return tuple(_readings(text, now, prefer))


def _readings(text: str, now: datetime, prefer: Prefer) -> Iterator[tuple[DateReading, ...]]:
    if now.tzinfo is None:
        raise ValueError("now needs its time zone")
    local, folded = now.astimezone(SHANGHAI), without_strangers(fold(text))
    end, since = 0, None
    for match, reader in _candidates(folded):
        start = match.start()
        if start < end:
            continue
        linked = since if since and _RANGE.fullmatch(folded, end, start) else None
        found = reader(match, Around(local, prefer, linked))
        if found is None:
            continue
        end, moments = found
        if not moments:
            raise ImpossibleDate(text[start:end])
        since = moments[0][0]
        named = reader is not _read_time and match[0] != "现在"
        yield tuple(DateReading(on, at, text[start:end], start, end, named) for on, at in moments)


Found = tuple[int, Moments]
"""Where the words end, and what they can mean: nothing if there is no such day or time."""
Reader = Callable[[re.Match[str], Around], Found | None]


def _candidates(folded: str) -> list[tuple[re.Match[str], Reader]]:
    """What may be a date, by its place in the text; of those that begin together the longest first."""
    found = [(match, reader) for pattern, reader in _READERS for match in pattern.finditer(folded)]
    return sorted(found, key=lambda one: (one[0].start(), -one[0].end()))


def _read_zoned(match: re.Match[str], _: Around) -> Found:
    try:
        local = datetime.fromisoformat(match[0].upper()).astimezone(SHANGHAI)
    except ValueError:
        return match.end(), ()
    return match.end(), ((local.date(), local.time().replace(second=0, microsecond=0)),)


def _read_now(match: re.Match[str], around: Around) -> Found:
    return match.end(), ((around.today, around.now.time().replace(second=0, microsecond=0)),)


def _read_time(match: re.Match[str], around: Around) -> Found | None:
    if not certain_clock(match) or _in_strange_range(match, around):
        return None
    return match.end(), _at((around.since or around.today,), read_clock(match))


def _read_day(rule: DayRule, match: re.Match[str], around: Around) -> Found | None:
    """The day, with the weekday and the time that may follow it."""
    if rule.bare and _in_strange_range(match, around):
        return None
    days = rule.resolve(match, around)
    if days is None:
        return None
    after = _AFTER.match(match.string, match.end())
    assert after is not None  # every part of it is optional
    if after["weekday"] and "weekday" in match.re.groupindex:
        return match.end(), tuple((day, None) for day in days)
    if after["weekday"]:
        days = tuple(day for day in days if day.weekday() == weekday_of(after["weekday"]))
    if not (after["hour"] or after["spoken"]):
        return after.end(), tuple((day, None) for day in days)
    if not clock_after_day(after):
        return after.start("clock"), tuple((day, None) for day in days)
    return after.end(), _at(days, read_clock(after))


def _at(days: Days, clocks: tuple[Offset, ...]) -> Moments:
    return tuple((day + timedelta(days=offset), at) for day in days for offset, at in clocks)


def _in_strange_range(match: re.Match[str], around: Around) -> bool:
    """Whether this ends a range that did not begin with a date: the 5日 of 3至5日."""
    start = match.start()
    marked = _RANGE_MARK.fullmatch(match.string, max(0, start - 2), start)
    return bool(marked) and around.since is None


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_ZONED, _read_zoned),
    (_NOW, _read_now),
    *((rule.pattern, partial(_read_day, rule)) for rule in DAY_RULES),
    (_TIME, _read_time),
)
