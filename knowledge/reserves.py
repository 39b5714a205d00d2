"""预留份额 in words: what is to be reserved of the budget that a question gives."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import Answer
from knowledge.worked import sme_reserve_text
from language.amounts import Amount, read_amounts
from language.entities import kind
from models.message import Button
from models.types import AnswerKind, ProcurementKind
from rules.figures import BadAmount, amount_yuan
from rules.reservation import reserve

OBJECT = "sme_reserve"
TOPIC = "reserve_calculator"

_THRESHOLD = re.compile("超过|不足|高于|低于|以上|以下|以内")
_KINDS = {ProcurementKind.GOODS: "货物", ProcurementKind.SERVICES: "服务", ProcurementKind.WORKS: "工程"}


def work_out_reserve(turns: Sequence[str], today: date, district: District) -> Answer | None:
    """What is to be reserved, for a conversation about it; asks for the kind or the exact budget.

    None where no turn gives an amount, or the last one gives nothing new.
    """
    if not (_first_amount(turns[-1]) or kind(turns[-1])):
        return None
    budget = latest(turns, _first_amount)
    if budget is None:
        return None
    if budget.approximate:
        return _ask(f"“{budget.said}”是约数，门槛差一分钱结果就不同。预算准确是多少元？")
    chosen = latest(turns, kind)
    if chosen is None:
        return _ask("是货物、服务还是工程？三类的门槛不同。", *_KINDS.values())
    try:
        return _told(chosen, amount_yuan(budget.yuan), today, district)
    except BadAmount:
        return _ask("预算要是大于零、精确到分的金额，请再写一次，如“260万元”。")


def _first_amount(text: str) -> Amount | None:
    """The first amount that is somebody's budget and no threshold (超过400万元的工程)."""
    return next((amount for amount in read_amounts(text) if not _THRESHOLD.search(amount.said)), None)


def _ask(question: str, *options: str) -> Answer:
    choices = tuple(Button(option, option) for option in options)
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=choices, why="figures")


def _told(chosen: ProcurementKind, budget_yuan: Decimal, today: date, district: District) -> Answer:
    found = reserve(district.pack.reserve, chosen, budget_yuan, True, today)
    citations = tuple(dict.fromkeys(share.source for share in (found.local, found.statutory) if share))
    text = sme_reserve_text(_KINDS[chosen], found)
    return Answer(AnswerKind.ANSWER, TOPIC, text, citations, (Button("预留测算", "预留测算"),), why="figures")
