"""The reminders of deadlines: who will be reminded when, and being reminded again later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ledger.rights import Actor
from models.tables.deadline import Deadline, Reminder
from models.tables.unit import Person
from models.types import SHANGHAI, Level, ReminderState
from reminders.plan import SNOOZED, Planner, last_day
from rules.ladder import snooze_until


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that is still to come, and for whom."""

    reminder: Reminder
    person: Person

    @property
    def at(self) -> datetime:
        return self.reminder.due_at

    @property
    def is_in_advance(self) -> bool:
        """Whether it comes before its last day is over."""
        return self.at.astimezone(SHANGHAI).date() <= self.reminder.last_on


def planned(tx: Session, deadlines: Sequence[Deadline]) -> list[Planned]:
    """The reminders still to come of these deadlines, in order of time."""
    query = (
        select(Reminder, Person)
        .join(Person, col(Person.id) == Reminder.recipient_id)
        .where(
            col(Reminder.deadline_id).in_([deadline.id for deadline in deadlines]),
            Reminder.state == ReminderState.PLANNED,
        )
        .order_by(col(Reminder.due_at), col(Reminder.id))
    )
    return [Planned(*row) for row in tx.exec(query)]


def snooze(tx: Session, actor: Actor, deadline: Deadline, now: datetime, planner: Planner) -> datetime:
    """Remind the actor of a deadline again a little later; the moment (UTC).

    Never later than the last office hours of the nearer limit that has not passed.
    """
    today = now.astimezone(SHANGHAI).date()
    level = _nearer(deadline, today)
    last_on = max(last_day(deadline, level), today)
    last_office_day = planner.pack.calendar.last_working_day_on_or_before(last_on)
    at = snooze_until(now, planner.hours.closing(last_office_day), planner.pack.calendar, planner.hours)
    row = _snoozed(tx, actor, deadline) or Reminder(
        district=deadline.district,
        deadline_id=deadline.id or 0,
        milestone_id=deadline.milestone_id,
        level=level,
        rung=f"{SNOOZED}:{now.isoformat(timespec='seconds')}",
        last_on=last_day(deadline, level),
        recipient_id=actor.id,
        due_at=at,
    )
    row.due_at = at
    tx.add(row)
    tx.flush()
    return at


def _nearer(deadline: Deadline, today: date) -> Level:
    """The limit that is to be kept next: the local one, or once it is over the statutory one."""
    local, statutory = deadline.local_due_on, deadline.statutory_due_on
    return Level.LOCAL if local and (local >= today or statutory is None) else Level.STATUTORY


def _snoozed(tx: Session, actor: Actor, deadline: Deadline) -> Reminder | None:
    """What the actor has put off before and waits for."""
    query = select(Reminder).where(
        Reminder.deadline_id == deadline.id,
        Reminder.milestone_id == deadline.milestone_id,
        col(Reminder.rung).startswith(SNOOZED),
        Reminder.recipient_id == actor.id,
        Reminder.state == ReminderState.PLANNED,
    )
    return tx.exec(query).first()
