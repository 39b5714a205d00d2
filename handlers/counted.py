"""怎么算的: a deadline counted day by day."""

from handlers import finding, saying
from handlers.intention import Intention
from handlers.turn import Turn
from knowledge.worked import counted_lines
from ledger import deadlines
from ledger.deadlines import UnknownDeadline
from ledger.rights import BOUND
from models.message import Reply
from models.types import Level


def counted(turn: Turn) -> list[Reply]:
    """`怎么算的 12`: which day is the first, which days are skipped and why, which is the last."""
    try:
        each = finding.deadline_in(turn, turn.rest)
    except UnknownDeadline:
        return [saying.no_such_deadline()]
    deadline = each.deadline
    rule = turn.pack.rules[deadline.rule_id]
    pauses = deadlines.pauses(turn.tx, deadline, turn.pack)
    lines = [f"{saying.action(rule)}，{saying.titled(each.project, each.lot)}"]
    for level, start_on in ((Level.LOCAL, deadline.start_on), (Level.STATUTORY, deadline.statutory_start_on)):
        limit = rule.limit(level, start_on)
        if limit is not None:
            name = "本区" if level is Level.LOCAL else "法定"
            lines.append(f"{name}{saying.length(limit)}（{limit.source.cite()}）")
            lines += counted_lines(limit, rule, start_on, turn.pack, turn.today, pauses)
    lines += filter(
        None, (saying.early_start_note(turn, deadline), saying.provisional_note(turn, [deadline]))
    )
    return [Reply("\n".join(lines), abroad=saying.case_abroad(turn, deadline))]


INTENTION = Intention("counted", ("怎么算的",), BOUND, counted)
