"""Working days against an independent library, and the laws that counting must obey."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, CalendarYear, OutsideCalendar

FIRST, LAST_PUBLISHED = date(2020, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=days) for days in range((LAST_PUBLISHED - FIRST).days + 1)]

days = st.dates(FIRST, date(2030, 12, 31))
counts = st.integers(1, 60)


def test_every_published_day_is_as_an_independent_library_has_it(calendar: Calendar) -> None:
    assert [day for day in EVERY_DAY if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_the_years_have_as_many_working_days_as_the_notices_give(calendar: Calendar) -> None:
    of_year = [
        calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in range(2021, 2028)
    ]
    assert of_year == [250, 249, 249, 251, 248, 248, 254]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 3), "国庆节"),
        (date(2026, 10, 10), "调休上班"),
        (date(2026, 10, 11), "周末"),
        (date(2026, 10, 12), ""),
        (date(2027, 2, 6), "春节"),
        (date(2027, 1, 2), "周末"),
    ],
)
def test_a_day_is_named_by_what_is_special_about_it(calendar: Calendar, day: date, name: str) -> None:
    assert calendar.name_of(day) == name


@pytest.mark.parametrize(
    ("year", "known"), [(2019, False), (2020, True), (2026, True), (2027, False), (2031, False)]
)
def test_which_years_are_published(calendar: Calendar, year: int, known: bool) -> None:
    assert calendar.is_published(year) is known


def test_after_the_last_file_only_weekdays_are_known(calendar: Calendar) -> None:
    assert calendar.is_working(date(2029, 10, 1))
    assert not calendar.is_working(date(2029, 9, 30))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2068, 1, 1)])
def test_days_that_the_calendar_does_not_know_are_refused(calendar: Calendar, day: date) -> None:
    with pytest.raises(OutsideCalendar):
        calendar.is_working(day)
    with pytest.raises(OutsideCalendar):
        calendar.add_working_days(day, 1)


def test_counting_out_of_the_calendar_is_refused(calendar: Calendar) -> None:
    with pytest.raises(OutsideCalendar):
        calendar.add_working_days(date(2020, 1, 3), -5)
    with pytest.raises(OutsideCalendar):
        calendar.add_working_days(date(2067, 12, 30), 2)


def test_the_years_must_follow_one_another() -> None:
    years = [CalendarYear(year, True, {}, {}) for year in (2024, 2026)]
    with pytest.raises(ValueError, match="follow"):
        Calendar.of(years)
    with pytest.raises(ValueError, match="follow"):
        Calendar.of([])


@given(day=days, count=counts)
def test_the_nth_working_day_is_a_working_day_with_n_of_them_behind(
    calendar: Calendar, day: date, count: int
) -> None:
    nth = calendar.add_working_days(day, count)
    assert calendar.is_working(nth)
    assert calendar.working_days_between(day, nth) == count


@given(day=days, later=days, count=counts)
def test_a_later_start_never_ends_earlier(calendar: Calendar, day: date, later: date, count: int) -> None:
    day, later = sorted((day, later))
    assert calendar.add_working_days(day, count) <= calendar.add_working_days(later, count)


@given(day=days, count=counts)
def test_a_longer_count_ends_later(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.add_working_days(day, count) < calendar.add_working_days(day, count + 1)


@given(day=st.dates(date(2021, 1, 1), date(2030, 12, 31)), count=counts)
def test_going_forward_and_back_returns_to_a_working_day(calendar: Calendar, day: date, count: int) -> None:
    worked = calendar.next_working_day_on_or_after(day)
    assert calendar.add_working_days(calendar.add_working_days(worked, count), -count) == worked
    assert calendar.add_working_days(calendar.add_working_days(worked, -count), count) == worked


@given(day=st.dates(date(2020, 1, 2), date(2030, 12, 31)))
def test_the_nearest_working_days_enclose_a_day(calendar: Calendar, day: date) -> None:
    before, after = calendar.last_working_day_on_or_before(day), calendar.next_working_day_on_or_after(day)
    assert before <= day <= after
    assert (before == after) == calendar.is_working(day)
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.add_working_days(day, 0) == day


@given(day=days, count=counts)
def test_the_lower_bound_is_never_after_the_count(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.earliest_nth_working_day(day, count) <= calendar.add_working_days(day, count)
