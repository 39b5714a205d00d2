"""From what people typed to the project, lot and milestone that they mean, within what they may see."""

import re
from collections.abc import Sequence

from handlers.forms import NotUnderstood
from handlers.saying import buttons_of, titled
from handlers.turn import Turn
from language.entities import match_words, project_code
from ledger import deadlines, projects
from ledger.deadlines import Open, UnknownDeadline
from ledger.projects import UnknownProject
from ledger.rights import may_register_projects
from models.message import Button, Reply
from models.tables.project import Lot, Project
from rules.pack import MilestoneKind

LOT = re.compile(r"第?([0-9一二三四五六七八九十]{1,3})[号个]?(?:标包|包|标段)|标包([0-9]{1,3})")
NUMERALS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
LONGEST_NUMBER = 9
EVERY_LOT = "全部标包"


def project_in(turn: Turn, text: str) -> tuple[Project | None, str]:
    """The project that the text names, and the text without its code.

    `#12` is the project's number here. The longest code that occurs wins, in
    whatever letter case. Raises NotUnderstood for a code that the actor sees no project of.
    """
    seen = projects.visible(turn.tx, turn.actor)
    folded = text.upper()
    for project in sorted(seen, key=lambda each: -len(each.code)):
        for name in (project.code.upper(), f"#{project.id} "):
            if name in f"{folded} ":
                at = f"{folded} ".index(name)
                return project, (text[:at] + " " + text[at + len(name) :]).strip()
    code = project_code(text)
    if code is None:
        return None, text
    try:
        projects.find(turn.tx, turn.actor, code)
    except UnknownProject as error:
        raise NotUnderstood(unknown(error), *_nearest(turn, error)) from error
    return None, text


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
    """The lots that the text names: the only one, 全部, or 第2包. None where it must be asked for."""
    if len(lots) == 1 or "全部" in text or "所有" in text:
        return list(lots)
    found = {_number(match) for match in LOT.finditer(text)} or {_number_alone(text)}
    chosen = [lot for lot in lots if lot.number in found]
    return chosen or None


def _number(match: re.Match[str]) -> int:
    return _numeral(match[1] or match[2])


def _number_alone(text: str) -> int:
    return _numeral(text.strip()) if text.strip().isdecimal() else 0


def _numeral(text: str) -> int:
    return int(text) if text.isdecimal() else NUMERALS.get(text, 0)


def kinds_in(turn: Turn, text: str) -> list[MilestoneKind]:
    """The kinds of milestone that the text says have happened (还没签 does not count)."""
    kinds = turn.pack.milestones
    words = {key: (kind.name, *kind.words) for key, kind in kinds.items()}
    found = dict.fromkeys(match.key for match in match_words(text, words) if not match.negated)
    return [kinds[key] for key in found]


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
