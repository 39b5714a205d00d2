"""What happened in a lot: the milestones that count now, and every row ever written."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.tables.project import Milestone
from models.types import SHANGHAI


def in_force(tx: Session, lot_id: int) -> list[Milestone]:
    """The milestones of a lot that count now, by when they happened."""
    rows = every_row(tx, lot_id)
    superseded = {row.supersedes_id for row in rows}
    standing = [row for row in rows if row.id not in superseded and not row.withdrawn]
    return sorted(standing, key=lambda row: (row.occurred_at, row.id))


def every_row(tx: Session, lot_id: int) -> Sequence[Milestone]:
    """Every row ever written for a lot, by when it was recorded."""
    return tx.exec(select(Milestone).where(Milestone.lot_id == lot_id).order_by(col(Milestone.id))).all()


def day_of(milestone: Milestone) -> date:
    """The Shanghai day on which it happened."""
    return milestone.occurred_at.astimezone(SHANGHAI).date()
