"""企业划型 in words: which size an enterprise is by the figures that a conversation gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import OPTIONS, Answer, offered, tell
from knowledge.worked import sme_size_text
from language.amounts import Amount, Count, broken_count, has_minus, read_amounts, read_counts
from language.spread import spread
from models.message import Button
from models.types import AnswerKind
from rules.industries import (
    Ambiguous,
    Found,
    Indicator,
    Industry,
    Meaning,
    SizeStandard,
    find_industry,
    resembling_industries,
)
from rules.sme import BadFigure, MissingFigure, classify

OBJECT = "sme_size"
TOPIC = "size_calculator"
ASSETS = "资产"
COMMON = ("工业", "建筑业", "其他未列明行业")
"""The industries that are offered where nothing is known of one."""
MOST_PEOPLE = 5_000_000
MOST_YUAN = Decimal(10) ** 13
"""No enterprise employs or earns more."""

EXCLUSION = "sme_excluded"
"""The entry on enterprises that are no small ones, whatever their figures."""

_WAN = Decimal(10_000)
_ANOTHER = re.compile(
    "(?:另外?|再[来换算]?|换|还有|下)[一1]?(?:家|个(?:企业|公司))|[别另]家|其他(?:企业|公司)"
)
_LARGE_BEHIND = re.compile(
    "母公司|总公司|控股|子公司|集团|旗下|分公司|分支机构|大(?:型)?(?:企业|公司)(?:直接)?(?:管|投资|下属|全资)"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a conversation says about an enterprise."""

    meaning: Meaning | None
    people: Count | None
    revenue: Amount | None
    assets: Amount | None

    @property
    def inexact(self) -> tuple[Amount | Count, ...]:
        """The figures that were said to be about right only."""
        figures = (self.people, self.revenue, self.assets)
        return tuple(figure for figure in figures if figure and figure.approximate)

    def values(self) -> dict[Indicator, Decimal]:
        """The figures in the units of the standard: persons and 万元."""
        found: dict[Indicator, Decimal] = {}
        if self.people:
            found[Indicator.EMPLOYEES] = Decimal(self.people.people)
        if self.revenue:
            found[Indicator.REVENUE] = _plain(self.revenue.yuan / _WAN)
        if self.assets:
            found[Indicator.ASSETS] = _plain(self.assets.yuan / _WAN)
        return found

    def extremes(self) -> Iterator[dict[Indicator, Decimal]]:
        """The least figures that can be meant, and the greatest; nothing where that is not known."""
        spreads = {
            Indicator.EMPLOYEES: self.people and _spread(self.people, Decimal(self.people.people)),
            Indicator.REVENUE: self.revenue and _spread(self.revenue, self.revenue.yuan / _WAN),
            Indicator.ASSETS: self.assets and _spread(self.assets, self.assets.yuan / _WAN),
        }
        given = self.values()
        if any(spreads[key] is None for key in given):
            return
        for end in (0, 1):
            yield {key: ends[end] for key, ends in spreads.items() if ends}


def _plain(value: Decimal) -> Decimal:
    """Without zeros behind the point: 19000.0 is 19000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _spread(figure: Amount | Count, value: Decimal) -> tuple[Decimal, Decimal] | None:
    if not figure.approximate:
        return value, value
    ends = spread(figure.said, value)
    if ends is None or isinstance(figure, Amount):
        return ends
    return ends[0].to_integral_value(ROUND_FLOOR), ends[1].to_integral_value(ROUND_CEILING)


def work_out_size(
    turns: Sequence[str], named_in: Sequence[str], on: date, district: District
) -> Answer | None:
    """The size of the enterprise, for a conversation about it; asks for the one thing that is missing.

    The figures are those of `turns`; the industry is named in the last of them or in `named_in`. Another
    enterprise (另一家) begins anew. None where the last turn gives neither an industry nor a figure.
    """
    standard = district.pack.sizes
    another = _ANOTHER.search(turns[-1])
    turns = [district.phrases.in_chinese(turn) for turn in (turns[-1:] if another else turns)]
    named_in = [] if another else [district.phrases.in_chinese(turn) for turn in named_in]
    turns = _in_full(turns, named_in, standard)
    odd = ask_odd_figure(turns[-1], district)
    if odd:
        return odd
    if not another and _given(turns[-1:], (), standard) == Given(None, None, None, None):
        return None
    given = _given(turns, named_in, standard)
    meaning = given.meaning
    if isinstance(meaning, Ambiguous):
        return _ask(meaning.question, *meaning.options)
    if meaning is None:
        return ask_industry(turns[-1], standard)
    if not isinstance(meaning, Found):
        return Answer(AnswerKind.DECLINE, TOPIC, meaning.advice, refer="采购人", why="figures")
    found = (
        _by_spread(meaning.industry, given, standard)
        if given.inexact
        else _sized(meaning.industry, given, standard)
    )
    return _with_exclusion(found, turns, on, district)


def _with_exclusion(found: Answer, turns: Sequence[str], on: date, district: District) -> Answer:
    """The size, with who is no small enterprise for all its figures where a large one is behind it."""
    entry = offered(EXCLUSION, district, on)
    if found.kind is not AnswerKind.ANSWER or entry is None:
        return found
    if not any(_LARGE_BEHIND.search(turn) for turn in turns):
        return found
    told = tell(entry, district, on, "figures")
    line = f"这只是按数字算的。{told.text.splitlines()[0]}\n依据：{'；'.join(told.citations)}"
    citations = tuple(dict.fromkeys((*found.citations, *told.citations)))
    return replace(found, text=f"{found.text}\n{line}", citations=citations)


def asks_for_industry(found: Answer, standard: SizeStandard) -> bool:
    """Whether an answer asks which industry it is, if only besides: what is said next is one."""
    return any(option.says in standard.industries for option in found.options)


def _in_full(turns: list[str], named_in: list[str], standard: SizeStandard) -> list[str]:
    """The turns, with its unit behind a bare number that gives the only figure still missing."""
    if len(turns) < 2 or not turns[-1].strip().isdecimal():
        return turns
    given = _given(turns[:-1], named_in, standard)
    if not isinstance(given.meaning, Found):
        return turns
    missing = [key for key in given.meaning.industry.thresholds if key not in given.values()]
    if len(missing) != 1:
        return turns
    name, unit = standard.indicators[missing[0]], standard.units[missing[0]]
    return [*turns[:-1], f"{name}{turns[-1].strip()}{unit}"]


def ask_odd_figure(text: str, district: District) -> Answer | None:
    """A figure that no enterprise has is asked again: below one person, less than nothing, 10^30."""
    found = district.phrases.unreadable.search(text)
    if found:
        return _ask(f"“{found[0]}”这个数我认不准。请直接写，如 80人、4000万元。")
    broken = broken_count(text)
    if broken:
        return _ask(f"从业人员写的是“{broken}”，请核对一下：上一年度从业人员多少人？写整数。")
    for count in read_counts(text):
        said = f"{'-' if has_minus(text, count.start) else ''}{count.said.strip()}"
        if not 0 < count.people <= MOST_PEOPLE or said.startswith("-"):
            return _ask(f"从业人员写的是“{said}”，请核对一下：上一年度从业人员多少人？")
    for amount in read_amounts(text):
        said = f"{'-' if has_minus(text, amount.start) else ''}{amount.said.strip()}"
        if not 0 <= amount.yuan <= MOST_YUAN or said.startswith("-"):
            return _ask(f"金额写的是“{said}”，请核对一下，写上一年度的数，如 4000万元。")
    return None


def ask_industry(text: str, standard: SizeStandard) -> Answer:
    """The industries of the standard that sound most like what was said, else those asked for most."""
    near = resembling_industries(standard, text)
    options = tuple(dict.fromkeys((*near, *(reversed(COMMON) if near else COMMON))))[:OPTIONS]
    if near:
        listed = "、".join(near)
        return _ask(
            f"您说的行业，标准里没有直接的说法，相近的有：{listed}。是哪一个？都不是的，请发采购文件写明的行业。",
            *options,
        )
    return _ask("是什么行业？各行业的门槛不同。货物项目看制造商的行业，采购文件写明的按文件。", *options)


def _by_spread(industry: Industry, given: Given, standard: SizeStandard) -> Answer:
    """The size by figures that are not exact, where every value that they may have gives the same."""
    sizes = []
    for values in given.extremes():
        try:
            sizes.append(
                classify(standard, industry.name, **{key.value: value for key, value in values.items()})
            )
        except MissingFigure:
            return _sized(industry, given, standard)
    said = "、".join(f"“{each.said.strip()}”" for each in given.inexact)
    if not sizes or len({result.size for result in sizes}) > 1:
        return _ask(f"{said}是约数，划型要看准确的数。准确是多少？")
    size = standard.sizes[sizes[0].size]
    text = (
        f"{industry.name}，{size}\n{said}是约数，往多了算、往少了算都是{size}；填声明函要写准确的数。\n"
        f"各项取最低的一档，用上一年度的数字。\n依据：{sizes[0].source}"
    )
    options = (Button("企业划型", "企业划型"),)
    return Answer(AnswerKind.ANSWER, TOPIC, text, (sizes[0].source,), options, why="figures")


def _given(turns: Sequence[str], named_in: Sequence[str], standard: SizeStandard) -> Given:
    def industry(turn: str) -> Meaning | None:
        return find_industry(standard, turn)

    def people(turn: str) -> Count | None:
        return next(iter(read_counts(turn)), None)

    def revenue(turn: str) -> Amount | None:
        return next((amount for amount, of in _amounts(turn) if of != ASSETS), None)

    def assets(turn: str) -> Amount | None:
        return next((amount for amount, of in _amounts(turn) if of == ASSETS), None)

    meaning = latest([*named_in, turns[-1]], industry)
    return Given(meaning, latest(turns, people), latest(turns, revenue), latest(turns, assets))


def _amounts(text: str) -> Iterator[tuple[Amount, str]]:
    """Each amount, with ASSETS where the words around it say that it is one of assets."""
    end = 0
    for amount in read_amounts(text):
        before, after = text[end : amount.start], text[amount.end :]
        yield amount, ASSETS if ASSETS in before or after.startswith((ASSETS, f"的{ASSETS}")) else ""
        end = amount.end


def _sized(industry: Industry, given: Given, standard: SizeStandard) -> Answer:
    values = given.values()
    try:
        result = classify(standard, industry.name, **{key.value: value for key, value in values.items()})
    except MissingFigure:
        missing = [key for key in industry.thresholds if key not in values]
        wanted = "、".join(f"{standard.indicators[key]}（{standard.units[key]}）" for key in missing)
        return _ask(f"{industry.name}还要看{wanted}。请告诉我上一年度的数。")
    except BadFigure as error:
        return _ask(f"{standard.indicators[error.indicator]}写成{error.value}，算不了。请再写一次。")
    text = sme_size_text(standard, result)
    options = (Button("企业划型", "企业划型"),)
    return Answer(AnswerKind.ANSWER, TOPIC, text, (result.source,), options, why="figures")


def _ask(question: str, *options: str) -> Answer:
    choices = tuple(Button(option, option) for option in options[:OPTIONS])
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=choices, why="figures")
