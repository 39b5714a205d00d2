"""The working days of the State Council's holiday arrangements, year by year."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone of every date and office hour, whatever the host's."""

WEEKEND = "周末"
MAKE_UP = "调休上班"

NEAR_A_HOLIDAY_DAYS = 12
"""How far from a statutory holiday a make-up weekend can lie: at most 10 days in 2020–2026."""

YEARS_AHEAD = 40
"""How many years after the last known one are still counted, on weekdays only."""


class OutsideCalendar(ValueError):
    """A working day was asked for outside the days that the calendar knows."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"the calendar goes from {first} to {last}")
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's arrangement: days off and worked weekends, each with the name of its holiday.

    Where it is not published, `off` holds the statutory holidays alone, as the law itself names them.
    """

    year: int
    published: bool
    off: Mapping[date, str]
    work: Mapping[date, str]


def _is_weekday(ordinal: int) -> bool:
    return (ordinal - 1) % 7 < 5


class WorkingDays:
    """A table of working days that counts in both directions by rank."""

    __slots__ = ("_days", "_first", "_last")

    def __init__(self, first: date, last: date, off: Collection[int], work: Collection[int]) -> None:
        self._first, self._last = first, last
        self._days = [
            day
            for day in range(first.toordinal(), last.toordinal() + 1)
            if day in work or (_is_weekday(day) and day not in off)
        ]

    def __contains__(self, day: date) -> bool:
        return self._upto(day) > self._before(day)

    def shift(self, day: date, count: int) -> date:
        """The count-th working day after the day; before it, where count is negative."""
        return self._at(self._upto(day) + count - 1 if count > 0 else self._before(day) + count)

    def between(self, after: date, until: date) -> int:
        """The number of working days after the first day up to the second, that one included."""
        return max(0, self._upto(until) - self._upto(after))

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        return self._at(self._before(day))

    def on_or_before(self, day: date) -> date:
        """The day itself, or the working day before it."""
        return self._at(self._upto(day) - 1)

    def _upto(self, day: date) -> int:
        self._check(day)
        return bisect_right(self._days, day.toordinal())

    def _before(self, day: date) -> int:
        self._check(day)
        return bisect_left(self._days, day.toordinal())

    def _at(self, rank: int) -> date:
        if not 0 <= rank < len(self._days):
            raise OutsideCalendar(self._first, self._last)
        return date.fromordinal(self._days[rank])

    def _check(self, day: date) -> None:
        if not self._first <= day <= self._last:
            raise OutsideCalendar(self._first, self._last)


@dataclass(frozen=True)
class Calendar:
    """Working days from the first known year on; after the last one, weekdays only and unpublished.

    Every method raises OutsideCalendar before the first year (a date counted without its make-up
    days would be wrong, not provisional) and more than YEARS_AHEAD years after the last.
    """

    years: Mapping[int, CalendarYear] = field(repr=False)

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> "Calendar":
        """A calendar of these years, which must follow one another."""
        by_year = {plan.year: plan for plan in sorted(years, key=lambda plan: plan.year)}
        if not by_year or list(by_year) != list(range(min(by_year), max(by_year) + 1)):
            raise ValueError(f"the years of a calendar must follow one another: {list(by_year)}")
        return cls(by_year)

    @cached_property
    def _off(self) -> dict[int, str]:
        return {day.toordinal(): name for plan in self.years.values() for day, name in plan.off.items()}

    @cached_property
    def _work(self) -> dict[int, str]:
        return {day.toordinal(): name for plan in self.years.values() for day, name in plan.work.items()}

    @cached_property
    def _range(self) -> tuple[date, date]:
        return date(min(self.years), 1, 1), date(max(self.years) + YEARS_AHEAD, 12, 31)

    @cached_property
    def days(self) -> WorkingDays:
        """The working days as they are known."""
        return WorkingDays(*self._range, self._off, self._work)

    @cached_property
    def earliest_days(self) -> WorkingDays:
        """The working days with every make-up weekend that may yet be added, for lower bounds.

        Weekends within NEAR_A_HOLIDAY_DAYS of a statutory holiday of an unpublished year count as
        worked, except for the holidays themselves; beyond the last known year every weekend does.
        Published years are as they are, but for the last days before such a year.
        """
        unpublished = [plan for plan in self.years.values() if not plan.published]
        holidays = {day.toordinal() for plan in unpublished for day in plan.off}
        unknown = date(max(self.years) + 1, 1, 1).toordinal()
        reach = range(-NEAR_A_HOLIDAY_DAYS, NEAR_A_HOLIDAY_DAYS + 1)
        near = {holiday + days for holiday in holidays | {unknown} for days in reach}
        near.update(range(unknown, self._range[1].toordinal() + 1))
        possible = {day for day in near if not _is_weekday(day) and day not in self._off}
        return WorkingDays(*self._range, self._off, possible.union(self._work))

    def is_published(self, year: int) -> bool:
        """Whether the arrangement of that year is known."""
        return year in self.years and self.years[year].published

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day, make-up weekends included."""
        return day in self.days

    def name_of(self, day: date) -> str:
        """Why a day is not an ordinary weekday: 国庆节, 周末, 调休上班; empty for one that is."""
        ordinal = day.toordinal()
        if ordinal in self._work:
            return MAKE_UP
        return self._off.get(ordinal) or ("" if _is_weekday(ordinal) else WEEKEND)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after the day, which itself is not counted.

        Negative counts go back in the same way; 0 gives the day itself.
        """
        return self.days.shift(day, count) if count else day

    def earliest_nth_working_day(self, day: date, count: int) -> date:
        """The earliest that add_working_days can turn out to be once every year is published."""
        return self.earliest_days.shift(day, count) if count else day

    def next_working_day_on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        return self.days.on_or_after(day)

    def last_working_day_on_or_before(self, day: date) -> date:
        """The day itself if it is a working day, else the one before."""
        return self.days.on_or_before(day)

    def working_days_between(self, after: date, until: date) -> int:
        """The working days after the first day up to the second, that one included; 0 if it is earlier."""
        return self.days.between(after, until)
