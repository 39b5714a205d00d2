"""Lengths of time and shares as people type them: 30天, 7个工作日, 三个月, 5%, 千分之五."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from language.normalise import fold
from language.numerals import read_numeral
from language.references import without_references


class LengthUnit(StrEnum):
    """What a length counts. Weeks are read as days."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Length:
    """So many of a unit; `said` stands at text[start:end]."""

    number: int
    unit: LengthUnit
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shares:
    """One share or the two ends of a range, in percent; `said` stands at text[start:end]."""

    percent: tuple[Decimal, ...]
    said: str
    start: int
    end: int


_CHINESE = "一二两三四五六七八九十百"
_LENGTH = re.compile(
    rf"""(?<![\d.,月年第{_CHINESE}])
    (?:(?P<number>\d{{1,4}}|[{_CHINESE}]{{1,4}})\s?(?P<half>个半)?|(?P<only_half>半)个?(?=月|年))
    \s?个?\s?
    (?:(?P<working>工作日|working\s?days?|business\s?days?)|(?P<weeks>周(?!年)|星期|礼拜|weeks?)
      |(?P<days>自然日|日历日|天|日(?![期报])|days?)|(?P<months>(?<=个)月|(?<=半)月|months?)|(?P<years>(?<!\d{{4}})年(?!度)|years?))""",
    re.VERBOSE,
)
_PER = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_N = r"\d{1,3}(?:\.\d+)?"
_SHARE = re.compile(
    rf"(?<![\d.])(?:(?P<first>{_N})\s?[%‰]?\s?[-~—到至]+\s?)?(?P<last>{_N})\s?(?P<sign>[%‰])"
    rf"|(?P<per>[百千万])分之(?P<parts>\d{{1,3}}|[{_CHINESE}]{{1,3}})"
    rf"|(?P<points>{_N}|[{_CHINESE}]{{1,3}})个(?:百分)?点"
    rf"|(?P<tenths>[{_CHINESE[:9]}\d])成(?![员立交功果为绩本都])"
)


def read_lengths(text: str) -> tuple[Length, ...]:
    """Each length of time in `text`, in order; days of the month and years of the calendar are none."""
    folded = without_references(fold(text))
    found = (_length(match, text) for match in _LENGTH.finditer(folded))
    return tuple(length for length in found if length)


def _length(match: re.Match[str], text: str) -> Length | None:
    half = bool(match["only_half"])
    number = 0 if half else read_numeral(match["number"])
    if number is None:
        return None
    unit = next(unit for name, unit in _UNITS.items() if match[name])
    number *= _WEEK_DAYS if match["weeks"] else 1
    if half or match["half"]:
        if unit is LengthUnit.MONTHS:
            number, unit = number * _MONTH_DAYS + _MONTH_DAYS // 2, LengthUnit.DAYS
        elif unit is LengthUnit.YEARS:
            number, unit = number * 12 + 6, LengthUnit.MONTHS
        else:
            return None
    return Length(number, unit, text[match.start() : match.end()], match.start(), match.end())


_WEEK_DAYS, _MONTH_DAYS = 7, 30
_UNITS = {
    "working": LengthUnit.WORKING_DAYS,
    "weeks": LengthUnit.DAYS,
    "days": LengthUnit.DAYS,
    "months": LengthUnit.MONTHS,
    "years": LengthUnit.YEARS,
}


_BARE_RANGE = re.compile(
    r"(?<![\d.年月])(\d{1,2})\s?[-~—到至]+\s?(\d{1,2})(?![\d.]|\s?[天日号月年个点万元块千百家人次倍周%‰:])"
)


def read_shares(text: str) -> tuple[Shares, ...]:
    """Each share in `text`, in order: 10%-20%, 千分之五 (0.5), 两成 (20), 六个点 (6)."""
    folded = fold(text)
    return tuple(
        Shares(_percent(match), text[match.start() : match.end()], match.start(), match.end())
        for match in _SHARE.finditer(folded)
    )


def read_bare_range(text: str) -> tuple[Shares, ...]:
    """The two numbers of a range without any sign or unit (6到10), as shares; empty where there is none."""
    found = _BARE_RANGE.search(fold(text))
    if not found:
        return ()
    percent = (Decimal(found[1]), Decimal(found[2]))
    return (Shares(percent, text[found.start() : found.end()], found.start(), found.end()),)


def _percent(match: re.Match[str]) -> tuple[Decimal, ...]:
    if match["last"]:
        scale = Decimal("0.1") if match["sign"] == "‰" else Decimal(1)
        return tuple(Decimal(number) * scale for number in (match["first"], match["last"]) if number)
    if match["per"]:
        return (Decimal(read_numeral(match["parts"]) or 0) * _PER[match["per"]],)
    if match["points"]:
        said = match["points"]
        return (Decimal(said) if said[0].isdigit() else Decimal(read_numeral(said) or 0),)
    return (Decimal(read_numeral(match["tenths"]) or 0) * 10,)
