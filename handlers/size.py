"""企业划型: industry and figures → 微型、小型、中型、大型, with the line of the standard."""

from decimal import Decimal

from handlers import saying
from handlers.forms import Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.turn import Turn
from knowledge.sizes import COMMON, MOST_PEOPLE, MOST_YUAN, work_out_size
from knowledge.worked import sme_size_text
from language.amounts import read_amounts, read_counts
from ledger.rights import EVERYONE
from models.message import Reply
from models.types import AnswerKind
from rules.industries import Ambiguous, Found, Indicator, find_industry, resembling_industries
from rules.sme import classify, figure

WAN = Decimal(10_000)
AFTER = [("再测一次", "企业划型"), ("预留测算", "预留测算"), ("谁算中小企业", "谁算中小企业")]
QUESTIONS = {
    Indicator.EMPLOYEES: "从业人员多少人？（上一年度，例如 80人）",
    Indicator.REVENUE: "营业收入多少？（上一年度，例如 4000万）",
    Indicator.ASSETS: "资产总额多少？（上一年度，例如 3000万）",
}


def size(turn: Turn) -> list[Reply]:
    """The self-test; `企业划型 工业` starts with the industry, one line with all is answered at once."""
    if not turn.rest:
        return start(turn, FORM)
    found = work_out_size([turn.rest], (), turn.today, turn.district)
    if found is not None and found.kind is AnswerKind.ANSWER:
        return [Reply(found.text, saying.buttons_of(AFTER))]
    try:
        return start(turn, FORM, {"industry": _read_industry(turn, {}, turn.rest)})
    except NotUnderstood as error:
        start(turn, FORM)
        return [Reply(error.message, error.buttons)]


def _ask_industry(turn: Turn, _values: Values) -> Reply:
    names = "、".join(turn.pack.sizes.industries)
    text = f"采购文件写的是哪个行业？货物看制造商。\n可以选：{names}。"
    return Reply(text, saying.buttons_of([(name, name) for name in COMMON]))


def _read_industry(turn: Turn, _values: Values, text: str) -> str:
    meaning = find_industry(turn.pack.sizes, text)
    if isinstance(meaning, Found):
        return meaning.industry.name
    if isinstance(meaning, Ambiguous):
        raise NotUnderstood(meaning.question, *saying.buttons_of([(each, each) for each in meaning.options]))
    if meaning is not None:
        raise NotUnderstood(meaning.advice)
    near = resembling_industries(turn.pack.sizes, text)
    names = tuple(dict.fromkeys((*near, *COMMON)))[: saying.MOST_BUTTONS]
    alike = f"相近的有：{'、'.join(near)}。" if near else ""
    raise NotUnderstood(
        f"没有“{text}”这个行业。{alike}请照采购文件写的行业名称发。",
        *saying.buttons_of([(name, name) for name in names]),
    )


def _needed(indicator: Indicator) -> Field:
    def ask(_turn: Turn, _values: Values) -> Reply:
        return Reply(QUESTIONS[indicator])

    def read(turn: Turn, values: Values, text: str) -> str:
        return str(_read_figure(turn, values, indicator, text))

    def needed(turn: Turn, values: Values) -> bool:
        industry = turn.pack.sizes.industries[values["industry"]]
        return indicator in industry.thresholds

    return Field(indicator.value, ask, read, needed)


def _read_figure(_turn: Turn, _values: Values, indicator: Indicator, text: str) -> Decimal:
    if indicator is Indicator.EMPLOYEES:
        counts = read_counts(text) or read_counts(f"{text}人")
        if len(counts) == 1 and not counts[0].approximate and 0 < counts[0].people <= MOST_PEOPLE:
            return figure(indicator, counts[0].people)
        raise NotUnderstood("请写准确的人数，例如 80人。")
    amounts = read_amounts(text) or read_amounts(f"{text}万元")
    if len(amounts) == 1 and not amounts[0].approximate and 0 <= amounts[0].yuan <= MOST_YUAN:
        return figure(indicator, amounts[0].yuan / WAN)
    raise NotUnderstood("请写准确的金额，例如 4000万。")


def _save(turn: Turn, values: Values) -> list[Reply]:
    standard = turn.pack.sizes
    figures = {each.value: Decimal(values[each.value]) for each in Indicator if each.value in values}
    result = classify(standard, values["industry"], **figures)
    return [Reply(sme_size_text(standard, result), saying.buttons_of(AFTER))]


FORM = Form(
    "size",
    (Field("industry", _ask_industry, _read_industry), *(_needed(indicator) for indicator in Indicator)),
    _save,
)
INTENTION = Intention(
    "size", ("企业划型", "划型"), EVERYONE, size, "测企业是大型、中型、小型还是微型", (FORM,)
)
