"""What a question takes for granted, held against the rules: a wrong figure is set right first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.base import District, Entry
from knowledge.render import PLACEHOLDER, bounded, length, threshold_of
from knowledge.reply import Answer
from language.amounts import read_amounts
from language.entities import kind
from language.lengths import Length, LengthUnit, read_bare_range, read_lengths, read_shares
from language.said import say_yuan
from models.types import AnswerKind, Level
from rules.pack import Direction, Limit, Unit

_SENTENCE = re.compile("[。；\n]")
_UNITS = {
    LengthUnit.WORKING_DAYS: Unit.WORKING_DAY,
    LengthUnit.DAYS: Unit.CALENDAR_DAY,
    LengthUnit.MONTHS: Unit.MONTH,
    LengthUnit.YEARS: Unit.YEAR,
}
_DAYS = {Unit.WORKING_DAY, Unit.CALENDAR_DAY}
_FARTHEST = {Direction.WITHIN: "最长期限", Direction.MAX: "最长期限", Direction.AT_LEAST: "最短期限"}
_MONTH_DAYS = 30
DENIED = "不是"
"""How the line begins that sets a figure right."""
_RANGE = re.compile("[至到—~-]")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a rule on a day."""

    rule_id: str
    local: Limit | None
    statutory: Limit


def corrected(text: str, found: Answer, district: District, on: date) -> Answer:
    """The answer, led by a line on the figure that the question supposes (对, 不是) where it does.

    Only the figures of the answer's first sentence are held against it, as only they are the topic's own.
    """
    entry = district.entry(found.topic, on) if found.kind is AnswerKind.ANSWER else None
    line = next(_lines(text, entry, district, on), "") if entry else ""
    return replace(found, text=f"{line}\n{found.text}") if line else found


def _lines(text: str, entry: Entry, district: District, on: date) -> Iterator[str]:
    confirms = any(words.search(text) for words in (district.phrases.confirms, district.phrases.hearsay))
    lengths = [one for one in read_lengths(text) if _is_claim(one, text, district, confirms)]
    if len(lengths) == 1:
        line = _on_length(lengths[0], confirms, entry, district, on)
        if line:
            yield line
    if confirms:
        yield from _on_share(text, entry, district, on)
        yield from _on_amount(text, entry, district, on)


def figure_asked(text: str, district: District) -> str:
    """The same with its one length asked for, without who says so: 听说备案给15天了 → 备案给几天了.

    Empty where it does not state just one length.
    """
    lengths = read_lengths(text)
    if len(lengths) != 1 or district.phrases.happened.search(text[: lengths[0].start]):
        return ""
    asked = f"{text[: lengths[0].start]}几天{text[lengths[0].end :]}"
    return district.phrases.hearsay.sub("", asked)


def _is_claim(one: Length, text: str, district: District, confirms: bool) -> bool:
    """Whether a length is said to be the rule, and not how long something has lasted."""
    if district.phrases.happened.search(text[: one.start]):
        return False
    return confirms or text[one.end :].lstrip().startswith(("内", "之内", "以内"))


def first_limits(entry: Entry, district: District, on: date) -> tuple[Limits, ...]:
    """The limits that the first sentence of an entry names, each rule once."""
    names = PLACEHOLDER.findall(_SENTENCE.split(entry.answer.strip())[0])
    rules = dict.fromkeys(name.partition(".")[0] for name in names)
    found = (_limits(rule_id, district, on) for rule_id in rules)
    return tuple(each for each in found if each)


def _limits(rule_id: str, district: District, on: date) -> Limits | None:
    rule = district.pack.rules.get(rule_id)
    statutory = rule.limit(Level.STATUTORY, on) if rule else None
    if rule is None or statutory is None or statutory.length is None or statutory.unit is Unit.SAME_DAY:
        return None
    return Limits(rule_id, rule.limit(Level.LOCAL, on), statutory)


def _on_length(claim: Length, confirms: bool, entry: Entry, district: District, on: date) -> str:
    limits = first_limits(entry, district, on)
    others = _figure_lengths(PLACEHOLDER.findall(entry.answer), district, on)
    if not limits:
        return _on_figure(claim, confirms, entry, district, on)
    if any(_says(claim, other) for other in others):
        return ""
    if len(limits) > 1:
        known = [limit for each in limits for limit in (each.local, each.statutory) if limit]
        return "" if any(_near(claim, limit) for limit in known) else f"不是{claim.said}，规定如下。"
    local, statutory = limits[0].local, limits[0].statutory
    nearest = local or statutory
    if _same(claim, nearest):
        return f"对，{'本区是' if local else '是'}{bounded(nearest)}。" if confirms else ""
    if local and _near(claim, statutory):
        most = _FARTHEST.get(statutory.direction, "期限")
        return f"不是{claim.said}：本区是{bounded(local)}；{length(statutory)}是法律规定的{most}。"
    if _near(claim, nearest):
        return _other_days(nearest)
    both = f"本区{bounded(local)}（法定{bounded(statutory)}）" if local else bounded(statutory)
    return f"不是{claim.said}：是{both}。"


def _on_figure(claim: Length, confirms: bool, entry: Entry, district: District, on: date) -> str:
    """A length held against the only one that the first sentence has as a figure: 三年内."""
    names = PLACEHOLDER.findall(_SENTENCE.split(entry.answer.strip())[0])
    known = _figure_lengths(names, district, on)
    if len(known) != 1 or known[0].unit is not claim.unit:
        return ""
    if _says(claim, known[0]):
        return f"对，是{known[0].said}。" if confirms else ""
    return f"不是{claim.said}：是{known[0].said}。"


def _figure_lengths(names: Iterable[str], district: District, on: date) -> list[Length]:
    """The lengths that figures are, which are no time limits of a rule; those with two ends are left out."""
    figures = (district.figure(name.partition(".")[2], on) for name in names if name.startswith("figure."))
    said = dict.fromkeys(figure.text for figure in figures if figure and not _RANGE.search(figure.text))
    return [length for text in said for length in read_lengths(text)]


def _says(claim: Length, other: Length) -> bool:
    return (claim.number, claim.unit) == (other.number, other.unit)


def _other_days(limit: Limit) -> str:
    if limit.unit is Unit.WORKING_DAY:
        return f"是{length(limit)}，数工作日，周末和法定节假日不算。"
    return f"是{length(limit)}，数自然日，周末和节假日也算。"


def _same(claim: Length, limit: Limit) -> bool:
    return (claim.number, _UNITS[claim.unit]) == (limit.length, limit.unit)


def _near(claim: Length, limit: Limit) -> bool:
    """The same number of another kind of days, or a month for thirty days."""
    unit = _UNITS[claim.unit]
    if unit in _DAYS and limit.unit in _DAYS:
        return claim.number == limit.length
    if {unit, limit.unit} == {Unit.MONTH, Unit.CALENDAR_DAY} and limit.length is not None:
        return _days(claim.number, unit) == _days(limit.length, limit.unit)
    return _same(claim, limit)


def _days(number: int, unit: Unit | None) -> int:
    return number * _MONTH_DAYS if unit is Unit.MONTH else number


def _on_share(text: str, entry: Entry, district: District, on: date) -> Iterator[str]:
    claims = read_shares(text) or read_bare_range(text)
    said = _first_figure(entry, district, on)
    rule = sorted(percent for shares in read_shares(said) for percent in shares.percent)
    if not claims or not rule:
        return
    claimed = sorted(percent for shares in claims for percent in shares.percent)
    phrase = text[claims[0].start : claims[-1].end]
    if claimed == rule or (len(set(rule)) == 1 and claimed == rule[:1]):
        yield f"对，规定是{said}。"
    elif len(rule) > 1 and all(rule[0] <= percent <= rule[-1] for percent in claimed):
        yield f"规定的范围是{said}。"
    else:
        yield f"不是{phrase}：规定是{said}。"


def _first_figure(entry: Entry, district: District, on: date) -> str:
    """The only share in the first sentence, as people read it; empty where there are several or none."""
    names = PLACEHOLDER.findall(_SENTENCE.split(entry.answer.strip())[0])
    figures = (district.figure(name.partition(".")[2], on) for name in names if name.startswith("figure."))
    said = dict.fromkeys(figure.text for figure in figures if figure and read_shares(figure.text))
    return next(iter(said)) if len(said) == 1 else ""


def _on_amount(text: str, entry: Entry, district: District, on: date) -> Iterator[str]:
    """A threshold that the question supposes, held against that of the kind it names."""
    amounts, named = read_amounts(text), kind(text)
    head = _SENTENCE.split(entry.answer.strip())[0]
    if len(amounts) != 1 or named is None or "{reserve.threshold." not in head:
        return
    threshold: Decimal | None = threshold_of(named, district, on)
    if threshold is None:
        return
    if amounts[0].yuan == threshold:
        yield f"对，门槛是{say_yuan(threshold)}（含本数）。"
    else:
        yield f"不是{amounts[0].said.strip()}：门槛是{say_yuan(threshold)}（含本数）。"
