"""From what people typed to the project, lot and milestone that they mean, within what they may see."""

import re
from collections.abc import Sequence

from handlers.forms import Field, NotUnderstood, Values
from handlers.saying import buttons_of, titled
from handlers.turn import Turn
from language.entities import match_words, project_code
from language.lots import read_lots, read_lots_alone
from ledger import deadlines, projects
from ledger.deadlines import Open, UnknownDeadline
from ledger.projects import UnknownProject
from ledger.rights import may_register_projects
from models.message import Button, Reply
from models.tables.project import Lot, Project
from rules.pack import MilestoneKind

LONGEST_NUMBER = 9
EVERY_LOT = "全部标包"
NUMBERED = re.compile(r"(?:#?([0-9]+)(?=\s|给|$))?\s*(.*)")


def project_in(turn: Turn, text: str) -> tuple[Project | None, str]:
    """The project that the text names, and the text without its code.

    The longest code that stands there whole wins, in whatever letter case; `#12` at the beginning is the
    project's number here. Raises NotUnderstood for a code that the actor sees no project of.
    """
    seen = sorted(projects.visible(turn.tx, turn.actor), key=lambda each: -len(each.code))
    said = project_code(text) or ""
    for project, name in [
        *((each, rf"(?<![A-Za-z0-9-]){re.escape(each.code)}(?![A-Za-z0-9-])") for each in seen),
        *((each, rf"^#{each.id}(?![A-Za-z0-9-])") for each in seen),
    ]:
        found = re.search(name, text, re.IGNORECASE)
        if found and not _is_part(found[0], said):
            return project, f"{text[: found.start()]} {text[found.end() :]}".strip()
    if not said:
        return None, text
    try:
        return projects.find(turn.tx, turn.actor, said), text
    except UnknownProject as error:
        raise NotUnderstood(unknown(error), *_nearest(turn, error)) from error


def _is_part(found: str, said: str) -> bool:
    """Whether what was found is the piece of another code: 采购2026-1 of 校采购2026-1."""
    return found.upper() in said and found.upper() != said


def project_field(question: str) -> Field:
    """The project as a field of a form, asked for in these words."""

    def ask(turn: Turn, _values: Values) -> Reply:
        return Reply(question, project_buttons(turn))

    def read(turn: Turn, _values: Values, text: str) -> str:
        project, _ = project_in(turn, text)
        if project is None:
            raise NotUnderstood("没看到项目编号。请发编号，例如 SJ2026-015。", *project_buttons(turn))
        return project.code

    return Field("project", ask, read)


def unknown(error: UnknownProject) -> str:
    """The same words for a project that is not there and one that is not theirs."""
    near = f"您是不是要找：{'、'.join(error.nearest)}？" if error.nearest else "请核对项目编号。"
    return f"没有找到您可查看的项目 {error.code}。{near}"


def _nearest(turn: Turn, error: UnknownProject) -> tuple[Button, ...]:
    """One button for each like code: it says the same again with that code."""
    written = re.compile(re.escape(error.code), re.IGNORECASE)
    return buttons_of([(code, written.sub(code, turn.text)) for code in error.nearest])


def project_buttons(turn: Turn) -> tuple[Button, ...]:
    """The newest projects that the actor sees, by code."""
    return buttons_of([(each.code, each.code) for each in projects.visible(turn.tx, turn.actor)])


def no_projects(turn: Turn) -> Reply:
    """Said where the actor sees no project at all: whoever may register one is shown how."""
    if may_register_projects(turn.actor):
        return Reply("您名下还没有项目，请先发“新建项目”登记。", buttons_of([("新建项目", "新建项目")]))
    return Reply("本区还没有登记项目；项目由采购人或代理机构登记。")


def lots_in(text: str, lots: Sequence[Lot]) -> list[Lot] | None:
    """The lots that the text names: the only one, 全部, or 第2包. None where it must be asked for.

    Raises NotUnderstood for 第2包 of a project that has no lots of its own.
    """
    if len(lots) == 1:
        if read_lots(text) - {1}:
            raise NotUnderstood("这个项目没有分包，不用写标包号。请核对项目编号，或者去掉标包号再发。")
        return list(lots)
    if "全部" in text or "所有" in text:
        return list(lots)
    named = read_lots(text) or read_lots_alone(text)
    chosen = [lot for lot in lots if lot.number in named]
    return chosen if chosen and len(chosen) == len(named) else None


def kinds_in(turn: Turn, text: str) -> list[MilestoneKind]:
    """The kinds of milestone that the text says have happened (还没签 does not count)."""
    kinds = turn.pack.milestones
    words = {key: (kind.name, *kind.words) for key, kind in kinds.items()}
    found = dict.fromkeys(match.key for match in match_words(text, words) if not match.negated)
    return [kinds[key] for key in found]


def numbered(text: str) -> tuple[str, str]:
    """The number of a deadline and what follows it; `12 给 小陈`, `12 小陈` and `小陈` alone."""
    match = NUMBERED.match(text)
    assert match is not None  # every part of it is optional
    return match[1] or "", match[2]


def deadline_in(turn: Turn, text: str) -> Open:
    """The deadline of that number (12 or #12); without one, the only open one. Raises UnknownDeadline."""
    number = text.strip().lstrip("#")
    if number.isdecimal() and len(number) <= LONGEST_NUMBER:
        return deadlines.find(turn.tx, turn.actor, int(number))
    every = deadlines.open_ones(turn.tx, turn.actor)
    if number or len(every) != 1:
        raise UnknownDeadline(text)
    return every[0]


def line_of(project: Project, lots: Sequence[Lot], chosen: Sequence[Lot]) -> str:
    """`SJ2026-015 学校课桌椅采购 第1包、第2包`."""
    if len(lots) == 1:
        return titled(project)
    return f"{titled(project)} {'、'.join(f'第{lot.number}包' for lot in chosen)}"
