"""What speaks against a date, in words: the same on the cards of 登记 and 更正."""

from collections.abc import Sequence

from handlers import saying
from handlers.turn import Turn
from ledger import milestones
from ledger.milestones import Doubt, Happening
from models.tables.project import Lot, Project
from rules.pack import MilestoneKind


def doubt_lines(
    turn: Turn, project: Project, lots: Sequence[Lot], kind: MilestoneKind, when: Happening
) -> list[str]:
    """A line for each thing that speaks against a milestone at that time in any of these lots."""
    found = (
        doubt for lot in lots for doubt in milestones.doubts(turn.tx, project, lot, kind, when, turn.pack)
    )
    return [_line(turn, doubt) for doubt in dict.fromkeys(found)]


def _line(turn: Turn, doubt: Doubt) -> str:
    other_on = saying.day(turn, doubt.other_on)
    match doubt.reason:
        case "before_preceding":
            return f"早于已登记的{doubt.other}（{other_on}）。"
        case "after_following":
            return f"晚于已登记的{doubt.other}（{other_on}）。"
    return f"早于项目登记的开始日（{other_on}）。"
