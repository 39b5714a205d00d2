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
from rules.ladder import UNDO_WITHIN
from rules.pack import MilestoneKind, Pack

REGISTERED_WITHIN = timedelta(days=30)
"""Projects are often registered here only when they are well under way: no doubt so shortly before."""


class AlreadyRecorded(Exception):
    """Each of the lots has this milestone already; this is the first one's."""

    def __init__(self, milestone: Milestone) -> None:
        super().__init__(milestone.kind)
        self.milestone = milestone


class NothingToUndo(Exception):
    """The actor recorded nothing within UNDO_WITHIN; `last` is their last entry, if they have one."""

    def __init__(self, last: Milestone | None) -> None:
        super().__init__()
        self.last = last


class CorrectedMeanwhile(Exception):
    """The actor's last entry is not in force any more: somebody else corrected it, by the row `by`."""

    def __init__(self, last: Milestone, by: Milestone) -> None:
        super().__init__()
        self.last, self.by = last, by


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
    preceding = _preceding(kind.key, pack)
    for row in in_force(tx, lot.id or 0):
        other, other_on = pack.milestones[row.kind], day_of(row)
        if row.kind in preceding and when.on < other_on:
            found.append(Doubt("before_preceding", other.name, other_on))
        if not kind.repeats and kind.key in _preceding(row.kind, pack) and when.on > other_on:
            found.append(Doubt("after_following", other.name, other_on))
    if when.on < project.began_on - REGISTERED_WITHIN:
        found.append(Doubt("before_project", "", project.began_on))
    return found


def _preceding(kind: str, pack: Pack) -> frozenset[str]:
    """All that comes before a milestone, however many steps before."""
    steps = frozenset(pack.milestones[kind].after)
    return steps.union(*(_preceding(step, pack) for step in steps))


def record(
    tx: Session,
    actor: Actor,
    lots: Sequence[Lot],
    kind: MilestoneKind,
    when: Happening,
    now: datetime,
    planner: Planner,
) -> list[Recorded]:
    """Write a milestone down in each of these lots that has it not yet, and all that follows from it.

    The lots must come from a project that the actor sees. Raises NotAllowed, and AlreadyRecorded where
    every lot has it.
    """
    if not may_record(actor, kind.by):
        raise NotAllowed(actor.role)
    known = {
        row.lot_id: row
        for lot in lots
        for row in in_force(tx, lot.id or 0)
        if row.kind == kind.key and (not kind.repeats or row.occurred_at == when.at)
    }
    free = [lot.id or 0 for lot in lots if lot.id not in known]
    if not free:
        raise AlreadyRecorded(known[lots[0].id or 0])
    return [
        _write(tx, actor, _row(actor, lot_id, kind.key, when, now), now, planner, "milestone recorded")
        for lot_id in free
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


def undo(tx: Session, actor: Actor, now: datetime, planner: Planner) -> list[Recorded]:
    """Take back the actor's last entry, in each of its lots, while it is no older than UNDO_WITHIN.

    Raises NothingToUndo, and CorrectedMeanwhile where nothing of it is in force any more.
    """
    last = last_entry(tx, actor)
    if last is None or last.withdrawn or now - last.recorded_at > UNDO_WITHIN:
        raise NothingToUndo(last if last is not None and not last.withdrawn else None)
    entry = _entry_of(tx, last)
    ids = [row.id for row in entry]
    by = {
        row.supersedes_id: row
        for row in tx.exec(select(Milestone).where(col(Milestone.supersedes_id).in_(ids)))
    }
    standing = [row for row in entry if row.id not in by]
    if not standing:
        raise CorrectedMeanwhile(last, by[last.id])
    return [_take_back(tx, actor, row, now, planner) for row in standing]


def _take_back(tx: Session, actor: Actor, last: Milestone, now: datetime, planner: Planner) -> Recorded:
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


def _entry_of(tx: Session, last: Milestone) -> Sequence[Milestone]:
    """The rows that were written together with this one: the same milestone in each lot of a project."""
    siblings = select(Lot.id).where(Lot.project_id == tx.get_one(Lot, last.lot_id).project_id)
    query = select(Milestone).where(
        Milestone.recorded_by_id == last.recorded_by_id,
        Milestone.recorded_at == last.recorded_at,
        Milestone.kind == last.kind,
        col(Milestone.lot_id).in_(siblings),
    )
    return tx.exec(query.order_by(col(Milestone.id))).all()


def last_entry(tx: Session, actor: Actor) -> Milestone | None:
    """The last row that the actor wrote, whatever it was."""
    query = select(Milestone).where(Milestone.recorded_by_id == actor.id).order_by(col(Milestone.id).desc())
    return tx.exec(query.limit(1)).first()


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
