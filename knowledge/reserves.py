"""预留份额 in words: what is to be reserved of the budget that a question gives."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import Answer, Option
from language.amounts import Amount, read_amounts
from language.entities import kind
from language.said import say_yuan
from models.types import AnswerKind, Level, ProcurementKind
from rules.figures import BadAmount, amount_yuan
from rules.reservation import MicroBase, Mode, Share, reserve

OBJECT = "sme_reserve"
TOPIC = "reserve_calculator"

_THRESHOLD = re.compile("超过|不足|高于|低于|以上|以下|以内")
_KINDS = {ProcurementKind.GOODS: "货物", ProcurementKind.SERVICES: "服务", ProcurementKind.WORKS: "工程"}
_LEVELS = {Level.LOCAL: "本区", Level.STATUTORY: "国家"}
_BASES = {MicroBase.BUDGET: "预算总额", MicroBase.RESERVED: "预留部分"}


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
    choices = tuple(Option(option, option) for option in options)
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=choices, why="figures")


def _told(chosen: ProcurementKind, budget_yuan: Decimal, today: date, district: District) -> Answer:
    found = reserve(district.pack.reserve, chosen, budget_yuan, True, today)
    both = {Level.LOCAL: found.local, Level.STATUTORY: found.statutory}
    shares = [(level, share) for level, share in both.items() if share]
    lines = [f"{_KINDS[chosen]}预算{say_yuan(budget_yuan)}，适宜由中小企业提供的："]
    lines += [f"{_LEVELS[level]}：{text}" for level, share in shares for text in _share(share, district)]
    lines.append("依法可以不预留的，要说明理由，并对小微企业给予价格扣除。")
    citations = tuple(dict.fromkeys(share.source for _, share in shares))
    lines.append(f"依据：{'；'.join(citations)}")
    options = (Option("预留测算", "预留测算"),)
    return Answer(AnswerKind.ANSWER, TOPIC, "\n".join(lines), citations, options, why="figures")


def _share(share: Share, district: District) -> Iterator[str]:
    limit = say_yuan(share.dedicated_up_to_yuan)
    if share.mode is Mode.DEDICATED:
        yield f"不超过{limit}（含本数），全部专门面向中小企业采购。"
    elif share.min_micro_small_yuan is not None:
        micro = f"{share.micro_ratio:.0%}（按{_BASES[share.micro_base]}）"
        yield (
            f"超过{limit}，预留{share.reserved_ratio:.0%}，即至少{say_yuan(share.min_reserved_yuan)}，"
            f"其中小微企业不低于{micro}，即{say_yuan(share.min_micro_small_yuan)}。"
        )
    if share.confidence == "unsure":
        yield f"这一条没有核实，请向{district.pack.division.finance_bureau}确认。"
