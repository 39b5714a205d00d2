"""Reading names, dates and amounts in forms, with what to write instead when they cannot be read."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from handlers.forms import NotUnderstood, Values
from handlers.saying import buttons_of, day
from handlers.turn import Turn
from language import dates
from language.amounts import Amount, read_amounts
from language.dates import DateReading, ImpossibleDate
from language.said import say_reading
from ledger.milestones import Happening, is_future
from models.message import Button
from models.types import SHANGHAI
from rules.calendar import OutsideCalendar

LONGEST_NAME = 60
LONGEST_REASON = 200
LONGEST_NUMBER = 9
RECENT = (Button("今天", "今天"), Button("昨天", "昨天"))
DATES_TO_WRITE = "可以写：昨天、11月20日、20号、上周五，或 2026-11-20 15:30。"


def read_name(_turn: Turn, _values: Values, text: str) -> str:
    """A name of a unit, a person or a project."""
    if not text or len(text) > LONGEST_NAME:
        raise NotUnderstood(f"名称请在1到{LONGEST_NAME}个字之间。")
    return text


def read_reason(_turn: Turn, _values: Values, text: str) -> str:
    """Why something is so, in a sentence or two."""
    if not text or len(text) > LONGEST_REASON:
        raise NotUnderstood(f"原因请在1到{LONGEST_REASON}个字之间，您写了{len(text)}个字。")
    return text


def read_answer(text: str, longest: int) -> str:
    """What people are to be told, in so many characters at most."""
    if not text or len(text) > longest:
        raise NotUnderstood(f"答复请在1到{longest}个字之间，您写了{len(text)}个字。")
    return text


def read_number(text: str) -> int | None:
    """12 or #12 at the beginning of a text; None where it begins otherwise."""
    number = text.strip().partition(" ")[0].lstrip("#")
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None


def read_when(turn: Turn, _values: Values, text: str) -> dict[str, Any]:
    """When something happened, as JSON values (see `happening`).

    Asks where two readings are possible; refuses what has not come yet.
    """
    try:
        readings = dates.read(text, turn.now, "past")
    except ImpossibleDate as error:
        raise NotUnderstood(f"没有“{error.said}”这个日期。{DATES_TO_WRITE}") from error
    if not readings:
        raise NotUnderstood(f"没看懂是哪一天。{DATES_TO_WRITE}")
    if len(readings) > 1:
        raise NotUnderstood(*_which(turn, readings))
    _refuse_before_calendar(turn, readings[0].on)
    when = when_values(readings[0])
    if is_future(happening(when), turn.now):
        raise NotUnderstood(f"{_said(turn, readings[0])}还没有到，不能先登记。请核对日期再发。", *RECENT)
    return when


def _said(turn: Turn, reading: DateReading) -> str:
    """`11月25日（周三）`, or `今天15:00` where only the hour is still to come."""
    return f"今天{reading.at:%H:%M}" if reading.at and reading.on == turn.today else day(turn, reading.on)


def _refuse_before_calendar(turn: Turn, on: date) -> None:
    try:
        turn.pack.calendar.is_working(on)
    except OutsideCalendar as error:
        raise NotUnderstood(
            f"{on.year}年不在日历里（从{error.first.year}年起），算不了时限。请核对日期。"
        ) from error


def when_values(reading: DateReading) -> dict[str, Any]:
    """A reading as JSON values; a day without a time of day is its beginning."""
    at = datetime.combine(reading.on, reading.at or time(), SHANGHAI).astimezone(UTC)
    return {"at": at.isoformat(), "has_time": reading.at is not None, "said": reading.said}


def happening(values: dict[str, Any]) -> Happening:
    """The reverse of `when_values`."""
    return Happening(datetime.fromisoformat(values["at"]), values["has_time"], values["said"])


def read_yuan(text: str) -> Decimal:
    """One exact amount in 元. Raises NotUnderstood, also for 二百来万: a budget is a figure."""
    found = read_amounts(text) or read_amounts(f"{text}元")
    if len(found) != 1:
        raise NotUnderstood("没看懂金额。可以写：320万、3200000元、1.2亿。")
    return exact_yuan(found[0])


def exact_yuan(amount: Amount) -> Decimal:
    """The amount in 元, if it can be a budget: exact, more than nothing, no fraction of a 分."""
    if amount.approximate:
        raise NotUnderstood(f"“{amount.said}”是个约数，请写准确的金额，例如 320万。")
    if amount.yuan <= 0 or amount.yuan != amount.yuan.quantize(Decimal("0.01")):
        raise NotUnderstood("金额要大于0，最多到分。")
    return amount.yuan


def _which(turn: Turn, readings: tuple[DateReading, ...]) -> tuple[Any, ...]:
    choices = [(say_reading(each.on, each.at, turn.today), each.typed) for each in readings]
    said = "、".join(label for label, _ in choices)
    buttons = buttons_of(choices)
    return (f"“{readings[0].said}”是哪一天：{said}？", *buttons)
