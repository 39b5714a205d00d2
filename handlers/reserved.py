"""What must be reserved for SMEs, as lines: for the calculator and for a new project."""

from decimal import Decimal

from handlers.turn import Turn
from handlers.words import KINDS
from knowledge.worked import sme_reserve_text
from models.types import ProcurementKind
from rules.reservation import reserve


def reservation_lines(turn: Turn, kind: ProcurementKind, budget_yuan: Decimal, suitable: bool) -> list[str]:
    """Local and national rule side by side for a notice published today."""
    reservation = reserve(turn.pack.reserve, kind, budget_yuan, suitable, turn.today)
    return sme_reserve_text(KINDS[kind], reservation).splitlines()
