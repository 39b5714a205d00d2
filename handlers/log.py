"""登记: write down that something happened in a project, see it on a card, confirm, hear what follows."""

from handlers import finding, saying
from handlers.doubts import dated_card, doubt_lines
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.logged import saved
from handlers.reading import DATES_TO_WRITE, RECENT, happening, read_when
from handlers.turn import Turn
from handlers.words import UNIT_KINDS
from language.lots import without_lots
from ledger import milestones, projects, timeline
from ledger.milestones import AlreadyRecorded
from ledger.rights import BOUND, NotAllowed, may_record
from models.message import Reply
from models.tables.project import Lot, Project
from models.types import UnitKind
from rules.pack import MilestoneKind


def log(turn: Turn) -> list[Reply]:
    """`登记 SJ2026-015 中标通知书 昨天`, or whatever part of it; the rest is asked for."""
    values: Values = {}
    if not projects.visible(turn.tx, turn.actor):
        return [finding.no_projects(turn)]
    try:
        project, rest = finding.project_in(turn, turn.rest)
        if project is not None:
            values["project"] = project.code
            lots = projects.lots(turn.tx, project)
            chosen = finding.lots_in(rest, lots)
            if chosen and len(lots) > 1:
                values["lots"] = [lot.number for lot in chosen]
            rest = without_lots(rest)
    except NotUnderstood as error:
        return [Reply(error.message, error.buttons)]
    named = finding.kinds_in(turn, rest)
    kinds = _allowed(turn, named)
    if named and not kinds:
        return [Reply(_not_yours(named[0]))]
    if len(kinds) == 1:
        values["kind"] = kinds[0].key
        rest = _without(rest, kinds[0])
    if project is not None and rest.strip():
        _read_date(turn, values, rest)
    return start(turn, FORM, values)


def _read_date(turn: Turn, values: Values, rest: str) -> None:
    """Put the date of the line into the values; where it cannot be read, the form asks with the reason."""
    try:
        values["when"] = read_when(turn, values, rest)
    except NotUnderstood as error:
        values["hint"] = [error.message, [[button.label, button.says] for button in error.buttons]]


def _without(text: str, kind: MilestoneKind) -> str:
    """The text without the words of the milestone: 20号 in 中标通知书20号 must be read alone."""
    for word in sorted((kind.name, *kind.words), key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def _not_yours(kind: MilestoneKind) -> str:
    owner = "、".join(UNIT_KINDS[UnitKind(each)] for each in kind.by)
    return f"“{kind.name}”由{owner}登记，您的单位不能登记。"


def _allowed(turn: Turn, kinds: list[MilestoneKind]) -> list[MilestoneKind]:
    return [kind for kind in kinds if may_record(turn.actor, kind.by)]


def _project(turn: Turn, values: Values) -> Project:
    return projects.find(turn.tx, turn.actor, values["project"])


def _chosen(turn: Turn, values: Values) -> list[Lot]:
    lots = projects.lots(turn.tx, _project(turn, values))
    return [lot for lot in lots if lot.number in values.get("lots", [lot.number])]


def _has_lots(turn: Turn, values: Values) -> bool:
    return len(projects.lots(turn.tx, _project(turn, values))) > 1


def _ask_lots(turn: Turn, values: Values) -> Reply:
    lots = projects.lots(turn.tx, _project(turn, values))
    listed = "\n".join(f"第{lot.number}包 {lot.name}" for lot in lots)
    words = [finding.EVERY_LOT, *(f"第{lot.number}包" for lot in lots)]
    return Reply(f"是哪个标包？\n{listed}", saying.buttons_of([(word, word) for word in words]))


def _read_lots(turn: Turn, values: Values, text: str) -> list[int]:
    lots = projects.lots(turn.tx, _project(turn, values))
    chosen = finding.lots_in(text, lots)
    if not chosen:
        raise NotUnderstood(f"这个项目有{len(lots)}个标包，请发“第1包”这样的标包号，或“全部标包”。")
    return [lot.number for lot in chosen]


def _likely(turn: Turn, values: Values) -> list[MilestoneKind]:
    """What can be recorded next: first what follows on what is there, nothing that is there already."""
    done = {row.kind for lot in _chosen(turn, values) for row in timeline.in_force(turn.tx, lot.id or 0)}
    open_kinds = [
        kind
        for kind in turn.pack.milestones.values()
        if may_record(turn.actor, kind.by) and (kind.repeats or kind.key not in done)
    ]
    return sorted(open_kinds, key=lambda kind: not done.intersection(kind.after))


def _ask_kind(turn: Turn, values: Values) -> Reply:
    likely = _likely(turn, values)
    listed = "、".join(kind.name for kind in likely)
    choices = [(kind.words[0], kind.words[0]) for kind in likely]
    return Reply(f"登记哪一步？可以选：{listed}。", saying.buttons_of(choices))


def _read_kind(turn: Turn, values: Values, text: str) -> str:
    kinds = finding.kinds_in(turn, text)
    allowed = _allowed(turn, kinds)
    if kinds and not allowed:
        raise NotUnderstood(_not_yours(kinds[0]))
    if len(allowed) != 1:
        names = "、".join(kind.name for kind in _likely(turn, values))
        raise NotUnderstood(f"没看懂是哪一步。可以选：{names}。")
    return allowed[0].key


def _ask_when(turn: Turn, values: Values) -> Reply:
    name = turn.pack.milestones[values["kind"]].name
    hint = values.pop("hint", None)
    if hint:
        return Reply(hint[0], saying.buttons_of([(label, says) for label, says in hint[1]]))
    return Reply(f"{name}是哪一天？{DATES_TO_WRITE}", RECENT)


def _card(turn: Turn, values: Values) -> Card:
    kind, when = turn.pack.milestones[values["kind"]], happening(values["when"])
    project = _project(turn, values)
    line = finding.line_of(project, projects.lots(turn.tx, project), _chosen(turn, values))
    doubts = doubt_lines(turn, project, _chosen(turn, values), kind, when)
    lines = [
        f"项目 {line}",
        f"事项 {kind.name}",
        f"时间 {saying.full_moment(turn, when.at, when.has_time)}，您写的是“{when.said}”",
    ]
    return dated_card("登记", lines, doubts)


def _save(turn: Turn, values: Values) -> list[Reply]:
    kind, when = turn.pack.milestones[values["kind"]], happening(values["when"])
    lots = _chosen(turn, values)
    try:
        recorded = milestones.record(turn.tx, turn.actor, lots, kind, when, turn.now, turn.planner)
    except AlreadyRecorded as error:
        at, project = saying.moment(turn, error.milestone), _project(turn, values)
        lot = next(lot for lot in lots if lot.id == error.milestone.lot_id)
        text = f"{saying.lot_mark(project, lot).strip()}{kind.name}已登记过（{at}），没有重复登记。"
        text += f"要改时间请发：更正 {project.code} {kind.name} 新的时间 原因"
        if kind.repeats:
            text += f"\n是另一件的，请写明几点再登记，例如：登记 {project.code} {kind.words[0]} 今天15:30"
        return [Reply(text, saying.buttons_of([("看项目", f"项目 {project.code}")]))]
    except NotAllowed:
        return [Reply(f"您的身份不能登记{kind.name}，没有保存。")]
    written = {each.milestone.lot_id for each in recorded}
    new, known = (
        "、".join(f"第{lot.number}包" for lot in lots if (lot.id in written) is is_new)
        for is_new in (True, False)
    )
    done = f"✅ 已登记{new}。{known}{kind.name}已登记过，没有重复登记。" if known else "✅ 已登记。"
    return [saved(turn, recorded, done)]


FORM = Form(
    "log",
    (
        finding.project_field("是哪个项目？请发项目编号。"),
        Field("lots", _ask_lots, _read_lots, needed=_has_lots),
        Field("kind", _ask_kind, _read_kind),
        Field("when", _ask_when, read_when),
    ),
    _save,
    _card,
)
INTENTION = Intention(
    "log", ("登记",), BOUND, log, "登记项目进度，例如：登记 SJ2026-015 中标通知书 昨天", (FORM,)
)
