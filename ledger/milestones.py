"""项目进度: recording what happened, correcting it, taking it back, each with its consequences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from ledger import audit, deadlines
from ledger.rights import Actor, NotAllowed, may_record
from ledger.timeline import day_of, in_force
from models.tables.deadline import Deadline
from models.tables.project import Lot, Milestone, Project
from models.types import SHANGHAI
from reminders.plan import Planner
from rules.pack import MilestoneKind, Pack

UNDO_WITHIN = timedelta(minutes=10)


class AlreadyRecorded(Exception):
    """The lot has this milestone already."""

    def __init__(self, milestone: Milestone) -> None:
        super().__init__(milestone.kind)
        self.milestone = milestone


class NothingToUndo(Exception):
    """The actor recorded nothing within UNDO_WITHIN; `last` is their last entry, if they have one."""

    def __init__(self, last: Milestone | None) -> None:
        super().__init__()
        self.last = last


class NotRecorded(Exception):
    """The lot has no milestone of that kind to correct."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why to look again at a date: `before_preceding`, `after_following` or `before_project`."""

    reason: str
    other: str
    other_on: date


@dataclass(frozen=True, slots=True)
class Happening:
    """When something happened: a moment (UTC), whether its time of day is known, and how it was said."""

    at: datetime
    has_time: bool
    said: str

    @property
    def on(self) -> date:
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A milestone with the deadlines of its lot that it started, moved (or paused), and met."""

    milestone: Milestone
    started: tuple[Deadline, ...]
    moved: tuple[Deadline, ...]
    met: tuple[Deadline, ...]


def is_future(when: Happening, now: datetime) -> bool:
    """Whether it has not happened yet: a later moment, or a later day where only the day is known."""
    return when.at > now if when.has_time else when.on > now.astimezone(SHANGHAI).date()


def doubts(
    tx: Session, project: Project, lot: Lot, kind: MilestoneKind, when: Happening, pack: Pack
) -> list[Doubt]:
    """What speaks against a date, so that it is confirmed once more before it is written."""
    found = []
    for row in in_force(tx, lot.id or 0):
        other, other_on = pack.milestones[row.kind], day_of(row)
        if row.kind in kind.after and when.on < other_on:
            found.append(Doubt("before_preceding", other.name, other_on))
        if kind.key in other.after and when.on > other_on:
            found.append(Doubt("after_following", other.name, other_on))
    if when.on < project.began_on:
        found.append(Doubt("before_project", "", project.began_on))
    return found


def record(
    tx: Session,
    actor: Actor,
    lots: Sequence[Lot],
    kind: MilestoneKind,
    when: Happening,
    now: datetime,
    planner: Planner,
) -> list[Recorded]:
    """Write a milestone down in each of these lots, and all that follows from it.

    The lots must come from a project that the actor sees. Raises NotAllowed, AlreadyRecorded, before
    anything is written.
    """
    if not may_record(actor, kind.by):
        raise NotAllowed(actor.role)
    for row in (row for lot in lots for row in in_force(tx, lot.id or 0)):
        if row.kind == kind.key and (not kind.repeats or row.occurred_at == when.at):
            raise AlreadyRecorded(row)
    return [
        _write(tx, actor, _row(actor, lot.id or 0, kind.key, when, now), now, planner, "milestone recorded")
        for lot in lots
    ]


def correct(
    tx: Session, actor: Actor, old: Milestone, when: Happening, reason: str, now: datetime, planner: Planner
) -> Recorded:
    """Supersede a milestone in force by one at another time; the old row stays. Raises NotAllowed."""
    if not may_record(actor, planner.pack.milestones[old.kind].by):
        raise NotAllowed(actor.role)
    milestone = _row(actor, old.lot_id, old.kind, when, now)
    milestone.supersedes_id, milestone.root_id, milestone.reason = old.id, old.root_id or old.id, reason
    return _write(tx, actor, milestone, now, planner, "milestone corrected")


def undo(tx: Session, actor: Actor, now: datetime, planner: Planner) -> Recorded:
    """Take back the actor's last entry while it is no older than UNDO_WITHIN. Raises NothingToUndo."""
    last = last_entry(tx, actor)
    if last is None or last.withdrawn or now - last.recorded_at > UNDO_WITHIN:
        raise NothingToUndo(last if last is not None and not last.withdrawn else None)
    # A correction taken back leaves what it corrected; a first entry taken back leaves nothing.
    before = tx.get_one(Milestone, last.supersedes_id) if last.supersedes_id else None
    kept = before if before is not None and not before.withdrawn else last
    milestone = _row(
        actor, last.lot_id, last.kind, Happening(kept.occurred_at, kept.has_time, kept.said), now
    )
    milestone.supersedes_id, milestone.root_id, milestone.withdrawn = (
        last.id,
        last.root_id or last.id,
        kept is last,
    )
    return _write(tx, actor, milestone, now, planner, "milestone withdrawn")


def last_entry(tx: Session, actor: Actor) -> Milestone | None:
    """The last row that the actor wrote, whatever it was."""
    query = select(Milestone).where(Milestone.recorded_by_id == actor.id).order_by(col(Milestone.id).desc())
    return tx.exec(query.limit(1)).first()


def standing(tx: Session, lot: Lot, kind: str) -> Milestone:
    """The newest milestone of a kind that counts in the lot. Raises NotRecorded."""
    rows = [row for row in in_force(tx, lot.id or 0) if row.kind == kind]
    if not rows:
        raise NotRecorded(kind)
    return rows[-1]


def _row(actor: Actor, lot_id: int, kind: str, when: Happening, now: datetime) -> Milestone:
    return Milestone(
        district=actor.district,
        lot_id=lot_id,
        kind=kind,
        occurred_at=when.at,
        has_time=when.has_time,
        said=when.said,
        recorded_by_id=actor.id,
        recorded_at=now,
        channel=actor.channel,
    )


def _write(
    tx: Session, actor: Actor, milestone: Milestone, now: datetime, planner: Planner, action: str
) -> Recorded:
    tx.add(milestone)
    tx.flush()
    lot_id, row_id = milestone.lot_id, milestone.id
    before = {row.id: _days(row) for row in deadlines.open_of_lot(tx, lot_id)}
    rows = deadlines.recompute(tx, lot_id, now, planner)
    started = tuple(row for row in rows if row.milestone_id == row_id)
    moved = tuple(row for row in rows if row.id in before and before[row.id] != _days(row))
    for deadline in (*started, *moved):
        planner.told(tx, deadline, actor.id, now)
    audit.append(
        tx,
        actor,
        now,
        action,
        f"milestone:{row_id}",
        kind=milestone.kind,
        occurred_at=milestone.occurred_at.isoformat(),
        reason=milestone.reason,
    )
    met = tuple(row for row in rows if row.met_by_id == row_id)
    return Recorded(milestone, started, tuple(row for row in moved if row not in (*started, *met)), met)


def _days(deadline: Deadline) -> tuple[date | None, date | None, bool]:
    """What people are told of a deadline: both last days, and whether its clock stands still."""
    return deadline.local_due_on, deadline.statutory_due_on, deadline.paused
