"""What is said after something was written down: the last days that follow, and who is reminded when."""

from collections.abc import Sequence

from handlers import saying
from handlers.turn import Turn
from language.said import say_moment
from ledger import reminders
from ledger.milestones import Recorded
from models.message import Reply
from models.tables.deadline import Deadline

MOST_MOMENTS = 3


def saved(turn: Turn, recorded: Sequence[Recorded], done: str = "✅ 已登记。") -> Reply:
    """The confirmation of a milestone (of the same kind in each lot), with all that it sets going."""
    started = [deadline for each in recorded for deadline in each.started]
    first = list({deadline.rule_id: deadline for deadline in reversed(started)}.values())[::-1]
    met = sorted({saying.action(turn.pack.rules[row.rule_id]) for each in recorded for row in each.met})
    lines = [
        done,
        *(saying.due_sentence(turn, deadline) for deadline in first),
        *([f"“{'、'.join(met)}”已完成，不再提醒。"] if met else []),
        saying.provisional_note(turn, first),
        saying.sources(turn, first),
    ]
    told = [line for line in lines if line]
    names = who(turn, started)
    buttons = [
        ("我的时限", "我的时限"),
        ("怎么算的", f"怎么算的 {first[0].id}" if first else ""),
        ("撤销", "撤销"),
    ]
    return Reply(
        "\n".join([*told, names] if names else told),
        saying.buttons_of([pair for pair in buttons if pair[1]]),
        abroad="\n".join(told),
    )


def who(turn: Turn, deadlines: Sequence[Deadline]) -> str:
    """`届时提醒：小陈（11月24日（周二）09:00…）；超期同时告知赵局。`, or nothing where nobody is."""
    planned = reminders.planned(turn.tx, deadlines)
    ahead = [each for each in planned if each.reminder.rung not in {"overdue", "breach"}]
    late = [each for each in planned if each not in ahead]
    moments = list(dict.fromkeys(say_moment(each.at, turn.today) for each in ahead))
    names = "、".join(dict.fromkeys(each.person.name for each in ahead))
    others = "、".join(dict.fromkeys(each.person.name for each in late if each.person.name not in names))
    more = " 等" if len(moments) > MOST_MOMENTS else ""
    parts = [f"届时提醒：{names}（{'，'.join(moments[:MOST_MOMENTS])}{more}）"] if ahead else []
    if others:
        parts.append(f"超期同时告知{others}")
    return "；".join(parts) + "。" if parts else ""
