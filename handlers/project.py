"""项目 X: what happened in a project and what is still to be done."""

from handlers import finding, saying
from handlers.forms import NotUnderstood
from handlers.intention import Intention
from handlers.turn import Turn
from handlers.words import KINDS
from language.said import say_yuan
from ledger import deadlines, people, projects, timeline
from ledger.rights import BOUND
from models.message import Button, Reply
from models.tables.deadline import Deadline
from models.tables.project import Lot, Milestone, Project
from models.types import DeadlineState

MOST_LISTED = 20


def project(turn: Turn) -> list[Reply]:
    """`项目 SJ2026-015`: its timeline; without a code, the projects that the actor sees."""
    if not turn.rest:
        return [_list(turn)]
    try:
        found, _ = finding.project_in(turn, turn.rest)
    except NotUnderstood as error:
        return [Reply(error.message, error.buttons)]
    if found is None:
        return [Reply(f"没有找到您可查看的项目 {turn.rest}。请核对项目编号。", _choices(turn))]
    return [_timeline(turn, found)]


def _choices(turn: Turn) -> tuple[Button, ...]:
    seen = projects.visible(turn.tx, turn.actor)
    return saying.buttons_of([(each.code, f"项目 {saying.reference(each)}") for each in seen])


def _list(turn: Turn) -> Reply:
    seen = projects.visible(turn.tx, turn.actor)
    if not seen:
        return finding.no_projects(turn)
    lines = [f"共{len(seen)}个项目：", *(saying.titled(each) for each in seen[:MOST_LISTED])]
    lines.append("看某一个的进度，请发：项目 编号")
    return Reply("\n".join(lines), _choices(turn))


def _timeline(turn: Turn, found: Project) -> Reply:
    buyer = people.unit_by_id(turn.tx, found.buyer_id).name
    agency = people.unit_by_id(turn.tx, found.agency_id).name if found.agency_id else "自行采购"
    head = [
        saying.titled(found),
        f"{KINDS[found.kind]}，预算{say_yuan(found.budget_yuan)}；采购人 {buyer}；代理机构 {agency}",
        f"中小企业：{'适宜，按规定预留' if found.suitable_for_sme else '不适宜，' + found.sme_reason}",
    ]
    lots = projects.lots(turn.tx, found)
    lines, public = list(head), list(head)
    for lot in lots:
        title = [f"【第{lot.number}包 {lot.name}】"] if len(lots) > 1 else []
        lines += title + _events(turn, lot, cases=True)
        public += title + _events(turn, lot, cases=False)
    ref = saying.reference(found)
    buttons = saying.buttons_of([("登记进度", f"登记 {ref}"), ("我的时限", "我的时限")])
    hidden = "\n".join([*public, "投诉案件的进度请到网页聊天查看。"])
    return Reply("\n".join(lines), buttons, hidden if public != lines else "")


def _events(turn: Turn, lot: Lot, cases: bool) -> list[str]:
    """Every row as it was recorded, then the deadlines; complaint cases only where wanted."""
    rows = timeline.every_row(turn.tx, lot.id or 0)
    standing = {row.id for row in timeline.in_force(turn.tx, lot.id or 0)}
    lines = [
        _event(turn, row, row.id in standing)
        for row in rows
        if cases or not saying.is_case_kind(turn, row.kind)
    ]
    watched = [
        _deadline(turn, each)
        for each in deadlines.of_lot(turn.tx, lot.id or 0)
        if cases or not saying.is_case(turn, each)
    ]
    return (lines or ["还没有登记进度。"]) + watched


def _event(turn: Turn, row: Milestone, stands: bool) -> str:
    name = turn.pack.milestones[row.kind].name
    text = f"{saying.moment(turn, row)} {name}"
    if row.withdrawn:
        return f"{text}（撤销）"
    reason = f"，更正：{row.reason}" if row.reason else ""
    return f"{text}{reason}" if stands else f"{text}{reason}（已被更正或撤销）"


def _deadline(turn: Turn, each: Deadline) -> str:
    reason = f"原因：{each.explanation}。" if each.explanation else ""
    if each.state is DeadlineState.MET:
        return f"{saying.met_sentence(turn, each)}{reason}"
    what = saying.action(turn.pack.rules[each.rule_id])
    if each.paused:
        return f"{what}：{saying.due_sentence(turn, each)}{reason}"
    return f"{saying.urgency(turn, each)}：{what}。{saying.due_sentence(turn, each)}{reason}"


INTENTION = Intention(
    "project", ("项目", "我的项目", "查看项目"), BOUND, project, "项目的进度和时限，例如：项目 SJ2026-015"
)
