"""算期限: which limit, from which day → the last days, counted day by day."""

from collections.abc import Iterable
from datetime import date

from handlers import saying
from handlers.forms import Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.own_limits import offers
from handlers.turn import Turn
from knowledge.answer import answer
from knowledge.reply import Remindable
from knowledge.worked import deadline_text
from language import dates
from language.dates import ImpossibleDate
from language.entities import match_words
from language.said import say_reading
from ledger.rights import EVERYONE
from models.message import Button, Reply
from models.types import AnswerKind
from rules.calendar import OutsideCalendar
from rules.counting import NoFixedLength
from rules.deadlines import due

OFFERED = (
    "challenge_submit",
    "challenge_reply",
    "complaint_submit",
    "complaint_decision",
    "admin_reconsideration",
    "result_confirmation",
    "award_notice",
    "contract_signing",
    "contract_publication",
    "contract_filing",
)
"""The limits that people ask for most; the others are found by their names."""


def deadline(turn: Turn) -> list[Reply]:
    """`算期限 中标通知书11月20日发出，合同最晚哪天签` is answered at once; else step by step."""
    if turn.rest:
        found = answer([turn.rest], turn.now, turn.district)
        if found.kind is AnswerKind.ANSWER and found.why == "figures":
            return [Reply(found.text, _then(turn, found.remindable))]
    rule = _rule_in(turn, turn.rest)
    return start(turn, FORM, {"rule": rule} if rule else {})


def _rule_in(turn: Turn, text: str) -> str | None:
    """The only limit that a text names, in its own name or as people call it: 质疑, 复议."""
    words = {
        key: (rule.name, *(rule.remind.words if rule.remind else ()))
        for key, rule in turn.pack.rules.items()
        if rule.answerable
    }
    found = {match.key for match in match_words(text, words)}
    return found.pop() if len(found) == 1 else None


def _ask_rule(turn: Turn, _values: Values) -> Reply:
    lines = [f"{number}. {turn.pack.rules[key].name}" for number, key in enumerate(OFFERED, start=1)]
    choices = [(turn.pack.rules[key].name, turn.pack.rules[key].name) for key in OFFERED]
    wanted = [choices[0], choices[2], choices[7]]
    return Reply("\n".join(["算哪一项？请发前面的号码或名称。", *lines]), saying.buttons_of(wanted))


def _read_rule(turn: Turn, _values: Values, text: str) -> str:
    if text.isdecimal() and 1 <= int(text) <= len(OFFERED):
        return OFFERED[int(text) - 1]
    rule = _rule_in(turn, text)
    if rule is None:
        raise NotUnderstood("没看懂是哪一项。请发前面的号码。", *_ask_rule(turn, {}).buttons)
    return rule


def _ask_start(turn: Turn, values: Values) -> Reply:
    rule = turn.pack.rules[values["rule"]]
    events = "；".join(start.event for start in rule.starts)
    return Reply(f"{rule.name}从哪一天起算？请发日期，例如 昨天、11月20日。\n起算：{events}")


def _read_start(turn: Turn, _values: Values, text: str) -> str:
    try:
        readings = dates.read(text, turn.now, "past")
    except ImpossibleDate as error:
        raise NotUnderstood(f"没有“{error.said}”这个日期，请再看一下。") from error
    if not readings:
        raise NotUnderstood("没看懂是哪一天。可以写：昨天、11月20日、2026-11-20。")
    if len(readings) > 1:
        choices = [(say_reading(each.on, each.at, turn.today), each.typed) for each in readings]
        raise NotUnderstood(f"“{readings[0].said}”是哪一天？", *saying.buttons_of(choices))
    return readings[0].on.isoformat()


def _save(turn: Turn, values: Values) -> list[Reply]:
    rule, start_on = turn.pack.rules[values["rule"]], date.fromisoformat(values["start"])
    again = _then(turn, ())
    try:
        text = deadline_text(turn.pack, rule, start_on, due(rule, start_on, turn.pack), turn.today)
    except NoFixedLength:
        return [Reply(f"{rule.name}没有统一的天数，看合同或通知，算不出日期。", again)]
    except OutsideCalendar:
        return [Reply("这个日期超出了日历的年份，算不了。请核对日期。", again)]
    return [Reply(text, _then(turn, [Remindable(rule.id, start_on)] if rule.remind else ()))]


def _then(turn: Turn, counted: Iterable[Remindable]) -> tuple[Button, ...]:
    return (*offers(turn, counted), Button("再算一个", "算期限"))[: saying.MOST_BUTTONS]


FORM = Form(
    "deadline", (Field("rule", _ask_rule, _read_rule), Field("start", _ask_start, _read_start)), _save
)
INTENTION = Intention(
    "deadline", ("算期限",), EVERYONE, deadline, "从哪天起算、最晚哪天，逐日算给您看", (FORM,)
)
