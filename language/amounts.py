"""Money and numbers of people as people type them, exact. A unit that is missing is not guessed."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from language.normalise import fold
from language.numerals import NUMERALS, read_numeral
from language.references import without_references


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan; `approximate` for 二百来万, 近百万, 超过200万. `said` stands at text[start:end]."""

    yuan: Decimal
    approximate: bool
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people; `said` stands at text[start:end]."""

    people: int
    approximate: bool
    said: str
    start: int
    end: int


_BARE_FROM = 10_000
_LONGEST = 20
"""Characters of a number: more would not be computed exactly, and are no amount of anybody."""
_SIZES = {"十": 10, "百": 100, "k": 1000, "千": 1000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
_ENGLISH = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}

_ABOUT = (
    "不超过|不高于|不低于|超过|高于|低于|大概|大约|差不多|将近|接近|估计|至少|最多|不到|不足|不满"
    "|约|近|超|满|上(?=[百千]万)"
    r"|(?:about|around|nearly|almost|over|above|under|below|up to|(?:more|less) than|at (?:least|most))(?=\s)"
)
_WESTERN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?!0\d)\d+(?:\.\d+)?"
_RUN = rf"[{NUMERALS}十百千万亿]"
_DIGIT = r"[\d一二三四五六七八九]"
_COINS = rf"零{_DIGIT}[角毛分]"
_CHINESE = rf"{_RUN}*[万亿](?={_COINS}|一[年月日天号个家人次样起直定般共旦些边批台套包条])|{_RUN}+"
_NUMBER = rf"""
    (?P<about>(?:{_ABOUT})[有是在]?\s?)?
    (?P<sign>(?<![\w)])-\s?|负)?
    (?:(?P<currency>¥|人民币|rmb|cny)\s?|(?<![\d^$a-z几半])(?<!\d[.,]))
    (?:(?P<western>{_WESTERN}) | (?P<chinese>{_CHINESE}))
    (?![\d^]|[.,]\d)
    (?P<few>[多来余几])?
    (?:(?:个(?=[百千]?[万亿])|\s)?(?P<scale>[十百千]?[万亿w]亿?|[千百k])|\s?(?P<english>{"|".join(_ENGLISH)})s?)?
    (?P<tail>零?\d+(?![\d.,:/%角毛分-]|\s?[月日号年天个人家名点])(?P<tail_scale>[百千]?万|[百千])?)?
    (?P<more>[多余])?
"""
_ENDS = r"(?P<bound>\s?(?:左右|上下|出头|以上|以下|以内|之内|之间|开外))?"
_OTHER_THINGS = (
    r"\s?(?:[美欧日港]元|美金|港币|欧|英镑)|"
    r"\s?(?:people|employees|staff|人(?!民币)|家(?!具)|台(?!式)|平(?!台|均)|公[里斤顷]|[名个户套件册份吨亩棵盏㎡米页字次度倍位火])"
)
_AMOUNT = re.compile(
    rf"""{_NUMBER}
    (?P<unit>(?:\s?(?:元|块(?![地砖板])|人民币|rmb|yuan|cny)钱?|(?={_COINS}))
        (?:
            (?:(?P<jiao>{_DIGIT})|零?(?P<jiao_named>{_DIGIT})(?=[角毛]))
            (?![\d.,分]|\s?[月日号年天个人家])[角毛]?(?:零?(?P<fen>{_DIGIT})分)?
            | 零?(?P<only_fen>{_DIGIT})分
        )?
    )?
    整?{_ENDS}""",
    re.VERBOSE,
)
_NOT_BARE = re.compile(rf"{_OTHER_THINGS}|\s?[年月日天号岁点:/%‰a-z#-]")
_NOT_MONEY = re.compile(rf"{_OTHER_THINGS}|\s?[%‰]")
_BROKEN = re.compile(r"(?<![\d.])(\d+\.\d+)\s?[个名位号]?\s?(?:人(?![民均次家])|员工|职工)")
_NOT_PEOPLE = re.compile(r"\s?[元块%‰岁年月天.万亿]")
_PEOPLE = re.compile(
    rf"""(?P<staff>(?:员工|职工|雇员|从业人员|人数)(?:总?人?数|一?共|总共|有|是|为|[:\s])*)?{_NUMBER}
    (?P<person>[个名位号]?\s?(?:人(?![民均次家])员?|员工|职工|工人|雇员|从业人员|(?:employees|people|persons|staff|workers)(?![a-z])))?
    (?P<piece>[个名位])?{_ENDS}""",
    re.VERBOSE,
)
_LEFT_OVER = re.compile(
    rf"""零 | (?:\d+(?:[.,]\d+)*{_RUN}*|{_RUN}+)
    (?!\d|[.,]\d|{_RUN}|\s?[年月日号天个家人名点次样起直定般共旦些边批台套包条期项标段周季份件])""",
    re.VERBOSE,
)
"""A figure right behind an amount, part neither of it nor of what follows: how much it adds is not known."""
_GROUPED = re.compile(r"\d \d{3}")
_RANGE_BEFORE = re.compile(r"[\d一二三四五六七八九十百千万亿元人个][-~到至]\s?")
_RANGE_AFTER = re.compile(r"\s?[-~到至]\s?[\d一二三四五六七八九十]")


def read_amounts(text: str) -> tuple[Amount, ...]:
    """Each amount of money in `text`, in order; negative ones too.

    A bare number counts as one from 10,000 on; below that it needs 元, 块, 万, 亿 or a sign of currency.
    Both ends of a range are approximate, and an amount with a figure right behind it that is not understood.
    """
    folded = without_references(fold(text))
    found = []
    for match in _AMOUNT.finditer(folded):
        yuan = _value(match)
        if yuan is None or not _is_money(match, yuan):
            continue
        yuan += _value_of_coins(match)
        start, end = _span(match)
        signed = -yuan if match["sign"] else yuan
        unsure = _approximate(match) or bool(_LEFT_OVER.match(folded, end))
        found.append(Amount(signed, unsure, text[start:end], start, end))
    return tuple(found)


def read_counts(text: str) -> tuple[Count, ...]:
    """Each number of people in `text`, in order: 80个人, 300人, 员工二十来个; negative ones too."""
    folded = without_references(fold(text))
    found = []
    for match in _PEOPLE.finditer(folded):
        people = _value(match)
        if people is None or people != int(people) or not _is_people(match):
            continue
        start, end = _span(match)
        signed = -int(people) if match["sign"] else int(people)
        found.append(Count(signed, _approximate(match), text[start:end], start, end))
    return tuple(found)


def broken_count(text: str) -> str:
    """The first number of people that is not whole (3.5人), as it was said; empty where there is none."""
    found = _BROKEN.search(fold(text))
    return text[found.start() : found.end()] if found and Decimal(found[1]) % 1 else ""


def without_figures(text: str) -> str:
    """The text without its money and numbers of people."""
    rest = text
    for said in (*(one.said for one in read_amounts(text)), *(one.said for one in read_counts(text))):
        rest = rest.replace(said, "")
    return rest


def has_minus(text: str, start: int) -> bool:
    """Whether a dash stands right before the figure at `start` and is not that of a range: 公司-3人."""
    before = fold(text[:start])
    return before.endswith("-") and not re.search(r"[\d万亿千百人元]\s?-$", before)


def _span(match: re.Match[str]) -> tuple[int, int]:
    lead = len(match[0]) - len(match[0].lstrip())
    return match.start() + lead, match.end()


def _value(match: re.Match[str]) -> Decimal | None:
    """The number with its scale and tail: 3万5 → 35,000, 1亿2千万 → 120,000,000."""
    said = (match["western"] or match["chinese"]).replace(",", "")
    if match["about"] and said[0] in "百千":
        said = f"一{said}"  # 近百万
    whole = Decimal(said) if match["western"] else read_numeral(said)
    if whole is None or len(said) > _LONGEST:
        return None
    value = Decimal(whole)
    for char in match["scale"] or "":
        value *= _SIZES[char]
    value *= _ENGLISH.get(match["english"], 1)
    if not match["tail"]:
        return value
    return _with_tail(value, match)


def _scale(match: re.Match[str]) -> str:
    """The word of size behind the digits, Chinese or English; empty where there is none."""
    return match["scale"] or match["english"] or ""


def _with_tail(value: Decimal, match: re.Match[str]) -> Decimal | None:
    """A single digit after a scale counts its tenths; anything else says its own size."""
    digits = re.search(r"\d+", match["tail"])
    if not match["scale"] or digits is None or match["few"]:
        return None
    scale = _SIZES[match["scale"][-1]]
    size = 1
    for char in match["tail_scale"] or "":
        size *= _SIZES[char]
    if not match["tail_scale"] and len(match["tail"]) == 1:
        if value % (100 * scale) == 0:
            return None
        size = scale // 10
    rest = int(digits[0]) * size
    return value + rest if rest < scale else None


def _value_of_coins(match: re.Match[str]) -> Decimal:
    said = (match["jiao"] or match["jiao_named"], match["fen"] or match["only_fen"])
    tenths, hundredths = (read_numeral(digit or "0") or 0 for digit in said)
    return Decimal(tenths) / 10 + Decimal(hundredths) / 100


def _is_money(match: re.Match[str], yuan: Decimal) -> bool:
    if _in_groups(match) or match[0].strip() == "一块":  # together
        return False
    if match["unit"] or match["currency"]:
        return True
    scaled = _scale(match) or (match["chinese"] and re.search("[万亿]", match["chinese"]))
    forbidden = _NOT_MONEY if scaled else _NOT_BARE
    if yuan < _BARE_FROM or forbidden.match(match.string, match.end()):
        return False
    return bool(scaled) or not _is_date(match[0].strip())


def _in_groups(match: re.Match[str]) -> bool:
    """Whether the number may be the end of one in groups: 2 500元 is 2,500 or, after 标包2, 500."""
    if not match["western"] or _scale(match):
        return False
    start, end = match.span("western")
    return bool(_GROUPED.fullmatch(match.string, max(0, start - 2), end))


def _is_date(digits: str) -> bool:
    """Whether a bare number says a day: 20261120."""
    try:
        return len(digits) == len("20261120") and 1990 <= date.fromisoformat(digits).year <= 2100
    except ValueError:
        return False


def _is_people(match: re.Match[str]) -> bool:
    if match["person"]:
        return True
    if not match["staff"] or _scale(match) or (match["chinese"] == "一" and not match["piece"]):
        return False
    return not _NOT_PEOPLE.match(match.string, match.end())


def _approximate(match: re.Match[str]) -> bool:
    """Whether the words around the number say that it is not exact."""
    marked = any(match[name] for name in ("about", "few", "more", "bound"))
    before = _RANGE_BEFORE.search(match.string, max(0, match.start() - 3), match.start())
    ranged = (before and before.end() == match.start()) or _RANGE_AFTER.match(match.string, match.end())
    return marked or bool(ranged)
