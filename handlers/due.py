"""我的时限: what is open, the most urgent first, each with what to press."""

from handlers import saying
from handlers.intention import Intention
from handlers.turn import Turn
from ledger import deadlines
from ledger.deadlines import Open
from ledger.rights import BOUND
from models.message import Button, Reply

MOST_LINES = 20


def due(turn: Turn) -> list[Reply]:
    """One line a deadline: how urgent, what, until when; buttons for the most urgent ones."""
    every = deadlines.open_ones(turn.tx, turn.actor)
    if not every:
        text = "没有未办结的时限。登记了中标通知书、合同签订等进度后，时限会自动出现在这里。"
        return [Reply(text, saying.buttons_of([("登记", "登记"), ("新建项目", "新建项目")]))]
    shown = every[:MOST_LINES]
    lines = [f"未办结的时限共{len(every)}项，按紧急程度：", *(_line(turn, each) for each in shown)]
    if len(every) > MOST_LINES:
        lines.append(f"还有{len(every) - MOST_LINES}项没有列出。")
    lines.append("办完了请登记，例如：登记 项目编号 合同签订 今天")
    public = [each for each in shown if not saying.is_case(turn, each.deadline)]
    hidden = "\n".join(
        [lines[0], *(_line(turn, each) for each in public), "投诉案件的时限请到网页聊天查看。"]
    )
    return [Reply("\n".join(lines), _buttons(turn, every), "" if len(public) == len(shown) else hidden)]


def _line(turn: Turn, each: Open) -> str:
    deadline = each.deadline
    rule = turn.pack.rules[deadline.rule_id]
    dues = [
        f"{name}{saying.day(turn, on)}"
        for name, on in (("本区", deadline.local_due_on), ("法定", deadline.statutory_due_on))
        if on
    ]
    provisional = "（暂定）" if deadline.provisional else ""
    project = f"{each.project.code}{saying.lot_mark(each.project, each.lot)}"
    urgency = saying.urgency(turn, deadline)
    return f"#{deadline.id} {urgency}：{saying.action(rule)}，{project}，{'，'.join(dues)}{provisional}"


def _buttons(turn: Turn, every: list[Open]) -> tuple[Button, ...]:
    pairs = []
    for each in every:
        tracking = turn.pack.rules[each.deadline.rule_id].tracking
        if tracking:
            lot = saying.lot_mark(each.project, each.lot)
            done = f"登记 {saying.reference(each.project)}{lot} {turn.pack.milestones[tracking.met_by].name}"
            pairs.append((f"已{tracking.action} {each.project.code}", done))
    return saying.buttons_of(pairs)


INTENTION = Intention("due", ("我的时限", "时限"), BOUND, due, "未办结的时限，按紧急程度")
