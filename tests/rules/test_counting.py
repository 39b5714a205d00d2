"""Counting: units and directions, pauses, how a count is explained, what is no start."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, OutsideCalendar
from rules.counting import (
    CountedDay,
    NoFixedLength,
    NotADay,
    Pause,
    Why,
    count,
    explain,
    landmarks,
    merged,
    start_of,
)
from rules.pack import Direction, Limit, Source, Unit

PUBLISHED = st.dates(date(2021, 1, 1), date(2026, 6, 30))
ANY_DAY = st.dates(date(2021, 1, 1), date(2028, 12, 31))


def limit(length: int | None, unit: Unit | None, direction: Direction = Direction.WITHIN) -> Limit:
    return Limit(
        division="cn",
        direction=direction,
        length=length,
        unit=unit,
        source=Source("x", "某法", "某法", "", "第一条"),
        also=(),
        start_event="",
        effective_from=None,
        effective_to=None,
        checked_on=date(2026, 11, 24),
        confidence="verified",
    )


def working(length: int) -> Limit:
    return limit(length, Unit.WORKING_DAY)


# ---- the day of a text ----


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20T15:00:00", date(2026, 11, 20)),
        ("2026-11-20T23:59:59+08:00", date(2026, 11, 20)),
        ("2026-11-20T00:00:00+08:00", date(2026, 11, 20)),
        ("2026-11-19T15:59:59Z", date(2026, 11, 19)),
        ("2026-11-19T16:00:00Z", date(2026, 11, 20)),
        ("2026-11-20T01:00:00+09:00", date(2026, 11, 20)),
        ("2026-11-20T00:59:59+09:00", date(2026, 11, 19)),
    ],
)
def test_a_moment_is_taken_to_shanghai(text: str, day: date) -> None:
    assert start_of(text) == day


@pytest.mark.parametrize(
    "text", ["昨天", "2026-02-30", "", "11-20", "2026/11/20", "9999-12-31T23:00:00-08:00", None, 20]
)
def test_anything_else_is_no_start(text: object) -> None:
    with pytest.raises(NotADay) as error:
        start_of(text)  # type: ignore[arg-type]
    assert error.value.text == text


# ---- units and directions ----


def test_a_limit_without_a_length_has_no_date(calendar: Calendar) -> None:
    without = limit(None, None)
    with pytest.raises(NoFixedLength) as error:
        count(without, date(2026, 11, 20), calendar, rollover=False)
    assert error.value.limit is without


@pytest.mark.parametrize("direction", [Direction.AT_LEAST, Direction.MAX])
def test_only_a_duty_to_act_rolls_over(calendar: Calendar, direction: Direction) -> None:
    days = limit(30, Unit.CALENDAR_DAY, direction)
    assert count(days, date(2026, 11, 20), calendar, rollover=True).last_on == date(2026, 12, 20)


def test_the_earliest_day_that_is_allowed_is_told_as_it_is(calendar: Calendar) -> None:
    allowed = count(
        limit(20, Unit.CALENDAR_DAY, Direction.AT_LEAST), date(2026, 9, 13), calendar, rollover=False
    )
    assert allowed.last_on == allowed.remind_by_on == date(2026, 10, 3)
    back = count(limit(15, Unit.CALENDAR_DAY, Direction.BEFORE), date(2026, 10, 20), calendar, rollover=False)
    assert (back.last_on, back.remind_by_on) == (date(2026, 10, 5), date(2026, 9, 30))


def test_years_before_the_calendar_are_refused_where_it_is_needed(calendar: Calendar) -> None:
    with pytest.raises(OutsideCalendar):
        count(working(2), date(2019, 11, 20), calendar, rollover=False)
    back = count(limit(3, Unit.YEAR, Direction.LOOKBACK), date(2021, 3, 1), calendar, rollover=False)
    assert (back.last_on, back.provisional) == (date(2018, 3, 1), False)


@pytest.mark.parametrize(
    ("days", "last_on", "remind_by_on"),
    [
        (29, date(2026, 12, 18), date(2026, 12, 18)),  # Friday
        (30, date(2026, 12, 21), date(2026, 12, 18)),  # Saturday
        (31, date(2026, 12, 21), date(2026, 12, 18)),  # Sunday
        (32, date(2026, 12, 21), date(2026, 12, 21)),  # Monday
    ],
)
def test_people_are_reminded_before_a_rest_day_that_the_law_rolls_over(
    calendar: Calendar, days: int, last_on: date, remind_by_on: date
) -> None:
    due = count(limit(days, Unit.CALENDAR_DAY), date(2026, 11, 19), calendar, rollover=True)
    assert (due.last_on, due.remind_by_on) == (last_on, remind_by_on)
    assert due.unrolled_on == date(2026, 11, 19) + timedelta(days=days)


@pytest.mark.parametrize(
    ("start", "last_on", "remind_by_on", "provisional"),
    [
        (date(2026, 12, 29), date(2026, 12, 31), date(2026, 12, 31), False),
        (date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 2), True),
        (date(2027, 2, 4), date(2027, 2, 10), date(2027, 2, 10), True),
        (date(2027, 2, 10), date(2027, 2, 12), date(2027, 2, 12), True),
        (date(2027, 2, 11), date(2027, 2, 15), date(2027, 2, 13), True),
    ],
)
def test_provisional_working_days_are_reminded_of_at_their_earliest(
    calendar: Calendar, start: date, last_on: date, remind_by_on: date, provisional: bool
) -> None:
    due = count(working(2), start, calendar, rollover=False)
    assert (due.last_on, due.remind_by_on, due.provisional) == (last_on, remind_by_on, provisional)


def test_a_count_across_an_unpublished_year_is_provisional(calendar: Calendar) -> None:
    assert count(limit(6, Unit.MONTH), date(2026, 9, 1), calendar, rollover=True).provisional
    assert not count(limit(3, Unit.MONTH), date(2026, 9, 1), calendar, rollover=True).provisional
    assert count(
        limit(15, Unit.CALENDAR_DAY, Direction.BEFORE), date(2027, 1, 10), calendar, False
    ).provisional


@given(start=ANY_DAY, length=st.integers(1, 40))
def test_a_working_day_limit_never_ends_on_a_rest_day(calendar: Calendar, start: date, length: int) -> None:
    due = count(working(length), start, calendar, rollover=True)
    assert calendar.is_working(due.last_on)
    assert due.remind_by_on <= due.last_on == due.unrolled_on


@given(start=ANY_DAY, length=st.integers(1, 90))
def test_a_rolled_over_limit_ends_on_the_first_working_day(
    calendar: Calendar, start: date, length: int
) -> None:
    due = count(limit(length, Unit.CALENDAR_DAY), start, calendar, rollover=True)
    assert calendar.is_working(due.last_on)
    assert due.remind_by_on <= due.unrolled_on <= due.last_on
    between = range(1, (due.last_on - due.unrolled_on).days)
    assert not any(calendar.is_working(due.unrolled_on + timedelta(days=days)) for days in between)


@given(start=ANY_DAY, months=st.integers(1, 40))
def test_months_end_on_the_same_day_or_the_last_of_the_month(
    calendar: Calendar, start: date, months: int
) -> None:
    due = count(limit(months, Unit.MONTH), start, calendar, rollover=False)
    assert due.last_on.day == start.day or (
        due.last_on.day < start.day and (due.last_on + timedelta(days=1)).day == 1
    )
    passed = (due.last_on.year - start.year) * 12 + due.last_on.month - start.month
    assert passed == months


# ---- pauses ----

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("pauses", "last_on"),
    [
        ([], date(2026, 11, 9)),
        # Tuesday to Thursday: Wednesday and Thursday do not count
        ([Pause(date(2026, 11, 3), date(2026, 11, 5))], date(2026, 11, 11)),
        # answered the same day: nothing is excluded
        ([Pause(date(2026, 11, 3), date(2026, 11, 3))], date(2026, 11, 9)),
        # over the weekend only
        ([Pause(date(2026, 11, 6), date(2026, 11, 8))], date(2026, 11, 9)),
        # on the last day or after it: too late to help
        ([Pause(date(2026, 11, 9), date(2026, 11, 20))], date(2026, 11, 9)),
        ([Pause(date(2026, 11, 8), date(2026, 11, 10))], date(2026, 11, 11)),
        # before the start: only what follows the start is excluded
        ([Pause(date(2026, 10, 26), date(2026, 11, 3))], date(2026, 11, 10)),
        # overlapping pauses are not excluded twice
        (
            [Pause(date(2026, 11, 3), date(2026, 11, 5)), Pause(date(2026, 11, 4), date(2026, 11, 6))],
            date(2026, 11, 12),
        ),
        # two pauses, the second within the days that the first added
        (
            [Pause(date(2026, 11, 3), date(2026, 11, 5)), Pause(date(2026, 11, 10), date(2026, 11, 12))],
            date(2026, 11, 13),
        ),
        # open: the earliest possible day
        ([Pause(date(2026, 11, 4), None)], date(2026, 11, 9)),
        ([Pause(date(2026, 11, 3), date(2026, 11, 5)), Pause(date(2026, 11, 6), None)], date(2026, 11, 11)),
    ],
)
def test_a_pause_excludes_the_days_after_it_begins_up_to_its_end(
    calendar: Calendar, pauses: list[Pause], last_on: date
) -> None:
    assert count(working(5), MONDAY, calendar, rollover=False, pauses=pauses).last_on == last_on


@given(
    start=PUBLISHED,
    length=st.integers(1, 30),
    spans=st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=4),
)
def test_pauses_count_as_if_their_days_were_struck_out(
    calendar: Calendar, start: date, length: int, spans: list[tuple[int, int]]
) -> None:
    pauses = [
        Pause(start + timedelta(days=begin), start + timedelta(days=begin + days)) for begin, days in spans
    ]
    counted = day = start
    left = length
    while left:
        day += timedelta(days=1)
        struck = any(pause.begins_on < day <= pause.ends_on for pause in pauses if pause.ends_on)
        if calendar.is_working(day) and not struck:
            left, counted = left - 1, day
    assert count(working(length), start, calendar, rollover=False, pauses=pauses).last_on == counted


def test_what_follows_an_open_pause_is_part_of_it() -> None:
    open_one, later = Pause(date(2026, 11, 4), None), Pause(date(2026, 11, 9), date(2026, 11, 10))
    assert merged([later, open_one]) == (open_one,)


# ---- explanations ----


def test_a_short_count_is_told_day_by_day(calendar: Calendar) -> None:
    assert explain(working(2), date(2026, 9, 18), calendar, rollover=False) == (
        CountedDay(date(2026, 9, 18), None, Why.START, ""),
        CountedDay(date(2026, 9, 19), None, Why.REST, "周末"),
        CountedDay(date(2026, 9, 20), 1, Why.COUNTED, "调休上班"),
        CountedDay(date(2026, 9, 21), 2, Why.COUNTED, ""),
    )


def test_a_long_count_is_told_by_its_landmarks(calendar: Calendar) -> None:
    days = explain(limit(30, Unit.CALENDAR_DAY), date(2026, 11, 20), calendar, rollover=True)
    assert landmarks(days) == (
        CountedDay(date(2026, 11, 20), None, Why.START, ""),
        CountedDay(date(2026, 11, 21), 1, Why.COUNTED, "周末"),
        CountedDay(date(2026, 12, 20), 30, Why.COUNTED, "周末"),
        CountedDay(date(2026, 12, 21), None, Why.ROLLED, ""),
    )


def test_rest_days_between_the_last_day_and_the_one_it_moves_to_are_told(calendar: Calendar) -> None:
    days = explain(limit(30, Unit.CALENDAR_DAY), date(2026, 9, 1), calendar, rollover=True)
    assert [(day.day.day, day.why, day.name) for day in landmarks(days)[2:5]] == [
        (1, Why.COUNTED, "国庆节"),
        (2, Why.REST, "国庆节"),
        (3, Why.REST, "国庆节"),
    ]
    assert days[-1] == CountedDay(date(2026, 10, 8), None, Why.ROLLED, "")


def test_paused_days_are_told_as_such(calendar: Calendar) -> None:
    pauses = [Pause(date(2026, 11, 3), date(2026, 11, 5))]
    days = explain(working(2), MONDAY, calendar, rollover=False, pauses=pauses)
    assert [(day.day.day, day.ordinal, day.why) for day in days[1:]] == [
        (3, 1, Why.COUNTED),
        (4, None, Why.PAUSED),
        (5, None, Why.PAUSED),
        (6, 2, Why.COUNTED),
    ]


def test_months_and_same_days_are_told_without_going_through_them(calendar: Calendar) -> None:
    months = explain(limit(6, Unit.MONTH), date(2026, 4, 1), calendar, rollover=True)
    assert [(day.day, day.ordinal) for day in months[:2]] == [
        (date(2026, 4, 1), None),
        (date(2026, 10, 1), 6),
    ]
    assert months[-1].day == date(2026, 10, 8)
    same = explain(limit(0, Unit.SAME_DAY), MONDAY, calendar, rollover=False)
    assert [day.day for day in same] == [MONDAY]


def test_a_count_backwards_is_told_backwards(calendar: Calendar) -> None:
    days = explain(
        limit(3, Unit.CALENDAR_DAY, Direction.BEFORE), date(2026, 11, 20), calendar, rollover=False
    )
    assert [(day.day.day, day.ordinal) for day in days] == [(20, None), (19, 1), (18, 2), (17, 3)]


@given(start=ANY_DAY, length=st.integers(1, 40), unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]))
def test_the_explanation_ends_where_the_count_does(
    calendar: Calendar, start: date, length: int, unit: Unit
) -> None:
    counted = replace(limit(length, unit))
    days = explain(counted, start, calendar, rollover=True)
    assert days[-1].day == count(counted, start, calendar, rollover=True).last_on
    assert [day.ordinal for day in days if day.why is Why.COUNTED] == list(range(1, length + 1))
    assert [day.day for day in days] == [start + timedelta(days=place) for place in range(len(days))]
