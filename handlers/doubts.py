"""The cards of 登记 and 更正: what was understood, and in words what speaks against the date."""

from collections.abc import Sequence

from handlers import saying
from handlers.forms import Card
from handlers.turn import Turn
from ledger import milestones
from ledger.milestones import Doubt, Happening
from models.tables.project import Lot, Project
from rules.pack import MilestoneKind


def dated_card(verb: str, lines: Sequence[str], doubts: Sequence[str]) -> Card:
    """The card before something with a date is saved; where there are doubts, confirming names the deed."""
    if not doubts:
        return Card("\n".join([f"请核对{verb}", *lines]), change="改时间", changes="when")
    text = "\n".join([f"⚠️ 请核对{verb}的时间", *lines, *doubts])
    return Card(text, change="改时间", changes="when", confirm=f"仍要{verb}")


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
