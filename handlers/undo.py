"""撤销: take back one's own last entry."""

from collections.abc import Sequence

from handlers import finding, saying
from handlers.intention import Intention
from handlers.logged import saved
from handlers.turn import Turn
from handlers.words import ROLES
from ledger import milestones, people, projects, timeline
from ledger.milestones import CorrectedMeanwhile, NothingToUndo, Recorded
from ledger.rights import BOUND
from models.message import Reply
from models.tables.project import Lot, Milestone
from rules.ladder import UNDO_WITHIN


def undo(turn: Turn) -> list[Reply]:
    """The last entry is taken back with its deadlines and reminders; the old row stays in the record."""
    try:
        taken = milestones.undo(turn.tx, turn.actor, turn.now, turn.planner)
    except NothingToUndo as error:
        return [_nothing(turn, error.last)]
    except CorrectedMeanwhile as error:
        by = ROLES[people.person(turn.tx, error.by.recorded_by_id).role]
        what = _named(turn, error.last)
        return [Reply(f"您最后一条登记（{what}）已由{by}更正，不能撤销。要再改请发“更正”。")]
    return [_taken_back(turn, taken)]


def _nothing(turn: Turn, last: Milestone | None) -> Reply:
    minutes = int(UNDO_WITHIN.total_seconds() // 60)
    if last is None:
        return Reply(f"没有可以撤销的登记（只能撤销自己{minutes}分钟内的最后一条）。")
    _, project = projects.lot_with_project(turn.tx, last.lot_id)
    text = f"您最后一条登记（{_named(turn, last)}）已超过{minutes}分钟，不能撤销。"
    name = turn.pack.milestones[last.kind].name
    return Reply(f"{text}要改时间请发：更正 {project.code} {name} 新的时间 原因")


def _named(turn: Turn, row: Milestone) -> str:
    _, project = projects.lot_with_project(turn.tx, row.lot_id)
    return f"{saying.titled(project)} {turn.pack.milestones[row.kind].name}"


def _taken_back(turn: Turn, taken: Sequence[Recorded]) -> Reply:
    row = taken[0].milestone
    _, project = projects.lot_with_project(turn.tx, row.lot_id)
    every, ids = projects.lots(turn.tx, project), {each.milestone.lot_id for each in taken}
    lots = [lot for lot in every if lot.id in ids]
    what = f"{finding.line_of(project, every, lots)} 的{turn.pack.milestones[row.kind].name}"
    if not row.withdrawn:
        return saved(turn, taken, f"✅ 已撤销更正，{what}恢复为{saying.moment(turn, row)}。")
    left = "；".join(f"{saying.lot_mark(project, lot).strip()}{_last_step(turn, lot)}" for lot in lots)
    text = f"✅ 已撤销 {what}，由它产生的时限和提醒一并取消。{left}。"
    return Reply(text, saying.buttons_of([("重新登记", f"登记 {saying.reference(project)}")]))


def _last_step(turn: Turn, lot: Lot) -> str:
    left = timeline.in_force(turn.tx, lot.id or 0)
    return f"现在最后一步是{turn.pack.milestones[left[-1].kind].name}" if left else "现在没有进度"


INTENTION = Intention("undo", ("撤销",), BOUND, undo, "撤销自己10分钟内的最后一条登记")
