"""撤销: take back one's own last entry."""

from handlers import saying
from handlers.intention import Intention
from handlers.logged import saved
from handlers.turn import Turn
from ledger import milestones, projects, timeline
from ledger.milestones import UNDO_WITHIN, NothingToUndo
from ledger.rights import BOUND
from models.message import Reply


def undo(turn: Turn) -> list[Reply]:
    """The last entry is taken back with its deadlines and reminders; the old row stays in the record."""
    minutes = int(UNDO_WITHIN.total_seconds() // 60)
    try:
        taken = milestones.undo(turn.tx, turn.actor, turn.now, turn.planner)
    except NothingToUndo as error:
        if error.last is None:
            return [Reply(f"没有可以撤销的登记（只能撤销自己{minutes}分钟内的最后一条）。")]
        _, project = projects.lot_with_project(turn.tx, error.last.lot_id)
        name = turn.pack.milestones[error.last.kind].name
        text = f"您最后一条登记（{saying.titled(project)} {name}）已超过{minutes}分钟，不能撤销。"
        return [Reply(f"{text}要改时间请发：更正 {project.code} {name} 新的时间 原因")]
    lot, project = projects.lot_with_project(turn.tx, taken.milestone.lot_id)
    name = turn.pack.milestones[taken.milestone.kind].name
    if not taken.milestone.withdrawn:
        back_to = saying.moment(turn, taken.milestone)
        return [saved(turn, [taken], f"✅ 已撤销更正，{saying.titled(project)} 的{name}恢复为{back_to}。")]
    left = timeline.in_force(turn.tx, lot.id or 0)
    now_last = (
        f"现在最后一步是{turn.pack.milestones[left[-1].kind].name}。" if left else "这个标包现在没有进度。"
    )
    text = f"✅ 已撤销 {saying.titled(project)} 的{name}，由它产生的时限和提醒一并取消。{now_last}"
    return [Reply(text, saying.buttons_of([("重新登记", f"登记 {saying.reference(project)}")]))]


INTENTION = Intention("undo", ("撤销",), BOUND, undo, "撤销自己10分钟内的最后一条登记")
