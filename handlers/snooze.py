"""稍后提醒: get a reminder again in two hours, or before the office closes for the last time."""

from handlers import finding, saying
from handlers.intention import Intention
from handlers.turn import Turn
from language.said import say_moment
from ledger import reminders
from ledger.deadlines import UnknownDeadline
from ledger.rights import BOUND
from models.message import Reply
from models.types import DeadlineState


def snooze(turn: Turn) -> list[Reply]:
    """`稍后提醒 12`, where 12 is the number of the deadline, as 我的时限 shows it."""
    try:
        each = finding.deadline_in(turn, turn.rest)
    except UnknownDeadline:
        return [saying.no_such_deadline()]
    if each.deadline.state is not DeadlineState.OPEN:
        return [Reply(f"{saying.no_longer_open(each.deadline)}，不用再提醒。")]
    at = reminders.snooze(turn.tx, turn.actor, each.deadline, turn.now, turn.planner)
    what = saying.action(turn.pack.rules[each.deadline.rule_id])
    text = f"好的，{say_moment(at, turn.today)}再提醒您{what}（{each.project.code}）。"
    return [Reply(text)]


INTENTION = Intention("snooze", ("稍后提醒",), BOUND, snooze)
