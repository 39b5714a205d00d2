"""Last days of people's own in words: offering to remind of them, what a reminder says, what moved."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from handlers import saying
from handlers.turn import Moment, Scene, Turn
from knowledge.base import District
from knowledge.render import length
from knowledge.reply import Remindable, titles
from language.said import say_moment
from ledger import own_reminders
from ledger.own_reminders import OwnMoved
from models.message import Button, Reply
from models.tables.deadline import OwnReminder
from models.types import SHANGHAI, Level
from reminders.desk import LATE_IS_NEWS_FOR
from reminders.own import limit_of
from reminders.plan import Planner
from reminders.post import post_to_chat
from rules.counting import Due
from rules.own import OwnLimit, own_limit, own_rungs
from rules.pack import Rule

REMIND_ME = "提醒我"
MINE = "我的提醒"
CANCEL_ONE = "取消提醒"


def offers(turn: Turn, counted: Iterable[Remindable]) -> tuple[Button, ...]:
    """A button for each of these last days that there is still something to remind of."""
    own = [own_limit(each.rule_id, each.start_on, turn.pack, turn.today) for each in counted]
    ahead = [each for each in own if each and own_rungs(each, turn.pack, turn.planner.hours, turn.now)]
    labels = [REMIND_ME if len(ahead) == 1 else f"{REMIND_ME}{word(each.rule)}" for each in ahead]
    says = [remind_says(word(each.rule), each.start_on) for each in ahead]
    return saying.buttons_of(list(zip(labels, says, strict=True)))


def word(rule: Rule) -> str:
    """What people call a limit of their own: 质疑."""
    return rule.remind.words[0] if rule.remind else rule.name


def remind_says(word: str, start_on: date) -> str:
    """What to type to be reminded: 提醒我 质疑 2026年11月23日."""
    return f"{REMIND_ME} {word} {start_on.year}年{start_on.month}月{start_on.day}日"


def cancel_button(row: OwnReminder, label: str = CANCEL_ONE) -> tuple[str, str]:
    """The button that cancels it, for `saying.buttons_of`."""
    return (label, f"{CANCEL_ONE} {row.id}")


def described(scene: Scene, own: OwnLimit) -> str:
    """Both last days with their lengths, and the day they count from; what may still move is said."""
    both = ((Level.LOCAL, own.pair.local), (Level.STATUTORY, own.pair.statutory))
    said = [_last_day(scene, own, level, due) for level, due in both if due]
    lines = [f"{'；'.join(said)}。从{saying.day(scene, own.start_on)}起算，当日不计。"]
    if own.due.last_on != own.due.unrolled_on:
        lines.append(f"{saying.day(scene, own.due.unrolled_on)}休息，期限顺延；提醒排在休息之前。")
    if own.due.provisional:
        lines.append("放假安排尚未公布，日期为暂定：我按最早可能的日期提醒，公布后重算并告诉您。")
    return "\n".join(lines)


def sources(own: OwnLimit) -> str:
    """The clauses it rests on."""
    limits = [own.rule.limit(level, own.start_on) for level in Level]
    return f"依据：{'；'.join(dict.fromkeys(limit.source.cite() for limit in limits if limit))}"


def next_steps(own: OwnLimit, district: District, on: date) -> tuple[Button, ...]:
    """What somebody does next about such a limit: entries by their titles, commands as they are typed."""
    commands = tuple(Button(name, name) for name in own.remind.next if not name.isascii())
    return (*commands, *titles([name for name in own.remind.next if name.isascii()], district, on))


def limit_now(row: OwnReminder, planner: Planner) -> OwnLimit:
    """The limit that it is about, by today's rules. LookupError where they have none that was not over."""
    own = limit_of(row, planner)
    if own is None:
        raise LookupError(row.rule_id)
    return own


def reminder(row: OwnReminder, now: datetime, planner: Planner, district: District) -> Reply:
    """What comes at its time: how long there is left, of what, counted from when, why it came, what to do."""
    today = now.astimezone(SHANGHAI).date()
    scene, own = Moment(planner.pack, today), limit_now(row, planner)
    why = "没能按时提醒您，抱歉。" if row.last_on < today else "为什么收到：您设了这项提醒。"
    text = "\n".join([_head(scene, own), described(scene, own), f"{why}{sources(own)}"])
    buttons = next_steps(own, district, today)[: saying.MOST_BUTTONS - 1]
    return Reply(text, (*buttons, *saying.buttons_of([cancel_button(row)] if row.next_at else [])))


def tell_what_moved(
    tx: Session, now: datetime, planner_of: Callable[[str], Planner], reach: Sequence[str]
) -> None:
    """Count anew what another version of the rules counted, and tell those whose last day moved, once."""
    for change in own_reminders.refresh(tx, now, planner_of):
        row, planner = change.row, planner_of(change.row.district)
        opening = planner.hours.at_or_after(now, planner.pack.calendar)
        post_to_chat(
            tx,
            row.district,
            row.channel,
            row.chat,
            f"own_moved:{row.id}:{planner.pack.version}",
            _moved(change, now, planner),
            now,
            opening + LATE_IS_NEWS_FOR,
            reach,
            send_at=opening,
        )


def _moved(change: OwnMoved, now: datetime, planner: Planner) -> Reply:
    scene, own = Moment(planner.pack, now.astimezone(SHANGHAI).date()), limit_now(change.row, planner)
    to_come = own_reminders.moments(change.row, now, planner)
    before, after = saying.day(scene, change.before), saying.day(scene, change.row.last_on)
    text = "\n".join(
        [
            f"⏰ 期限已重新计算：{word(own.rule)}",
            f"放假安排或规则有更新，最后一天由{before}改为{after}。",
            described(scene, own),
            f"{said_moments(to_come, scene.today)}{sources(own)}",
        ]
    )
    return Reply(text, saying.buttons_of([(MINE, MINE)]))


def said_moments(moments: Sequence[datetime], today: date) -> str:
    """`提醒时间：12月1日（周二）09:00、12月2日（周三）09:00。`"""
    said = "、".join(say_moment(at, today) for at in moments)
    return f"提醒时间：{said}。" if said else "提醒的时间都已过去，请自己留意。"


def _head(scene: Scene, own: OwnLimit) -> str:
    last_on, today = own.due.last_on, scene.today
    if last_on < today:
        return f"⚠️ 最后一天已过：{word(own.rule)}"
    if last_on == today:
        return f"⏰ 今天到期：{word(own.rule)}"
    left = scene.pack.calendar.working_days_between(today, last_on)
    return f"⏰ 还有{left}个工作日：{word(own.rule)}"


def _last_day(scene: Scene, own: OwnLimit, level: Level, due: Due) -> str:
    name = "本区" if level is Level.LOCAL else "法定"
    limit = own.rule.limit(level, own.start_on)
    days = f"，{length(limit)}" if limit else ""
    over = "，已过" if due.last_on < scene.today else ""
    return f"{name}最晚{saying.day(scene, due.last_on)}{days}{over}"
