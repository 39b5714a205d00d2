"""中小企业划型: which size an enterprise is by the national standard, with the working that decided it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.figures import decimal_of
from rules.industries import (
    Ambiguous,
    BadStandard,
    Found,
    Indicator,
    Industry,
    Meaning,
    NotCovered,
    Size,
    SizeStandard,
    Thresholds,
    find_industry,
    nearest_industries,
    size_standard,
)

__all__ = [
    "Ambiguous",
    "BadFigure",
    "BadStandard",
    "FigureFault",
    "Found",
    "Indicator",
    "Industry",
    "Line",
    "Meaning",
    "MissingFigure",
    "NotCovered",
    "Size",
    "SizeResult",
    "SizeStandard",
    "Thresholds",
    "UnknownIndustry",
    "classify",
    "figure",
    "find_industry",
    "size_standard",
    "suspicious_unit",
]

SUSPICIOUS_FROM_WAN = 1_000_000
"""From here on (100亿元) a figure in 万元 was most likely given in 元."""


class FigureFault(StrEnum):
    """Why a figure is refused."""

    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_WHOLE = "not_whole"


class UnknownIndustry(ValueError):
    """The standard has no industry of that name; `nearest` are those that may be meant."""

    def __init__(self, said: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"no industry {said!r} in the standard")
        self.said, self.nearest = said, nearest


class MissingFigure(ValueError):
    """The size depends on a figure that was not given."""

    def __init__(self, indicator: Indicator, industry: str) -> None:
        super().__init__(f"{indicator} is needed for {industry}")
        self.indicator, self.industry = indicator, industry


class BadFigure(ValueError):
    """What was given for an indicator cannot be a figure of it."""

    def __init__(self, indicator: Indicator, value: object, fault: FigureFault) -> None:
        super().__init__(f"{indicator} {value!r}: {fault}")
        self.indicator, self.value, self.fault = indicator, value, fault


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: the tier that one indicator gives; `binds` if the result is that tier."""

    indicator: Indicator
    value: Decimal
    tier: Size
    thresholds: Thresholds
    binds: bool


@dataclass(frozen=True, slots=True)
class SizeResult:
    """The size, how it came about, what was not needed for it, and where that stands (文号+条款)."""

    industry: str
    size: Size
    lines: tuple[Line, ...]
    missing: tuple[Indicator, ...]
    source: str


def classify(
    standard: SizeStandard,
    industry: str,
    employees: object = None,
    revenue_wan: object = None,
    assets_wan: object = None,
) -> SizeResult:
    """Size an enterprise by the figures of the year before: persons, 营业收入 and 资产总额 in 万元.

    The lowest tier over the indicators of the industry (工信部联企业〔2011〕300号第四条). One that is missing
    is no hindrance where another already gives 微型. Figures are int, float, Decimal or plain decimal text.
    Raises UnknownIndustry, BadFigure (also for an indicator that does not count here), MissingFigure.
    """
    found = standard.named(industry)
    if found is None:
        raise UnknownIndustry(industry, nearest_industries(standard, industry))
    given = zip(Indicator, (employees, revenue_wan, assets_wan), strict=True)
    figures = {indicator: figure(indicator, value) for indicator, value in given if value is not None}
    tiers = {
        indicator: limits.tier(figures[indicator])
        for indicator, limits in found.thresholds.items()
        if indicator in figures
    }
    missing = tuple(indicator for indicator in found.thresholds if indicator not in figures)
    size = min(tiers.values(), default=None)
    if size is None or (missing and size is not Size.MICRO):
        raise MissingFigure(missing[0], found.name)
    lines = tuple(
        Line(indicator, figures[indicator], tier, found.thresholds[indicator], tier is size)
        for indicator, tier in tiers.items()
    )
    return SizeResult(found.name, size, lines, missing, f"{standard.source}（{found.item}）")


def figure(indicator: Indicator, value: object) -> Decimal:
    """A figure as a decimal: not negative, finite, and whole for persons. Raises BadFigure."""
    number = decimal_of(value)
    if number is None:
        raise BadFigure(indicator, value, FigureFault.NOT_A_NUMBER)
    if number < 0:
        raise BadFigure(indicator, value, FigureFault.NEGATIVE)
    if indicator is Indicator.EMPLOYEES and number % 1:
        raise BadFigure(indicator, value, FigureFault.NOT_WHOLE)
    return number


def suspicious_unit(value_wan: Decimal) -> bool:
    """Whether a figure in 万元 is so large that it was more likely meant in 元."""
    return value_wan >= SUSPICIOUS_FROM_WAN
