"""企业划型 in words: which size an enterprise is by the figures that a conversation gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import OPTIONS, Answer
from knowledge.worked import sme_size_text
from language.amounts import Amount, Count, read_amounts, read_counts
from models.message import Button
from models.types import AnswerKind
from rules.industries import Ambiguous, Found, Indicator, Industry, Meaning, SizeStandard, find_industry
from rules.sme import BadFigure, MissingFigure, classify

OBJECT = "sme_size"
TOPIC = "size_calculator"
ASSETS = "资产"

_WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Given:
    """What a conversation says about an enterprise."""

    meaning: Meaning | None
    people: Count | None
    revenue: Amount | None
    assets: Amount | None

    def values(self) -> dict[Indicator, Decimal]:
        """The figures in the units of the standard: persons and 万元."""
        found: dict[Indicator, Decimal] = {}
        if self.people:
            found[Indicator.EMPLOYEES] = Decimal(self.people.people)
        if self.revenue:
            found[Indicator.REVENUE] = self.revenue.yuan / _WAN
        if self.assets:
            found[Indicator.ASSETS] = self.assets.yuan / _WAN
        return found


def work_out_size(turns: Sequence[str], district: District) -> Answer | None:
    """The size of the enterprise, for a conversation about it; asks for the one thing that is missing.

    None where the last turn gives neither an industry nor a figure.
    """
    standard = district.pack.sizes
    if _given([turns[-1]], standard) == Given(None, None, None, None):
        return None
    given = _given(turns, standard)
    figures = (given.people, given.revenue, given.assets)
    about = next((figure for figure in figures if figure and figure.approximate), None)
    if about:
        return _ask(f"“{about.said}”是约数，划型要看准确的数。准确是多少？")
    if isinstance(given.meaning, Ambiguous):
        return _ask(given.meaning.question, *given.meaning.options)
    if given.meaning is None:
        return _ask("是什么行业？各行业的门槛不同，如工业、建筑业、物业管理。货物项目看制造商的行业。")
    if not isinstance(given.meaning, Found):
        return Answer(AnswerKind.DECLINE, TOPIC, given.meaning.advice, refer="采购人", why="figures")
    return _sized(given.meaning.industry, given, standard)


def _given(turns: Sequence[str], standard: SizeStandard) -> Given:
    def industry(turn: str) -> Meaning | None:
        return find_industry(standard, turn)

    def people(turn: str) -> Count | None:
        return next(iter(read_counts(turn)), None)

    def revenue(turn: str) -> Amount | None:
        return next((amount for amount, of in _amounts(turn) if of != ASSETS), None)

    def assets(turn: str) -> Amount | None:
        return next((amount for amount, of in _amounts(turn) if of == ASSETS), None)

    meaning = latest(turns, industry)
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
