"""The words for days, each pattern with how it is resolved, and what only looks like a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from language.clock import PERIOD
from language.nearby import (
    Around,
    Days,
    in_month,
    in_week,
    month_end,
    month_start,
    valid,
    without_month,
    without_week,
    without_year,
)
from language.numerals import read_digits, read_numeral
from language.references import without_references

Resolver = Callable[[re.Match[str], Around], Days | None]
"""From a match to the days it can mean: empty for an impossible day, None for no day at all."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """`bare` rules are read after a mark of range only if a day stands before it: 3至5日 is none."""

    pattern: re.Pattern[str]
    resolve: Resolver
    bare: bool = False


_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_COUNTED = r"\d一二两三四五六七八九十百千几半多"
_YEAR = r"(?:(?:19|20)\d\d|[一二][一二三四五六七八九〇零]{3})"
_UNITS = (
    r"[万亿千百十元块%‰个天年月人家份名位条项次台套倍折米吨岁级版亩度℃kwm点页]|分(?!别)|公[斤里顷]|平(?!台)"
    r"|周(?![一二三四五六日天])|小时|工作日|包|标段"
)
_NO_UNIT = rf"(?![\da-su-z]|\.\d|/\d|\s*(?:{_UNITS}))"
_SIGNS = r"\da-z./^¥$_%〔\["

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_EN_YEAR = r"(?:,?\s?(?P<y>(?:19|20)\d\d)(?!\d))?"

_WORDS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
_WEEKDAYS: dict[str, int] = dict(zip("一二三四五六日天1234567", (*range(7), 6, *range(7)), strict=True))
WEEKDAY = r"(?:周|星期|礼拜)"
WEEKDAYS = "一二三四五六日天"


def weekday_of(char: str) -> int:
    """Monday 0, from 一, 1 … 日, 天, 7."""
    return _WEEKDAYS[char]


def _number(match: re.Match[str], name: str) -> int:
    """The numeral of a group; 0, which no day or month has, for what is none (三五)."""
    return read_numeral(match[name]) or 0


def _shift(word: str) -> int:
    """上上 → -2, 上 → -1, 本, 这 → 0, 下 → 1."""
    return word.count("下") - word.count("上")


def _named(match: re.Match[str], around: Around) -> Days:
    word = match["word"].rstrip("天日")
    return (around.today + timedelta(days=_WORDS[word]),)


def _with_year(match: re.Match[str], _: Around) -> Days | None:
    year = read_digits(match["y"])
    return valid(year if len(match["y"]) > 2 else 2000 + year, _number(match, "m"), _number(match, "d"))


def _with_year_word(match: re.Match[str], around: Around) -> Days:
    year = around.today.year + _YEARS[match["word"]]
    return valid(year, _number(match, "m"), _number(match, "d"))


def _month_day(match: re.Match[str], around: Around) -> Days:
    month, day = _number(match, "m"), _number(match, "d")
    if around.since:
        year = around.since.year + ((month, day) < (around.since.month, around.since.day))
        return valid(year, month, day)
    return without_year(month, day, around)


def _english(match: re.Match[str], around: Around) -> Days:
    """Nov 20, 20 November 2026."""
    month, day = _MONTHS.index(match["month"][:3]) + 1, int(match["d"])
    return valid(int(match["y"]), month, day) if match["y"] else without_year(month, day, around)


def _signed_month_day(match: re.Match[str], around: Around) -> Days | None:
    """11.20, 11-20, 11/20; what cannot be a month and a day is a number, and 11-20日 is a range."""
    month, day = _number(match, "m"), _number(match, "d")
    if not (1 <= month <= 12 and 1 <= day <= 31) or (match["sign"] == "-" and match["suffix"]):
        return None
    return _month_day(match, around)


def _day_only(match: re.Match[str], around: Around) -> Days | None:
    day = _number(match, "d")
    if not 1 <= day <= 31:
        return None
    if around.since:
        return in_month(month_start(around.since, day < around.since.day), day)
    return without_month(day, around)


def _day_of_month(match: re.Match[str], around: Around) -> Days:
    return in_month(month_start(around.today, _shift(match["word"])), _number(match, "d"))


def _month_end(match: re.Match[str], around: Around) -> Days:
    """月底 of a month that was named, or of this or the one before or after it."""
    if match["word"]:
        return (month_end(month_start(around.today, _shift(match["word"]))),)
    if match["m"]:
        month = _number(match, "m")
        firsts = without_year(month, 1, around)
        return tuple(month_end(first) for first in firsts)
    this = month_end(around.today)
    if this == around.today or around.prefer == "future":
        return (this,)
    return (month_end(month_start(around.today, -1)), this)


def _ago(match: re.Match[str], around: Around) -> Days | None:
    """三天前; 三天后 is counted from something else where the past is spoken of."""
    count = read_numeral(match["n"]) if match["n"] else 15
    if not count or count > 999 or (match["way"] == "后" and around.prefer == "past"):
        return None
    days = count * 7 if match["unit"] and match["unit"] != "天" else count
    return (around.today + timedelta(days=-days if match["way"] == "前" else days),)


def _weekday(match: re.Match[str], around: Around) -> Days:
    weekday = weekday_of(match["weekday"])
    word = match["word"]
    if not word:
        if around.since:
            gap = (weekday - around.since.weekday()) % 7
            return (around.since + timedelta(days=gap),)
        return without_week(weekday, around)
    that, this = in_week(around.today, _shift(word), weekday), in_week(around.today, 0, weekday)
    nearer = (word == "上个" and this < around.today) or (word == "下个" and this > around.today)
    return (that, this) if nearer else (that,)


def _rule(pattern: str, resolve: Resolver, *, bare: bool = False) -> DayRule:
    return DayRule(re.compile(pattern), resolve, bare)


_NO_SINGLE_DAYS = re.compile(
    "|".join(
        (
            r"每[个逢]?(?:周|星期|礼拜|月|年|天|日)[^，,。;；\s]{0,6}",
            r"(?:农历|阴历|旧历|腊月|正月)[^，,。;；\s]{0,6}",
            rf"(?<![这本上下]){WEEKDAY}[{WEEKDAYS}][至到~-](?:{WEEKDAY})?[{WEEKDAYS}]",  # 周一至周五
            r"差[\d一二三四五六七八九十刻]+分?钟?到?[\d一二三四五六七八九十]{1,3}点",
        )
    )
)


def without_strangers(folded: str) -> str:
    """The text with numbers that are names, recurring days and the lunar calendar blotted out by `#`."""
    return _NO_SINGLE_DAYS.sub(lambda match: "#" * len(match[0]), without_references(folded))


DAY_RULES = (
    _rule(
        rf"(?<![\d一二三四五六七八九十])(?P<y>\d{{4}}|{_YEAR}|\d\d)\s?年\s?(?P<m>{_N})\s?月\s?(?:份\s?)?"
        rf"(?P<d>{_N})(?:\s?[日号]|(?<=\d){_NO_UNIT})",
        _with_year,
    ),
    _rule(
        rf"(?<![{_SIGNS}])(?P<y>(?:19|20)\d\d)\s?(?P<sign>[-./])\s?(?P<m>\d\d?)\s?(?P=sign)\s?(?P<d>\d\d?)[日号]?"
        r"(?!\d|(?P=sign)\d|[a-su-z])",
        _with_year,
        bare=True,
    ),
    _rule(
        rf"(?<![{_SIGNS}])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
        rf"(?![a-z\d号]|[-.,]\d){_NO_UNIT}",
        _with_year,
        bare=True,
    ),
    _rule(
        rf"(?<!大)(?P<word>[前去今本明后])年的?\s?(?P<m>{_N})\s?月\s?(?P<d>{_N})(?:\s?[日号]|(?<=\d){_NO_UNIT})",
        _with_year_word,
    ),
    _rule(
        rf"(?<![\d一二三四五六七八九十年第.])(?P<m>{_N})\s?月\s?(?:份\s?)?(?P<d>{_N})(?:\s?[日号]|(?<=\d){_NO_UNIT})",
        _month_day,
    ),
    _rule(
        r"(?<!clause )(?<!version )(?<!section )"
        rf"(?<![{_SIGNS}算额分价款费值率占比约仅计为第年月])(?P<m>\d\d?)(?P<sign>[-./])(?P<d>\d\d?)"
        rf"(?P<suffix>\s?[日号])?(?!(?P=sign)\d|-\d+(?![./\d])){_NO_UNIT}",
        _signed_month_day,
        bare=True,
    ),
    _rule(rf"(?<![a-z\d]){_MONTH}\s{_NTH}(?![\da-z%:.]){_EN_YEAR}", _english),
    _rule(rf"(?<![\da-z.]){_NTH}\s(?:of\s)?{_MONTH}{_EN_YEAR}", _english),
    _rule(rf"(?<![大上下])(?P<word>上上|下下|[上下本这])个?月的?\s?(?P<d>{_N})\s?[日号]", _day_of_month),
    _rule(
        rf"(?<![大上下年\d一二三四五六七八九十个])(?:(?P<word>[上下本这])个?月|(?P<m>{_N})月份?|月)[底末]",
        _month_end,
    ),
    _rule(
        rf"(?<![{_COUNTED}上下个每逢隔单双])(?P<word>(?:上{{1,3}}|下{{1,3}}|[这本])个?)?"
        rf"{WEEKDAY}(?P<weekday>[{WEEKDAYS}]|[1-7](?!\d))"
        r"(?!\s?[个次天家名位])",
        _weekday,
    ),
    _rule(
        rf"(?<![{_COUNTED}第.~前提早少于标止期满始束议会间要需-])"
        r"(?:(?P<n>[\d一二两三四五六七八九十百]+)个?(?P<unit>天|周|星期|礼拜)|半个月)[以之]?(?P<way>[前后])(?!天)",
        _ago,
    ),
    _rule(r"(?P<word>(?<!大)大前|(?<![大目之以标止])前|(?<![天以之标先])大?后)天(?![气数])", _named),
    _rule(r"(?P<word>昨|今|(?<![说证声发透])明)[天日](?![气数期])", _named),
    _rule(
        rf"(?P<word>昨(?=[发收签公登出备\W]|$|{PERIOD})|(?:今|(?<![说证声发透])明)(?={PERIOD}))",
        _named,
    ),
    _rule(
        rf"(?<!\d\s)(?<!第\s)(?<![{_COUNTED}{_SIGNS}第编证路街巷弄道库办令购字部局院楼座栋排号年月村区镇乡县市里坊苑)\]〕])"
        rf"(?P<d>{_N})\s?号(?![文令楼院线门窗柜房室桌机章函包标仓地厅车弄码铺位库人图台柱专])",
        _day_only,
        bare=True,
    ),
    _rule(
        rf"(?<!\d\s)(?<!第\s)(?<![{_COUNTED}{_SIGNS}第满共近过逾超时迟日达需要长等隔限期定为是后前年月)\]〕])"
        rf"(?P<d>{_N})\s?日(?=$|\W|\d|{PERIOD}|[至到起签发出收备公开投登送评当就已我])",
        _day_only,
        bare=True,
    ),
)
"""In order of precedence where two begin and end together."""
