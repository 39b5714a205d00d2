"""Times of day as people type them: 15:30, 下午三点一刻, 晚上8点半."""

import re
from datetime import time

from language.numerals import read_numeral

Offset = tuple[int, time]
"""Days to add to the day that was named, and the time on that day."""

_CHINESE = "零〇一二两三四五六七八九十"
_MINUTES = rf"\d\d分?|\d分|[{_CHINESE}]{{2,3}}分?|[{_CHINESE}]分"
_MORNING = "清晨|早晨|早上|大早|清早|上午|午前|早|晨"
_AFTERNOON = "下午|午后|傍晚"
_EVENING = "晚上|晚间|夜里|夜间|半夜|深夜|晚|夜"

PERIOD = rf"凌晨|{_MORNING}|中午|正午|{_AFTERNOON}|{_EVENING}"
CLOCK = rf"""
    (?:(?P<period>{PERIOD})\s?)?
    (?: (?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::[0-5]\d(?:\.\d+)?)?(?![\d:])
      | (?P<spoken>\d{{1,2}}|[{_CHINESE}]{{1,3}})
        (?P<word>点钟|点整|点|时(?![间候段期常限效而代]))
        (?: (?P<half>半) | (?P<quarter>[一三])刻 | (?P<more>{_MINUTES}) )?
        (?![意建要原问关名子半刻\d])
    )
"""

_NO_HOUR = 30
"""25:00 is a mistake to be told, 40:60 a ratio."""

_NIGHTLY = re.compile(_EVENING)
_AFTER_NOON = re.compile(_AFTERNOON)
_BEFORE_NOON = re.compile(rf"凌晨|{_MORNING}")


def certain_clock(match: re.Match[str]) -> bool:
    """Whether the words are a time without a day before them: 3点半 is, 三点 and 3点建议 need not be."""
    if match["period"] or match["half"] or match["quarter"] or match["more"]:
        return True
    if match["hour"]:
        return int(match["hour"]) < _NO_HOUR
    follows = match.string[match.end() : match.end() + 1]
    whole = not follows.isalnum() or follows in "前后左开"
    return whole and (match["word"] != "点" or match["spoken"].isdigit())


def clock_after_day(match: re.Match[str]) -> bool:
    """Whether the words are a time after a day: 昨天三点 is, 昨天一点 may mean 昨天 a little."""
    return match["spoken"] != "一" or match["word"] == "点钟" or certain_clock(match)


def read_clock(match: re.Match[str]) -> tuple[Offset, ...]:
    """The times that a match of CLOCK can mean, the likeliest first; empty if there is no such time."""
    said_hour = match["hour"] or match["spoken"]
    hour, minute = read_numeral(said_hour), _minute(match)
    if hour is None or minute is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return ()
    if match["period"]:
        return _in_period(match["period"], hour, minute)
    if hour == 24:
        return _midnight()
    if 1 <= hour <= 7 and not said_hour.startswith("0"):
        return ((0, time(hour + 12, minute)), (0, time(hour, minute)))
    return ((0, time(hour, minute)),)


def _minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    said = (match["minute"] or match["more"] or "0").rstrip("分")
    return read_numeral(said.lstrip("零〇") or "零")


def _in_period(period: str, hour: int, minute: int) -> tuple[Offset, ...]:
    if _BEFORE_NOON.fullmatch(period):
        hour = 0 if period == "凌晨" and hour == 12 else hour
        return ((0, time(hour, minute)),) if hour <= 12 else ()
    if _AFTER_NOON.fullmatch(period):
        return ((0, time(hour % 12 + 12, minute)),) if 1 <= hour <= 23 else ()
    if _NIGHTLY.fullmatch(period):
        return _at_night(hour, minute)
    hour = hour + 12 if hour <= 2 else hour
    return ((0, time(hour, minute)),) if 11 <= hour <= 14 else ()


def _at_night(hour: int, minute: int) -> tuple[Offset, ...]:
    """After midnight people still say yesterday's evening, so the day is in doubt."""
    if hour in (0, 12, 24):
        return _midnight() if not minute else ((1, time(0, minute)), (0, time(0, minute)))
    if hour <= 4:
        return ((1, time(hour, minute)), (0, time(hour, minute)))
    return ((0, time(hour + 12 if hour < 12 else hour, minute)),)


def _midnight() -> tuple[Offset, ...]:
    """24:00 ends the day that was named and begins the next."""
    return ((0, time(23, 59)), (1, time(0, 0)))
