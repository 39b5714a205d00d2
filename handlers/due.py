"""我的时限: what is open, the most urgent first, each with what to press."""

from handlers import saying
from handlers.intention import Intention
from handlers.turn import Turn
from ledger import deadlines
from ledger.deadlines import Open
from ledger.rights import BOUND, may_record, may_register_projects
from models.message import Button, Reply

MOST_LINES = 20


def due(turn: Turn) -> list[Reply]:
    """One line a deadline: how urgent, what, until when; buttons for the most urgent ones."""
    every = deadlines.open_ones(turn.tx, turn.actor)
    if not every:
        text = "没有未办结的时限。登记了中标通知书、合同签订等进度后，时限会自动出现在这里。"
        own = [("登记", "登记"), ("新建项目", "新建项目")] if may_register_projects(turn.actor) else []
        return [Reply(text, saying.buttons_of(own))]
    shown = every[:MOST_LINES]
    lines = [f"未办结的时限共{len(every)}项，按紧急程度：", *(_line(turn, each) for each in shown)]
    if len(every) > MOST_LINES:
        lines.append(f"还有{len(every) - MOST_LINES}项没有列出。")
    mine = [each for each in every if may_record(turn.actor, saying.met_by(turn, each.deadline).by)]
    if mine:
        lines.append(f"办完了请登记，例如：{saying.done_says(turn, mine[0])} 今天")
    public = [each for each in shown if not saying.is_case(turn, each.deadline)]
    hidden = "\n".join(
        [lines[0], *(_line(turn, each) for each in public), "投诉案件的时限请到网页聊天查看。"]
    )
    return [Reply("\n".join(lines), _buttons(turn, mine), "" if len(public) == len(shown) else hidden)]


def _line(turn: Turn, each: Open) -> str:
    deadline = each.deadline
    dues = [
        f"{name}{saying.day(turn, on)}"
        for name, on in (("本区", deadline.local_due_on), ("法定", deadline.statutory_due_on))
        if on and not deadline.paused
    ] or ["恢复后重算"]
    what = f"{saying.urgency(turn, deadline)}：{saying.action(turn.pack.rules[deadline.rule_id])}"
    project = f"{each.project.code}{saying.lot_mark(each.project, each.lot)}"
    provisional = "（暂定）" if deadline.provisional else ""
    reason = f"，原因：{deadline.explanation}" if deadline.explanation else ""
    return f"#{deadline.id} {what}，{project}，{'，'.join(dues)}{provisional}{reason}"


def _buttons(turn: Turn, mine: list[Open]) -> tuple[Button, ...]:
    """For the most urgent ones that the actor can record as done."""
    return saying.buttons_of([(_label(turn, each), saying.done_says(turn, each)) for each in mine])


def _label(turn: Turn, each: Open) -> str:
    name, lot = saying.met_by(turn, each.deadline).name, saying.lot_mark(each.project, each.lot)
    return f"登记{name} {each.project.code}{lot}"


INTENTION = Intention("due", ("我的时限", "时限"), BOUND, due, "未办结的时限，按紧急程度")
