"""提醒我: reminders of one's own last days, for everybody, without being bound."""

import re
from collections.abc import Sequence

from handlers import saying
from handlers.intention import Intention
from handlers.own_limits import (
    CANCEL_ONE,
    MINE,
    REMIND_ME,
    cancel_button,
    described,
    limit_now,
    next_steps,
    remind_says,
    said_moments,
    sources,
    word,
)
from handlers.reading import read_number
from handlers.turn import Turn
from knowledge.answer import answer
from knowledge.reply import Remindable
from language import dates
from language.dates import DateReading, ImpossibleDate
from language.entities import WordMatch, match_words
from language.said import say_date, say_reading
from ledger import own_reminders
from ledger.own_reminders import LimitOver, NothingLeft, UnknownOwnReminder
from ledger.rights import EVERYONE
from models.message import Button, Reply
from models.tables.deadline import OwnReminder
from rules.calendar import OutsideCalendar
from rules.counting import NoFixedLength
from rules.deadlines import due
from rules.own import OwnLimit

FILLER = re.compile(r"[\s，,。.：:、]|从|自|起|算|的|日期")
"""What may stand around a name and a day without changing what is meant."""
ASKED = "，最晚哪天"
"""Makes of 公告11月20日发布，质疑 the question that it stands for."""
EVERY = frozenset({"全部", "所有", "全部提醒", "所有提醒", "全都"})
CALCULATE = Button("算期限", "算期限")
ALL = Button(MINE, MINE)


def set_one(turn: Turn) -> list[Reply]:
    """`提醒我 质疑 11月20日`, `提醒我 公告11月20日发布，质疑`; alone, it means what was just answered."""
    if not turn.rest:
        just_said = turn.conversation.turns
        counted = answer(just_said, turn.now, turn.district).remindable if just_said else ()
        return _set_all(turn, counted) or [_how(turn)]
    try:
        days = dates.read(turn.rest, turn.now, "past")
    except ImpossibleDate as error:
        return [Reply(f"没有“{error.said}”这个日期，请再看一下。")]
    rules = list(dict.fromkeys(match.key for match in _matches(turn, turn.rest)))
    if len(rules) == 1 and not days:
        return [_which_start(turn, rules[0])]
    if len(rules) == 1 and _is_all_said(turn, turn.rest, days[0]):
        if len(days) > 1:
            return [_which_day(turn, rules[0], days)]
        return [_set(turn, Remindable(rules[0], days[0].on))]
    counted = answer([turn.rest + ASKED], turn.now, turn.district).remindable
    return _set_all(turn, counted) or [_how(turn)]


def show_mine(turn: Turn) -> list[Reply]:
    """The reminders that this account has set and that are still to come, each with its button."""
    rows = own_reminders.mine(turn.tx, turn.actor)
    if not rows:
        text = "您没有设提醒。算出最后一天后按“提醒我”就能设。"
        return [Reply(text, (CALCULATE,))]
    several = range(0, len(rows), saying.MOST_BUTTONS)
    parts = [rows[place : place + saying.MOST_BUTTONS] for place in several]
    first, *others = [_listed(turn, part) for part in parts]
    head = f"您设的提醒共{len(rows)}项，按最后一天先后；不要了发“{CANCEL_ONE} 编号”或“{CANCEL_ONE} 全部”：\n"
    return [Reply(head + first.text, first.buttons), *others]


def cancel_one(turn: Turn) -> list[Reply]:
    """`取消提醒 3`, where 3 is the number that 我的提醒 shows, or `取消提醒 全部`."""
    if turn.rest in EVERY:
        return _cancel_all(turn)
    number = read_number(turn.rest)
    if number is None:
        return show_mine(turn)
    try:
        row = own_reminders.cancel(turn.tx, turn.actor, number, turn.now)
    except UnknownOwnReminder:
        return [Reply("您没有这个编号的提醒，可能已经取消，或者已经提醒完了。", (ALL,))]
    return [Reply(f"已取消提醒：{_named(turn, row)}。", (ALL,))]


def _cancel_all(turn: Turn) -> list[Reply]:
    rows = own_reminders.mine(turn.tx, turn.actor)
    if not rows:
        return show_mine(turn)
    named = [_named(turn, own_reminders.cancel(turn.tx, turn.actor, row.id or 0, turn.now)) for row in rows]
    return [Reply("\n".join([f"已取消您设的全部{len(rows)}项提醒：", *named]))]


def _set_all(turn: Turn, counted: Sequence[Remindable]) -> list[Reply]:
    return [_set(turn, each) for each in counted]


def _set(turn: Turn, each: Remindable) -> Reply:
    known = {row.id for row in own_reminders.mine(turn.tx, turn.actor)}
    try:
        row = own_reminders.remind(turn.tx, turn.actor, each.rule_id, each.start_on, turn.now, turn.planner)
    except LimitOver:
        return _over(turn, each)
    except NothingLeft as error:
        text = f"{word(error.own.rule)}的提醒时间都已过去，请尽快办理。\n{described(turn, error.own)}"
        return Reply(f"{text}\n{sources(error.own)}", next_steps(error.own, turn.district, turn.today))
    except NoFixedLength:
        return Reply(f"{turn.pack.rules[each.rule_id].name}没有统一的天数，算不出日期，设不了提醒。")
    except OutsideCalendar:
        return Reply("这个日期超出了日历的年份，算不了。请核对日期。")
    return _confirmed(turn, row, is_new=row.id not in known)


def _confirmed(turn: Turn, row: OwnReminder, is_new: bool) -> Reply:
    planner = turn.planner_of(row.district)
    own, to_come = limit_now(row, planner), own_reminders.moments(row, turn.now, planner)
    lines = [
        f"✅ 到期前会提醒您：{word(own.rule)}" if is_new else f"已经设过了，不用再设：{word(own.rule)}",
        described(turn, own),
        f"请核对起算日：{_starts(own)}。",
        said_moments(to_come, turn.today),
        sources(own),
    ]
    return Reply("\n".join(lines), saying.buttons_of([(MINE, MINE), cancel_button(row)]))


def _over(turn: Turn, each: Remindable) -> Reply:
    rule = turn.pack.rules[each.rule_id]
    pair = due(rule, each.start_on, turn.pack)
    ends = [limit.last_on for limit in (pair.local, pair.statutory) if limit]
    if not ends:
        on = say_date(each.start_on, turn.today)
        return Reply(f"{on}还没有这项规定，算不了{word(rule)}的期限。请核对日期。")
    text = (
        f"{word(rule)}最晚{saying.day(turn, max(ends))}，已经过了，不用再提醒。"
        f"这是从{saying.day(turn, each.start_on)}起算的，日期不对的请重发。"
    )
    return Reply(text, (CALCULATE,))


def _listed(turn: Turn, rows: Sequence[OwnReminder]) -> Reply:
    lines = []
    for row in rows:
        to_come = own_reminders.moments(row, turn.now, turn.planner_of(row.district))
        lines.append(f"编号{row.id}　{_named(turn, row)}。{said_moments(to_come, turn.today)}")
    buttons = [cancel_button(row, f"{CANCEL_ONE} {row.id}") for row in rows]
    return Reply("\n".join(lines), saying.buttons_of(buttons))


def _named(turn: Turn, row: OwnReminder) -> str:
    """`质疑，最晚12月2日（周三），从11月23日（周一）起算`."""
    rule = turn.planner_of(row.district).pack.rules[row.rule_id]
    return f"{word(rule)}，最晚{saying.day(turn, row.last_on)}，从{saying.day(turn, row.start_on)}起算"


def _which_start(turn: Turn, rule_id: str) -> Reply:
    rule = turn.pack.rules[rule_id]
    example = f"{REMIND_ME} {word(rule)} {_example(turn)}"
    events = "；".join(start.event for start in rule.starts)
    text = f"{word(rule)}从哪一天起算？请连日期一起发，例如：{example}。\n起算：{events}"
    return Reply(text, (CALCULATE,))


def _which_day(turn: Turn, rule_id: str, days: Sequence[DateReading]) -> Reply:
    """Two readings of a date are no date: a last day must not start from a guess."""
    called = word(turn.pack.rules[rule_id])
    choices = [(say_reading(each.on, each.at, turn.today), remind_says(called, each.on)) for each in days]
    return Reply(f"“{days[0].said}”是哪一天？", saying.buttons_of(choices))


def _how(turn: Turn) -> Reply:
    words = [rule.remind.words[0] for rule in turn.pack.rules.values() if rule.remind]
    text = (
        f"请写清是哪一项、从哪天起算，例如：{REMIND_ME} 质疑 {_example(turn)}。"
        f"也可以先问，例如“公告{_example(turn)}发布，最晚哪天能质疑”，再按“{REMIND_ME}”。\n"
        f"能提醒的有：{'、'.join(words)}。"
    )
    return Reply(text, (CALCULATE, ALL))


def _example(turn: Turn) -> str:
    return f"{turn.today.month}月{turn.today.day}日"


def _matches(turn: Turn, text: str) -> Sequence[WordMatch]:
    words = {key: (*rule.remind.words, rule.name) for key, rule in turn.pack.rules.items() if rule.remind}
    return match_words(text, words)


def _is_all_said(turn: Turn, text: str, day: DateReading) -> bool:
    """Whether a text is a name of a limit and a day and nothing else that could say what the day was."""
    named = [(day.start, day.end), *((match.start, match.end) for match in _matches(turn, text))]
    left = [char for place, char in enumerate(text) if not any(start <= place < end for start, end in named)]
    return not FILLER.sub("", "".join(left))


def _starts(own: OwnLimit) -> str:
    """The events that it may count from."""
    limit = own.rule.limit(own.level, own.start_on)
    return (limit.start_event if limit else "") or "；".join(start.event for start in own.rule.starts)


SET = Intention(
    "remind_me", (REMIND_ME,), EVERYONE, set_one, "质疑、投诉等到期前提醒您，不用绑定", private=True
)
LIST = Intention("remind", (MINE,), EVERYONE, show_mine, "您设的提醒，可以取消", private=True)
CANCEL = Intention("remind_off", (CANCEL_ONE,), EVERYONE, cancel_one, private=True)
