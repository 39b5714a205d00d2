"""What is said after something was written down: the last days that follow, and who is reminded when."""

from collections.abc import Sequence

from handlers import saying
from handlers.turn import Turn
from language.said import say_moment
from ledger import reminders
from ledger.deadlines import open_of_lot
from ledger.milestones import Recorded
from models.message import Reply
from models.tables.deadline import Deadline
from models.types import DeadlineState

AFTER_THE_LAST_DAY = {"overdue", "breach"}


def saved(turn: Turn, recorded: Sequence[Recorded], done: str = "✅ 已登记。") -> Reply:
    """The confirmation of a milestone (of the same kind in each lot), with all that it sets going."""
    started = [deadline for each in recorded for deadline in each.started]
    moved = [deadline for each in recorded for deadline in each.moved]
    first = list({deadline.rule_id: deadline for deadline in reversed([*started, *moved])}.values())[::-1]
    met = list({row.rule_id: row for each in recorded for row in each.met}.values())
    lines = [
        done,
        *(_line(turn, deadline) for deadline in first),
        *(saying.met_sentence(turn, deadline) for deadline in met),
        *_missing(turn, recorded),
        saying.provisional_note(turn, first),
        saying.sources(turn, first),
    ]
    told = [line for line in lines if line]
    names = who(turn, [*started, *moved])
    counted = [("怎么算的", f"怎么算的 {first[0].id}")] if first else []
    buttons = saying.buttons_of([("我的时限", "我的时限"), *counted, ("撤销", "撤销")])
    is_case = any(saying.is_case_kind(turn, each.milestone.kind) for each in recorded)
    abroad = f"{done}{saying.CASE_ELSEWHERE}" if is_case else "\n".join(told)
    return Reply("\n".join([*told, names] if names else told), buttons, abroad, abroad_buttons=buttons)


def who(turn: Turn, deadlines: Sequence[Deadline]) -> str:
    """`届时提醒：小陈11月24日（周二）09:00起、…；超期同时告知老王。`, or nothing where nobody is."""
    planned = reminders.planned(turn.tx, deadlines)
    ahead = [each for each in planned if each.reminder.rung not in AFTER_THE_LAST_DAY]
    first = {each.person.id: each for each in reversed(ahead)}
    late = {each.person.id: each.person.name for each in planned if each.person.id not in first}
    people = [f"{each.person.name}{say_moment(each.at, turn.today)}起" for each in reversed(first.values())]
    parts = [f"届时提醒：{'、'.join(people)}"] if people else []
    if late:
        parts.append(f"{'超期同时告知' if people else '超期告知'}{'、'.join(late.values())}")
    return "；".join(parts) + "。" if parts else ""


def _line(turn: Turn, deadline: Deadline) -> str:
    if deadline.state is DeadlineState.MET:
        return saying.met_sentence(turn, deadline)
    if deadline.paused:
        what = saying.action(turn.pack.rules[deadline.rule_id])
        return f"{what}：{saying.urgency(turn, deadline)}，恢复时请登记。"
    due = saying.due_sentence(turn, deadline)
    return f"{saying.urgency(turn, deadline)}：{due}" if saying.is_late(turn, deadline) else due


def _missing(turn: Turn, recorded: Sequence[Recorded]) -> list[str]:
    """The steps before this one that were not recorded and are still being waited for."""
    skipped = {
        saying.met_by(turn, deadline).name: None
        for each in recorded
        for deadline in open_of_lot(turn.tx, each.milestone.lot_id)
        if saying.met_by(turn, deadline).key in turn.pack.milestones[each.milestone.kind].after
    }
    return [f"还没有登记“{name}”，请补登记，否则会继续提醒。" for name in skipped]
