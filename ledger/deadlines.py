"""时限: what the rules derive from a lot's milestones, held against what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from ledger import audit
from ledger.rights import Actor, scope
from ledger.timeline import day_of, in_force
from models.tables.deadline import Deadline
from models.tables.project import Lot, Milestone, Project
from models.tables.unit import Person, Unit
from models.types import DeadlineState, UnitKind
from reminders.plan import Planner
from rules.counting import Pause
from rules.deadlines import DerivedDeadline, derive
from rules.matching import MilestoneFact, clocks_of
from rules.pack import Pack


@dataclass(frozen=True, slots=True)
class Open:
    """A deadline with the lot and project that it is in."""

    deadline: Deadline
    lot: Lot
    project: Project

    @property
    def next_due_on(self) -> date:
        """The nearer of the two limits."""
        return min(day for day in (self.deadline.local_due_on, self.deadline.statutory_due_on) if day)


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose days changed with the calendar or the rules, and what they were before."""

    deadline: Deadline
    local_before: date | None
    statutory_before: date | None


class UnknownDeadline(Exception):
    """There is no such deadline for this actor."""


def recompute(tx: Session, lot_id: int, now: datetime, planner: Planner) -> list[Deadline]:
    """Bring the stored deadlines of a lot in line with its milestones in force, and the reminders with them.

    Gives the deadlines that hold now. One whose milestone was taken back is kept as withdrawn.
    """
    milestones = {row.id: row for row in in_force(tx, lot_id)}
    facts = _facts(milestones.values())
    stored = {
        (row.rule_id, row.origin_id): row
        for row in tx.exec(select(Deadline).where(Deadline.lot_id == lot_id))
    }
    current = []
    for derived in derive(facts, planner.pack):
        start = milestones[derived.start_milestone_id]
        origin_id = start.root_id or derived.start_milestone_id
        row = stored.pop((derived.rule_id, origin_id), None)
        row = _write(tx, row, start, origin_id, derived, now, planner.pack.version)
        planner.replan(tx, row, derived, start.recorded_at)
        current.append(row)
    for row in stored.values():
        row.state, row.updated_at = DeadlineState.WITHDRAWN, now
        tx.add(row)
        planner.cancel(tx, row)
    return current


def refresh(tx: Session, now: datetime, planner: Planner) -> list[Moved]:
    """Recompute what another version of the rules or of the calendar made; what moved by that."""
    stale = tx.exec(
        select(Deadline).where(
            Deadline.district == planner.pack.division.code,
            Deadline.state == DeadlineState.OPEN,
            Deadline.pack_version != planner.pack.version,
        )
    ).all()
    before = {row.id: (row.local_due_on, row.statutory_due_on) for row in stale}
    moved = []
    for lot_id in sorted({row.lot_id for row in stale}):
        for row in recompute(tx, lot_id, now, planner):
            was = before.get(row.id)
            if was and was != (row.local_due_on, row.statutory_due_on):
                moved.append(Moved(row, *was))
    return moved


def replan_unit(tx: Session, unit: Unit, now: datetime, planner: Planner) -> None:
    """Plan the reminders of all that a unit watches anew, after its people changed."""
    query = (
        select(Deadline.lot_id)
        .join(Lot, col(Lot.id) == Deadline.lot_id)
        .join(Project, col(Project.id) == Lot.project_id)
        .where(Deadline.state == DeadlineState.OPEN, Deadline.district == unit.district)
    )
    if unit.kind is not UnitKind.FINANCE:
        query = query.where((col(Project.buyer_id) == unit.id) | (col(Project.agency_id) == unit.id))
    for lot_id in sorted(set(tx.exec(query))):
        recompute(tx, lot_id, now, planner)


def open_ones(tx: Session, actor: Actor) -> list[Open]:
    """The open deadlines that the actor may see, the most urgent first."""
    query = (
        select(Deadline, Lot, Project)
        .join(Lot, col(Lot.id) == Deadline.lot_id)
        .join(Project, col(Project.id) == Lot.project_id)
        .where(scope(actor), Deadline.state == DeadlineState.OPEN)
    )
    found = [Open(*row) for row in tx.exec(query)]
    return sorted(found, key=lambda each: (each.next_due_on, each.deadline.id))


def find(tx: Session, actor: Actor, deadline_id: int) -> Open:
    """A deadline that the actor may see, open or not. Raises UnknownDeadline."""
    query = (
        select(Deadline, Lot, Project)
        .join(Lot, col(Lot.id) == Deadline.lot_id)
        .join(Project, col(Project.id) == Lot.project_id)
        .where(scope(actor), Deadline.id == deadline_id)
    )
    row = tx.exec(query).first()
    if row is None:
        raise UnknownDeadline(deadline_id)
    return Open(*row)


def of_lot(tx: Session, lot_id: int) -> list[Deadline]:
    """The deadlines of a lot that hold, by when they started."""
    query = select(Deadline).where(Deadline.lot_id == lot_id, Deadline.state != DeadlineState.WITHDRAWN)
    return list(tx.exec(query.order_by(col(Deadline.start_on), col(Deadline.id))))


def open_of_lot(tx: Session, lot_id: int) -> list[Deadline]:
    """The deadlines of a lot that are still to be met."""
    return [row for row in of_lot(tx, lot_id) if row.state is DeadlineState.OPEN]


def pauses(tx: Session, deadline: Deadline, pack: Pack) -> tuple[Pause, ...]:
    """The time that a deadline does not count (政府采购法实施条例第五十八条第一款)."""
    for clock in clocks_of(_facts(in_force(tx, deadline.lot_id)), pack):
        if clock.rule.id == deadline.rule_id and clock.start.id == deadline.milestone_id:
            return clock.pauses
    return ()


def hand_over(tx: Session, actor: Actor, each: Open, to: Person, now: datetime, planner: Planner) -> None:
    """Make a colleague the one who is responsible; the reminders go to them from now on."""
    each.deadline.responsible_id = to.id
    tx.add(each.deadline)
    tx.flush()
    recompute(tx, each.lot.id or 0, now, planner)
    planner.told(tx, each.deadline, to.id or 0, now)
    audit.append(tx, actor, now, "deadline handed over", f"deadline:{each.deadline.id}", to=to.id)


def explain(tx: Session, actor: Actor, each: Open, reason: str, now: datetime) -> None:
    """Keep the reason why something is late, for those who supervise it."""
    each.deadline.explanation = reason
    tx.add(each.deadline)
    audit.append(tx, actor, now, "delay explained", f"deadline:{each.deadline.id}", reason=reason)


def _facts(milestones: Iterable[Milestone]) -> list[MilestoneFact]:
    return [MilestoneFact(row.id or 0, row.kind, day_of(row)) for row in milestones]


def _write(
    tx: Session,
    row: Deadline | None,
    start: Milestone,
    origin_id: int,
    derived: DerivedDeadline,
    now: datetime,
    version: str,
) -> Deadline:
    dues = [due for due in (derived.local, derived.statutory) if due]
    figures: dict[str, Any] = {
        "milestone_id": derived.start_milestone_id,
        "start_on": derived.start_on,
        "statutory_start_on": derived.statutory_start_on,
        "statutory_start_logged": derived.statutory_start_logged,
        "local_due_on": derived.local.last_on if derived.local else None,
        "statutory_due_on": derived.statutory.last_on if derived.statutory else None,
        "provisional": any(due.provisional for due in dues),
        "paused": derived.paused,
        "state": DeadlineState.OPEN if derived.met_on is None else DeadlineState.MET,
        "met_on": derived.met_on,
        "met_by_id": derived.met_by_milestone_id,
        "pack_version": version,
        "updated_at": now,
    }
    if row is None:
        fixed: dict[str, Any] = {
            "district": start.district,
            "lot_id": start.lot_id,
            "rule_id": derived.rule_id,
        }
        row = Deadline(**fixed, origin_id=origin_id, **figures)
    else:
        row.sqlmodel_update(figures)
    tx.add(row)
    tx.flush()
    return row
