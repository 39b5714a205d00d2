"""How the bot says dates, times, lengths and money. Everything said here is exact."""

from datetime import date, datetime, time
from decimal import Decimal

from models.types import SHANGHAI

_WEEKDAYS = "一二三四五六日"
_FAR_DAYS = 183
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)


def say_weekday(day: date) -> str:
    """`周三`."""
    return f"周{_WEEKDAYS[day.weekday()]}"


def say_date(day: date, today: date, *, makeup: bool = False) -> str:
    """`11月25日（周三）`; with the year if it is another one or half a year away.

    `makeup` marks a weekend day on which people work: `10月10日（周六，调休上班）`.
    """
    far = day.year != today.year or abs((day - today).days) > _FAR_DAYS
    year = f"{day.year}年" if far else ""
    mark = "，调休上班" if makeup else ""
    return f"{year}{day.month}月{day.day}日（{say_weekday(day)}{mark}）"


def say_moment(at: datetime, today: date) -> str:
    """`11月25日（周三）15:30` in Shanghai's time. `at` is aware."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = at.astimezone(SHANGHAI)
    return say_reading(local.date(), local.time(), today)


def say_reading(on: date, at: time | None, today: date) -> str:
    """`11月25日（周三）` or, with a time, `11月25日（周三）15:30`: a date as it was understood."""
    return f"{say_date(on, today)}{at:%H:%M}" if at is not None else say_date(on, today)


def say_days(days: int, *, working: bool) -> str:
    """`2个工作日` or `30日`."""
    return f"{days}个工作日" if working else f"{days}日"


def say_yuan(yuan: Decimal) -> str:
    """`320万元`, `1.2亿元`, `2,000,000.01元`: in 万 or 亿 where two decimals say all of it."""
    for unit, word in ((_YI, "亿元"), (_WAN, "万元")):
        scaled = yuan / unit
        if abs(yuan) >= unit and scaled == round(scaled, 2):
            return f"{_trim(scaled)}{word}"
    return f"{_trim(yuan, least=2)}元"


def _trim(number: Decimal, *, least: int = 0) -> str:
    """Thousands separated; no zeros at the end, but a fraction has at least so many decimals."""
    whole, _, fraction = f"{number:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction.ljust(least, '0')}" if fraction else whole
