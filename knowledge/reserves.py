"""预留份额 in words: what is to be reserved of the budget that a question gives."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.base import District
from knowledge.figures import latest
from knowledge.reply import WHOSE, Answer
from knowledge.worked import NOT_RESERVED, sme_reserve_text
from language.amounts import Amount, has_minus, read_amounts
from language.entities import kind
from language.said import say_yuan
from language.spread import spread
from language.suitability import Suitability, is_no_procurement, suitability
from models.message import Button
from models.types import AnswerKind, ProcurementKind
from rules.figures import BadAmount, amount_yuan
from rules.reservation import Mode, Reservation, binding, reserve

OBJECT = "sme_reserve"
TOPIC = "reserve_calculator"

_THRESHOLD = re.compile("超过|不足|高于|低于|以上|以下|以内|above|over|below|under")
_SMALL = re.compile("小微|微型|小型|小企业|small|micro")
_NO_PROCUREMENT = (
    "预留份额是政府采购的规定；不是政府采购的项目，我没有依据，不能算。是不是政府采购，请问项目的采购人。"
)
_ASSUMED = "您没有说适不适宜，这里按适宜算；属于可以不预留的情形，请选“不适宜”。"
_NOTHING = re.compile("不用|不需要?|不必|无需|不预留|不留")
_ALL = re.compile("全部|全额|全都|整个|专门面向")
_MODES = {
    Mode.DEDICATED: "要全额专门面向",
    Mode.RESERVE_SHARE: "要预留其中一部分",
    Mode.NONE: "不适宜，不预留",
}
_KINDS = {ProcurementKind.GOODS: "货物", ProcurementKind.SERVICES: "服务", ProcurementKind.WORKS: "工程"}


def work_out_reserve(turns: Sequence[str], today: date, district: District) -> Answer | None:
    """What is to be reserved, for a conversation about it; asks for the kind or the exact budget.

    None where no turn gives an amount, or the last one gives nothing new.
    """
    turns = [district.phrases.in_chinese(turn) for turn in turns]
    odd = district.phrases.unreadable.search(turns[-1])
    if odd:
        return _ask(f"“{odd[0]}”这个数我认不准。预算请直接写，如 260万元。")
    if not (_first_amount(turns[-1]) or kind(turns[-1]) or changes(turns[-1])):
        return None
    budget = latest(turns, _first_amount)
    if budget is None:
        return None
    if is_no_procurement(turns[-1]):
        return Answer(AnswerKind.DECLINE, TOPIC, _NO_PROCUREMENT, refer=WHOSE["#buyer"], why="figures")
    negative = next((each for each in read_amounts(turns[-1]) if has_minus(turns[-1], each.start)), None)
    if negative:
        return _ask(f"预算写的是“-{negative.said.strip()}”，请再写一次，如“260万元”。")
    chosen = latest(turns, kind)
    if chosen is None:
        return _ask("是货物、服务还是工程？三类的门槛不同。", *_KINDS.values())
    suits = latest(turns, suitability)
    if budget.approximate:
        return _about(chosen, budget, suits, today, district)
    try:
        yuan = amount_yuan(budget.yuan)
    except BadAmount:
        return _ask("预算要是大于零、精确到分的金额，请再写一次，如“260万元”。")
    found = reserve(district.pack.reserve, chosen, yuan, suits is not Suitability.DOES_NOT_SUIT, today)
    supposed = turns[-1] if district.phrases.confirms.search(turns[-1]) else ""
    return _told(chosen, found, suits, _set_right(supposed, found))


def changes(text: str) -> bool:
    """Whether a message asks for another side of a working, or changes what it assumes.

    Each working shows the part of small and micro enterprises, and assumes that these are suited.
    """
    of_small = _SMALL.search(text.lower()) is not None
    return of_small or suitability(text) is not None or is_no_procurement(text)


def _about(
    chosen: ProcurementKind, budget: Amount, suits: Suitability | None, today: date, district: District
) -> Answer:
    """An inexact budget is answered where all of it stays on one side of the threshold as dedicated."""
    ends = spread(budget.said, budget.yuan)
    suitable = suits is not Suitability.DOES_NOT_SUIT
    found = reserve(district.pack.reserve, chosen, ends[1], suitable, today) if ends else None
    shares = [share for share in (found.local, found.statutory) if share] if found else []
    if not shares or any(share.mode is Mode.RESERVE_SHARE for share in shares):
        return _ask(f"“{budget.said.strip()}”是约数，差一分钱结果就可能不同。预算准确是多少元？")
    limit = say_yuan(min(share.dedicated_up_to_yuan for share in shares))
    citations = tuple(dict.fromkeys(share.source for share in shares))
    held = f"怎么算都在{limit}以下（含本数），适宜由中小企业提供的，全额专门面向中小企业采购。"
    if not suitable:
        held = f"不适宜由中小企业提供的，多少都不预留。\n{NOT_RESERVED}"
    text = f"{_KINDS[chosen]}，预算{budget.said.strip()}：{held}\n依据：{'；'.join(citations)}"
    return Answer(AnswerKind.ANSWER, TOPIC, text, citations, _next(suitable), why="figures")


def _next(suitable: bool) -> tuple[Button, ...]:
    """The other assumption, and the form."""
    other = Button("不适宜", "不适宜由中小企业提供") if suitable else Button("适宜", "适宜由中小企业提供")
    return other, Button("预留测算", "预留测算")


def _first_amount(text: str) -> Amount | None:
    """The first amount that is somebody's budget and no threshold (超过400万元的工程)."""
    return next((amount for amount in read_amounts(text) if not _THRESHOLD.search(amount.said)), None)


def _ask(question: str, *options: str) -> Answer:
    choices = tuple(Button(option, option) for option in options)
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=choices, why="figures")


def _set_right(supposed: str, found: Reservation) -> str:
    """Whether all of a budget, or nothing, is to be reserved, where a message supposes so; else empty."""
    met = binding(found)
    if met is None:
        return ""
    if _NOTHING.search(supposed):
        return "对，不预留。" if met.mode is Mode.NONE else f"不是不用预留：{_MODES[met.mode]}。"
    if _ALL.search(supposed):
        return (
            "对，全额专门面向。" if met.mode is Mode.DEDICATED else f"不是全额专门面向：{_MODES[met.mode]}。"
        )
    return ""


def _told(chosen: ProcurementKind, found: Reservation, suits: Suitability | None, led_by: str) -> Answer:
    citations = tuple(dict.fromkeys(share.source for share in (found.local, found.statutory) if share))
    lines = [led_by] if led_by else []
    lines.append(sme_reserve_text(_KINDS[chosen], found))
    if suits is None:
        lines.append(_ASSUMED)
    options = _next(suits is not Suitability.DOES_NOT_SUIT)
    return Answer(AnswerKind.ANSWER, TOPIC, "\n".join(lines), citations, options, why="figures")
