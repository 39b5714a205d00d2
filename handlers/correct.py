"""更正: a recorded time was wrong; the new one supersedes it, with a reason, and the old row stays."""

import re

from handlers import finding, saying
from handlers.doubts import dated_card, doubt_lines
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.logged import saved
from handlers.reading import DATES_TO_WRITE, happening, read_reason, read_when
from handlers.turn import Turn
from language import dates
from language.dates import ImpossibleDate
from ledger import milestones, projects, timeline
from ledger.rights import BOUND, NotAllowed
from models.message import Reply
from models.tables.project import Lot, Milestone, Project

REASON = re.compile(r"^[\s，,：:]*(?:原因|因为|理由)?[\s：:]*")


def correct(turn: Turn) -> list[Reply]:
    """`更正 SJ2026-015 中标通知书 11月19日 原因：写错了`, or step by step."""
    values: Values = {}
    if not projects.visible(turn.tx, turn.actor):
        return [finding.no_projects(turn)]
    try:
        project, rest = finding.project_in(turn, turn.rest)
        if project is not None:
            values["project"] = project.code
            _read_rest(turn, values, rest)
    except NotUnderstood as error:
        return [Reply(error.message, error.buttons)]
    return start(turn, FORM, values)


def _read_rest(turn: Turn, values: Values, rest: str) -> None:
    """Entry, new time and reason, as far as the line has them."""
    entries = _entries(turn, values)
    kinds = {kind.key for kind in finding.kinds_in(turn, rest)}
    lots = {lot.number for lot in finding.lots_in(rest, projects.lots(turn.tx, _project(turn, values))) or []}
    meant = [row for lot, row in entries if row.kind in kinds and (lot.number in lots or not lots)]
    if len(meant) == 1:
        values["entry"] = meant[0].id
    try:
        found = dates.read(rest, turn.now, "past")
    except ImpossibleDate:
        return
    if len(found) == 1 and "entry" in values:
        values["when"] = read_when(turn, values, found[0].said)
        reason = REASON.sub("", rest[found[0].end :]).strip()
        if reason:
            values["reason"] = read_reason(turn, values, reason)


def _project(turn: Turn, values: Values) -> Project:
    return projects.find(turn.tx, turn.actor, values["project"])


def _entries(turn: Turn, values: Values) -> list[tuple[Lot, Milestone]]:
    lots = projects.lots(turn.tx, _project(turn, values))
    return [(lot, row) for lot in lots for row in timeline.in_force(turn.tx, lot.id or 0)]


def _named(turn: Turn, values: Values, lot: Lot, row: Milestone) -> str:
    return f"{turn.pack.milestones[row.kind].name}{saying.lot_mark(_project(turn, values), lot)}"


def _ask_entry(turn: Turn, values: Values) -> Reply:
    entries = _entries(turn, values)
    if not entries:
        return Reply(
            "这个项目还没有登记进度，没有可更正的。请按“取消”。", saying.buttons_of([("取消", "取消")])
        )
    lines = [f"#{row.id} {_named(turn, values, lot, row)} {saying.moment(turn, row)}" for lot, row in entries]
    newest = [(_named(turn, values, lot, row), f"#{row.id}") for lot, row in reversed(entries)]
    return Reply("\n".join(["更正哪一条？", *lines]), saying.buttons_of(newest))


def _read_entry(turn: Turn, values: Values, text: str) -> int:
    kinds = {kind.key for kind in finding.kinds_in(turn, text)}
    meant = [
        row.id
        for _, row in _entries(turn, values)
        if text.lstrip("#") == str(row.id) or (not text.startswith("#") and row.kind in kinds)
    ]
    if len(meant) != 1 or meant[0] is None:
        raise NotUnderstood("没看懂是哪一条。请发前面的编号，例如 #12。", *_ask_entry(turn, values).buttons)
    return meant[0]


def _ask_when(_turn: Turn, _values: Values) -> Reply:
    return Reply(f"正确的时间是哪一天？{DATES_TO_WRITE}")


def _old(turn: Turn, values: Values) -> tuple[Lot, Milestone]:
    return next((lot, row) for lot, row in _entries(turn, values) if row.id == values["entry"])


def _card(turn: Turn, values: Values) -> Card:
    (lot, old), when = _old(turn, values), happening(values["when"])
    project = _project(turn, values)
    doubts = doubt_lines(turn, project, [lot], turn.pack.milestones[old.kind], when)
    lines = [
        f"项目 {saying.titled(project)}",
        f"事项 {_named(turn, values, lot, old)}",
        f"原来 {saying.full_moment(turn, old.occurred_at, old.has_time)}",
        f"改为 {saying.full_moment(turn, when.at, when.has_time)}，您写的是“{when.said}”",
        f"原因 {values['reason']}",
    ]
    return dated_card("更正", lines, doubts)


def _save(turn: Turn, values: Values) -> list[Reply]:
    gone = values["entry"] not in {row.id for _, row in _entries(turn, values)}
    if gone:
        return [Reply("这一条刚才已被更正或撤销，没有保存。请发“更正”重新选。")]
    _, old = _old(turn, values)
    try:
        recorded = milestones.correct(
            turn.tx, turn.actor, old, happening(values["when"]), values["reason"], turn.now, turn.planner
        )
    except NotAllowed:
        name = turn.pack.milestones[old.kind].name
        return [Reply(f"您的身份不能更正{name}，没有保存。")]
    return [saved(turn, [recorded], "✅ 已更正，原来的记录保留备查。")]


FORM = Form(
    "correct",
    (
        finding.project_field("要更正哪个项目？请发项目编号。"),
        Field("entry", _ask_entry, _read_entry),
        Field("when", _ask_when, read_when),
        Field("reason", lambda _turn, _values: Reply("更正的原因是什么？"), read_reason, free=True),
    ),
    _save,
    _card,
)
INTENTION = Intention("correct", ("更正",), BOUND, correct, "更正登记错的时间，要写原因", (FORM,))
