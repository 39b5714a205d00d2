"""Which day is meant where the year, the month or the week was not said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Prefer = Literal["past", "future"]
Days = tuple[date, ...]
"""The days that can be meant, the likeliest first; empty: there is no such day."""

_NEAR_DAYS = 183
_YEAR_DAYS = 366


@dataclass(frozen=True, slots=True)
class Around:
    """What the words are read against. `since` is the day before "至" in "11月20日至25日"."""

    now: datetime
    prefer: Prefer
    since: date | None = None

    @property
    def today(self) -> date:
        """The day in the time zone of `now`."""
        return self.now.date()


def valid(year: int, month: int, day: int) -> Days:
    """That day, or nothing."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def in_month(first: date, day: int) -> Days:
    """The day of the month of `first`."""
    return valid(first.year, first.month, day)


def month_start(today: date, months: int) -> date:
    """The first of the month so many months from today's."""
    years, month = divmod(today.month - 1 + months, 12)
    return date(today.year + years, month + 1, 1)


def month_end(first: date) -> date:
    """The last day of the month of `first`."""
    return month_start(first, 1) - timedelta(days=1)


def without_year(month: int, day: int, around: Around) -> Days:
    """11月20日: the nearest one on the preferred side; both sides if that is over half a year away."""
    years = range(around.today.year - 1, around.today.year + 2)
    found = [day_ for year in years for day_ in valid(year, month, day)]
    sides = _sides((one for one in found if _far(one, around) <= _YEAR_DAYS), around)
    if sides and _far(sides[0], around) <= _NEAR_DAYS:
        return sides[:1]
    return tuple(sorted(sides, key=lambda one: _far(one, around)))


def without_month(day: int, around: Around) -> Days:
    """20号: this month's if it lies on the preferred side, else both sides."""
    months = range(-3, 4)
    found = (one for n in months for one in in_month(month_start(around.today, n), day))
    sides = _sides(found, around)
    certain = sides and month_start(sides[0], 0) == month_start(around.today, 0)
    return sides[:1] if certain else sides


def without_week(weekday: int, around: Around) -> Days:
    """周五: this week's if it lies on the preferred side, else that side first; said on a Friday, both."""
    this = in_week(around.today, 0, weekday)
    way = -7 if around.prefer == "past" else 7
    other = this + timedelta(days=way)
    if this == around.today:
        return (this, other)
    return (this,) if (this < around.today) == (around.prefer == "past") else (other, this)


def in_week(today: date, weeks: int, weekday: int) -> date:
    """The weekday (Monday 0) of the week so many weeks from today's; weeks begin on Monday."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def _sides(found: Iterable[date], around: Around) -> Days:
    """The nearest day on each side of today, the preferred side first; today itself is alone."""
    days = sorted(found)
    past = [day for day in days if day <= around.today][-1:]
    future = [day for day in days if day >= around.today][:1]
    if past == future:
        return tuple(past)
    return tuple(past + future if around.prefer == "past" else future + past)


def _far(day: date, around: Around) -> int:
    return abs((day - around.today).days)
