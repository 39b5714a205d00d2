"""Fills the placeholders of entries from the rules of the district, as they stand on a day."""

import re
from datetime import date
from decimal import Decimal

from knowledge.base import Citation, District, Entry
from language.said import say_yuan
from models.types import Level, ProcurementKind
from rules.pack import Direction, Limit, Unit

PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.]+)\}")

_UNITS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}
_BOUNDS: dict[Direction, str] = {
    Direction.WITHIN: "{}内",
    Direction.LOOKBACK: "{}内",
    Direction.AT_LEAST: "不少于{}",
    Direction.MAX: "最长{}",
    Direction.BEFORE: "{}前",
}


class UnfilledPlaceholder(LookupError):
    """An entry names a figure that this district does not have on that day."""

    def __init__(self, entry: str, placeholder: str) -> None:
        super().__init__(f"entry {entry}: nothing fills {{{placeholder}}}")
        self.entry = entry
        self.placeholder = placeholder


def render(entry: Entry, district: District, on: date) -> str:
    """The answer of an entry with every placeholder filled; UnfilledPlaceholder where one cannot be."""

    def fill(found: re.Match[str]) -> str:
        text = _value(found[1], district, on)
        if text is None:
            raise UnfilledPlaceholder(entry.id, found[1])
        return text

    return PLACEHOLDER.sub(fill, entry.answer).strip()


def is_known(name: str, district: District) -> bool:
    """Whether a placeholder names something, be it on another day or with a limit that others have."""
    head, _, rest = name.partition(".")
    if head == "figure":
        return rest in district.figures
    if head == "reserve":
        return rest in {f"threshold.{kind}" for kind in ProcurementKind}
    return name in _names(district) or (
        head in district.pack.rules and rest in ("limits", "local", "statutory")
    )


def is_offered(entry: Entry, district: District, on: date) -> bool:
    """Whether the district has every figure that the entry names, so that it can be answered there."""
    return all(_value(name, district, on) is not None for name in PLACEHOLDER.findall(entry.answer))


def cite(citations: tuple[Citation, ...], district: District) -> tuple[str, ...]:
    """Citations as people read them: `政府采购法第四十六条第一款`."""
    return tuple(f"{district.laws[citation.law].short}{citation.article}" for citation in citations)


def length(limit: Limit) -> str:
    """How long a limit is: `2个工作日`, `30日`."""
    if limit.unit is None or limit.length is None:
        return "当日" if limit.unit is Unit.SAME_DAY else "没有统一天数"
    return f"{limit.length}{_UNITS[limit.unit]}"


def bounded(limit: Limit) -> str:
    """A limit with the side on which it binds: `2个工作日内`, `不少于20日`."""
    bounds = limit.length is not None and limit.unit is not Unit.SAME_DAY
    return _BOUNDS[limit.direction].format(length(limit)) if bounds else length(limit)


def _bare(limit: Limit) -> str:
    return f"{length(limit)}（自然日）" if limit.unit is Unit.CALENDAR_DAY else length(limit)


def _value(name: str, district: District, on: date) -> str | None:
    head, _, rest = name.partition(".")
    if head == "figure":
        figure = district.figure(rest, on)
        return figure.text if figure else None
    if head == "reserve":
        return _threshold(rest, district, on)
    return _names(district).get(name) or _limit(head, rest, district, on)


def _names(district: District) -> dict[str, str]:
    division = district.pack.division
    return {
        "district": division.short,
        "office.finance": division.finance_bureau,
        "office.government": division.government,
    }


def _limit(rule_id: str, part: str, district: District, on: date) -> str | None:
    rule = district.pack.rules.get(rule_id)
    if rule is None:
        return None
    local, statutory = rule.limit(Level.LOCAL, on), rule.limit(Level.STATUTORY, on)
    if part == "local":
        return _bare(local) if local else None
    if part == "statutory":
        return _bare(statutory) if statutory else None
    if part != "limits" or statutory is None:
        return None
    return f"本区{bounded(local)}（法定{bounded(statutory)}）" if local else bounded(statutory)


def threshold_of(kind: ProcurementKind, district: District, on: date) -> Decimal | None:
    """Up to which budget (元, included) a kind is dedicated to small enterprises; local before statutory."""
    policy = district.pack.reserve
    rules = (rule for rule in (*policy.local, *policy.statutory) if rule.holds(kind, on))
    return next((rule.dedicated_up_to_yuan for rule in rules), None)


def _threshold(name: str, district: District, on: date) -> str | None:
    what, _, kind = name.partition(".")
    if what != "threshold" or kind not in set(ProcurementKind):
        return None
    found = threshold_of(ProcurementKind(kind), district, on)
    return say_yuan(found) if found else None
