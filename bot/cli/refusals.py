"""What the command line says to input that it cannot answer: what is wrong, and what to write instead."""

from rules.calendar import OutsideCalendar
from rules.counting import NoFixedLength, NotADay
from rules.figures import AmountFault, BadAmount
from rules.sme import (
    Ambiguous,
    BadFigure,
    FigureFault,
    MissingFigure,
    NotCovered,
    SizeStandard,
    UnknownIndustry,
    find_industry,
)

_FIGURE_FAULTS = {
    FigureFault.NOT_A_NUMBER: "不是数",
    FigureFault.NEGATIVE: "不能是负数",
    FigureFault.NOT_WHOLE: "要是整数",
}
_AMOUNT_FAULTS = {
    AmountFault.NOT_A_NUMBER: "不是数",
    AmountFault.NOT_POSITIVE: "要大于0",
    AmountFault.TOO_FINE: "最多到分",
    AmountFault.TOO_LARGE: "太大了",
}
_WRITE_YUAN = "budget_yuan 请只写数字，单位元，如 3000000.00。"


class Refused(ValueError):
    """Input that has no answer; its text tells a person what to write instead."""


def refusal_of(error: ValueError, standard: SizeStandard) -> str:
    """The words for an error of the rules. Raises the error itself where it is not the input's fault."""
    match error:
        case NotADay():
            return f"“{error.text}”不是日期，或者没有这一天。请写 2026-11-20 或 2026-11-20T09:00:00+08:00。"
        case NoFixedLength():
            name = error.rule.name if error.rule else error.limit.source.cite()
            return f"“{name}”没有统一的天数，不能给出日期，请看合同或通知。"
        case OutsideCalendar():
            return f"只能计算 {error.first} 到 {error.last} 之间的日期，请写这之间的起算日。"
        case BadAmount(value=None):
            return f"没有写预算。{_WRITE_YUAN}"
        case BadAmount():
            return f"预算写的是“{error.value}”，{_AMOUNT_FAULTS[error.fault]}。{_WRITE_YUAN}"
        case UnknownIndustry():
            return _unknown_industry(error, standard)
        case MissingFigure():
            name, unit = standard.indicators[error.indicator], standard.units[error.indicator]
            return f"{error.industry}的划型还要看{name}，请写上 {error.indicator}（单位{unit}，上一年度）。"
        case BadFigure():
            name, unit = standard.indicators[error.indicator], standard.units[error.indicator]
            fault = _FIGURE_FAULTS[error.fault]
            return f"{name}写的是“{error.value}”，{fault}。{error.indicator} 请只写数字，单位{unit}。"
    raise error


def _unknown_industry(error: UnknownIndustry, standard: SizeStandard) -> str:
    meaning = find_industry(standard, error.said)
    if isinstance(meaning, NotCovered):
        return f"“{error.said}”不适用本标准：{meaning.advice}"
    if isinstance(meaning, Ambiguous):
        return f"“{error.said}”可能是{_listed(meaning.options)}。{meaning.question}"
    return f"标准中没有“{error.said}”这个行业。请写：{_listed(error.nearest or tuple(standard.industries))}。"


def _listed(names: tuple[str, ...]) -> str:
    return "、".join(f"“{name}”" for name in names)
