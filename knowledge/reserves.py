"""预留份额 in words: what is to be reserved of the budget that a question gives."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import Answer
from knowledge.worked import sme_reserve_text
from language.amounts import Amount, has_minus, read_amounts
from language.entities import kind
from language.said import say_yuan
from language.spread import spread
from models.message import Button
from models.types import AnswerKind, ProcurementKind
from rules.figures import BadAmount, amount_yuan
from rules.reservation import Mode, reserve

OBJECT = "sme_reserve"
TOPIC = "reserve_calculator"

_THRESHOLD = re.compile("超过|不足|高于|低于|以上|以下|以内|above|over|below|under")
_SMALL = re.compile("小微|微型|小型|小企业|small|micro")
_KINDS = {ProcurementKind.GOODS: "货物", ProcurementKind.SERVICES: "服务", ProcurementKind.WORKS: "工程"}


def work_out_reserve(turns: Sequence[str], today: date, district: District) -> Answer | None:
    """What is to be reserved, for a conversation about it; asks for the kind or the exact budget.

    None where no turn gives an amount, or the last one gives nothing new.
    """
    turns = [district.phrases.in_chinese(turn) for turn in turns]
    odd = district.phrases.unreadable.search(turns[-1])
    if odd:
        return _ask(f"“{odd[0]}”这个数我认不准。预算请直接写，如 260万元。")
    if not (_first_amount(turns[-1]) or kind(turns[-1]) or asks_of_small(turns[-1])):
        return None
    budget = latest(turns, _first_amount)
    if budget is None:
        return None
    negative = next((each for each in read_amounts(turns[-1]) if has_minus(turns[-1], each.start)), None)
    if negative:
        return _ask(f"预算写的是“-{negative.said.strip()}”，请再写一次，如“260万元”。")
    chosen = latest(turns, kind)
    if chosen is None:
        return _ask("是货物、服务还是工程？三类的门槛不同。", *_KINDS.values())
    if budget.approximate:
        return _about(chosen, budget, today, district)
    try:
        return _told(chosen, amount_yuan(budget.yuan), today, district)
    except BadAmount:
        return _ask("预算要是大于零、精确到分的金额，请再写一次，如“260万元”。")


def asks_of_small(text: str) -> bool:
    """Whether a message is about the part of small and micro enterprises, which each working shows."""
    return _SMALL.search(text.lower()) is not None


def _about(chosen: ProcurementKind, budget: Amount, today: date, district: District) -> Answer:
    """An inexact budget is answered where all of it stays on one side of the threshold as dedicated."""
    ends = spread(budget.said, budget.yuan)
    found = reserve(district.pack.reserve, chosen, ends[1], True, today) if ends else None
    shares = [share for share in (found.local, found.statutory) if share] if found else []
    if not shares or any(share.mode is not Mode.DEDICATED for share in shares):
        return _ask(f"“{budget.said.strip()}”是约数，差一分钱结果就可能不同。预算准确是多少元？")
    limit = say_yuan(min(share.dedicated_up_to_yuan for share in shares))
    citations = tuple(dict.fromkeys(share.source for share in shares))
    text = (
        f"{_KINDS[chosen]}，预算{budget.said.strip()}：怎么算都在{limit}以下（含本数），适宜由中小企业提供的，"
        f"全额专门面向中小企业采购。\n依据：{'；'.join(citations)}"
    )
    return Answer(AnswerKind.ANSWER, TOPIC, text, citations, (Button("预留测算", "预留测算"),), why="figures")


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
