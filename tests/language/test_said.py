"""How dates and money are said."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from language.said import say_date, say_days, say_moment, say_reading, say_weekday, say_yuan

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 25), "11月25日（周三）"),
        (date(2026, 12, 31), "12月31日（周四）"),
        (date(2027, 1, 1), "2027年1月1日（周五）"),
        (date(2026, 5, 24), "5月24日（周日）"),
        (date(2026, 5, 23), "2026年5月23日（周六）"),
    ],
)
def test_dates_have_their_weekday_and_the_year_where_it_helps(day: date, expected: str) -> None:
    assert say_date(day, TODAY) == expected


def test_a_made_up_working_day_is_marked() -> None:
    assert say_date(date(2026, 10, 10), TODAY, makeup=True) == "10月10日（周六，调休上班）"


def test_weekdays() -> None:
    assert say_weekday(date(2026, 11, 29)) == "周日"


def test_moments_are_said_in_shanghai() -> None:
    assert say_moment(datetime(2026, 11, 24, 16, 5, tzinfo=UTC), TODAY) == "11月25日（周三）00:05"
    with pytest.raises(ValueError, match="time zone"):
        say_moment(datetime(2026, 11, 24), TODAY)  # noqa: DTZ001


def test_readings_have_a_time_if_one_was_given() -> None:
    assert say_reading(date(2026, 11, 20), None, TODAY) == "11月20日（周五）"
    assert say_reading(date(2026, 11, 20), time(0, 0), TODAY) == "11月20日（周五）00:00"


def test_days() -> None:
    assert (say_days(2, working=True), say_days(30, working=False)) == ("2个工作日", "30日")


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [
        ("0", "0元"),
        ("0.1", "0.10元"),
        ("9999", "9,999元"),
        ("10000", "1万元"),
        ("10001", "10,001元"),
        ("35000", "3.5万元"),
        ("3200000", "320万元"),
        ("3205500", "320.55万元"),
        ("3205550", "3,205,550元"),
        ("2000000.01", "2,000,000.01元"),
        ("99990000", "9,999万元"),
        ("100000000", "1亿元"),
        ("120000000.0", "1.2亿元"),
        ("123456789", "123,456,789元"),
        ("-30000", "-3万元"),
    ],
)
def test_money_is_said_exactly(yuan: str, expected: str) -> None:
    assert say_yuan(Decimal(yuan)) == expected
