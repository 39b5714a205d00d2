"""Reminders of provisional dates: had a past year not been published, they would never have been late."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from rules.calendar import Calendar, CalendarYear

HOLIDAYS = yaml.safe_load(Path(__file__).with_name("statutory_holidays.yaml").read_text(encoding="utf-8"))
LENGTHS = (1, 2, 5, 7, 15, 20, 30)


def as_if_unpublished(calendar: Calendar, year: int) -> Calendar:
    """The calendar as it stood before the notice about that year came out."""
    holidays = {date.fromisoformat(f"{year}-{day}"): "假日" for day in HOLIDAYS[year]}
    known = [plan for plan in calendar.years.values() if plan.year < year]
    return Calendar.of([*known, CalendarYear(year, published=False, off=holidays, work={})])


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_holidays_of_the_law_are_days_off_of_the_notice(calendar: Calendar, year: int) -> None:
    for day in HOLIDAYS[year]:
        assert not calendar.is_working(date.fromisoformat(f"{year}-{day}"))


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_lower_bound_was_never_later_than_what_came(calendar: Calendar, year: int) -> None:
    before = as_if_unpublished(calendar, year)
    late, starts = [], [date(year, 1, 1) + timedelta(days=days) for days in range(-20, 320)]
    for start in starts:
        for length in LENGTHS:
            if before.earliest_nth_working_day(start, length) > calendar.add_working_days(start, length):
                late.append((start, length))
    assert late == []


def test_without_the_lower_bound_some_would_have_been_late(calendar: Calendar) -> None:
    before = as_if_unpublished(calendar, 2026)
    start = date(2026, 2, 13)
    assert before.add_working_days(start, 1) > calendar.add_working_days(start, 1)


def test_a_published_year_needs_no_bound(calendar: Calendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=days) for days in range(300)]
    bounds = [calendar.earliest_nth_working_day(day, 7) for day in days]
    assert bounds == [calendar.add_working_days(day, 7) for day in days]
    assert all(earlier <= later for earlier, later in pairwise(bounds))


@pytest.mark.parametrize(
    ("start", "length", "earliest"),
    [
        (date(2026, 12, 31), 1, date(2027, 1, 2)),  # the Saturday after 元旦 may be worked
        (date(2027, 1, 13), 3, date(2027, 1, 18)),  # 20 days before 春节 no weekend is
        (date(2027, 2, 4), 1, date(2027, 2, 9)),  # the holidays themselves never are
        (date(2027, 2, 19), 1, date(2027, 2, 20)),  # 12 days after the last of them
        (date(2027, 2, 20), 1, date(2027, 2, 22)),  # 13 days after it
        (date(2028, 3, 3), 1, date(2028, 3, 4)),  # of 2028 and later nothing is known
        (date(2029, 7, 6), 1, date(2029, 7, 7)),
    ],
)
def test_what_counts_as_possibly_worked(calendar: Calendar, start: date, length: int, earliest: date) -> None:
    assert calendar.earliest_nth_working_day(start, length) == earliest
